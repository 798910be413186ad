"""Agendas against every agenda there is."""

import random
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings

from duijie.engine import schedule
from duijie.engine.meetings import (
    Agenda,
    Event,
    Meeting,
    Participant,
    Session,
    Slot,
    Status,
    Table,
    conflicts,
)
from duijie.engine.meetings.starting import first_fit
from tests.engine.meetings.reference import breaks_of, events, fewest, legal, total

FEW = settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(event=events())
def test_as_few_breaks_as_there_can_be(event: Event) -> None:
    best, found = fewest(event), schedule(event, time_limit=20)
    if best is None:
        assert found.status is Status.IMPOSSIBLE
        assert found.reasons
        return
    assert found.status is Status.OPTIMAL
    assert legal(event, found.slots)
    assert conflicts(event, found.slots, found.tables) == []
    assert (found.breaks, found.bound, total(event, found.slots)) == (best, best, best)


def crowd(seed: int = 1, people: int = 10, meetings: int = 20, slots: int = 8) -> Event:
    """A feasible event of some size: made backwards from an agenda."""
    draw = random.Random(seed)  # noqa: S311  an example, not a secret
    taken: set[tuple[int, int]] = set()
    pairs: list[Meeting] = []
    while len(pairs) < meetings:
        t, (a, b) = draw.randrange(slots), draw.sample(range(people), 2)
        if not {(a, t), (b, t)} & taken and sum(1 for _, s in taken if s == t) < 2 * (people // 2):
            taken |= {(a, t), (b, t)}
            pairs.append(Meeting((a, b)))
    half = slots // 2
    times = [Slot(session=Session.MORNING if t < half else Session.AFTERNOON) for t in range(slots)]
    return Event(times, [Table()] * (people // 2), [Participant() for _ in range(people)], pairs, None)


def test_the_order_of_meetings_and_participants_changes_nothing() -> None:
    event = crowd()
    people = list(range(10))
    random.Random(2).shuffle(people)  # noqa: S311
    turned = [Meeting(tuple(people[who] for who in m.participants)) for m in reversed(event.meetings)]
    one, two = schedule(event), schedule(replace(event, meetings=turned))
    assert one.status is two.status is Status.OPTIMAL
    assert one.breaks == two.breaks


def test_wishes_are_met_where_no_break_is_lost() -> None:
    people = [Participant(wishes={2: 1.0}), Participant(), Participant()]
    event = Event([Slot()] * 3, [Table()], people, [Meeting((0, 1)), Meeting((1, 2))])
    found = schedule(event)
    assert (found.breaks, found.slots[0], found.wishes) == (0, 2, 1.0)


def test_two_days_have_no_break_between_them() -> None:
    times = [Slot(session=s) for s in (Session.MORNING, Session.AFTERNOON) * 2]
    event = Event(
        times, [Table()], [Participant(away=frozenset({1, 2})), Participant()], [Meeting((0, 1))] * 2
    )
    found = schedule(event)
    assert (found.slots[0], found.slots[1], found.breaks) in ((0, 3, 0), (3, 0, 0))


def test_stopped_at_once_it_still_gives_an_agenda_and_its_bound() -> None:
    event = crowd(people=40, meetings=160, slots=10)
    asked = []

    def cancelled() -> bool:
        asked.append(time.perf_counter())
        return len(asked) > 40

    found = schedule(event, time_limit=60, cancelled=cancelled)
    assert found.status in (Status.FEASIBLE, Status.OPTIMAL)
    if found.slots:
        assert legal(event, found.slots)
        assert found.bound <= found.breaks


def test_a_short_time_gives_a_bound_below_what_was_found() -> None:
    found = schedule(crowd(people=60, meetings=300, slots=12), time_limit=2)
    assert found.status is not Status.IMPOSSIBLE
    assert found.bound <= found.breaks


def test_a_start_is_kept_if_nothing_better_is_found() -> None:
    event = crowd()
    first = schedule(event)
    again = schedule(event, start=first.slots)
    assert again.breaks == first.breaks


def test_fairness_costs_breaks_but_is_kept() -> None:
    event = crowd(seed=5, people=6, meetings=14)
    for most in (0, 1, None):
        found = schedule(replace(event, fairness=most))
        if found.status is Status.IMPOSSIBLE:
            continue
        own = [breaks_of(event, found.slots, who) for who in range(6)]
        assert most is None or max(own) - min(own) <= most


def test_an_event_without_meetings_is_done() -> None:
    assert schedule(Event([Slot()], [Table()], [Participant()], [])) == Agenda(
        Status.OPTIMAL, seconds=pytest.approx(0, abs=60)
    )


def test_stopped_before_anything_is_known_it_seats_what_fits() -> None:
    event = crowd(people=20, meetings=60)
    found = schedule(event, cancelled=lambda: True)
    held = [t for t in found.slots if t is not None]
    assert len(held) > 40
    assert len(held) + len(found.dropped) == 60
    assert conflicts(event, found.slots, found.tables) == []


@FEW
@given(event=events())
def test_what_fits_at_once_keeps_the_rules(event: Event) -> None:
    slots = first_fit(event)
    assert legal(replace(event, meetings=[replace(m, must=False) for m in event.meetings]), slots, fair=False)
