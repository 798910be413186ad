"""Candidate meetings: from matches and wishes, by hand; what must be, what must not."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.events import permissions, proposals
from duijie.portal.events.choices import STANDING, MeetingSource, MeetingState, ParticipantState
from duijie.portal.events.domain import transitions
from duijie.portal.events.domain.life import locked
from duijie.portal.events.models import Event, Meeting, Participant, Seat, Slot
from duijie.portal.refused import Refused

CHANGEABLE = ("must", "session", "fixed_slot", "room", "online_url")


@transaction.atomic
def propose(event: Event, *, by: Any) -> dict[str, int]:
    """Bring the candidates up to what matches and wishes say now; returns how many are new, renewed and gone.

    What people decided stays: meetings made by hand, locked, that must be, that were published or called off.
    """
    event = locked(event)
    permissions.require(by, "run_event", event)
    transitions.check_arranging(event.state)
    found = {pair.key: pair for pair in proposals.pairs(event)}
    there = proposals.existing(event)
    new = [pair for key, pair in found.items() if key not in there]
    renewed = sum(_renew(there[key], pair) for key, pair in found.items() if key in there)
    gone = [row for key, row in there.items() if key not in found and _ours(row)]
    make_candidates(event, new)
    Meeting.objects.filter(pk__in=[row.pk for row in gone]).delete()
    counts = {"new": len(new), "renewed": renewed, "gone": len(gone)}
    if any(counts.values()):
        _changed(event)
        record(by, "event.proposed", event, **counts)
    return counts


def _ours(row: Meeting) -> bool:
    """A candidate that nobody but the engine has touched."""
    return (
        row.state == MeetingState.PROPOSED
        and row.source in (MeetingSource.MATCH, MeetingSource.WISH)
        and not row.locked
        and not row.must
        and not row.published
    )


def _renew(row: Meeting, pair: proposals.Pair) -> bool:
    told = {"value": pair.value, "match_score": pair.score, "need_id": pair.need, "offer_id": pair.offer}
    changed = [name for name, value in told.items() if getattr(row, name) != value]
    if row.source == MeetingSource.BY_HAND or not changed:
        return False
    for name in changed:
        setattr(row, name, told[name])
    row.save(update_fields=[name.removesuffix("_id") for name in changed])
    return True


def make_candidates(event: Event, pairs: Sequence[proposals.Pair]) -> None:
    rows = Meeting.objects.bulk_create(
        [
            Meeting(
                event=event, need_id=pair.need, offer_id=pair.offer, match_score=pair.score, value=pair.value,
                source=MeetingSource.MATCH if pair.score is not None else MeetingSource.WISH,
            )
            for pair in pairs
        ],
        batch_size=500,
    )  # fmt: skip
    seats = [
        Seat(meeting=row, participant_id=pk) for row, pair in zip(rows, pairs, strict=True) for pk in pair.key
    ]
    Seat.objects.bulk_create(seats, batch_size=1_000)


@transaction.atomic
def add_meeting(event: Event, participants: Sequence[Participant], *, by: Any, must: bool = True) -> Meeting:
    """A meeting by hand, of two or more who confirmed. The same meeting is not made twice: it is made standing again."""
    event = locked(event)
    permissions.require(by, "run_event", event)
    transitions.check_arranging(event.state)
    keys = sorted({one.pk for one in participants})
    people = list(event.participants.filter(pk__in=keys, state=ParticipantState.CONFIRMED))
    if len(people) != len(keys):
        raise Refused(_("有参会方没有确认参加，不能给它安排洽谈。"))
    if len(people) < 2:  # noqa: PLR2004  it takes two to meet
        raise Refused(_("一场洽谈至少要两家，请再选一家。"))
    there = proposals.existing(event).get(tuple(keys))
    if there is not None and (there.state in STANDING or there.state == MeetingState.MISSED):
        return there
    if there is not None:
        there.state, there.cancelled_reason, there.must = MeetingState.PROPOSED, "", must
        there.save(update_fields=["state", "cancelled_reason", "must"])
        made = there
    else:
        made = Meeting.objects.create(event=event, source=MeetingSource.BY_HAND, must=must, value=1.0)
        Seat.objects.bulk_create(Seat(meeting=made, participant_id=key) for key in keys)
    _changed(event)
    record(by, "meeting.added", event, meeting=made.pk, reason=str(made))
    return made


@transaction.atomic
def change_meeting(meeting: Meeting, *, by: Any, **data: Any) -> Meeting:
    """Whether it must be, its session, fixed slot, room or link. A place that no longer fits is given up."""
    event, meeting = own(meeting, by)
    unknown = set(data) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"unknown fields: {unknown}")
    slot = data.get("fixed_slot")
    if slot is not None and not Slot.objects.filter(event=event, pk=slot.pk).exists():
        raise Refused(_("这个时段不属于这个对接会。"))
    changed = [name for name, value in data.items() if getattr(meeting, name) != value]
    if not changed:
        return meeting
    for name in changed:
        setattr(meeting, name, data[name])
    meeting.save(update_fields=changed)
    if not _fits(meeting):
        meeting.slot = meeting.table = None
        meeting.locked = False
        meeting.save(update_fields=["slot", "table", "locked"])
    _changed(event)
    record(by, "meeting.changed", event, meeting=meeting.pk, fields=changed, reason=str(meeting))
    return meeting


def _fits(meeting: Meeting) -> bool:
    """Whether the draft's place still is what the meeting asks for."""
    if meeting.slot is None or meeting.table is None:
        return True
    at_time = meeting.session in ("any", meeting.slot.session)
    return (
        at_time
        and meeting.fixed_slot_id in (None, meeting.slot_id)
        and meeting.room in ("", meeting.table.room)
    )


@transaction.atomic
def cancel_meeting(meeting: Meeting, *, by: Any, reason: str = "") -> Meeting:
    """Take a meeting out; it stays out when candidates are proposed anew, and can be restored."""
    event, meeting = own(meeting, by)
    if meeting.state == MeetingState.CANCELLED:
        return meeting
    if meeting.state in (MeetingState.HELD, MeetingState.MISSED):
        raise Refused(_("这场洽谈已经有了结果，不能取消。"))
    meeting.state, meeting.cancelled_reason = MeetingState.CANCELLED, reason.strip()[:300]
    meeting.slot = meeting.table = None
    meeting.locked = False
    meeting.save(update_fields=["state", "cancelled_reason", "slot", "table", "locked"])
    _changed(event)
    said = f"{meeting}：{meeting.cancelled_reason}" if meeting.cancelled_reason else str(meeting)
    record(by, "meeting.cancelled", event, meeting=meeting.pk, reason=said)
    return meeting


@transaction.atomic
def restore_meeting(meeting: Meeting, *, by: Any) -> Meeting:
    """Undo the cancelling, as long as all its participants come."""
    event, meeting = own(meeting, by)
    if meeting.state != MeetingState.CANCELLED:
        return meeting
    return add_meeting(event, list(meeting.participants.all()), by=by, must=meeting.must)


def own(meeting: Meeting, by: Any) -> tuple[Event, Meeting]:
    """Event and meeting as they are now, the event locked; only for who runs it while meetings are arranged."""
    event = locked(meeting.event)
    permissions.require(by, "run_event", event)
    transitions.check_arranging(event.state)
    fresh = Meeting.objects.select_related("slot", "table").get(event=event, pk=meeting.pk)
    fresh.event = event
    return event, fresh


def _changed(event: Event) -> None:
    Event.objects.filter(pk=event.pk).update(revision=F("revision") + 1)
