"""What an agenda is worth, and what contradicts it: the plain reading of the rules, for people and for checks."""

from collections.abc import Sequence

from duijie.engine.meetings.domains import all_places, days, lunches, of_participants, own_slots
from duijie.engine.meetings.model import Event

Slots = Sequence[int | None]


def breaks(event: Event, slots: Slots) -> list[int]:
    """The breaks of each participant: idle runs between two of its meetings on a day, lunch not counted as idle."""
    return [_breaks(event, {slots[m] for m in own} - {None}) for own in of_participants(event)]


def _breaks(event: Event, busy: set[int | None]) -> int:
    count = 0
    for day in days(event):
        seen = idle = False
        for t in day:
            if t in busy:
                count += seen and idle
                seen, idle = True, False
            elif not event.slots[t].lunch:
                idle = True
    return count


def wishes(event: Event, slots: Slots) -> float:
    """The sum of what its slot is worth to each participant of each meeting."""
    return sum(
        event.participants[who].wishes.get(t, 0.0)
        for meeting, t in zip(event.meetings, slots, strict=True) if t is not None
        for who in meeting.participants
    )  # fmt: skip


def conflicts(event: Event, slots: Slots, tables: Slots | None = None) -> list[str]:
    """Everything that contradicts the event, a sentence each; meetings without a slot are not held."""
    return [
        *_misplaced(event, slots),
        *_crowded(event, slots),
        *_disordered(event, slots),
        *(_seated_twice(event, slots, tables) if tables is not None else _too_many(event, slots)),
    ]


def _misplaced(event: Event, slots: Slots) -> list[str]:
    found = []
    for number, (meeting, t) in enumerate(zip(event.meetings, slots, strict=True), 1):
        if t is None:
            continue
        if t not in own_slots(event, meeting):
            found.append(f"第 {number} 场洽谈不能排在第 {t + 1} 时段。")
        found += [
            f"{name(event, who)}第 {t + 1} 时段不在场，不能参加第 {number} 场洽谈。"
            for who in meeting.participants if t in event.participants[who].away
        ]  # fmt: skip
    return found


def _crowded(event: Event, slots: Slots) -> list[str]:
    found = []
    for who, own in enumerate(of_participants(event)):
        taken = [slots[m] for m in own if slots[m] is not None]
        most = event.participants[who].representatives
        found += [
            f"{name(event, who)}第 {t + 1} 时段有 {taken.count(t)} 场洽谈，只有 {most} 位代表。"
            for t in sorted({t for t in taken if t is not None}) if taken.count(t) > most
        ]  # fmt: skip
        found += [
            f"{name(event, who)}没有午餐时间。" for lunch in lunches(event) if all(t in taken for t in lunch)
        ]
    return found


def _disordered(event: Event, slots: Slots) -> list[str]:
    found = []
    for number, meeting in enumerate(event.meetings):
        for first in sorted(meeting.after):
            before, after = slots[first], slots[number]
            if before is not None and after is not None and before >= after:
                found.append(f"第 {number + 1} 场洽谈要在第 {first + 1} 场之后。")
    return found


def _too_many(event: Event, slots: Slots) -> list[str]:
    found = []
    for places in all_places(event):
        for t, room in enumerate(places.room):
            count = sum(slots[m] == t for m in places.meetings)
            if count > room:
                found.append(f"第 {t + 1} 时段有 {count} 场洽谈，{places.name}只有 {room} 张桌。")
    return found


def _seated_twice(event: Event, slots: Slots, tables: Slots) -> list[str]:
    found: list[str] = []
    taken: dict[tuple[int, int], int] = {}
    for number, (meeting, t, k) in enumerate(zip(event.meetings, slots, tables, strict=True), 1):
        if t is None:
            continue
        if k is None or not 0 <= k < len(event.tables):
            found.append(f"第 {number} 场洽谈没有桌。")
            continue
        table = event.tables[k]
        if t in table.away or (meeting.table not in (None, k)) or (meeting.room not in ("", table.room)):
            found.append(f"第 {number} 场洽谈不能用第 {k + 1} 桌。")
        if (t, k) in taken:
            found.append(f"第 {t + 1} 时段第 {k + 1} 桌排了第 {taken[t, k]} 场和第 {number} 场洽谈。")
        taken[t, k] = number
    return found


def name(event: Event, who: int) -> str:
    """A participant as people know it."""
    return event.participants[who].name or f"第 {who + 1} 个参会方"
