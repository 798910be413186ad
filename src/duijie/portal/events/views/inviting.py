"""Inviting: from matches, from a list, by hand."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.portal.events import candidates, domain
from duijie.portal.events.choices import INVITING, ParticipantSource
from duijie.portal.events.views.running import framed, running
from duijie.portal.jobs import domain as jobs
from duijie.portal.parties import queries as parties
from duijie.portal.refused import Refused
from duijie.portal.web.answers import back, hiding
from duijie.portal.web.exporting import TYPES, as_download, wants_export
from duijie.portal.web.paging import page_of
from duijie.portal.web.uploads import UploadForm, keep
from duijie.tables.invitations import write_invitation_template

_SOURCES = {"match": ParticipantSource.MATCH, "hand": ParticipantSource.BY_HAND}
_MOST_AT_ONCE = 200


@require_safe
@hiding
def by_matches(request: HttpRequest, pk: int) -> HttpResponse:
    """Parties that have something to talk about, those that match who is coming first."""
    event = running(request, pk)
    found = candidates.by_matches(request.user, event)
    if wants_export(request):
        columns = [_("单位"), _("类别"), _("可用的匹配"), _("其中与已邀请单位"), _("总匹配度")]
        rows = ([c.party.name, c.party.get_kind_display(), c.matches, c.met, c.points] for c in found)
        return as_download(request, _("邀请建议"), columns, rows)
    return render(request, "events/invite.html", _shown(event, "match", page=page_of(request, found)))


@require_safe
@hiding
def by_hand(request: HttpRequest, pk: int) -> HttpResponse:
    event = running(request, pk)
    words = request.GET.get("q", "").strip()[:100]
    page = page_of(request, candidates.by_name(request.user, event, words)) if words else None
    return render(request, "events/invite.html", _shown(event, "hand", page=page, words=words))


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def by_list(request: HttpRequest, pk: int) -> HttpResponse:
    event = running(request, pk)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        path = keep(form.cleaned_data["file"])
        return redirect(jobs.start("invite_list", by=request.user, event=event.pk, path=str(path)))
    return render(request, "events/invite.html", _shown(event, "list", form=form))


@require_safe
@hiding
def template(request: HttpRequest, pk: int) -> HttpResponse:
    running(request, pk)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        write_invitation_template(path)
        content = path.open("rb")
    return FileResponse(
        content, as_attachment=True, filename=f"{_('邀请名单')}.xlsx", content_type=TYPES["xlsx"]
    )


@require_POST
@hiding
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Those that were ticked."""
    event = running(request, pk)
    keys = [int(key) for key in request.POST.getlist("id") if key.isdigit()][:_MOST_AT_ONCE]
    chosen = list(parties.visible_to(request.user).filter(pk__in=keys))
    source = _SOURCES.get(request.POST.get("how", ""), ParticipantSource.BY_HAND)
    if not chosen:
        messages.warning(request, _("请先勾选要邀请的单位。"))
        return back(request, "events:list")
    try:
        done = domain.invite(event, chosen, by=request.user, source=source)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    else:
        _tell(request, done)
    return back(request, event)


def _tell(request: HttpRequest, done: Any) -> None:
    n = len(done.new)
    said = ngettext("已邀请 %(n)d 家。", "已邀请 %(n)d 家。", n) % {"n": n}
    if done.already:
        said += _("%(n)d 家早已邀请，没有重复。") % {"n": done.already}
    if done.left_out:
        said += _("%(n)d 家待审核或已停用，没有邀请。") % {"n": done.left_out}
    messages.success(request, said)


def _shown(event: Any, how: str, **more: Any) -> dict[str, Any]:
    return framed(event, "participants", how=how, may_change=event.state in INVITING, **more)
