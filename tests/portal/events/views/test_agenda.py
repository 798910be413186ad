"""A participant's agenda as a calendar file, at its secret address, and on paper."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from duijie.portal.accounts.models import User
from duijie.portal.audit.models import Entry
from duijie.portal.events import domain
from duijie.portal.events.choices import EventState
from duijie.portal.events.models import Event, Meeting, Subscription
from duijie.portal.exchange import domain as exchange
from duijie.portal.exchange.models import Match
from duijie.portal.parties.choices import PartyState

Made = Callable[..., Any]


def at(name: str, event: Event) -> str:
    return reverse(f"events:{name}", args=[event.pk])


@pytest.fixture
def event(new_event: Made, meet: Made, officer: User) -> Event:
    """Three firms, two meetings of the first, published once."""
    made = new_event(3)
    meet(made, 0, 1, slot=1)
    meet(made, 0, 2, slot=3)
    domain.publish(made, by=officer)
    made.refresh_from_db()
    return made


@pytest.fixture
def people(event: Event, new_user: Made) -> list[User]:
    return [
        new_user(f"p{n}", "enterprise", one.party) for n, one in enumerate(event.participants.order_by("pk"))
    ]


@pytest.fixture
def browse(client_for: Made, people: list[User]) -> Client:
    return client_for(people[0])


def appointments(content: bytes) -> dict[str, Any]:
    """By the partner's name in the summary."""
    found = Calendar.from_ical(content).walk("VEVENT")
    return {str(one["SUMMARY"]).removeprefix("洽谈："): one for one in found}


def subscribe(browse: Client, event: Event) -> str:
    browse.post(at("renew", event))
    return reverse("events:subscribed", args=[Subscription.objects.get().key])


def test_a_file_holds_the_own_meetings(browse: Client, event: Event) -> None:
    response = browse.get(at("calendar", event))
    assert response["Content-Type"].startswith("text/calendar")
    assert response["Content-Disposition"].endswith('.ics"')
    assert "private" in response["Cache-Control"]
    found = appointments(response.content)
    assert set(found) == {"参会2厂", "参会3厂"}
    one, placement = found["参会2厂"], event.current.placements.order_by("starts_at").first()
    assert one.decoded("DTSTART") == placement.starts_at
    assert one.decoded("DTEND") - one.decoded("DTSTART") == dt.timedelta(minutes=25)
    assert (one["SEQUENCE"], one["STATUS"]) == (1, "CONFIRMED")
    assert str(one["LOCATION"]) == f"礼堂 {placement.place}"
    assert str(one["URL"]).endswith(placement.meeting.get_absolute_url())
    assert b"VALARM" not in response.content


def test_what_fell_out_is_cancelled_and_nothing_gets_a_new_name(
    browse: Client, event: Event, meet: Made, officer: User
) -> None:
    before = appointments(browse.get(at("calendar", event)).content)
    gone = event.meetings.get(participants__party__name="参会3厂")
    domain.cancel_meeting(gone, by=officer, reason="不来了")
    domain.move(
        event.meetings.exclude(pk=gone.pk).get(), event.slots.get(number=5), event.tables.first(), by=officer
    )
    told = appointments(browse.get(at("calendar", event)).content)
    assert told["参会3厂"]["STATUS"] == "CANCELLED"  # at once: they need not come
    assert told["参会2厂"].decoded("DTSTART") == before["参会2厂"].decoded("DTSTART")  # a draft moves nothing
    domain.publish(event, by=officer)
    after = appointments(browse.get(at("calendar", event)).content)
    assert {name: one["UID"] for name, one in after.items()} == {n: one["UID"] for n, one in before.items()}
    assert {name: (one["STATUS"], one["SEQUENCE"]) for name, one in after.items()} == {
        "参会2厂": ("CONFIRMED", 2), "参会3厂": ("CANCELLED", 2),
    }  # fmt: skip
    assert after["参会2厂"].decoded("DTSTART") == event.slots.get(number=5).starts_at
    assert after["参会3厂"].decoded("DTSTART") == before["参会3厂"].decoded("DTSTART")


def test_a_cancelled_event_cancels_everything(browse: Client, event: Event, officer: User) -> None:
    domain.cancel_event(event, by=officer, reason="台风")
    found = appointments(browse.get(at("calendar", event)).content)
    assert {str(one["STATUS"]) for one in found.values()} == {"CANCELLED"}


def test_before_anything_is_published_the_file_is_empty(
    new_event: Made, client_for: Made, new_user: Made
) -> None:
    event = new_event(2, title="还没排")
    user = new_user("early", "enterprise", event.participants.first().party)
    assert appointments(client_for(user).get(at("calendar", event)).content) == {}
    assert "加入日历" not in client_for(user).get(at("place", event)).content.decode()


def test_a_secret_address_needs_no_account_and_tells_only_its_owners_meetings(
    browse: Client, event: Event, client_for: Made, people: list[User]
) -> None:
    assert "生成订阅地址" in browse.get(at("place", event)).content.decode()
    address = subscribe(browse, event)
    assert address in browse.get(at("place", event)).content.decode()
    assert address not in client_for(people[1]).get(at("place", event)).content.decode()
    response = client_for().get(address)
    assert set(appointments(response.content)) == {"参会2厂", "参会3厂"}
    assert "private" in response["Cache-Control"]
    assert "no-cache" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    client_for(people[1]).post(at("renew", event))
    other = Subscription.objects.get(participant__party=people[1].party)
    seen = appointments(client_for().get(reverse("events:subscribed", args=[other.key])).content)
    assert set(seen) == {"参会1厂"}


