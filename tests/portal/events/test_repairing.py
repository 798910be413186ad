"""Repairs on the day: the past stays, few are moved, nothing changes before somebody applies, all of it or nothing then."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from duijie.engine import meetings as engine
from duijie.portal.accounts.models import User
from duijie.portal.audit.models import Entry
from duijie.portal.events import domain, framing, repairing
from duijie.portal.events.choices import EventState, MeetingState, RepairState
from duijie.portal.events.models import Event, Meeting, Participant, Repair
from duijie.portal.jobs import domain as jobs
from duijie.portal.jobs.models import Job
from duijie.portal.refused import NotAllowed, Refused

Meet = Callable[..., Meeting]
Ask = Callable[..., Repair]


@pytest.fixture
def day(new_event: Callable[..., Event], meet: Meet, officer: User) -> Event:
    """Running; six firms, two slots in use and the third half: 1-2 and 3-4, 1-3 and 5-6, 2-3."""
    event = new_event(6)
    domain.save_tables(event, [("A 厅", 2)], by=officer)
    for one, other, slot, table in ((0, 1, 1, 1), (2, 3, 1, 2), (0, 2, 2, 1), (4, 5, 2, 2), (1, 2, 3, 1)):
        meet(event, one, other, slot=slot, table=table)
    domain.publish(event, by=officer)
    event.refresh_from_db()
    return domain.start_event(event, by=officer)


@pytest.fixture
def ask(officer: User, django_capture_on_commit_callbacks: Any) -> Ask:
    def run(event: Event, over: int = 1, **asked: Any) -> Repair:
        with django_capture_on_commit_callbacks(execute=True):
            repair = domain.ask_repair(event, "有变动", by=officer, over=over, asked=asked)
        repair.refresh_from_db()
        return repair

    return run


def places(event: Event) -> dict[str, tuple[int, int]]:
    rows = event.meetings.filter(slot__isnull=False)
    return {str(m)[2:3] + str(m)[-2:-1]: (m.slot.number, m.table.number) for m in rows}


def firm(event: Event, number: int) -> Participant:
    return event.participants.get(party__name=f"参会{number}厂")


def everything(event: Event) -> list[Any]:
    event.refresh_from_db()
    return [
        event.current_id, event.revision, event.versions.count(), places(event),
        list(event.participants.order_by("pk").values_list("away", "news")), list(event.tables.values_list("away")),
        list(event.meetings.order_by("pk").values_list("state", "locked")),
    ]  # fmt: skip


def agenda_holds(event: Event) -> None:
    event.refresh_from_db()
    framed = framing.frame(event, event.meetings.filter(placements__version=event.current).order_by("pk"))
    assert engine.conflicts(framed.event, framed.draft_slots, framed.draft_tables) == []


def test_a_proposal_changes_nothing_and_is_applied_whole(day: Event, officer: User, ask: Ask) -> None:
    domain.mark_no_show(firm(day, 5), by=officer)
    before = everything(day)
    repair = ask(day)
    assert (repair.state, repair.plan["moved"], repair.plan["people"]) == ("proposed", [], 6)
    assert [(s.kind, s.names, s.after) for s in repairing.steps(repair)] == [
        ("dropped", "参会5厂 — 参会6厂", "")
    ]
    assert everything(day) == before
    version = domain.apply_repair(repair, by=officer)
    assert (version.number, version.note) == (2, "有变动")
    assert places(day) == {"12": (1, 1), "34": (1, 2), "13": (2, 1), "23": (3, 1)}
    assert set(day.participants.filter(news=2)) == {firm(day, 5), firm(day, 6)}
    agenda_holds(day)
    assert domain.apply_repair(repair, by=officer) == version
    assert day.versions.count() == 2
    assert Entry.objects.filter(act="repair.applied").count() == 1


def test_the_late_are_moved_and_nobody_else(day: Event, officer: User, ask: Ask) -> None:
    """Firm 5 comes in the third slot: its meeting moves there or later, with its partner."""
    late = firm(day, 5)
    repair = ask(day, away={str(late.pk): [2]})
    assert set(repairing.people(repair)) == {late, firm(day, 6)}
    domain.apply_repair(repair, by=officer)
    late.refresh_from_db()
    assert late.away == [2]
    assert places(day)["56"][0] > 2
    assert {k: v for k, v in places(day).items() if k != "56"} == {
        "12": (1, 1), "34": (1, 2), "13": (2, 1), "23": (3, 1),
    }  # fmt: skip
    agenda_holds(day)


def test_a_lost_table(day: Event, officer: User, ask: Ask) -> None:
    table = day.tables.get(number=2)
    rest = list(range(2, 11))
    repair = ask(day, tables={str(table.pk): rest})
    assert len(repair.plan["moved"]) == 2
    domain.apply_repair(repair, by=officer)
    table.refresh_from_db()
    assert table.away == rest
    assert places(day)["34"] == (1, 2)
    assert all(number == 1 for slot, number in places(day).values() if slot > 1)
    agenda_holds(day)


def test_a_meeting_called_off(day: Event, officer: User, ask: Ask) -> None:
    meeting = day.meetings.get(slot__number=3)
    domain.apply_repair(ask(day, cancelled=[meeting.pk]), by=officer)
    meeting.refresh_from_db()
    assert (meeting.state, meeting.cancelled_reason, meeting.slot) == ("cancelled", "有变动", None)
    assert "23" not in places(day)


def test_what_is_over_cannot_be_called_off(day: Event, officer: User) -> None:
    meeting = day.meetings.filter(slot__number=1).first()
    with pytest.raises(Refused, match="时段已经开始"):
        domain.ask_repair(day, "取消", by=officer, over=1, asked={"cancelled": [meeting.pk]})
    Meeting.objects.filter(slot__number=2).update(state=MeetingState.HELD)
    held = day.meetings.filter(slot__number=2).first()
    with pytest.raises(Refused, match="已经有了结果"):
        domain.ask_repair(day, "取消", by=officer, over=1, asked={"cancelled": [held.pk]})
    assert not Repair.objects.exists()


def test_gaps_are_filled_without_moving_anybody(day: Event, officer: User, meet: Meet, ask: Ask) -> None:
    came, before = firm(day, 6), places(day)
    for other in (0, 1, 3):
        meet(day, other, 5)
    Participant.objects.filter(pk=came.pk).update(cap=3)
    repair = ask(day, fill=came.pk)
    assert (repair.plan["moved"], repair.plan["dropped"], len(repair.plan["added"])) == ([], [], 2)
    domain.apply_repair(repair, by=officer)
    assert {k: v for k, v in places(day).items() if k in before} == before
    assert day.current is not None
    assert came.seats.filter(meeting__slot__isnull=False).count() == 3
    agenda_holds(day)


def test_the_absent_fill_no_gap(day: Event, officer: User, meet: Meet, ask: Ask) -> None:
    meet(day, 3, 5)
    domain.mark_no_show(firm(day, 4), by=officer)
    repair = ask(day, fill=firm(day, 6).pk)
    assert (repair.plan["added"], len(repair.plan["dropped"])) == ([], 0)


def test_who_comes_after_all_gets_the_meeting_back(day: Event, officer: User, ask: Ask) -> None:
    one, before = firm(day, 5), places(day)
    domain.mark_no_show(one, by=officer)
    domain.apply_repair(ask(day), by=officer)
    assert "56" not in places(day)
    domain.check_in(one, by=officer)
    repair = ask(day, fill=one.pk)
    assert (repair.plan["moved"], len(repair.plan["added"])) == ([], 1)
    domain.apply_repair(repair, by=officer)
    assert places(day).keys() == before.keys()
    agenda_holds(day)


def test_all_that_is_free_fills_gaps(day: Event, officer: User, meet: Meet, ask: Ask) -> None:
    before = places(day)
    for pair in ((0, 3), (1, 4), (3, 5)):
        meet(day, *pair)
    repair = ask(day, fill="all")
    assert (repair.plan["moved"], len(repair.plan["added"])) == ([], 3)
    domain.apply_repair(repair, by=officer)
    assert {k: v for k, v in places(day).items() if k in before} == before
    agenda_holds(day)


def test_held_ahead_of_the_clock_stays(day: Event, officer: User, ask: Ask) -> None:
    """Both sides reported on a meeting of a later slot already; then one of them leaves."""
    meeting = day.meetings.get(slot__number=3)
    Meeting.objects.filter(pk=meeting.pk).update(state=MeetingState.HELD)
    who = firm(day, 3)
    repair = ask(day, away={str(who.pk): list(range(2, 11))})
    assert meeting.pk not in repair.plan["dropped"]
    assert [pk for pk, *_place in repair.plan["places"] if pk == meeting.pk] == [meeting.pk]


def test_another_version_since_then(day: Event, officer: User, ask: Ask) -> None:
    repair = ask(day, away={str(firm(day, 5).pk): [2]})
    meeting = day.meetings.get(slot__number=3)
    domain.move(meeting, day.slots.get(number=5), day.tables.first(), by=officer)
    domain.publish(day, by=officer)
    before = everything(day)
    with pytest.raises(Refused, match="从第 1 版算起的，现行日程已是第 2 版"):
        domain.apply_repair(repair, by=officer)
    assert everything(day) == before
    repair.refresh_from_db()
    assert repair.state == RepairState.PROPOSED


def test_a_draft_changed_by_hand_is_not_overwritten(day: Event, officer: User, ask: Ask) -> None:
    repair = ask(day, away={str(firm(day, 5).pk): [2]})
    meeting = day.meetings.get(slot__number=3)
    domain.move(meeting, day.slots.get(number=5), day.tables.first(), by=officer)
    before = everything(day)
    with pytest.raises(Refused, match="还没发布的改动"):
        domain.apply_repair(repair, by=officer)
    with pytest.raises(Refused, match="还没发布的改动"):
        domain.ask_repair(day, "再来", by=officer, over=1, asked={})
    assert everything(day) == before


def test_what_got_its_result_meanwhile(day: Event, officer: User, ask: Ask) -> None:
    repair = ask(day, away={str(firm(day, 5).pk): [2]})
    day.meetings.filter(slot__number=2).update(state=MeetingState.HELD)
    before = everything(day)
    with pytest.raises(Refused, match="刚刚有了结果"):
        domain.apply_repair(repair, by=officer)
    assert everything(day) == before


def test_a_slot_that_began_meanwhile(day: Event, officer: User, ask: Ask) -> None:
    """By the clock: the plan is of a moment ago, and the slot it empties has begun."""
    _now_in(day, 1)
    repair = ask(day, away={str(firm(day, 5).pk): [2]})
    _now_in(day, 2)
    before = everything(day)
    with pytest.raises(Refused, match="时段已经开始"):
        domain.apply_repair(repair, by=officer)
    assert everything(day) == before


def _now_in(event: Event, number: int) -> None:
    """Shift the slots so that this moment lies in one of them."""
    shift = timezone.now() - event.slots.get(number=number).starts_at - dt.timedelta(minutes=5)
    for slot in event.slots.all():
        slot.starts_at, slot.ends_at = slot.starts_at + shift, slot.ends_at + shift
        slot.save()
    first, last = event.slots.first(), event.slots.last()
    Event.objects.filter(pk=event.pk).update(starts_at=first.starts_at, ends_at=last.ends_at)


def test_who_is_absent_meanwhile_gets_no_new_time(day: Event, officer: User, ask: Ask) -> None:
    repair = ask(day, away={str(firm(day, 5).pk): [2]})
    domain.mark_no_show(firm(day, 6), by=officer)
    before = everything(day)
    with pytest.raises(Refused, match="参会6厂刚刚记为未到"):
        domain.apply_repair(repair, by=officer)
    assert everything(day) == before


def test_discarded_and_gone(day: Event, officer: User, ask: Ask) -> None:
    repair = ask(day, away={str(firm(day, 5).pk): [2]})
    before = everything(day)
    assert domain.discard_repair(repair, by=officer).state == RepairState.DISCARDED
    with pytest.raises(Refused, match="未采用"):
        domain.apply_repair(repair, by=officer)
    assert everything(day) == before
    applied = ask(day, away={str(firm(day, 5).pk): [2]})
    domain.apply_repair(applied, by=officer)
    with pytest.raises(Refused, match="已经采用"):
        domain.discard_repair(applied, by=officer)


def test_discarded_while_it_is_computed(day: Event, officer: User) -> None:
    repair = domain.ask_repair(day, "迟到", by=officer, over=1, asked={})
    domain.discard_repair(repair, by=officer)
    jobs.run(repair.plan["job"])
    repair.refresh_from_db()
    assert (repair.state, "places" in repair.plan) == (RepairState.DISCARDED, False)
    assert Job.objects.get(pk=repair.plan["job"]).state == "done"


@pytest.mark.parametrize("state", [EventState.MATCHING, EventState.CLOSED])
def test_only_on_the_day(day: Event, officer: User, ask: Ask, state: str) -> None:
    repair = ask(day, away={str(firm(day, 5).pk): [2]})
    Event.objects.filter(pk=day.pk).update(state=state)
    before = everything(day)
    with pytest.raises(Refused, match="不能做现场调整"):
        domain.apply_repair(repair, by=officer)
    with pytest.raises(Refused, match="不能做现场调整"):
        domain.ask_repair(day, "又", by=officer, over=1, asked={})
    assert everything(day) == before


def test_nothing_is_left_to_mend(day: Event, officer: User) -> None:
    with pytest.raises(Refused, match="没有可以调整的时段"):
        domain.ask_repair(day, "晚了", by=officer, over=10, asked={})
    assert not Repair.objects.exists()


def test_a_firm_mends_nothing(day: Event, clerk: User, ask: Ask) -> None:
    repair = ask(day, away={str(firm(day, 5).pk): [2]})
    before = everything(day)
    for act in (domain.apply_repair, domain.discard_repair):
        with pytest.raises(NotAllowed):
            act(repair, by=clerk)
    with pytest.raises(NotAllowed):
        domain.ask_repair(day, "改", by=clerk, over=1, asked={})
    assert everything(day) == before
