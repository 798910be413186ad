"""The list of events, and making and changing one."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from duijie.portal.events import domain, permissions
from duijie.portal.events.filters import EventFilter
from duijie.portal.events.forms import EventForm
from duijie.portal.events.models import Event
from duijie.portal.events.summaries import counted
from duijie.portal.events.views.running import framed, running
from duijie.portal.refused import Refused
from duijie.portal.web.answers import hiding
from duijie.portal.web.exporting import as_download, wants_export
from duijie.portal.web.paging import page_of
from duijie.portal.web.templatetags.duijie import moment

_CHUNK = 200


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    chosen = EventFilter(request.user, request.GET)
    found = chosen.found()
    if wants_export(request):
        return as_download(request, _("对接会清单"), _columns(), _rows(found))
    page = page_of(request, found)
    page.object_list = counted(page.object_list)
    context = {
        "filter": chosen,
        "page": page,
        "may_create": permissions.may(request.user, "create_event"),
    }
    return render(request, "events/list.html", context)


def _columns() -> list[str]:
    return [
        _("编号"), _("名称"), _("类型"), _("渠道"), _("状态"), _("开始"), _("结束"), _("会场"), _("主办单位"),
        _("邀请和报名"), _("确认参加"), _("已排定的洽谈"),
    ]  # fmt: skip


def _rows(found: QuerySet[Event]) -> Iterator[list[Any]]:

    for start in range(0, found.count(), _CHUNK):
        for event in counted(found[start : start + _CHUNK]):
            yield [
                event.pk, event.title, event.get_kind_display(), "；".join(event.channel_labels),
                event.get_state_display(), moment(event.starts_at) if event.starts_at else None,
                moment(event.ends_at) if event.ends_at else None, event.venue, event.organiser.name, event.asked,
                event.confirmed, event.planned,
            ]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def create(request: HttpRequest) -> HttpResponse:
    """The first step; slots and tables are the second, invitations the third."""
    permissions.require(request.user, "create_event")
    form = EventForm(request.POST if request.method == "POST" else None)
    key = _uuid(request.POST.get("form_key", ""))
    if form.is_valid():
        try:
            event = domain.create_event(by=request.user, form_key=key, **_data(form))
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("已建立。下一步：安排时段和桌位。"))
            return redirect("events:layout", event.pk)
    return render(request, "events/form.html", {"form": form, "form_key": key})


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def change(request: HttpRequest, pk: int) -> HttpResponse:
    event = running(request, pk)
    form = EventForm(request.POST if request.method == "POST" else None, instance=event)
    if form.is_valid():
        try:
            domain.save_event(event, by=request.user, **_data(form))
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("已保存。"))
            return redirect(event)
    return render(request, "events/form.html", framed(event, "event", form=form))


def _data(form: EventForm) -> dict[str, Any]:
    given = dict(form.cleaned_data)
    given["region"] = given["region"] or None
    return given


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.uuid4()
