"""Choosing meetings: the greatest value that can be seated, with floors, caps and obligations."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duijie.engine import EventError, choose, schedule
from duijie.engine.meetings import Event, Meeting, Participant, Slot, Status, Table
from tests.engine.meetings.reference import agendas, busy, events

FEW = settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))


def value(event: Event, held: set[int]) -> float:
    return sum(event.meetings[m].value for m in held)


def best(event: Event) -> float | None:
    worths = [
        value(event, {m for m, t in enumerate(slots) if t is not None})
        for slots in agendas(event, fair=False)
        if all(
            person.floor <= len(busy(event, slots, who)) <= (99 if person.cap is None else person.cap)
            for who, person in enumerate(event.participants)
        )
    ]
    return max(worths, default=None)


@FEW
@given(
    event=events(optional=True, most=4), cap=st.sampled_from([None, 1, 2]), floor=st.sampled_from([0, 0, 1])
)
def test_worth_as_much_as_can_be(event: Event, cap: int | None, floor: int) -> None:
    people = [replace(event.participants[0], cap=cap, floor=floor), *event.participants[1:]]
    event = replace(event, participants=people, fairness=None)
    most = best(event)
    if most is None:
        return
    chosen = choose(event)
    assert value(event, set(chosen)) == pytest.approx(most)
    assert {m for m, one in enumerate(event.meetings) if one.must} <= set(chosen)


def test_what_is_chosen_is_scheduled_in_the_numbers_of_all() -> None:
    meetings = [
        Meeting((0, 1), value=1, must=False),
        Meeting((0, 2), value=3, must=False),
        Meeting((0, 3), value=2, must=False),
    ]
    found = schedule(Event([Slot()] * 2, [Table()], [Participant()] * 4, meetings, None))
    assert found.status is Status.OPTIMAL
    assert found.dropped == (0,)
    assert found.slots[0] is None
    assert {found.slots[1], found.slots[2]} == {0, 1}


def test_a_floor_keeps_the_small_firm_at_the_event() -> None:
    meetings = [Meeting((0, 1), value=9, must=False), Meeting((0, 2), value=1, must=False)]
    people = [Participant(), Participant(), Participant(floor=1)]
    assert choose(Event([Slot()], [Table()], people, meetings)) == (1,)


@pytest.mark.parametrize(
    "person", [Participant("甲", floor=3), Participant("甲", cap=1, floor=0)], ids=["floor", "cap"]
)
def test_demands_that_contradict_each_other_are_told(person: Participant) -> None:
    event = Event([Slot()] * 3, [Table()], [person, Participant()], [Meeting((0, 1)), Meeting((0, 1))])
    with pytest.raises(EventError, match="甲"):
        choose(event)
