"""Publishing: all or nothing, earlier versions kept, nothing for nothing, only those concerned told."""

from collections.abc import Callable

import pytest

from duijie.portal.accounts.models import User
from duijie.portal.events import differences, domain, queries
from duijie.portal.events.choices import EventState, MeetingState
from duijie.portal.events.models import Event, Meeting, Participant, Placement, Slot
from duijie.portal.refused import NotAllowed, Refused

Meet = Callable[..., Meeting]


def news(event: Event) -> list[int]:
    return list(event.participants.order_by("pk").values_list("news", flat=True))


def test_the_first_version(new_event: Callable[..., Event], officer: User, meet: Meet) -> None:
    event = new_event(5)
    meeting, left = meet(event, 0, 1, slot=1, table=2), meet(event, 2, 3)
    version = domain.publish(event, by=officer, note="初稿")
    event.refresh_from_db()
    meeting.refresh_from_db()
    left.refresh_from_db()
    (one,) = version.placements.all()
    assert (one.meeting, one.slot.number, one.place) == (meeting, 1, "A 厅 2 号桌")
    assert (event.state, event.current) == (EventState.SCHEDULED, version)
    assert (meeting.state, left.state) == (MeetingState.PLANNED, MeetingState.PROPOSED)
    assert news(event) == [1, 1, 0, 0, 0]
    assert (version.quality["meetings"], version.quality["candidates"]) == (1, 2)


def test_the_same_again_is_nothing(new_event: Callable[..., Event], officer: User, meet: Meet) -> None:
    event = new_event(2)
    meet(event, 0, 1, slot=1)
    first = domain.publish(event, by=officer)
    Participant.objects.filter(event=event).update(news=0)
    assert domain.publish(event, by=officer) == first
    assert (event.versions.count(), news(event)) == (1, [0, 0])


def test_only_those_concerned_are_told(new_event: Callable[..., Event], officer: User, meet: Meet) -> None:
    event = new_event(6)
    moved, stays, gone = meet(event, 0, 1, slot=1), meet(event, 2, 3, slot=2), meet(event, 4, 5, slot=3)
    first = domain.publish(event, by=officer)
    domain.move(moved, event.slots.get(number=4), event.tables.get(number=1), by=officer)
    domain.cancel_meeting(gone, by=officer, reason="对方不来")
    second = domain.publish(event, by=officer)
    assert news(event) == [2, 2, 1, 1, 2, 2]
    assert [(c.kind, c.meeting) for c in differences.between(first, second)] == [
        ("removed", gone.pk), ("moved", moved.pk),
    ]  # fmt: skip
    assert [c.names for c in differences.named(differences.between(first, second))] == [
        "参会5厂 — 参会6厂", "参会1厂 — 参会2厂",
    ]  # fmt: skip
    stays.refresh_from_db()
    assert stays.state == MeetingState.PLANNED
    assert first.placements.count() == 3  # kept as it was
    assert {p.version_id for p in queries.placements_for(officer)} == {second.pk}


def test_there_and_back_is_no_difference(new_event: Callable[..., Event], officer: User, meet: Meet) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=1)
    first = domain.publish(event, by=officer)
    for slot in (2, 1):
        domain.move(meeting, event.slots.get(number=slot), event.tables.get(number=1), by=officer)
        domain.publish(event, by=officer)
    last = event.versions.first()
    assert (last.number, differences.between(first, last)) == (3, [])
    assert len(differences.between(None, last)) == 1


def test_a_draft_that_contradicts_itself_is_not_published(
    new_event: Callable[..., Event], officer: User, meet: Meet
) -> None:
    event = new_event(2)
    meet(event, 0, 1, slot=1)
    domain.save_participant(event.participants.order_by("pk").first(), by=officer, away=[1])
    with pytest.raises(Refused, match=r"1 处冲突.*参会1厂第 1 时段不在场"):
        domain.publish(event, by=officer)
    event.refresh_from_db()
    assert (event.versions.count(), event.state, Placement.objects.count()) == (0, EventState.MATCHING, 0)


def test_an_empty_draft_is_not_published(new_event: Callable[..., Event], officer: User, meet: Meet) -> None:
    event = new_event(2)
    meet(event, 0, 1)
    with pytest.raises(Refused, match="还没有排好的洽谈"):
        domain.publish(event, by=officer)


def test_later_changes_leave_a_version_as_it_was(
    new_event: Callable[..., Event], officer: User, meet: Meet
) -> None:
    event = new_event(2)
    meet(event, 0, 1, slot=1)
    version = domain.publish(event, by=officer)
    before = version.placements.get()
    domain.save_table(event.tables.get(number=1), by=officer, name="主桌", room="C 厅", away=[])
    Slot.objects.filter(event=event, number=1).update(ends_at=before.ends_at.replace(minute=20))
    after = Placement.objects.get(pk=before.pk)
    assert (after.place, after.ends_at) == (before.place, before.ends_at)
    assert domain.publish(event, by=officer).number == 2  # the place's name is news


def test_not_by_others(
    new_event: Callable[..., Event], meet: Meet, clerk: User, department: User, county: User
) -> None:
    event = new_event(2)
    meet(event, 0, 1, slot=1)
    for user in (clerk, department, county):
        with pytest.raises(NotAllowed):
            domain.publish(event, by=user)
    assert event.versions.count() == 0
