"""Slots and tables: made, edited, enlarged; absences follow the time, meetings lose a place that is gone."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from duijie.portal.accounts.models import User
from duijie.portal.events import domain
from duijie.portal.events.advice import Span, spans
from duijie.portal.events.models import Event, Meeting
from duijie.portal.refused import Refused
from tests.portal.events.conftest import HOURS


def test_laid_out(event: Event) -> None:
    assert [slot.number for slot in event.slots.all()] == list(range(1, 11))
    assert [(table.number, table.room) for table in event.tables.all()] == [
        (1, "A 厅"), (2, "A 厅"), (3, "B 厅"), (4, "B 厅"),
    ]  # fmt: skip
    assert event.starts_at == event.slots.get(number=1).starts_at
    assert event.ends_at == event.slots.get(number=10).ends_at


def test_absences_follow_the_time(new_event: Callable[..., Event], officer: User) -> None:
    event = new_event(1)
    one = domain.save_participant(event.participants.get(), by=officer, away=[1, 10])  # 9:00 and 15:30
    domain.lay_out(event, replace(HOURS, start=dt.time(8)), by=officer)  # two slots more before nine
    one.refresh_from_db()
    assert one.away == [3, 12]


def test_meetings_lose_slots_and_tables_that_go(
    new_event: Callable[..., Event], officer: User, meet: Callable[..., Meeting]
) -> None:
    event = new_event(4)
    early, late = meet(event, 0, 1, slot=1, table=4), meet(event, 2, 3, slot=10, table=1)
    domain.lay_out(event, replace(HOURS, end=dt.time(15)), by=officer)
    domain.save_tables(event, [("A 厅", 3)], by=officer)
    early.refresh_from_db()
    late.refresh_from_db()
    assert {(m.slot_id, m.table_id) for m in (early, late)} == {(None, None)}


def test_what_was_published_is_not_taken_away(
    new_event: Callable[..., Event], officer: User, meet: Callable[..., Meeting]
) -> None:
    event = new_event(2)
    meet(event, 0, 1, slot=10, table=4)
    domain.publish(event, by=officer)
    with pytest.raises(Refused, match="已发布的日程用到了"):
        domain.save_tables(event, [("A 厅", 3)], by=officer)
    with pytest.raises(Refused, match="已发布的日程用到了"):
        domain.lay_out(event, replace(HOURS, end=dt.time(15)), by=officer)
    assert (event.tables.count(), event.slots.count()) == (4, 10)
    assert event.meetings.get().slot.number == 10


def test_enlarged_as_a_remedy(event: Event, officer: User) -> None:
    domain.add_slots(event, 2, by=officer)
    domain.add_tables(event, 1, by=officer)

    assert [slot.number for slot in event.slots.all()][-1] == 12
    assert [str(slot)[:5] for slot in event.slots.all()][-3:] == ["15:30", "16:00", "16:30"]
    assert event.tables.last().room == "B 厅"


def test_edited_one_by_one(event: Event, officer: User) -> None:
    made = spans(HOURS)
    domain.save_slots(event, [replace(made[1], lunch=True), made[0]], by=officer)
    assert [(slot.number, str(slot)[:5], slot.lunch) for slot in event.slots.all()] == [
        (1, "09:00", False), (2, "09:30", True),
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["none", "overlap", "backwards"])
def test_slots_that_make_no_sense(event: Event, officer: User, wrong: str) -> None:
    one = spans(HOURS)[0]
    given: list[Span] = {
        "none": [],
        "overlap": [one, replace(one, starts_at=one.starts_at + dt.timedelta(minutes=5))],
        "backwards": [replace(one, ends_at=one.starts_at)],
    }[wrong]
    with pytest.raises(Refused):
        domain.save_slots(event, given, by=officer)
    assert event.slots.count() == 10


def test_too_many(event: Event, officer: User) -> None:
    with pytest.raises(Refused, match="最多 120 个时段"):
        domain.lay_out(event, replace(HOURS, length=1, pause=0), by=officer)
    with pytest.raises(Refused, match="最多 300 张"):
        domain.save_tables(event, [("A", 301)], by=officer)
    with pytest.raises(Refused, match="至少要有一张"):
        domain.save_tables(event, [("A", 0)], by=officer)
    with pytest.raises(Refused, match="排不下一个时段"):
        domain.lay_out(event, replace(HOURS, end=dt.time(9, 10)), by=officer)
    assert (event.slots.count(), event.tables.count()) == (10, 4)


def test_a_table_that_cannot_be_used(
    new_event: Callable[..., Event], officer: User, meet: Callable[..., Meeting]
) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=2, table=1)
    table = domain.save_table(event.tables.get(number=1), by=officer, name="主桌", room="A 厅", away=[2, 99])
    meeting.refresh_from_db()
    assert (table.away, str(table), meeting.slot_id) == ([2], "A 厅 主桌", None)
