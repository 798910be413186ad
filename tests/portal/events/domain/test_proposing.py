"""Candidates: from matches and wishes, without the vetoed and the blocked; what people decided stays."""

from collections.abc import Callable
from typing import Any

import pytest

from duijie.portal.accounts.models import User
from duijie.portal.events import domain, proposals
from duijie.portal.events.choices import MeetingState, ParticipantState
from duijie.portal.events.models import Event, Meeting, Participant, Wish
from duijie.portal.exchange.models import Listing, Match
from duijie.portal.refused import NotAllowed, Refused


@pytest.fixture
def market(new_event: Callable[..., Event], officer: User) -> tuple[Event, list[Participant]]:
    """Four firms; the first needs what the second and third offer, better what the second does."""
    event = new_event(4, channels=["sales"])
    people = list(event.participants.order_by("pk"))
    released = {"channel": "sales", "state": "released"}
    need = Listing.objects.create(side="need", party=people[0].party, title="需", **released)
    for number, score in ((1, 0.9), (2, 0.6)):
        offer = Listing.objects.create(side="offer", party=people[number].party, title="供", **released)
        Match.objects.create(
            need=need, offer=offer, channel="sales", score=score, verdict="recommended", need_rank=number
        )
    return event, people


def values(event: Event) -> dict[tuple[int, ...], float]:
    people = {one.pk: number for number, one in enumerate(event.participants.order_by("pk"))}
    return {tuple(people[pk] for pk in pair.key): pair.value for pair in proposals.pairs(event)}


def test_from_matches(market: Any) -> None:
    event, _people = market
    assert values(event) == {(0, 1): 0.9, (0, 2): 0.6}


def test_wishes_add_and_mutual_ones_add_more(market: Any) -> None:
    event, people = market
    Wish.objects.create(participant=people[0], other=people[1], rank=2)
    Wish.objects.create(participant=people[2], other=people[3], rank=1)
    Wish.objects.create(participant=people[3], other=people[2], rank=3)
    assert values(event) == {
        (0, 1): 0.9 + 0.25,
        (0, 2): 0.6,
        (2, 3): round(0.5 + 0.5 / 3 + proposals.MUTUAL, 6),
    }


def test_vetoes_and_blocked_matches_exclude(market: Any) -> None:
    event, people = market
    Wish.objects.create(participant=people[1], other=people[0], veto=True)
    Wish.objects.create(participant=people[0], other=people[1], rank=1)
    Match.objects.filter(score=0.6).update(verdict="blocked")
    assert values(event) == {}


def test_only_public_listings_of_the_channels_and_the_confirmed(market: Any) -> None:
    event, people = market
    Participant.objects.filter(pk=people[1].pk).update(state=ParticipantState.INVITED)
    Listing.objects.filter(party=people[2].party).update(state="closed")
    assert values(event) == {}
    Listing.objects.update(state="released")
    event.channels = ["research"]
    assert values(event) == {}
    event.channels = []
    assert values(event) == {(0, 2): 0.6}


def test_everybody_keeps_three_times_what_it_may_have(new_event: Callable[..., Event]) -> None:
    event = new_event(20, cap=1)
    people = list(event.participants.order_by("pk"))
    for rank, other in enumerate(people[1:], 1):
        Wish.objects.create(participant=people[0], other=other, rank=rank)
    assert len(proposals.pairs(event)) == 19  # each of the others has room for it
    for other in people[1:]:
        for rank, third in enumerate([one for one in people[1:] if one != other], 1):
            Wish.objects.create(participant=other, other=third, rank=rank)
    counts = {one.pk: 0 for one in people}
    for pair in proposals.pairs(event):
        for pk in pair.key:
            counts[pk] += 1
    assert len(proposals.pairs(event)) < 19 * 20 / 2
    assert min(counts.values()) >= proposals._AT_LEAST


def test_proposed_twice_is_the_same(market: Any, officer: User) -> None:
    event, _people = market
    assert domain.propose(event, by=officer) == {"new": 2, "renewed": 0, "gone": 0}
    assert domain.propose(event, by=officer) == {"new": 0, "renewed": 0, "gone": 0}
    Match.objects.filter(score=0.6).update(score=0.7)
    assert domain.propose(event, by=officer) == {"new": 0, "renewed": 1, "gone": 0}
    assert sorted(event.meetings.values_list("match_score", "source")) == [(0.7, "match"), (0.9, "match")]


def test_what_people_decided_stays(market: Any, officer: User, meet: Callable[..., Meeting]) -> None:
    event, _people = market
    domain.propose(event, by=officer)
    high, low = event.meetings.order_by("-value")
    domain.cancel_meeting(high, by=officer, reason="双方已签约")
    domain.change_meeting(low, by=officer, must=True)
    by_hand = meet(event, 1, 3)
    Match.objects.all().delete()
    assert domain.propose(event, by=officer) == {"new": 0, "renewed": 0, "gone": 0}
    high.refresh_from_db()
    assert high.state == MeetingState.CANCELLED
    assert set(event.meetings.all()) == {high, low, by_hand}
    domain.change_meeting(low, by=officer, must=False)
    assert domain.propose(event, by=officer)["gone"] == 1


def test_by_hand_once_and_only_of_the_confirmed(
    new_event: Callable[..., Event], officer: User, meet: Callable[..., Meeting]
) -> None:
    event = new_event(3)
    people = list(event.participants.order_by("pk"))
    first = meet(event, 0, 1)
    assert meet(event, 1, 0) == first
    assert meet(event, 0, 1, 2) != first
    domain.cancel_meeting(first, by=officer)
    assert domain.add_meeting(event, people[:2], by=officer) == first
    first.refresh_from_db()
    assert (first.state, first.must) == (MeetingState.PROPOSED, True)
    with pytest.raises(Refused, match="至少要两家"):
        domain.add_meeting(event, people[:1], by=officer)
    domain.answer(people[2], "withdraw", by=officer)
    with pytest.raises(Refused, match="没有确认"):
        domain.add_meeting(event, people[1:], by=officer)


def test_a_change_that_the_place_does_not_allow_gives_it_up(
    new_event: Callable[..., Event], officer: User, meet: Callable[..., Meeting]
) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=1, table=1)
    kept = domain.change_meeting(meeting, by=officer, session="morning", room="A 厅", must=True)
    assert kept.slot.number == 1
    assert domain.change_meeting(meeting, by=officer, session="afternoon").slot is None
    foreign = new_event(2, title="别的").slots.first()
    with pytest.raises(Refused, match="不属于"):
        domain.change_meeting(meeting, by=officer, fixed_slot=foreign)


def test_not_by_others(market: Any, clerk: User, department: User) -> None:
    event, people = market
    for user in (clerk, department):
        with pytest.raises(NotAllowed):
            domain.propose(event, by=user)
        with pytest.raises(NotAllowed):
            domain.add_meeting(event, people[:2], by=user)
    assert not event.meetings.exists()
