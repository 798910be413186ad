"""The agenda in the background: proven, stored at once, explained where it is impossible, remedied at a click."""

from collections.abc import Callable
from typing import Any

import pytest

from duijie.engine import meetings as engine
from duijie.portal.accounts.models import User
from duijie.portal.events import computing, domain, framing
from duijie.portal.events.choices import EventState
from duijie.portal.events.models import Event, Meeting, Wish
from duijie.portal.jobs import domain as jobs
from duijie.portal.jobs.models import Job

Meet = Callable[..., Meeting]


@pytest.fixture
def compute(officer: User, django_capture_on_commit_callbacks: Any) -> Callable[[Event], Job]:
    def run(event: Event) -> Job:
        with django_capture_on_commit_callbacks(execute=True):
            job = jobs.start("schedule_event", by=officer, event=event.pk, seconds=20)
        job.refresh_from_db()
        event.refresh_from_db()
        return job

    return run


def wish_all(event: Event) -> None:
    """Everybody wants to meet everybody."""
    people = list(event.participants.order_by("pk"))
    for one in people:
        for rank, other in enumerate([o for o in people if o != one], 1):
            Wish.objects.create(participant=one, other=other, rank=rank)


def test_computed_and_proven(new_event: Callable[..., Event], compute: Callable[[Event], Job]) -> None:
    event = new_event(5)
    wish_all(event)
    job = compute(event)
    framed = framing.frame(event)
    assert (job.state, job.result["meetings"], job.result["candidates"]) == ("done", 10, 10)
    assert engine.conflicts(framed.event, framed.draft_slots, framed.draft_tables) == []
    assert event.report["status"] == "optimal"
    assert (
        event.report["breaks"]
        == event.report["bound"]
        == sum(engine.breaks(framed.event, framed.draft_slots))
    )
    quality = event.report["quality"]
    assert (quality["meetings"], quality["served"], quality["participants"]) == (10, 5, 5)
    assert (quality["wishes_met"], quality["wishes"]) == (20, 20)
    assert (quality["empty"], quality["places"]) == (30, 40)


def test_the_cap_leaves_the_least_valuable_out(
    new_event: Callable[..., Event], compute: Callable[[Event], Job]
) -> None:
    event = new_event(3, cap=1)
    people = list(event.participants.order_by("pk"))
    Wish.objects.create(participant=people[0], other=people[1], rank=3)
    Wish.objects.create(participant=people[0], other=people[2], rank=1)
    compute(event)
    held = [str(m) for m in event.meetings.filter(slot__isnull=False)]
    assert held == ["参会1厂 — 参会3厂"]
    assert event.report["quality"]["below_floor"] == 0


def test_a_tenth_of_the_places_is_spare_unless_they_must_be_used(
    new_event: Callable[..., Event], officer: User, compute: Callable[[Event], Job]
) -> None:
    event = new_event(7)
    wish_all(event)  # 21 meetings
    domain.save_tables(event, [("A 厅", 2)], by=officer)  # at two tables in ten slots
    compute(event)
    quality = event.report["quality"]
    assert (quality["meetings"], quality["candidates"], quality["empty"], quality["places"]) == (
        18,
        21,
        2,
        20,
    )
    event.meetings.filter(pk__in=event.meetings.values("pk")[:19]).update(must=True)
    compute(event)
    assert event.report["quality"]["meetings"] == 20


def test_floors_give_way_before_obligations(
    new_event: Callable[..., Event], officer: User, meet: Meet, compute: Callable[[Event], Job]
) -> None:
    """One table, one slot that all can attend: the obligation is held, the others' floor is not, and that is told."""
    event = new_event(4, floor=1)
    domain.save_tables(event, [("A 厅", 1)], by=officer)
    for one in event.participants.all():
        domain.save_participant(one, by=officer, away=list(range(2, 11)))
    kept = domain.change_meeting(meet(event, 0, 1), by=officer, must=True)
    meet(event, 2, 3)
    compute(event)
    assert event.report["status"] == "optimal"
    assert [m.pk for m in event.meetings.filter(slot__isnull=False)] == [kept.pk]
    assert event.report["quality"]["below_floor"] == 2


def test_spare_places_are_spread_over_the_slots() -> None:
    event = engine.Event([engine.Slot()] * 5, [engine.Table()] * 4, [], [])
    closed = [len(table.away) for table in computing.with_spare(event).tables]
    assert closed == [0, 0, 0, 2]
    crowded = engine.Event([engine.Slot()] * 3, [engine.Table()] * 40, [], [])
    assert [t.away for t in computing.with_spare(crowded).tables[-5:]] == [set(), *[frozenset({0, 1, 2})] * 4]
    assert (
        computing.with_spare(engine.Event([engine.Slot()], [engine.Table()], [], [])).tables[0].away == set()
    )


