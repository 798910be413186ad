"""An event of the portal as the engine's event, and the numbers by which both know their parts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from duijie.engine import meetings as engine
from duijie.portal.events.choices import STANDING, MeetingState, ParticipantState
from duijie.portal.events.models import Event, Meeting, Participant, Seat, Slot

SETTLED = (MeetingState.HELD, MeetingState.MISSED)


@dataclass(frozen=True)
class Frame:
    """`event` is the engine's; `meetings[i]` is the key of its meeting i, and so on; `revision` the draft's it was made of."""

    event: engine.Event
    meetings: Sequence[int]
    participants: Sequence[int]
    slots: Sequence[int]
    tables: Sequence[int]
    rows: Sequence[Meeting]
    revision: int = 0
    _numbers: dict[str, dict[int, int]] = field(default_factory=dict, compare=False)

    def slot_of(self, key: int | None) -> int | None:
        return self._index("slots").get(key) if key is not None else None

    def table_of(self, key: int | None) -> int | None:
        return self._index("tables").get(key) if key is not None else None

    def _index(self, kind: str) -> dict[int, int]:
        if kind not in self._numbers:
            self._numbers[kind] = {key: number for number, key in enumerate(getattr(self, kind))}
        return self._numbers[kind]

    @property
    def draft_slots(self) -> list[int | None]:
        return [self.slot_of(row.slot_id) for row in self.rows]

    @property
    def draft_tables(self) -> list[int | None]:
        return [self.table_of(row.table_id) for row in self.rows]


def frame(event: Event, meetings: Iterable[Meeting] | None = None, *, choosing: bool = False) -> Frame:
    """Five queries, whatever the event's size. `meetings` are those that count: by default all that take somebody's time.

    Locked meetings and those that took place keep slot and table. With `choosing`, others that no one insists on are
    optional, and nobody's floor is more than the meetings there are for it.
    """
    slots, tables = list(event.slots.order_by("number")), list(event.tables.order_by("number"))
    rows = list(meetings if meetings is not None else standing(event))
    seats = seated(rows)
    people = _present(event, seats)
    numbers = {row.pk: number for number, row in enumerate(rows)}
    who = {one.pk: number for number, one in enumerate(people)}
    slot_numbers = {slot.pk: number for number, slot in enumerate(slots)}
    table_numbers = {table.pk: number for number, table in enumerate(tables)}
    order = _order(rows, numbers)
    made = [
        _meeting(row, [who[p] for p in seats[row.pk]], order.get(number, frozenset()), slot_numbers, table_numbers)
        for number, row in enumerate(rows)
    ]  # fmt: skip
    if choosing:
        made = [replace(one, must=one.must or one.fixed is not None) for one in made]
    else:
        made = [replace(one, must=True) for one in made]
    engine_event = engine.Event(
        slots=[engine.Slot(str(slot), engine.Session(slot.session), slot.lunch) for slot in slots],
        tables=[engine.Table(str(table), table.room, _away(table.away, slots)) for table in tables],
        participants=_people(event, people, made, slots),
        meetings=made,
        fairness=event.fairness,
    )
    return Frame(
        engine_event,
        [row.pk for row in rows],
        [one.pk for one in people],
        [slot.pk for slot in slots],
        [table.pk for table in tables],
        rows,
        event.revision,
    )


def standing(event: Event) -> Any:
    """Meetings that take somebody's time, those that took place first and then by key."""
    return event.meetings.filter(state__in=STANDING).select_related("slot", "table").order_by("pk")


def _present(event: Event, seats: dict[int, list[int]]) -> list[Participant]:
    """All who confirmed, and whoever sits in one of the meetings."""
    sitting = {pk for members in seats.values() for pk in members}
    people = event.participants.select_related("party").order_by("pk")
    return [one for one in people if one.state == ParticipantState.CONFIRMED or one.pk in sitting]


def seated(rows: Sequence[Meeting]) -> dict[int, list[int]]:
    """Keys of each meeting's participants (one query)."""
    found: dict[int, list[int]] = {row.pk: [] for row in rows}
    if not rows:
        return found
    seats = Seat.objects.filter(meeting__event=rows[0].event_id).order_by("pk")
    for meeting, participant in seats.values_list("meeting_id", "participant_id"):
        if meeting in found:
            found[meeting].append(participant)
    return found


def _order(rows: Sequence[Meeting], numbers: dict[int, int]) -> dict[int, frozenset[int]]:
    """Which meetings come before each (one query)."""
    if not rows:
        return {}
    links = Meeting.after.through.objects.filter(from_meeting__event=rows[0].event_id)
    found: dict[int, set[int]] = {}
    for then, first in links.values_list("from_meeting_id", "to_meeting_id"):
        if then in numbers and first in numbers:
            found.setdefault(numbers[then], set()).add(numbers[first])
    return {number: frozenset(before) for number, before in found.items()}


def _meeting(
    row: Meeting,
    who: Sequence[int],
    after: frozenset[int],
    slots: dict[int, int],
    tables: dict[int, int],
) -> engine.Meeting:
    held = row.slot_id is not None and (row.locked or row.state in SETTLED)
    fixed = row.slot_id if held else row.fixed_slot_id
    return engine.Meeting(
        participants=tuple(who),
        session=engine.Session(row.session),
        fixed=slots[fixed] if fixed is not None else None,
        after=after,
        room=row.room,
        table=tables[row.table_id] if held and row.table_id is not None else None,
        value=row.value,
        must=row.must,
        name=str(row.pk),
    )


def _people(
    event: Event, people: Sequence[Participant], made: Sequence[engine.Meeting], slots: Sequence[Slot]
) -> list[engine.Participant]:
    own = [0] * len(people)
    for one in made:
        for who in one.participants:
            own[who] += 1
    return [_participant(event, one, own[number], slots) for number, one in enumerate(people)]


def _participant(event: Event, one: Participant, own: int, slots: Sequence[Slot]) -> engine.Participant:
    floor = event.floor if one.floor is None else one.floor
    return engine.Participant(
        name=str(one.party),
        representatives=one.representatives,
        away=_away(one.away, slots),
        floor=min(floor, own),
        cap=event.cap if one.cap is None else one.cap,
    )


def _away(numbers: Iterable[int], slots: Sequence[Slot]) -> frozenset[int]:
    """Numbers of slots as the engine counts them: from 0, in the order of time."""
    places = {slot.number: place for place, slot in enumerate(slots)}
    return frozenset(places[number] for number in numbers if number in places)
