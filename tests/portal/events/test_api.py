"""Events in the API: what each person sees of them, and nobody's agenda but the own."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from duijie.portal.accounts.models import User
from duijie.portal.events import domain
from duijie.portal.events.choices import EventState, ParticipantSource
from duijie.portal.events.models import Event
from duijie.portal.parties.models import Party

BASE = "/api/v1/events"


@pytest.fixture
def published(event: Event, officer: User, firm_a: Party, firm_b: Party) -> Event:
    """A and B meet at nine at the first table."""
    people = domain.invite(event, [firm_a, firm_b], by=officer, source=ParticipantSource.BY_HAND).new
    for one in people:
        domain.answer(one, "confirm", by=officer)
    domain.start_matching(domain.open_event(event, by=officer), by=officer)
    meeting = domain.add_meeting(event, people, by=officer)
    domain.move(meeting, event.slots.first(), event.tables.first(), by=officer)
    domain.publish(event, by=officer)
    return event


def test_the_list(published: Event, client_for: Callable[..., Client], officer: User, clerk: User) -> None:
    (one,) = client_for(officer).get(BASE).json()["items"]
    assert (one["title"], one["state"], one["confirmed"], one["planned"]) == (
        "装备制造产销对接会",
        "scheduled",
        2,
        1,
    )
    (seen,) = client_for(clerk).get(BASE).json()["items"]
    assert (seen["id"], seen["confirmed"], seen["planned"]) == (published.pk, None, None)
    for query, count in (
        ("q=装备", 1),
        ("q=没有", 0),
        ("state=draft", 0),
        ("kind=matchmaking", 1),
        ("scope=run", 0),
    ):
        assert client_for(clerk).get(f"{BASE}?{query}").json()["count"] == count
    assert client_for(clerk).get(f"{BASE}?state=bogus").status_code == 422


def test_drafts_are_nobody_elses(
    event: Event, client_for: Callable[..., Client], clerk: User, department: User
) -> None:
    for user in (clerk, department):
        assert client_for(user).get(BASE).json()["items"] == []
        assert client_for(user).get(f"{BASE}/{event.pk}").status_code == 404
    assert client_for().get(BASE).status_code == 401


def test_the_own_agenda(
    published: Event, client_for: Callable[..., Client], clerk: User, firm_b: Party
) -> None:
    told = client_for(clerk).get(f"{BASE}/{published.pk}/agenda").json()
    (meeting,) = told["meetings"]
    assert (told["participant"], told["version"]) == ("confirmed", 1)
    assert (meeting["partners"], meeting["place"]) == ([firm_b.name], "A 厅 1 号桌")
    assert meeting["starts_at"].startswith("2026-12-10T01:00") or meeting["starts_at"].startswith(
        "2026-12-10T09:00"
    )


def test_nobody_elses_agenda(
    published: Event,
    client_for: Callable[..., Client],
    new_user: Any,
    new_party: Any,
    leader: User,
    officer: User,
) -> None:
    third = new_user("third", "enterprise", new_party("丙厂"))
    for user in (third, leader, officer):
        told = client_for(user).get(f"{BASE}/{published.pk}/agenda").json()
        assert (told["participant"], told["meetings"]) == (None, [])


def test_a_draft_change_is_not_seen(
    published: Event, client_for: Callable[..., Client], clerk: User, officer: User
) -> None:
    before = client_for(clerk).get(f"{BASE}/{published.pk}/agenda").json()
    domain.move(published.meetings.get(), published.slots.last(), published.tables.last(), by=officer)
    assert client_for(clerk).get(f"{BASE}/{published.pk}/agenda").json() == before


def test_cancelled_events_are_for_those_who_were_asked(
    published: Event, client_for: Callable[..., Client], clerk: User, new_user: Any, new_party: Any
) -> None:
    third = new_user("third", "enterprise", new_party("丙厂"))
    Event.objects.update(state=EventState.CANCELLED)
    assert client_for(clerk).get(f"{BASE}/{published.pk}").status_code == 200
    assert client_for(third).get(f"{BASE}/{published.pk}").status_code == 404
