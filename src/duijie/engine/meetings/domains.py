"""Where each meeting may be: its session, its fixed slot, who is away, which table or room it needs, and what it follows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from duijie.engine.meetings.model import Event, Meeting, Session


@dataclass(frozen=True)
class Places:
    """A set of tables that some meetings have to have: in slot t at most ``room[t]`` of ``meetings`` fit.

    The sets are single tables, rooms and all tables: of two of them one contains the other or they have nothing in
    common, so that no more is needed for tables to be found for all (Hall's condition on a laminar family).
    """

    name: str
    meetings: tuple[int, ...]
    room: tuple[int, ...]


def own_slots(event: Event, meeting: Meeting) -> set[int]:
    """The slots of a meeting's session, or its fixed one."""
    slots = {
        t for t, slot in enumerate(event.slots)
        if meeting.session in (Session.ANY, slot.session)
    }  # fmt: skip
    return slots if meeting.fixed is None else slots & {meeting.fixed}


def present(event: Event, participant: int) -> set[int]:
    """The slots in which a participant is there."""
    return set(range(len(event.slots))) - event.participants[participant].away


def domains(event: Event, optional: Collection[int] = ()) -> list[set[int]]:
    """The slots that each meeting may have, by itself and by what has to come before and after it.

    A meeting that is ``optional`` does not narrow others: it may not be held.
    """
    found = [
        own_slots(event, meeting).intersection(*(present(event, who) for who in meeting.participants))
        for meeting in event.meetings
    ]
    for places in all_places(event):
        full = {t for t, room in enumerate(places.room) if not room}
        for number in places.meetings if full else ():
            found[number] -= full
    _narrow(event, found, optional)
    return found


def _narrow(event: Event, found: list[set[int]], optional: Collection[int]) -> None:
    """Bounds along the order of meetings, until nothing changes; a circle empties its meetings."""
    pairs = [
        (first, then) for then, meeting in enumerate(event.meetings) for first in meeting.after
        if first not in optional and then not in optional
    ]  # fmt: skip
    changed = bool(pairs)
    while changed:
        changed = False
        for first, then in pairs:
            early = {t for t in found[first] if found[then] and t < max(found[then])}
            late = {t for t in found[then] if early and t > min(early)}
            changed |= (early, late) != (found[first], found[then])
            found[first], found[then] = early, late


def all_places(event: Event) -> list[Places]:
    """Every set of tables that binds somebody; the set of all tables is the last."""
    tables = event.tables
    rooms = sorted({meeting.room for meeting in event.meetings if meeting.room})
    single = sorted({meeting.table for meeting in event.meetings if meeting.table is not None})
    found = [
        _places(event, tables[k].name or f"第 {k + 1} 桌", [k], lambda m, k=k: m.table == k) for k in single
    ]
    for room in rooms:
        inside = [k for k, table in enumerate(tables) if table.room == room]
        found.append(_places(
            event, room, inside,
            lambda m, room=room, inside=inside: m.room == room or m.table in inside,
        ))  # fmt: skip
    return [*found, _places(event, "", range(len(tables)), lambda m: True)]


def _places(event: Event, name: str, tables: Sequence[int], belongs: object) -> Places:
    slots = range(len(event.slots))
    room = tuple(sum(t not in event.tables[k].away for k in tables) for t in slots)
    members = tuple(i for i, m in enumerate(event.meetings) if belongs(m))  # type: ignore[operator]
    return Places(name, members, room)


def days(event: Event) -> list[range]:
    """Runs of slots within which idling is a break; a new day begins where the afternoon is followed by a morning."""
    starts = [0] + [
        t for t in range(1, len(event.slots))
        if (event.slots[t - 1].session, event.slots[t].session) == (Session.AFTERNOON, Session.MORNING)
    ]  # fmt: skip
    return [range(a, b) for a, b in zip(starts, [*starts[1:], len(event.slots)], strict=True)]


def lunches(event: Event) -> list[list[int]]:
    """The lunch slots of each day that has some."""
    found = [[t for t in day if event.slots[t].lunch] for day in days(event)]
    return [slots for slots in found if slots]


def of_participants(event: Event) -> list[list[int]]:
    """The meetings of each participant."""
    found: list[list[int]] = [[] for _ in event.participants]
    for number, meeting in enumerate(event.meetings):
        for who in meeting.participants:
            found[who].append(number)
    return found
