"""The life of an event: every move, every refusal, who may, and what stays as it was."""

import uuid
from collections.abc import Callable

import pytest
from django.core import mail

from duijie.portal.accounts.models import User
from duijie.portal.audit.models import Entry
from duijie.portal.events import domain
from duijie.portal.events.choices import EventState, MeetingState, ParticipantSource, ParticipantState
from duijie.portal.events.domain.transitions import EVENT_MOVES, event_move
from duijie.portal.events.models import Event, Meeting
from duijie.portal.parties.models import Party
from duijie.portal.refused import NotAllowed, Refused

STEPS = {
    "open": domain.open_event,
    "match": domain.start_matching,
    "reopen": domain.reopen_event,
    "start": domain.start_event,
    "close": domain.close_event,
}


def test_from_draft_to_closed(
    new_event: Callable[..., Event], officer: User, meet: Callable[..., Meeting]
) -> None:
    event = new_event(2, EventState.DRAFT)
    event = domain.open_event(event, by=officer)
    event = domain.start_matching(event, by=officer)
    meet(event, 0, 1, slot=1)
    domain.publish(event, by=officer)
    event = domain.start_event(event, by=officer)
    event = domain.close_event(event, by=officer)
    assert event.state == "closed"
    assert list(Entry.objects.filter(target_type="events.event").order_by("pk").values_list("act", flat=True)) == [
        "event.created", "event.laid_out", "event.laid_out", "event.opened", "event.matching", "meeting.added",
        "meeting.moved", "event.published", "event.started", "event.closed",
    ]  # fmt: skip


@pytest.mark.parametrize("act", STEPS)
@pytest.mark.parametrize("state", EventState)
def test_every_move_from_every_state(
    event: Event, officer: User, firm_a: Party, firm_b: Party, act: str, state: EventState
) -> None:
    for one in domain.invite(event, [firm_a, firm_b], by=officer, source=ParticipantSource.BY_HAND).new:
        domain.answer(one, "confirm", by=officer)
    Event.objects.filter(pk=event.pk).update(state=state)
    before = Entry.objects.count()
    move = EVENT_MOVES[act]
    if state in move.sources:
        assert STEPS[act](event, by=officer).state == move.target
        assert Entry.objects.count() == before + 1
    elif state == move.target:  # a double click
        assert STEPS[act](event, by=officer).state == state
        assert Entry.objects.count() == before
    else:
        with pytest.raises(Refused, match="不能"):
            STEPS[act](event, by=officer)
        event.refresh_from_db()
        assert (event.state, Entry.objects.count()) == (state, before)


def test_refusals_name_state_and_way_out() -> None:
    with pytest.raises(Refused) as refusal:
        event_move("close", EventState.DRAFT)
    assert refusal.value.sentence == "这个对接会现在是“筹备中”，不能结束。正在举行的对接会才能结束。"


def test_not_opened_without_place_slots_and_tables(officer: User) -> None:
    bare = domain.create_event(by=officer, title="空的")
    with pytest.raises(Refused) as refusal:
        domain.open_event(bare, by=officer)
    assert set(refusal.value.problems) == {"venue", "slots", "tables"}
    bare.refresh_from_db()
    assert bare.state == EventState.DRAFT


def test_not_matched_with_one_alone(event: Event, officer: User, firm_a: Party) -> None:
    domain.open_event(event, by=officer)
    (one,) = domain.invite(event, [firm_a], by=officer, source=ParticipantSource.BY_HAND).new
    domain.answer(one, "confirm", by=officer)
    with pytest.raises(Refused, match="只有 1 家确认"):
        domain.start_matching(event, by=officer)


def test_one_form_makes_one_event(officer: User) -> None:
    key = uuid.uuid4()
    first = domain.create_event(by=officer, form_key=key, title="一")
    assert domain.create_event(by=officer, form_key=key, title="一") == first
    assert Event.objects.count() == 1


