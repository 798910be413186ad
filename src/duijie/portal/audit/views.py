"""The record, for those who answer for it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from duijie.portal.audit import permissions, queries
from duijie.portal.audit.filters import EntryFilter
from duijie.portal.audit.models import Entry
from duijie.portal.web.exporting import as_download, wants_export
from duijie.portal.web.paging import page_of


@require_safe
def entry_list(request: HttpRequest) -> HttpResponse:
    if not permissions.may_read(request.user):
        raise Http404
    entries = queries.visible_to(request.user).select_related("actor", "party")
    found = EntryFilter(request.GET, entries)
    if wants_export(request):
        return as_download(request, _("操作记录"), _columns(), (_row(entry) for entry in found.qs))
    return render(request, "audit/list.html", {"filter": found, "page": page_of(request, found.qs)})


def _columns() -> list[str]:
    return [_("时间"), _("操作人"), _("动作"), _("对象"), _("相关主体"), _("内容")]


def _row(entry: Entry) -> list[str]:
    at = timezone.localtime(entry.at).strftime("%Y-%m-%d %H:%M:%S")
    who = str(entry.actor) if entry.actor else _("系统")
    return [at, who, entry.act_label, entry.target_label, str(entry.party or ""), entry.summary]
