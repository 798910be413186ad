"""The first agenda: whatever it seats keeps the rules, and where there is room it seats all."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engine import meetings as engine
from duijie.engine.meetings.model import Event, Meeting, Participant, Session, Slot, Table


@st.composite
def events(draw: st.DrawFn) -> Event:
    slots = [
        Slot(session=draw(st.sampled_from((Session.MORNING, Session.AFTERNOON))), lunch=draw(st.booleans()))
        for _n in range(draw(st.integers(1, 6)))
    ]
    away = st.frozensets(st.integers(0, len(slots) - 1), max_size=2)
    people = [
        Participant(representatives=draw(st.integers(1, 2)), away=draw(away))
        for _n in range(draw(st.integers(2, 5)))
    ]
    tables = [
        Table(room=draw(st.sampled_from(("A", "B"))), away=draw(away))
        for _n in range(draw(st.integers(1, 3)))
    ]
    meetings = []
    for number in range(draw(st.integers(0, 8))):
        who = draw(st.lists(st.integers(0, len(people) - 1), min_size=1, max_size=3, unique=True))
        after = frozenset({number - 1}) if number and draw(st.integers(0, 3)) == 0 else frozenset()
        meetings.append(Meeting(
            tuple(who), session=draw(st.sampled_from(tuple(Session))), after=after,
            fixed=draw(st.sampled_from((None, None, 0))), room=draw(st.sampled_from(("", "", "A"))),
            table=draw(st.sampled_from((None, None, 0))),
        ))  # fmt: skip
    return Event(slots, tables, people, meetings)


@given(events())
@settings(max_examples=300, deadline=None)
def test_what_is_seated_keeps_the_rules(event: Event) -> None:
    slots = engine.first_fit(event)
    assert len(slots) == len(event.meetings)
    assert engine.conflicts(event, slots) == []
    assert engine.first_fit(event) == slots  # the same again


@pytest.mark.parametrize("seed", range(5))
def test_with_room_everybody_is_seated(seed: int) -> None:
    """Thirty firms with at most eight meetings each, in twelve slots with a spare table."""
    rng = Random(seed)  # noqa: S311  a test, not a secret
    degree, pairs = [0] * 30, set()
    for _try in range(2_000):
        one, other = sorted(rng.sample(range(30), 2))
        if max(degree[one], degree[other]) < 8 and (one, other) not in pairs:
            pairs.add((one, other))
            degree[one] += 1
            degree[other] += 1
    event = Event(
        [Slot()] * 12, [Table()] * 12, [Participant()] * 30, [Meeting(pair) for pair in sorted(pairs)]
    )
    slots = engine.first_fit(event)
    assert None not in slots
    assert engine.conflicts(event, slots) == []


def test_meetings_lie_side_by_side() -> None:
    event = Event([Slot()] * 6, [Table()] * 3, [Participant()] * 4, [Meeting((0, n)) for n in (1, 2, 3)])
    assert sum(engine.breaks(event, engine.first_fit(event))) == 0


def test_nothing_left_is_said_and_not_invented() -> None:
    event = Event([Slot()], [Table()], [Participant()] * 4, [Meeting((0, 1)), Meeting((2, 3))])
    assert sorted(engine.first_fit(event), key=str) == [0, None]
    assert engine.first_fit(Event([], [], [], [])) == ()


def test_an_agenda_begins_with_it() -> None:
    """The engine takes it as it is where there is no time for anything better."""
    event = Event(
        [Slot()] * 4, [Table()] * 2, [Participant()] * 4, [Meeting((0, 1)), Meeting((2, 3)), Meeting((0, 2))]
    )
    found = engine.schedule(event, time_limit=5, start=engine.first_fit(event))
    assert engine.conflicts(event, found.slots, found.tables) == []
