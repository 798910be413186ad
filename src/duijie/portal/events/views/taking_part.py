"""A party's own pages: its place at an event with answer, presence and agenda; its wishes; a meeting and what came of it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from duijie.portal.events import domain, links, permissions, proposals, queries
from duijie.portal.events.choices import INVITING, EventState, MeetingState, ParticipantState
from duijie.portal.events.documents import codes
from duijie.portal.events.domain.floor import ON_THE_DAY
from duijie.portal.events.forms import OutcomeForm, ParticipantForm, WishForm
from duijie.portal.events.models import Event, Participant, Subscription
from duijie.portal.refused import NotAllowed, Refused
from duijie.portal.web.answers import attempt, hiding

_DONE = {
    "confirm": gettext_lazy("已确认参加。可以说明在场时段、想见谁。"),
    "decline": gettext_lazy("已答复不参加。"),
    "withdraw": gettext_lazy("已退出，本单位的洽谈都取消了。"),
}


@require_POST
@hiding
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(queries.visible_to(request.user), pk=pk)
    went = attempt(
        request, lambda: domain.apply(event, by=request.user), _("已报名。可以说明在场时段、想见谁。")
    )
    return redirect("events:place" if went else "events:event", event.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """The own place: one page on which everything of one's own is seen and answered."""
    event, one = own_place(request, pk)
    slots = list(event.slots.order_by("number"))
    form = ParticipantForm(slots, request.POST if request.method == "POST" else None, instance=one)
    for name in ("floor", "cap"):
        del form.fields[name]
    if form.is_valid() and attempt(
        request, lambda: domain.save_participant(one, by=request.user, **form.changes()), _("已保存。")
    ):
        return redirect("events:place", event.pk)
    agenda = queries.own_placements(request.user).filter(meeting__event=event)
    agenda = agenda.prefetch_related("meeting__participants__party").order_by("starts_at", "pk")
    context = {
        "event": event, "participant": one, "form": form, "agenda": list(agenda), "acts": _offered(event, one),
        "wishes": list(one.wishes.select_related("other__party")), "news": one.has_news,
        "may_change": event.state in INVITING and one.state == ParticipantState.CONFIRMED,
        "may_wish": _may_wish(event, one), "code_drawn": _code(request, event, one),
        "calendar_url": _calendar_url(request, one),
    }  # fmt: skip
    domain.saw_agenda(one)
    return render(request, "events/place.html", context)


def _code(request: HttpRequest, event: Event, one: Participant) -> str:
    """What the desk reads with a phone; nothing once they are checked in, or before there is an agenda."""
    here = one.state == ParticipantState.CONFIRMED and one.checked_in_at is None
    if not here or event.state not in ON_THE_DAY:
        return ""
    return codes.svg(request.build_absolute_uri(reverse("events:desk_code", args=[event.pk, one.code])))


def own_place(request: HttpRequest, pk: int) -> tuple[Event, Participant]:
    """The event and the own party's place in it; it does not exist for others."""
    event = get_object_or_404(queries.visible_to(request.user), pk=pk)
    one = queries.own_place(request.user, event)
    if one is None:
        raise NotAllowed("place")
    return event, one


def _calendar_url(request: HttpRequest, one: Participant) -> str:
    """The secret address, if they made one."""
    found = Subscription.objects.filter(participant=one).first()
    return request.build_absolute_uri(reverse("events:subscribed", args=[found.key])) if found else ""


def _offered(event: Event, one: Participant) -> list[tuple[str, str]]:
    if event.state not in INVITING:
        return []
    by_state = {
        ParticipantState.INVITED: [("confirm", _("确认参加")), ("decline", _("不参加"))],
        ParticipantState.CONFIRMED: [("withdraw", _("退出"))],
        ParticipantState.DECLINED: [("confirm", _("改为参加"))],
        ParticipantState.WITHDRAWN: [("confirm", _("改为参加"))],
    }
    return by_state[ParticipantState(one.state)]


def _may_wish(event: Event, one: Participant) -> bool:
    return event.state in (EventState.OPEN, EventState.MATCHING) and one.state == ParticipantState.CONFIRMED


@require_POST
@hiding
def answer(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    event, one = own_place(request, pk)
    if act not in _DONE:
        raise Http404
    reason = request.POST.get("reason", "")
    attempt(request, lambda: domain.answer(one, act, by=request.user, reason=reason), str(_DONE[act]))
    return redirect("events:place", event.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def wishes(request: HttpRequest, pk: int) -> HttpResponse:
    """Whom to meet, the first choice first, and whom not; those with a match are named first."""
    event, one = own_place(request, pk)
    if one.state != ParticipantState.CONFIRMED:
        raise NotAllowed("wishes")
    partners = proposals.partners(event, one)
    form = WishForm(one, partners, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            domain.wish(one, form.ranked(), form.vetoed(), by=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("意愿已保存；日程发布以前都可以改。"))
            return redirect("events:place", event.pk)
    context = {"event": event, "participant": one, "form": form, "may_wish": _may_wish(event, one)}
    return render(request, "events/wishes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def meeting(request: HttpRequest, pk: int, meeting_pk: int) -> HttpResponse:
    """One meeting for those in it and for who runs the event; each side says what came of it."""
    event = get_object_or_404(queries.visible_to(request.user), pk=pk)
    found = queries.meetings_for(request.user).select_related("slot", "table", "need", "offer", "event")
    one = get_object_or_404(found.prefetch_related("participants__party"), event=event, pk=meeting_pk)
    own = next((p for p in one.participants.all() if permissions.may(request.user, "answer", p)), None)
    said = one.outcomes.filter(participant=own).first() if own else None
    form = OutcomeForm(request.POST if request.method == "POST" else None, instance=said)
    if own is not None and form.is_valid():
        given: dict[str, Any] = form.cleaned_data
        kind = given.pop("kind")
        if attempt(
            request, lambda: domain.record_outcome(one, own, kind, by=request.user, **given), _("已记下。")
        ):
            return redirect(one)
    context = {
        "event": event, "meeting": one, "own": own, "form": form,
        "outcomes": list(queries.outcomes_for(request.user).filter(meeting=one)),
        "placement": queries.placements_for(request.user).filter(meeting=one).first(),
        "about": [listing for listing in (one.need, one.offer) if _may_read(request.user, event, listing)],
        "links": links.meeting_links(request.user, one),
        "may_report": own is not None and one.state != MeetingState.CANCELLED
        and event.state in (EventState.RUNNING, EventState.CLOSED),
    }  # fmt: skip
    return render(request, "events/meeting.html", context)


def _may_read(user: Any, event: Event, listing: Any) -> bool:
    """Whose listing it is would be plain here: an anonymous one stays with its publisher and who runs the event."""
    if listing is None:
        return False
    return (
        not listing.anonymous
        or listing.party_id == user.party_id
        or permissions.may(user, "run_event", event)
    )
