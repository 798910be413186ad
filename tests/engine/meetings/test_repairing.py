"""Repairs: the past stays, as many meetings as can be are held, the fewest people move."""

from dataclasses import replace
from itertools import product

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from duijie.engine import repair, schedule
from duijie.engine.meetings import Event, Meeting, Participant, Slot, Status, Table, conflicts
from tests.engine.meetings.reference import Slots, events, legal

FEW = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


def moved(event: Event, old: Slots, new: Slots) -> int:
    return len({
        who for m, (a, b) in enumerate(zip(old, new, strict=True)) if b is not None and a not in (None, b)
        for who in event.meetings[m].participants
    })  # fmt: skip


def best(event: Event, old: Slots, now: int) -> tuple[int, int]:
    """(meetings held, people moved) of the best repair, by trying all; the past is given."""
    free = replace(event, fairness=None, meetings=[replace(m, must=False) for m in event.meetings])
    choices = [[t] if t is not None and t < now else [*range(now, len(event.slots)), None] for t in old]
    able = (slots for slots in product(*choices) if legal(free, slots))
    return max((sum(t is not None for t in slots), -moved(event, old, slots)) for slots in able)


@FEW
@given(event=events(most=4), who=st.integers(0, 1), now=st.integers(0, 2))
def test_as_good_as_the_best_there_is(event: Event, who: int, now: int) -> None:
    old = schedule(event, time_limit=10)
    assume(old.status is Status.OPTIMAL)
    late = [t for t in range(now, len(event.slots)) if t % 2]
    people = list(event.participants)
    people[who] = replace(people[who], away=people[who].away | set(late))
    changed = replace(event, participants=people)
    found = repair(changed, old, now=now)
    held = sum(t is not None for t in found.slots)
    assert (held, -len(found.moved)) == best(changed, old.slots, now)
    assert len(found.moved) == moved(event, old.slots, found.slots)
    assert all(a == b for a, b in zip(old.slots, found.slots, strict=True) if a is not None and a < now)
    assert set(found.dropped) == {m for m, t in enumerate(found.slots) if t is None}
    relaxed = replace(changed, fairness=None, meetings=[replace(m, must=False) for m in event.meetings])
    assert conflicts(relaxed, found.slots, found.tables) == []


@FEW
@given(event=events(most=4), who=st.integers(0, 1), table=st.booleans(), now=st.integers(0, 2))
def test_out_of_time_nobody_is_moved(event: Event, who: int, table: bool, now: int) -> None:
    """Still an agenda: the old one without what cannot stay."""
    old = schedule(event, time_limit=10)
    assume(old.status is Status.OPTIMAL)
    late = frozenset(t for t in range(now, len(event.slots)) if t % 2)
    people, tables = list(event.participants), list(event.tables)
    people[who] = replace(people[who], away=people[who].away | late)
    if table:
        tables[0] = replace(tables[0], away=tables[0].away | late)
    changed = replace(event, participants=people, tables=tables)
    found = repair(changed, old, now=now, time_limit=0)
    assert (found.status, found.moved) == (Status.FEASIBLE, ())
    assert all(a in (None, b) for a, b in zip(found.slots, old.slots, strict=True))
    assert all(a == b for a, b in zip(found.slots, old.slots, strict=True) if b is not None and b < now)
    relaxed = replace(changed, fairness=None, meetings=[replace(m, must=False) for m in event.meetings])
    assert conflicts(relaxed, found.slots, found.tables) == []


def test_what_took_place_stays_though_the_firm_has_left() -> None:
    event = Event([Slot()] * 3, [Table()], [Participant()] * 2, [Meeting((0, 1)), Meeting((0, 1))])
    old = schedule(event)
    first = old.slots.index(0) if 0 in old.slots else 0
    gone = replace(event, participants=[Participant(away=frozenset(range(3))), Participant()])
    found = repair(gone, old, now=1)
    if old.slots[first] == 0:
        assert found.slots[first] == 0
    assert len(found.dropped) == sum(t is not None and t >= 1 for t in old.slots)
    assert found.moved == ()


def test_a_lost_table_moves_only_whom_it_must() -> None:
    event = Event(
        [Slot()] * 2, [Table(), Table()], [Participant()] * 4, [Meeting((0, 1)), Meeting((2, 3))], None
    )
    old = replace(schedule(event), slots=(0, 0), tables=(0, 1))
    found = repair(replace(event, tables=[Table(), Table(away=frozenset({0, 1}))]), old)
    assert len(found.moved) == 2
    assert sorted(t for t in found.slots if t is not None) == [0, 1]


def test_a_walk_in_fills_a_gap_and_moves_nobody() -> None:
    event = Event(
        [Slot()] * 2,
        [Table()],
        [Participant()] * 3,
        [Meeting((0, 1)), Meeting((1, 2), must=False), Meeting((0, 2), must=False)],
    )
    old = schedule(replace(event, meetings=event.meetings[:1]))
    padded = replace(old, slots=(*old.slots, None, None), tables=(*old.tables, None, None))
    found = repair(event, padded)
    assert found.moved == ()
    assert found.slots[0] == old.slots[0]
    assert sum(t is not None for t in found.slots) == 2
