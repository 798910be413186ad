"""A party for itself: applying, wishing, reporting; what is refused, and what others may not."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from duijie.portal.accounts.models import User
from duijie.portal.events import domain, queries
from duijie.portal.events.choices import EventState, MeetingState, ParticipantSource, ParticipantState
from duijie.portal.events.models import Event, Meeting, MeetingOutcome, Participant, Wish
from duijie.portal.exchange.models import Feedback, Match
from duijie.portal.parties.models import Party
from duijie.portal.refused import NotAllowed, Refused

Meet = Callable[..., Meeting]


def of(event: Event, number: int) -> Participant:
    return event.participants.order_by("pk")[number]


def test_applied_once(event: Event, officer: User, clerk: User) -> None:
    domain.open_event(event, by=officer)
    one = domain.apply(event, by=clerk)
    assert domain.apply(event, by=clerk) == one
    assert (one.state, one.source, one.contact_name) == ("confirmed", "applied", clerk.name)
    assert event.participants.count() == 1


def test_who_was_invited_confirms_by_applying(
    event: Event, officer: User, clerk: User, firm_a: Party
) -> None:
    domain.invite(event, [firm_a], by=officer, source=ParticipantSource.LIST)
    domain.open_event(event, by=officer)
    one = domain.apply(event, by=clerk)
    assert (one.state, one.source) == ("confirmed", "list")


def test_not_before_nor_after(event: Event, officer: User, clerk: User, leader: User) -> None:
    with pytest.raises(NotAllowed):
        domain.apply(event, by=clerk)
    domain.open_event(event, by=officer)
    with pytest.raises(NotAllowed):
        domain.apply(event, by=leader)
    Event.objects.update(registration_until=timezone.now() - timedelta(hours=1))
    with pytest.raises(Refused, match="截止"):
        domain.apply(event, by=clerk)
    Event.objects.update(state=EventState.MATCHING, registration_until=None)
    with pytest.raises(Refused, match="不接受报名"):
        domain.apply(event, by=clerk)
    assert not event.participants.exists()


def test_wishes_are_replaced_whole(new_event: Callable[..., Event], officer: User) -> None:
    event = new_event(4)
    domain.wish(of(event, 0), [of(event, 2), of(event, 1)], [of(event, 3)], by=officer)
    domain.wish(of(event, 0), [of(event, 1)], [], by=officer)
    assert list(Wish.objects.values_list("other", "rank", "veto")) == [(of(event, 1).pk, 1, False)]


@pytest.mark.parametrize("case", ["twice", "both", "self", "stranger", "late", "unconfirmed"])
def test_wishes_that_make_no_sense(new_event: Callable[..., Event], officer: User, case: str) -> None:
    event = new_event(3)
    me, one, other = (of(event, n) for n in range(3))
    domain.wish(me, [one], [], by=officer)
    ranked, vetoed = {"twice": ([one, one], []), "both": ([one], [one]), "self": ([me], [])}.get(
        case, ([other], [])
    )
    if case == "stranger":
        Participant.objects.filter(pk=other.pk).update(state=ParticipantState.DECLINED)
    elif case == "late":
        Event.objects.update(state=EventState.SCHEDULED)
    elif case == "unconfirmed":
        Participant.objects.filter(pk=me.pk).update(state=ParticipantState.INVITED)
    with pytest.raises(Refused):
        domain.wish(me, ranked, vetoed, by=officer)
    assert list(Wish.objects.values_list("other", flat=True)) == [one.pk]


@pytest.fixture
def held(event: Event, officer: User, pair: Match, firm_a: Party, firm_b: Party) -> Meeting:
    """A and B meet about their listings, and the event runs."""
    people = domain.invite(event, [firm_a, firm_b], by=officer, source=ParticipantSource.BY_HAND).new
    for one in people:
        domain.answer(one, "confirm", by=officer)
    domain.start_matching(domain.open_event(event, by=officer), by=officer)
    domain.propose(event, by=officer)
    meeting = event.meetings.get()
    domain.move(meeting, event.slots.first(), event.tables.first(), by=officer)
    domain.publish(event, by=officer)
    domain.start_event(event, by=officer)
    return Meeting.objects.get(pk=meeting.pk)


def test_both_sides_report_and_the_engine_learns(held: Meeting, clerk: User, outsider: User) -> None:
    ours, theirs = (held.participants.get(party=user.party) for user in (clerk, outsider))
    domain.record_outcome(held, ours, "intent", by=clerk, amount=Decimal(120_000), note="先试用")
    domain.record_outcome(held, ours, "intent", by=clerk, amount=Decimal(120_000), note="先试用")
    domain.record_outcome(held, theirs, "none", by=outsider, amount=Decimal(5))
    held.refresh_from_db()
    assert held.state == MeetingState.HELD
    assert sorted(held.outcomes.values_list("kind", "amount")) == [
        ("intent", Decimal(120_000)),
        ("none", None),
    ]
    assert sorted(Feedback.objects.values_list("outcome", flat=True)) == ["suitable", "unsuitable"]
    assert [o.kind for o in queries.outcomes_for(clerk)] == ["intent"]  # the other side's word is its own


def test_reports_that_are_refused(held: Meeting, officer: User, clerk: User, outsider: User) -> None:
    ours = held.participants.get(party=clerk.party)
    with pytest.raises(NotAllowed):
        domain.record_outcome(held, ours, "intent", by=outsider)
    for kind, amount in (("love", None), ("intent", Decimal(-1)), ("signed", Decimal(10) ** 14)):
        with pytest.raises(Refused):
            domain.record_outcome(held, ours, kind, by=clerk, amount=amount)
    event = held.event
    Event.objects.update(state=EventState.SCHEDULED)
    with pytest.raises(Refused, match="还没有开始"):
        domain.record_outcome(held, ours, "none", by=clerk)
    Event.objects.update(
        state=EventState.CLOSED, ends_at=timezone.now() - timedelta(days=event.outcome_days + 1)
    )
    with pytest.raises(Refused, match="不能再改"):
        domain.record_outcome(held, ours, "none", by=clerk)
    assert not MeetingOutcome.objects.exists()
    assert not Feedback.objects.exists()
