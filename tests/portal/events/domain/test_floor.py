"""The desk and the day: here once, absent only while not here, missed only what was planned, walked in at once."""

from collections.abc import Callable

import pytest

from duijie.portal.accounts.models import User
from duijie.portal.audit.models import Entry
from duijie.portal.events import domain, proposals
from duijie.portal.events.choices import EventState, MeetingState, ParticipantState
from duijie.portal.events.models import Event, Meeting, Participant
from duijie.portal.exchange.models import Match
from duijie.portal.parties.choices import PartyState
from duijie.portal.parties.models import Party
from duijie.portal.refused import NotAllowed, Refused

Meet = Callable[..., Meeting]


@pytest.fixture
def day(new_event: Callable[..., Event], meet: Meet, officer: User) -> Event:
    """Running, with two meetings published."""
    event = new_event(4)
    meet(event, 0, 1, slot=1, table=1)
    meet(event, 2, 3, slot=1, table=2)
    domain.publish(event, by=officer)
    event.refresh_from_db()
    return domain.start_event(event, by=officer)


def rows(event: Event) -> list[tuple[object, ...]]:
    people = event.participants.order_by("pk").values_list("pk", "state", "checked_in_at", "no_show_at")
    return [*people, *event.meetings.order_by("pk").values_list("pk", "state"), (Entry.objects.count(),)]


def test_checked_in_once_and_taken_back(day: Event, officer: User) -> None:
    one = day.participants.first()
    first = domain.check_in(one, by=officer).checked_in_at
    entries = Entry.objects.count()
    assert domain.check_in(one, by=officer).checked_in_at == first is not None
    assert Entry.objects.count() == entries
    assert domain.undo_check_in(one, by=officer).checked_in_at is None
    assert Entry.objects.filter(act="participant.check_in_undone").count() == 1
    entries = Entry.objects.count()
    domain.undo_check_in(one, by=officer)
    assert Entry.objects.count() == entries


def test_absent_until_they_come(day: Event, officer: User) -> None:
    one = day.participants.first()
    assert domain.mark_no_show(one, by=officer).no_show_at
    assert domain.take_back_no_show(one, by=officer).no_show_at is None
    domain.mark_no_show(one, by=officer)
    here = domain.check_in(one, by=officer)
    assert (here.no_show_at, here.checked_in_at is not None) == (None, True)
    before = rows(day)
    with pytest.raises(Refused, match="已经签到，不能记为未到"):
        domain.mark_no_show(one, by=officer)
    assert rows(day) == before


@pytest.mark.parametrize("state", [EventState.MATCHING, EventState.CLOSED, EventState.CANCELLED])
@pytest.mark.parametrize(
    "act",
    [domain.check_in, domain.undo_check_in, domain.mark_no_show, domain.take_back_no_show],
)
def test_only_on_the_day(day: Event, officer: User, state: str, act: Callable[..., Participant]) -> None:
    Event.objects.filter(pk=day.pk).update(state=state)
    before = rows(day)
    with pytest.raises(Refused, match="不能签到和记缺席"):
        act(day.participants.first(), by=officer)
    assert rows(day) == before


@pytest.mark.parametrize("state", [ParticipantState.INVITED, ParticipantState.WITHDRAWN])
def test_only_who_confirmed(day: Event, officer: User, state: str) -> None:
    day.participants.update(state=state)
    before = rows(day)
    for act in (domain.check_in, domain.mark_no_show):
        with pytest.raises(Refused, match=r"没有签到|没有确认参加"):
            act(day.participants.first(), by=officer)
    assert rows(day) == before


def test_a_firm_does_nothing_of_this(day: Event, clerk: User, firm_b: Party) -> None:
    one, meeting = day.participants.first(), day.meetings.first()
    one.party = clerk.party
    one.save()
    before = rows(day)
    acts: list[Callable[[], object]] = [
        lambda: domain.check_in(one, by=clerk),
        lambda: domain.mark_no_show(one, by=clerk),
        lambda: domain.mark_missed(meeting, by=clerk),
        lambda: domain.walk_in(day, firm_b, by=clerk),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert rows(day) == before


def test_missed_and_taken_back(day: Event, officer: User) -> None:
    meeting = day.meetings.first()
    assert domain.mark_missed(meeting, by=officer).state == MeetingState.MISSED
    assert domain.mark_missed(meeting, by=officer).state == MeetingState.MISSED
    assert Entry.objects.filter(act="meeting.missed").count() == 1
    assert domain.take_back_missed(meeting, by=officer).state == MeetingState.PLANNED


@pytest.mark.parametrize("state", [MeetingState.HELD, MeetingState.CANCELLED])
def test_what_has_another_end_is_not_missed(day: Event, officer: User, state: str) -> None:
    day.meetings.update(state=state)
    before = rows(day)
    with pytest.raises(Refused):
        domain.mark_missed(day.meetings.first(), by=officer)
    assert rows(day) == before


def test_a_candidate_that_nobody_published_is_not_missed(day: Event, meet: Meet, officer: User) -> None:
    with pytest.raises(Refused, match="不在现行日程里"):
        domain.mark_missed(meet(day, 0, 2), by=officer)


def test_walked_in_at_once_with_candidates(
    day: Event, officer: User, pair: Match, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both sides of a match walk in: the second of them finds a meeting with the first among the candidates."""
    one = domain.walk_in(day, pair.need.party, by=officer)
    assert (one.state, one.source, one.checked_in_at is not None) == ("confirmed", "walk_in", True)
    assert day.meetings.count() == 2
    other = domain.walk_in(day, pair.offer.party, by=officer)
    made = day.meetings.get(participants=other)
    assert set(made.participants.all()) == {one, other}
    assert (made.state, made.slot, made.must, made.need) == ("proposed", None, False, pair.need)
    before = rows(day)
    assert domain.walk_in(day, pair.offer.party, by=officer) == other
    assert rows(day) == before
    assert len(proposals.existing(day)) == 3


def test_who_did_not_answer_walks_in_too(day: Event, officer: User) -> None:
    one = day.participants.first()
    Participant.objects.filter(pk=one.pk).update(state=ParticipantState.DECLINED)
    came = domain.walk_in(day, one.party, by=officer)
    assert (came.pk, came.state, came.source) == (one.pk, "confirmed", "by_hand")


def test_a_suspended_party_does_not_walk_in(day: Event, officer: User, firm_a: Party) -> None:
    Party.objects.filter(pk=firm_a.pk).update(state=PartyState.SUSPENDED)
    before = rows(day)
    with pytest.raises(Refused, match="不能参会"):
        domain.walk_in(day, firm_a, by=officer)
    assert rows(day) == before