def test_a_renewed_key_makes_the_old_one_useless(browse: Client, event: Event, client_for: Made) -> None:
    old = subscribe(browse, event)
    new = subscribe(browse, event)
    assert old != new
    assert (client_for().get(old).status_code, client_for().get(new).status_code) == (404, 200)
    assert Subscription.objects.count() == 1
    key = Subscription.objects.get().key
    assert len(key) >= 43  # 256 bits
    acts = Entry.objects.filter(act="participant.subscribed")
    assert acts.count() == 2
    assert not any(key in str(vars(one)) for one in acts)


@pytest.mark.parametrize("key", ["x", "../1", "a" * 64, "' OR 1=1"])
def test_a_wrong_key_finds_nothing(browse: Client, event: Event, client_for: Made, key: str) -> None:
    subscribe(browse, event)
    assert client_for().get(f"/events/calendar/{key}.ics").status_code == 404


def test_who_tries_keys_is_stopped_and_who_has_one_is_not(
    browse: Client, event: Event, client_for: Made
) -> None:
    address = subscribe(browse, event)
    stranger = client_for()
    wrong = [stranger.get(f"/events/calendar/wrong{n}.ics").status_code for n in range(32)]
    assert wrong == [404] * 30 + [429] * 2
    assert [stranger.get(address).status_code for _n in range(40)] == [200] * 40


def test_a_suspended_partys_address_leads_nowhere(browse: Client, event: Event, client_for: Made) -> None:
    address = subscribe(browse, event)
    party = event.participants.order_by("pk").first().party
    party.state = PartyState.SUSPENDED
    party.save()
    assert client_for().get(address).status_code == 404


def test_only_the_participant_renews(
    browse: Client, event: Event, client_for: Made, officer: User, outsider: User, leader: User
) -> None:
    address = subscribe(browse, event)
    for user in (officer, outsider, leader):
        client = client_for(user)
        got = {client.post(at("renew", event)).status_code, client.get(at("calendar", event)).status_code,
               client.get(at("own_paper", event)).status_code}  # fmt: skip
        assert got == {404}
    assert client_for().get(address).status_code == 200


def test_paper_tells_contacts_only_once_both_sides_agreed(
    pair: Match, new_event: Made, meet: Made, client_for: Made, officer: User, clerk: User, outsider: User
) -> None:
    """The rule of the exchange: a listing's contact opens with an accepted interest, for the two sides alone."""
    pair.offer.party.contact_name, pair.offer.party.contact_phone = "李工", "13900001111"
    pair.offer.party.save()
    pair.offer.contact = ""
    pair.offer.save()
    event = new_event(0)
    for party in (pair.need.party, pair.offer.party):
        event.participants.create(
            party=party, state="confirmed", source="by_hand", contact_phone="13711112222"
        )
    meeting = meet(event, 0, 1, slot=1)
    Meeting.objects.filter(pk=meeting.pk).update(need=pair.need, offer=pair.offer)
    domain.publish(event, by=officer)

    def seen() -> str:
        return client_for(clerk).get(at("own_paper", event)).content.decode()

    assert outsider.party.name in seen()
    assert "13900001111" not in seen()
    asked = exchange.express_interest(pair.need, pair.offer, by=clerk, message="想谈一谈")
    assert "13900001111" not in seen()
    exchange.accept_interest(asked, by=outsider)
    assert "李工 13900001111" in seen()
    assert "13711112222" not in seen()  # what a party told the organiser stays there
    subscribed = subscribe(client_for(clerk), event)
    assert b"13900001111" not in client_for().get(subscribed).content


def test_paper_as_files_and_without_what_was_cancelled(browse: Client, event: Event, officer: User) -> None:
    domain.cancel_meeting(event.meetings.get(participants__party__name="参会3厂"), by=officer, reason="不来")
    page = browse.get(at("own_paper", event)).content.decode()
    assert "参会2厂" in page
    assert "参会3厂" not in page
    for ending in ("docx", "xlsx"):
        response = browse.get(at("own_paper", event) + f"?as={ending}")
        assert b"".join(response)[:2] == b"PK"


def test_more_meetings_cost_no_more_queries(
    browse: Client, event: Event, meet: Made, officer: User, django_assert_max_num_queries: Any
) -> None:
    subscribe(browse, event)
    counts = []
    for slot in (5, 7):
        got = []
        for name in ("calendar", "own_paper", "place"):
            with django_assert_max_num_queries(40) as seen:
                assert browse.get(at(name, event)).status_code == 200
            got.append(len(seen))
        counts.append(got)
        meet(event, 1, 2, slot=slot)
        meet(event, 0, 1, slot=slot + 1)
        Event.objects.filter(pk=event.pk).update(state=EventState.MATCHING)
        domain.publish(event, by=officer)
        browse.get(at("place", event))
    assert counts[0] == counts[1]
