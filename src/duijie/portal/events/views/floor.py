"""The day's pages: the live page that renews itself, the check-in desk, and who walks in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from duijie.portal.events import candidates, domain, floor, repairing
from duijie.portal.events.choices import EventState, ParticipantState
from duijie.portal.events.domain.floor import ON_THE_DAY
from duijie.portal.events.models import Event
from duijie.portal.events.views.running import framed, running
from duijie.portal.parties import queries as parties
from duijie.portal.web.answers import attempt, back, hiding
from duijie.portal.web.paging import page_of

_FEW = 10


@require_safe
@hiding
def live(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "events/floor.html", _live(running(request, pk)))


@require_safe
@hiding
def live_now(request: HttpRequest, pk: int) -> HttpResponse:
    """The part that is asked for again and again while the page is looked at."""
    return render(request, "events/_floor.html", _live(running(request, pk)))


def _live(event: Event) -> dict[str, Any]:
    return framed(
        event, "floor", live=floor.live(event), arrivals=floor.arrivals(event), absent=floor.absent(event),
        repairs=floor.waiting_repairs(event), may_floor=event.state in ON_THE_DAY,
        may_miss=event.state == EventState.RUNNING, here=reverse("events:floor", args=[event.pk]),
        over=repairing.first_open(event),
    )  # fmt: skip


@require_safe
@hiding
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    event = running(request, pk)
    words = request.GET.get("q", "")[:100]
    return render(request, "events/floor_desk.html", _desk(request, event, words))


@require_safe
@hiding
def desk_code(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Where a participant's QR code leads: its line alone, with the button."""
    event = running(request, pk)
    get_object_or_404(event.participants, code=code)
    return render(request, "events/floor_desk.html", _desk(request, event, code))


def _desk(request: HttpRequest, event: Event, words: str) -> dict[str, Any]:
    page = page_of(request, floor.found(event, words))
    came = event.participants.filter(checked_in_at__isnull=False).select_related("party")
    return framed(
        event, "floor", page=page, words=words, arrivals=floor.arrivals(event), may_floor=event.state in ON_THE_DAY,
        latest=list(came.order_by("-checked_in_at", "pk")[:5]), confirmed=ParticipantState.CONFIRMED,
    )  # fmt: skip


_ARRIVING: dict[str, Any] = {
    "check_in": (domain.check_in, gettext_lazy("%(party)s已签到。")),
    "undo": (domain.undo_check_in, gettext_lazy("%(party)s的签到已撤销。")),
    "no_show": (domain.mark_no_show, gettext_lazy("%(party)s记为未到。它后面的洽谈可以重新安排。")),
    "came": (domain.take_back_no_show, gettext_lazy("%(party)s不再记为未到。去掉的洽谈可以用“补空档”补回。")),
}


@require_POST
@hiding
def arrival(request: HttpRequest, pk: int, participant_pk: int, act: str) -> HttpResponse:
    event = running(request, pk)
    if act not in _ARRIVING:
        raise Http404
    one = get_object_or_404(event.participants.select_related("party"), pk=participant_pk)
    do, done = _ARRIVING[act]
    attempt(request, lambda: do(one, by=request.user), str(done) % {"party": one.party})
    return back(request, reverse("events:desk", args=[event.pk]))


_MISSING: dict[str, Any] = {
    "missed": (domain.mark_missed, gettext_lazy("已记为未谈成。")),
    "planned": (domain.take_back_missed, gettext_lazy("已撤销，这场洽谈还没有结果。")),
}


@require_POST
@hiding
def missing(request: HttpRequest, pk: int, meeting_pk: int, act: str) -> HttpResponse:
    event = running(request, pk)
    if act not in _MISSING:
        raise Http404
    one = get_object_or_404(event.meetings, pk=meeting_pk)
    do, done = _MISSING[act]
    attempt(request, lambda: do(one, by=request.user), str(done))
    return back(request, reverse("events:floor", args=[event.pk]))


@require_safe
@hiding
def walk_ins(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the party at the door: one that was asked and did not confirm, or any other active one."""
    event = running(request, pk)
    words = request.GET.get("q", "").strip()[:100]
    asked = event.participants.exclude(state=ParticipantState.CONFIRMED).select_related("party")
    context = framed(event, "floor", words=words, may_floor=event.state in ON_THE_DAY, asked=[], found=[])
    if words:
        context["asked"] = list(asked.filter(party__name__icontains=words)[:_FEW])
        context["found"] = list(candidates.by_name(request.user, event, words)[:_FEW])
    return render(request, "events/floor_walk_in.html", context)


@require_POST
@hiding
def walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    event = running(request, pk)
    key = request.POST.get("party", "")
    party = get_object_or_404(parties.visible_to(request.user), pk=int(key) if key.isdigit() else 0)
    done = _("%(party)s已到会签到。可以用备选洽谈补它的空档。") % {"party": party}
    if not attempt(request, lambda: domain.walk_in(event, party, by=request.user), done):
        return redirect("events:walk_ins", event.pk)
    one = event.participants.get(party=party)
    return redirect(f"{reverse('events:repairs', args=[event.pk])}?kind=fill&participant={one.pk}")
