"""The event while it runs: what is on now and next, who sits where, who is missing, what nobody has reported on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from duijie.portal.events.choices import MeetingState, ParticipantState, RepairState
from duijie.portal.events.models import Event, Participant, Placement, Slot

_SHOWN = 12  # of what is late on the live page; the rest is counted


@dataclass(frozen=True)
class Arrivals:
    """`arrived` of `confirmed` are checked in; `absent` were taken for absent."""

    arrived: int
    confirmed: int
    absent: int

    @property
    def awaited(self) -> int:
        return self.confirmed - self.arrived - self.absent


@dataclass(frozen=True)
class Sitting:
    """One meeting at its table: `missing` are those of it who are not checked in."""

    placement: Placement
    people: Sequence[Participant]

    @property
    def missing(self) -> list[Participant]:
        return [one for one in self.people if one.checked_in_at is None]


@dataclass(frozen=True)
class Late:
    """A participant that is not here though its first meeting has begun."""

    participant: Participant
    first: Placement
    left: int  # of its meetings that have not begun


@dataclass(frozen=True)
class Live:
    """`more_late` and `more_open` are how many are not shown."""

    at: datetime
    now: Slot | None
    next: Slot | None
    sitting: list[Sitting] = field(default_factory=list)
    following: list[Sitting] = field(default_factory=list)
    late: list[Late] = field(default_factory=list)
    open: list[Placement] = field(default_factory=list)
    more_late: int = 0
    more_open: int = 0


def arrivals(event: Event) -> Arrivals:
    """One query."""
    counts = event.participants.filter(state=ParticipantState.CONFIRMED).order_by().aggregate(
        confirmed=Count("pk"),
        arrived=Count("pk", filter=Q(checked_in_at__isnull=False)),
        absent=Count("pk", filter=Q(no_show_at__isnull=False, checked_in_at__isnull=True)),
    )  # fmt: skip
    return Arrivals(**counts)


def found(event: Event, words: str) -> QuerySet[Participant]:
    """At the desk: a code finds its participant; words find parties and contacts; nothing given finds whom one waits for."""
    rows = event.participants.select_related("party").order_by("party__name", "pk")
    words = words.strip()
    if not words:
        return rows.filter(state=ParticipantState.CONFIRMED, checked_in_at__isnull=True)
    by_code = rows.filter(code=words)
    if by_code.exists():
        return by_code
    for word in words.split()[:5]:
        rows = rows.filter(Q(party__name__icontains=word) | Q(contact_name__icontains=word))
    return rows


def live(event: Event, at: datetime | None = None) -> Live:
    """Four queries, whatever the event's size."""
    at = at or timezone.now()
    slots = list(event.slots.order_by("number"))
    now = next((slot for slot in slots if slot.starts_at <= at < slot.ends_at), None)
    coming = next((slot for slot in slots if slot.starts_at > at), None)
    placed = _placed(event)
    late = sorted(_late(placed, at), key=lambda one: (one.first.starts_at, one.participant.party.name))
    open_ = [p for p in placed if p.ends_at <= at and p.meeting.state == MeetingState.PLANNED]
    return Live(
        at, now, coming, _sitting(placed, now), _sitting(placed, coming), late[:_SHOWN], open_[:_SHOWN],
        max(0, len(late) - _SHOWN), max(0, len(open_) - _SHOWN),
    )  # fmt: skip


def _placed(event: Event) -> list[Placement]:
    if event.current is None:
        return []
    rows = event.current.placements.exclude(meeting__state=MeetingState.CANCELLED)
    rows = rows.select_related("meeting", "slot", "table").prefetch_related("meeting__participants__party")
    return list(rows.order_by("starts_at", "table__number"))


def _sitting(placed: Sequence[Placement], slot: Slot | None) -> list[Sitting]:
    if slot is None:
        return []
    return [Sitting(p, list(p.meeting.participants.all())) for p in placed if p.slot_id == slot.pk]


def _late(placed: Sequence[Placement], at: datetime) -> Iterator[Late]:
    first: dict[int, Any] = {}
    left: dict[int, int] = {}
    for placement in placed:
        for one in placement.meeting.participants.all():
            first.setdefault(one.pk, (one, placement))
            left[one.pk] = left.get(one.pk, 0) + (placement.starts_at > at)
    for pk, (one, placement) in first.items():
        if placement.starts_at <= at and one.checked_in_at is None and one.no_show_at is None:
            yield Late(one, placement, left[pk])


def absent(event: Event) -> list[Participant]:
    """Those taken for absent, with `.left`: how many of their meetings in the current agenda have no result yet."""
    if event.current is None:
        return []
    planned = Q(seats__meeting__state=MeetingState.PLANNED, seats__meeting__placements__version=event.current)
    rows = event.participants.filter(no_show_at__isnull=False, checked_in_at__isnull=True)
    return list(
        rows.select_related("party").annotate(left=Count("seats", filter=planned)).order_by("-left", "pk")
    )


def waiting_repairs(event: Event) -> list[Any]:
    """Proposals that somebody has to look at."""
    states = (RepairState.COMPUTING, RepairState.PROPOSED)
    return list(event.repairs.filter(state__in=states).select_related("base").order_by("-pk")[:5])
