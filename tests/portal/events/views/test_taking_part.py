"""A party's pages: answered, wished, read and reported in a browser's requests; nobody else's."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from duijie.portal.accounts.models import User
from duijie.portal.events import domain, waits
from duijie.portal.events.choices import EventState, ParticipantSource
from duijie.portal.events.models import Event, Meeting, Wish
from duijie.portal.exchange.models import Listing
from duijie.portal.parties.models import Party


def at(name: str, event: Event, *more: object) -> str:
    return reverse(f"events:{name}", args=[event.pk, *more])


@pytest.fixture
def asked(event: Event, officer: User, firm_a: Party, firm_b: Party) -> Event:
    domain.invite(event, [firm_a, firm_b], by=officer, source=ParticipantSource.BY_HAND)
    return domain.open_event(event, by=officer)


def waiting(user: User) -> list[str]:
    return [str(item.action) for item in waits.for_participant(user)]


def test_from_the_invitation_to_the_outcome(
    asked: Event, client_for: Callable[..., Client], clerk: User, outsider: User, officer: User
) -> None:
    browse = client_for(clerk)
    assert waiting(clerk) == ["答复"]
    assert "去答复" in browse.get(at("event", asked)).content.decode()
    browse.post(at("answer", asked, "confirm"))
    client_for(outsider).post(at("answer", asked, "confirm"))
    assert waiting(clerk) == []
    other = asked.participants.get(party=outsider.party)
    browse.post(at("place", asked), {"representatives": "2", "present": ["1", "2", "3"]})
    browse.post(at("wishes", asked), {"rank_1": other.pk})
    assert (asked.participants.get(party=clerk.party).representatives, Wish.objects.get().other) == (2, other)
    wrong = browse.post(at("wishes", asked), {"rank_1": other.pk, "veto_1": other.pk})
    assert "不能又想见又不想见" in wrong.content.decode()
    domain.start_matching(asked, by=officer)
    domain.propose(asked, by=officer)
    meeting = asked.meetings.get()
    domain.move(meeting, asked.slots.first(), asked.tables.first(), by=officer)
    assert browse.get(at("meeting", asked, meeting.pk)).status_code == 404  # a draft is nobody else's
    domain.publish(asked, by=officer)
    assert waiting(clerk) == ["看日程"]
    assert "日程有变化" in browse.get(at("place", asked)).content.decode()
    assert waiting(clerk) == []
    domain.start_event(asked, by=officer)
    browse.post(at("meeting", asked, meeting.pk), {"kind": "signed", "amount": "500000"})
    assert "500,000 元" in browse.get(at("meeting", asked, meeting.pk)).content.decode()
    assert "500,000 元" not in client_for(outsider).get(at("meeting", asked, meeting.pk)).content.decode()
    assert "500,000 元" in client_for(officer).get(at("meeting", asked, meeting.pk)).content.decode()


def test_applied_from_the_page(
    event: Event, client_for: Callable[..., Client], clerk: User, officer: User
) -> None:
    assert client_for(clerk).post(at("apply", event)).status_code == 404
    domain.open_event(event, by=officer)
    assert "报名参加" in client_for(clerk).get(at("event", event)).content.decode()
    assert client_for(clerk).post(at("apply", event)).url == at("place", event)
    Event.objects.update(state=EventState.MATCHING)
    assert "报名参加" not in client_for(clerk).get(at("event", event)).content.decode()


def test_withdrawn_and_back(asked: Event, client_for: Callable[..., Client], clerk: User) -> None:
    browse = client_for(clerk)
    for act, state in (("confirm", "confirmed"), ("withdraw", "withdrawn"), ("confirm", "confirmed")):
        browse.post(at("answer", asked, act))
        assert asked.participants.get(party=clerk.party).state == state
    assert browse.post(at("answer", asked, "invite")).status_code == 404


def test_an_anonymous_listing_is_not_told_to_the_other_side(
    new_event: Callable[..., Event], meet: Callable[..., Meeting], client_for: Callable[..., Client], officer: User,
    new_user: Callable[..., User],
) -> None:  # fmt: skip
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=1)
    mine, theirs = (one.party for one in event.participants.order_by("pk"))
    secret = Listing.objects.create(
        side="offer", party=theirs, title="不公开的供给", channel="sales", state="released", anonymous=True
    )
    Meeting.objects.filter(pk=meeting.pk).update(offer=secret)
    domain.publish(event, by=officer)
    one, other = new_user("one", "enterprise", mine), new_user("two", "enterprise", theirs)
    seen = {
        user.username: "不公开的供给"
        in client_for(user).get(at("meeting", event, meeting.pk)).content.decode()
        for user in (one, other, officer)
    }
    assert seen == {"one": False, "two": True, "officer": True}