def test_cancelled_with_a_reason_that_the_invited_read(
    new_event: Callable[..., Event],
    officer: User,
    meet: Callable[..., Meeting],
    new_user: Callable[..., User],
    settings,
) -> None:
    settings.EMAIL_WORKS = True
    event = new_event(2)
    new_user("guest", "enterprise", event.participants.first().party)
    meeting = meet(event, 0, 1)
    with pytest.raises(Refused, match="原因"):
        domain.cancel_event(event, by=officer, reason=" ")
    event = domain.cancel_event(event, by=officer, reason="暴雪")
    meeting.refresh_from_db()
    assert (event.state, event.cancelled_reason, meeting.state) == (
        "cancelled",
        "暴雪",
        MeetingState.CANCELLED,
    )


@pytest.mark.django_db(transaction=True)
def test_letters_go_out_after_the_transaction(
    new_event: Callable[..., Event], officer: User, new_user: Callable[..., User], settings
) -> None:
    settings.EMAIL_WORKS = True
    event = new_event(2)
    new_user("guest", "enterprise", event.participants.first().party)
    domain.cancel_event(event, by=officer, reason="暴雪")
    assert [(m.subject, m.to) for m in mail.outbox] == [("取消：洽谈会", ["guest@example.org"])]


def test_others_may_not(event: Event, clerk: User, department: User, county: User) -> None:
    for user in (clerk, department, county):
        with pytest.raises(NotAllowed):
            domain.open_event(event, by=user)
        with pytest.raises(NotAllowed):
            domain.save_event(event, by=user, title="改名")
    with pytest.raises(NotAllowed):
        domain.create_event(by=clerk, title="企业办的")
    event.refresh_from_db()
    assert (event.state, event.title) == ("draft", "装备制造产销对接会")


def test_a_department_runs_its_own(department: User, officer: User) -> None:
    own = domain.create_event(by=department, title="部门办的")
    assert own.organiser == department.party
    assert domain.save_event(own, by=department, venue="礼堂").venue == "礼堂"
    assert domain.save_event(own, by=officer, venue="大厅").venue == "大厅"


def test_only_the_coordinator_names_another_organiser(officer: User, department: User, firm_a: Party) -> None:
    assert (
        domain.create_event(by=officer, organiser=department.party, title="一").organiser == department.party
    )
    assert domain.create_event(by=department, organiser=firm_a, title="二").organiser == department.party


def test_saving_the_same_leaves_no_trace(event: Event, officer: User) -> None:
    before = Entry.objects.count()
    domain.save_event(event, by=officer, title=event.title)
    assert Entry.objects.count() == before


def test_contradicting_bounds_and_strange_channels(event: Event, officer: User) -> None:
    with pytest.raises(Refused, match="至少 5 场"):
        domain.save_event(event, by=officer, floor=5, cap=3)
    with pytest.raises(Refused, match="没有这种对接"):
        domain.save_event(event, by=officer, channels=["love"])
    event.refresh_from_db()
    assert (event.floor, event.cap, event.channels) == (0, None, ["sales"])


def test_nothing_is_changed_after_the_end(event: Event, officer: User, firm_a: Party) -> None:
    Event.objects.filter(pk=event.pk).update(state=EventState.CLOSED)
    for act in (
        lambda: domain.save_event(event, by=officer, title="改"),
        lambda: domain.add_tables(event, 1, by=officer),
        lambda: domain.invite(event, [firm_a], by=officer, source=ParticipantSource.BY_HAND),
        lambda: domain.propose(event, by=officer),
        lambda: domain.publish(event, by=officer),
        lambda: domain.cancel_event(event, by=officer, reason="晚了"),
    ):
        with pytest.raises(Refused):
            act()
    assert (event.tables.count(), event.participants.count(), event.versions.count()) == (4, 0, 0)


def test_confirmed_stay_confirmed_when_reopened(new_event: Callable[..., Event], officer: User) -> None:
    event = domain.reopen_event(new_event(3), by=officer)
    assert event.state == EventState.OPEN
    assert event.participants.filter(state=ParticipantState.CONFIRMED).count() == 3
