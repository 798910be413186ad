"""Who is asked to an event: invited in bulk, reminded, answered for, changed on their behalf."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.events import permissions, telling
from duijie.portal.events.choices import (
    ARRANGING,
    EventState,
    MeetingState,
    ParticipantSource,
    ParticipantState,
)
from duijie.portal.events.domain import transitions
from duijie.portal.events.domain.life import locked
from duijie.portal.events.models import Event, Meeting, Participant
from duijie.portal.parties.choices import PartyState
from duijie.portal.parties.models import Party
from duijie.portal.refused import Refused

REMIND_AFTER = timedelta(hours=12)  # nobody is reminded twice in a morning
_NAMED = 3
DETAILS = ("representatives", "contact_name", "contact_phone", "away", "floor", "cap")
ANSWERS = {
    "confirm": ParticipantState.CONFIRMED,
    "decline": ParticipantState.DECLINED,
    "withdraw": ParticipantState.WITHDRAWN,
    "invite": ParticipantState.INVITED,
}


@dataclass(frozen=True)
class Invited:
    """`already` were invited before; `left_out` are not active members of the platform."""

    new: list[Participant]
    already: int
    left_out: int


@transaction.atomic
def invite(event: Event, parties: Iterable[Party], *, by: Any, source: ParticipantSource) -> Invited:
    """Ask parties to come; who was asked before is not asked twice. Told at once if the event is announced."""
    event = locked(event)
    permissions.require(by, "run_event", event)
    transitions.check_inviting(event.state)
    wanted = {party.pk: party for party in parties}
    able = {pk: party for pk, party in wanted.items() if party.state == PartyState.ACTIVE}
    there = set(event.participants.filter(party__in=able).values_list("party_id", flat=True))
    new = [_asked(event, party, source) for pk, party in able.items() if pk not in there]
    Participant.objects.bulk_create(new, batch_size=500)
    if new:
        record(by, "event.invited", event, invited=len(new), source=source, reason=_parties(new))
        if event.state != EventState.DRAFT:
            telling.invited(event, new)
    return Invited(new, len(there), len(wanted) - len(able))


def _asked(event: Event, party: Party, source: ParticipantSource) -> Participant:
    contact = {"contact_name": party.contact_name, "contact_phone": party.contact_phone}
    return Participant(event=event, party=party, source=source, **contact)


@transaction.atomic
def remind(event: Event, participants: Sequence[Participant], *, by: Any) -> int:
    """Ask those once more who have not answered; returns how many. Nobody is asked twice within REMIND_AFTER."""
    event = locked(event)
    permissions.require(by, "run_event", event)
    transitions.check_inviting(event.state)
    if event.state == EventState.DRAFT:
        raise Refused(_("对接会还没有开始邀请报名，不用催办。"))
    late = timezone.now() - REMIND_AFTER
    waiting = event.participants.select_related("party").filter(
        pk__in=[one.pk for one in participants], state=ParticipantState.INVITED
    )
    due = [one for one in waiting if max(one.invited_at, one.reminded_at or one.invited_at) <= late]
    Participant.objects.filter(pk__in=[one.pk for one in due]).update(reminded_at=timezone.now())
    if due:
        telling.invited(event, due)
        record(by, "event.reminded", event, reminded=len(due), reason=_parties(due))
    return len(due)


@transaction.atomic
def save_participant(participant: Participant, *, by: Any, **data: Any) -> Participant:
    """Representatives, contact, absences, floor and cap: by the party itself or by the organiser for it."""
    event = locked(participant.event)
    participant = _own(event, participant)
    _may_answer(by, event, participant)
    transitions.check_inviting(event.state)
    unknown = set(data) - set(DETAILS)
    if unknown:
        raise TypeError(f"unknown fields: {unknown}")
    if "away" in data:
        data["away"] = sorted(set(data["away"]) & set(event.slots.values_list("number", flat=True)))
    changed = [name for name, value in data.items() if getattr(participant, name) != value]
    if not changed:
        return participant
    for name in changed:
        setattr(participant, name, data[name])
    _check_bounds(participant)
    participant.save(update_fields=changed)
    record(
        by,
        "participant.saved",
        event,
        party=participant.party_id,
        fields=changed,
        reason=str(participant.party),
    )
    _draft_changed(event)
    return participant


def _check_bounds(participant: Participant) -> None:
    floor, cap = participant.floor, participant.cap
    if floor is not None and cap is not None and floor > cap:
        said = _("至少 %(floor)d 场，比最多 %(cap)d 场还多。") % {"floor": floor, "cap": cap}
        raise Refused(said, {"floor": said})


@transaction.atomic
def answer(participant: Participant, act: str, *, by: Any, reason: str = "") -> Participant:
    """Confirm, decline, withdraw, or (the organiser) invite again. Who goes takes the meetings along.

    Meetings of a participant that no longer comes are cancelled, so that the draft agenda never seats somebody absent.
    """
    event = locked(participant.event)
    participant = _own(event, participant)
    _may_answer(by, event, participant)
    if act == "invite":
        permissions.require(by, "run_event", event)
    transitions.check_inviting(event.state)
    target = ANSWERS[act]
    if participant.state == target:
        return participant
    if act == "withdraw" and participant.state != ParticipantState.CONFIRMED:
        raise Refused(_("还没有确认参加，不用退出；不来请选“不参加”。"))
    if act == "decline" and participant.state == ParticipantState.CONFIRMED:
        raise Refused(_("已经确认参加；不能来了请选“退出”。"))
    participant.state, participant.answer = target, reason.strip()[:300]
    participant.answered_at = None if act == "invite" else timezone.now()
    participant.save(update_fields=["state", "answer", "answered_at"])
    if target != ParticipantState.CONFIRMED:
        _drop_meetings(event, participant)
    said = f"{participant.party}：{participant.answer}" if participant.answer else str(participant.party)
    record(by, f"participant.{act}", event, party=participant.party_id, reason=said)
    return participant


def _drop_meetings(event: Event, participant: Participant) -> None:
    """Candidates that nobody ever saw go; what was published is called off and stays in the record."""
    own = Meeting.objects.filter(event=event, pk__in=participant.seats.values("meeting"))
    never = own.filter(state=MeetingState.PROPOSED, placements__isnull=True)
    gone = never.count()
    never.delete()
    open_ = own.filter(state__in=(MeetingState.PROPOSED, MeetingState.PLANNED))
    why = _("%(party)s不参加") % {"party": participant.party}
    gone += open_.update(
        state=MeetingState.CANCELLED, cancelled_reason=why[:300], slot=None, table=None, locked=False
    )
    if gone:
        _draft_changed(event)


def _parties(participants: Sequence[Participant]) -> str:
    """The first few by name, and how many there are."""
    names = "、".join(str(one.party) for one in participants[:_NAMED])
    return (
        names
        if len(participants) <= _NAMED
        else _("%(names)s等 %(n)d 家") % {"names": names, "n": len(participants)}
    )


def _draft_changed(event: Event) -> None:
    if event.state in ARRANGING:
        Event.objects.filter(pk=event.pk).update(revision=F("revision") + 1)


def _own(event: Event, participant: Participant) -> Participant:
    return Participant.objects.select_related("party").get(event=event, pk=participant.pk)


def _may_answer(by: Any, event: Event, participant: Participant) -> None:
    if not permissions.may(by, "run_event", event):
        permissions.require(by, "answer", participant)