def test_locked_and_must_stay(
    new_event: Callable[..., Event], officer: User, meet: Meet, compute: Callable[[Event], Job]
) -> None:
    event = new_event(4, cap=1)
    wish_all(event)
    locked = domain.lock(meet(event, 0, 3, slot=7, table=3), by=officer)
    compute(event)
    locked.refresh_from_db()
    assert (locked.slot.number, locked.table.number) == (7, 3)
    assert {str(m) for m in event.meetings.filter(slot__isnull=False)} == {
        "参会1厂 — 参会4厂", "参会2厂 — 参会3厂",
    }  # fmt: skip


def test_impossible_with_reasons_and_a_remedy_at_a_click(
    new_event: Callable[..., Event], officer: User, meet: Meet, compute: Callable[[Event], Job]
) -> None:
    event = new_event(4)
    domain.save_tables(event, [("A 厅", 1)], by=officer)
    for pair in ((0, 1), (2, 3)):
        meeting = meet(event, *pair)
        domain.change_meeting(meeting, by=officer, must=True, fixed_slot=event.slots.get(number=1))
    job = compute(event)
    assert (job.state, job.result["status"], event.report["status"]) == ("done", "impossible", "impossible")
    assert event.report["reasons"]
    assert {one["code"] for one in event.report["remedies"]} >= {"tables", "drop"}
    domain.apply_remedy(event, "tables", by=officer)
    assert event.tables.count() == 2
    compute(event)
    assert event.report["status"] == "optimal"


@pytest.mark.parametrize(("code", "left"), [("drop", 1), ("unfix", 2)])
def test_other_remedies(
    new_event: Callable[..., Event],
    officer: User,
    meet: Meet,
    compute: Callable[[Event], Job],
    code: str,
    left: int,
) -> None:
    event = new_event(4)
    domain.save_tables(event, [("A 厅", 1)], by=officer)
    for pair in ((0, 1), (2, 3)):
        domain.change_meeting(meet(event, *pair), by=officer, must=True, fixed_slot=event.slots.first())
    compute(event)
    domain.apply_remedy(event, code, by=officer)
    compute(event)
    assert event.report["status"] == "optimal"
    assert event.meetings.filter(slot__isnull=False).count() == left


def test_floors_that_cannot_be_met_are_told_not_hidden(
    new_event: Callable[..., Event], meet: Meet, compute: Callable[[Event], Job]
) -> None:
    event = new_event(3, floor=2)
    meet(event, 0, 1)
    compute(event)
    assert event.report["quality"]["below_floor"] == 3


def test_of_a_large_event_what_does_not_fit_is_left_out(
    new_event: Callable[..., Event], meet: Meet, officer: User, compute: Callable[[Event], Job],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """As if three meetings were many: the leftover of the first agenda goes, an obligation never does."""
    event = new_event(4)
    rows = [meet(event, *pair) for pair in ((0, 1), (1, 2), (2, 3))]
    domain.change_meeting(rows[2], by=officer, must=True)
    every = framing.frame(event, choosing=True)
    assert computing.without_leftover(every, (0, 1, 2), (4, None, None)) == (0, 2)
    monkeypatch.setattr(computing, "LARGE", 2)
    compute(event)
    assert event.meetings.filter(slot__isnull=False).count() == 3


def test_nothing_to_seat_is_a_sentence(
    new_event: Callable[..., Event], compute: Callable[[Event], Job]
) -> None:
    job = compute(new_event(2))
    assert (job.state, "没有备选洽谈" in job.error) == ("failed", True)


def test_a_running_event_is_mended_not_computed_anew(
    new_event: Callable[..., Event], meet: Meet, compute: Callable[[Event], Job]
) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=3)
    Event.objects.filter(pk=event.pk).update(state=EventState.RUNNING)
    job = compute(event)
    meeting.refresh_from_db()
    assert (job.state, meeting.slot.number) == ("failed", 3)


def test_cancelled_in_the_middle_leaves_the_draft(
    new_event: Callable[..., Event], officer: User, meet: Meet, compute: Callable[[Event], Job],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Somebody cancels while the engine works: its next question ends the job."""
    event = new_event(4)
    meeting = meet(event, 0, 1, slot=9)
    wish_all(event)
    told = computing._Telling.cancelled

    def cancelling(self: Any) -> bool:
        jobs.cancel(self._work, by=officer)
        return told(self)

    monkeypatch.setattr(computing._Telling, "cancelled", cancelling)
    job = compute(event)
    meeting.refresh_from_db()
    assert (job.state, meeting.slot.number, event.report) == ("cancelled", 9, {})
