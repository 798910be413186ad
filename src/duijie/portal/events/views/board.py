"""The board: meetings in slots at tables, moved by dragging or by choosing card and place."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duijie.portal.events import boards, domain
from duijie.portal.events.choices import ARRANGING
from duijie.portal.events.models import Event, Meeting
from duijie.portal.events.views.meetings import may_compute
from duijie.portal.events.views.running import framed, running
from duijie.portal.refused import Refused
from duijie.portal.web.answers import hiding

_KEPT = ("first", "page", "q")


@require_safe
@hiding
def board(request: HttpRequest, pk: int) -> HttpResponse:
    event = running(request, pk)
    return _page(request, event, request.GET, picked=_number(request.GET.get("pick"), 0) or None)


@require_safe
@hiding
def verdicts(request: HttpRequest, pk: int) -> HttpResponse:
    """What every cell of the window says to the card that is being dragged."""
    event = running(request, pk)
    meeting = get_object_or_404(
        event.meetings.select_related("slot", "table"), pk=_number(request.GET.get("meeting"), 0)
    )
    first, page = _number(request.GET.get("first"), 1), _number(request.GET.get("page"), 1)
    return JsonResponse(boards.verdicts(event, meeting, first=first, page=page))


@require_POST
@hiding
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Drop a card; the answer is the board as it is now, with what came of it."""
    event = running(request, pk)
    meeting = get_object_or_404(event.meetings, pk=_number(request.POST.get("meeting"), 0))
    slot = event.slots.filter(pk=_number(request.POST.get("slot"), 0)).first()
    table = event.tables.filter(pk=_number(request.POST.get("table"), 0)).first()
    return _done(request, event, lambda: _moved(request, meeting, slot, table))


def _moved(request: HttpRequest, meeting: Meeting, slot: Any, table: Any) -> str:
    seen = None
    if "seen" in request.POST:
        first, _dash, last = request.POST["seen"].partition("-")
        seen = (_number(first, 0) or None, _number(last, 0) or None)
    judged = domain.move(meeting, slot, table, by=request.user, seen=seen)
    told = {"names": meeting, "slot": slot, "table": table, "before": judged.before, "after": judged.after}
    if slot is None:
        return _("已取下：%(names)s。") % told
    return _("已移到 %(slot)s %(table)s：%(names)s。双方的空档 %(before)d → %(after)d 次。") % told


@require_POST
@hiding
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    event = running(request, pk)

    def do() -> str:
        return _("已撤销：%(names)s。") % {"names": domain.undo(event, by=request.user)}

    return _done(request, event, do)


@require_POST
@hiding
def lock(request: HttpRequest, pk: int) -> HttpResponse:
    """Lock a card, or unlock it."""
    event = running(request, pk)
    meeting = get_object_or_404(event.meetings, pk=_number(request.POST.get("meeting"), 0))
    locking = request.POST.get("locked") == "1"

    def do() -> str:
        (domain.lock if locking else domain.unlock)(meeting, by=request.user)
        return _("已锁定。") if locking else _("已解除锁定。")

    return _done(request, event, do)


def _done(request: HttpRequest, event: Event, act: Any) -> HttpResponse:
    try:
        messages.success(request, act())
    except Refused as refusal:
        messages.error(request, refusal.sentence)
    if getattr(request, "htmx", False):
        event.refresh_from_db()
        return _page(request, event, request.POST)
    kept = {name: request.POST[name] for name in _KEPT if request.POST.get(name)}
    return redirect(f"{reverse('events:board', args=[event.pk])}?{urlencode(kept)}")


def _page(request: HttpRequest, event: Event, asked: Any, picked: int | None = None) -> HttpResponse:
    shown = boards.board(
        event,
        first=_number(asked.get("first"), 1),
        page=_number(asked.get("page"), 1),
        words=asked.get("q", "")[:50],
        picked=picked,
    )
    context = framed(
        event, "board", board=shown, may_change=event.state in ARRANGING, may_compute=may_compute(event),
        may_undo=event.moves.exists(),
    )  # fmt: skip
    part = getattr(request, "htmx", False)
    return render(request, "events/_board.html" if part else "events/board.html", context)


def _number(text: Any, default: int) -> int:
    return int(text) if text and str(text).isdigit() and len(str(text)) < 10 else default  # noqa: PLR2004  digits
