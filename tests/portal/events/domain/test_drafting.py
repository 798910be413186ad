"""Moving by hand, locking, undoing, and storing a computed agenda: what is refused leaves all as it was."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from duijie.portal.accounts.models import User
from duijie.portal.events import domain
from duijie.portal.events.choices import EventState
from duijie.portal.events.models import Event, Meeting, Move
from duijie.portal.refused import NotAllowed, Refused

Meet = Callable[..., Meeting]
REPORT = {"status": "optimal"}


def place(event: Event, slot: int, table: int) -> tuple:
    return event.slots.get(number=slot), event.tables.get(number=table)


def where(meeting: Meeting) -> tuple[int, int] | None:
    meeting.refresh_from_db()
    return (meeting.slot.number, meeting.table.number) if meeting.slot else None


def test_moved_and_taken_off(new_event: Callable[..., Event], officer: User, meet: Meet) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=1, table=1)
    domain.move(meeting, *place(event, 3, 2), by=officer)
    assert where(meeting) == (3, 2)
    domain.move(meeting, None, None, by=officer)
    assert where(meeting) is None
    with pytest.raises(Refused, match="同时选"):
        domain.move(meeting, event.slots.first(), None, by=officer)


def test_an_illegal_move_changes_nothing(new_event: Callable[..., Event], officer: User, meet: Meet) -> None:
    event = new_event(4)
    meet(event, 0, 1, slot=1, table=1)
    meeting = meet(event, 2, 3, slot=2, table=1)
    moves, revision = Move.objects.count(), Event.objects.get(pk=event.pk).revision
    with pytest.raises(Refused, match="已经有一场"):
        domain.move(meeting, *place(event, 1, 1), by=officer)
    assert (where(meeting), Move.objects.count()) == ((2, 1), moves)
    assert Event.objects.get(pk=event.pk).revision == revision


def test_dropped_where_it_is_does_nothing(new_event: Callable[..., Event], officer: User, meet: Meet) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=1, table=1)
    before = Move.objects.count()
    domain.move(meeting, *place(event, 1, 1), by=officer)
    assert Move.objects.count() == before


def test_somebody_else_was_quicker(new_event: Callable[..., Event], officer: User, meet: Meet) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=1, table=1)
    seen = (meeting.slot_id, meeting.table_id)
    domain.move(meeting, *place(event, 2, 1), by=officer)
    with pytest.raises(Refused, match="刚刚被别人移动"):
        domain.move(meeting, *place(event, 3, 1), by=officer, seen=seen)
    assert where(meeting) == (2, 1)
    domain.move(meeting, *place(event, 2, 1), by=officer, seen=seen)  # both wanted the same


def test_undone_one_by_one(new_event: Callable[..., Event], officer: User, meet: Meet) -> None:
    event = new_event(4)
    meeting, other = meet(event, 0, 1, slot=1, table=1), meet(event, 2, 3)
    domain.move(meeting, *place(event, 2, 2), by=officer)
    domain.undo(event, by=officer)
    assert where(meeting) == (1, 1)
    domain.undo(event, by=officer)
    assert where(meeting) is None
    with pytest.raises(Refused, match="没有可以撤销"):
        domain.undo(event, by=officer)
    domain.move(meeting, *place(event, 1, 1), by=officer)
    domain.move(meeting, *place(event, 2, 1), by=officer)
    Meeting.objects.filter(pk=other.pk).update(slot=event.slots.first(), table=event.tables.first())
    with pytest.raises(Refused, match="原来的位置现在不行了"):
        domain.undo(event, by=officer)
    assert where(meeting) == (2, 1)


def test_locked_stays(new_event: Callable[..., Event], officer: User, meet: Meet) -> None:
    event = new_event(4)
    meeting, free = meet(event, 0, 1, slot=1, table=1), meet(event, 2, 3)
    domain.lock(meeting, by=officer)
    with pytest.raises(Refused, match="锁定"):
        domain.move(meeting, *place(event, 2, 1), by=officer)
    with pytest.raises(Refused, match="还没有排"):
        domain.lock(free, by=officer)
    slot, table = place(event, 4, 4)
    event.refresh_from_db()
    places = {meeting.pk: (slot.pk, table.pk), free.pk: (slot.pk, table.pk)}
    domain.store_agenda(event, places, REPORT, by=officer, revision=event.revision)
    assert (where(meeting), where(free)) == ((1, 1), (4, 4))
    domain.unlock(meeting, by=officer)
    domain.move(meeting, *place(event, 2, 1), by=officer)


def test_rows_trade_places_when_an_agenda_is_stored(
    new_event: Callable[..., Event], officer: User, meet: Meet
) -> None:
    event = new_event(6)
    one, two, out = (
        meet(event, 0, 1, slot=1, table=1),
        meet(event, 2, 3, slot=1, table=2),
        meet(event, 4, 5, slot=2),
    )
    places = {one.pk: (two.slot_id, two.table_id), two.pk: (one.slot_id, one.table_id)}
    event.refresh_from_db()
    stored = domain.store_agenda(event, places, REPORT, by=officer, revision=event.revision)
    assert (where(one), where(two), where(out)) == ((1, 2), (1, 1), None)
    assert (stored.report, stored.moves.count()) == (REPORT, 0)


def test_nobodys_work_is_overwritten(new_event: Callable[..., Event], officer: User, meet: Meet) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1)
    event.refresh_from_db()
    revision = event.revision
    domain.move(meeting, *place(event, 1, 1), by=officer)
    with pytest.raises(Refused, match="计算期间有人改动"):
        domain.store_agenda(event, {}, REPORT, by=officer, revision=revision)
    event.refresh_from_db()
    assert (where(meeting), event.report) == ((1, 1), {})


def test_an_impossible_event_keeps_its_draft(
    new_event: Callable[..., Event], officer: User, meet: Meet
) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=1, table=1)
    event.refresh_from_db()
    domain.store_agenda(event, {}, {"status": "impossible"}, by=officer, revision=event.revision)
    assert where(meeting) == (1, 1)


def test_the_database_stands_behind_it(new_event: Callable[..., Event], meet: Meet) -> None:
    event = new_event(4)
    meet(event, 0, 1, slot=1, table=1)
    other = meet(event, 2, 3)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=other.pk).update(slot=event.slots.first(), table=event.tables.first())


@pytest.mark.parametrize("act", ["move", "lock", "undo"])
def test_not_by_others(
    new_event: Callable[..., Event], meet: Meet, clerk: User, department: User, act: str
) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=1, table=1)
    for user in (clerk, department):
        acts = {
            "move": lambda user=user: domain.move(meeting, *place(event, 2, 1), by=user),
            "lock": lambda user=user: domain.lock(meeting, by=user),
            "undo": lambda user=user: domain.undo(event, by=user),
        }
        with pytest.raises(NotAllowed):
            acts[act]()
    assert where(meeting) == (1, 1)


def test_not_before_matching_nor_after_the_end(
    new_event: Callable[..., Event], officer: User, meet: Meet
) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=1, table=1)
    for state in (EventState.OPEN, EventState.CLOSED, EventState.CANCELLED):
        Event.objects.filter(pk=event.pk).update(state=state)
        with pytest.raises(Refused, match="不能安排洽谈"):
            domain.move(meeting, *place(event, 2, 1), by=officer)
    assert where(meeting) == (1, 1)
