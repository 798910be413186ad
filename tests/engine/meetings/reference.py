"""The rules of an event read again, slowly, and random small events; nothing is shared with the engine but its dataclasses."""

from collections.abc import Iterator
from itertools import pairwise, product

from hypothesis import strategies as st

from duijie.engine.meetings import Event, Meeting, Participant, Session, Slot, Table

Slots = tuple[int | None, ...]


def day_of(event: Event) -> list[int]:
    """The day of each slot: a morning after an afternoon begins the next."""
    found = [0]
    for before, after in pairwise(event.slots):
        night = before.session is Session.AFTERNOON and after.session is Session.MORNING
        found.append(found[-1] + night)
    return found


def busy(event: Event, slots: Slots, who: int) -> list[int]:
    return [t for m, t in enumerate(slots) if t is not None and who in event.meetings[m].participants]


def breaks_of(event: Event, slots: Slots, who: int) -> int:
    count, days = 0, day_of(event)
    taken = sorted(set(busy(event, slots, who)))
    for one, two in pairwise(taken):
        idle = [t for t in range(one + 1, two) if not event.slots[t].lunch]
        count += days[one] == days[two] and bool(idle)
    return count


def total(event: Event, slots: Slots) -> int:
    return sum(breaks_of(event, slots, who) for who in range(len(event.participants)))


def seatable(event: Event, here: list[int], t: int) -> bool:
    """Whether the meetings find different tables, by trying."""

    def place(rest: list[int], used: frozenset[int]) -> bool:
        if not rest:
            return True
        meeting = event.meetings[rest[0]]
        return any(
            place(rest[1:], used | {k})
            for k, table in enumerate(event.tables)
            if k not in used
            and t not in table.away
            and meeting.table in (None, k)
            and meeting.room in ("", table.room)
        )

    return place(here, frozenset())


def legal(event: Event, slots: Slots, *, fair: bool = True) -> bool:
    for m, t in enumerate(slots):
        meeting = event.meetings[m]
        if t is None:
            if meeting.must:
                return False
            continue
        if meeting.session not in (Session.ANY, event.slots[t].session) or meeting.fixed not in (None, t):
            return False
        if any(t in event.participants[who].away for who in meeting.participants):
            return False
        if any((before := slots[first]) is not None and before >= t for first in meeting.after):
            return False
    for t in range(len(event.slots)):
        if not seatable(event, [m for m, s in enumerate(slots) if s == t], t):
            return False
    return _people(event, slots, fair=fair)


def _people(event: Event, slots: Slots, *, fair: bool) -> bool:
    days, counts = day_of(event), []
    for who, person in enumerate(event.participants):
        taken = busy(event, slots, who)
        if any(taken.count(t) > person.representatives for t in taken):
            return False
        for day in set(days):
            lunch = [t for t, slot in enumerate(event.slots) if slot.lunch and days[t] == day]
            if lunch and taken and all(t in taken for t in lunch):
                return False
        if taken:
            counts.append(breaks_of(event, slots, who))
    return not fair or event.fairness is None or not counts or max(counts) - min(counts) <= event.fairness


def agendas(event: Event, *, fair: bool = True) -> Iterator[Slots]:
    """Every agenda that keeps the rules, optional meetings held or not."""
    choices = [[*range(len(event.slots)), *([] if m.must else [None])] for m in event.meetings]
    return (slots for slots in product(*choices) if legal(event, slots, fair=fair))


def fewest(event: Event) -> int | None:
    """The least number of breaks; None where there is no agenda."""
    return min((total(event, slots) for slots in agendas(event)), default=None)


@st.composite
def events(draw: st.DrawFn, *, optional: bool = False, most: int = 5) -> Event:
    """Small and nasty: absences, lunch, rooms, lost tables, fixed slots and tables, order, several representatives."""
    count = draw(st.integers(1, 5))
    shape = draw(st.sampled_from(["M", "MA", "MAMA"]))
    sessions = [Session.MORNING if letter == "M" else Session.AFTERNOON for letter in shape]
    per = -(-count // len(sessions))
    slots = [
        Slot("", sessions[min(t // per, len(sessions) - 1)], draw(st.integers(0, 5)) == 0)
        for t in range(count)
    ]
    some = st.frozensets(st.integers(0, count - 1), max_size=1)
    tables = [
        Table("", draw(st.sampled_from(["", "东"])), draw(some)) for _ in range(draw(st.integers(1, 3)))
    ]
    people = [
        Participant(f"企业{p}", draw(st.sampled_from([1, 1, 2])), draw(some))
        for p in range(draw(st.integers(2, 4)))
    ]
    total_meetings = draw(st.integers(1, most))
    meetings = [
        draw(_meeting(m, len(people), count, len(tables), optional=optional)) for m in range(total_meetings)
    ]
    return Event(slots, tables, people, meetings, draw(st.sampled_from([None, 0, 1, 2])))


@st.composite
def _meeting(
    draw: st.DrawFn, number: int, people: int, slots: int, tables: int, *, optional: bool
) -> Meeting:
    who = draw(st.lists(st.integers(0, people - 1), min_size=1, max_size=min(3, people), unique=True))
    rarely = draw(st.integers(0, 11))
    return Meeting(
        tuple(who),
        draw(st.sampled_from([Session.ANY, Session.ANY, Session.ANY, Session.MORNING])),
        draw(st.integers(0, slots - 1)) if rarely == 0 else None,
        frozenset({draw(st.integers(0, number - 1))}) if number and rarely in (1, 2, 3) else frozenset(),
        "东" if rarely == 4 else "",
        draw(st.integers(0, tables - 1)) if rarely == 5 else None,
        float(draw(st.integers(1, 5))),
        must=not optional or draw(st.integers(0, 3)) == 0,
    )
