"""The demo's events: all five stages, agendas that hold, what was said only of what was held, the same every time."""

from typing import Any

import pytest

from duijie.demo.city import City, build
from duijie.demo.gatherings import GATHERINGS, load_gatherings
from duijie.demo.load import load
from duijie.engine import meetings as engine
from duijie.portal.accounts.models import User
from duijie.portal.audit.models import Entry
from duijie.portal.events import framing, queries
from duijie.portal.events.models import Event, Meeting, MeetingOutcome, Participant, Version
from duijie.portal.exchange.tasks import match_everything

CITY = {"enterprises": 150, "listings": 400}


pytestmark = pytest.mark.django_db


@pytest.fixture
def gathered() -> City:
    city = build(**CITY)
    load(city, password="demo-docking-42")
    match_everything(progress=lambda done, total, what: None)
    assert load_gatherings(city) == len(GATHERINGS)
    return city


def signature() -> list[Any]:
    """The agendas in the words of people: keys differ from one database to the next."""
    return [
        (str(m.event), str(m), str(m.slot), str(m.table), m.state, [(o.kind, o.amount) for o in m.outcomes.order_by("participant__party__name")])
        for m in Meeting.objects.select_related("event", "slot", "table").prefetch_related("participants__party").order_by("event__title", "slot__number", "table__number", "value")
    ]  # fmt: skip


def every_stage_is_there() -> None:
    states = sorted(Event.objects.values_list("state", flat=True))
    assert states == ["closed", "closed", "open", "running", "scheduled"]
    assert Version.objects.count() == 4


def agendas_hold() -> None:
    for event in Event.objects.exclude(current=None):
        framed = framing.frame(event, event.meetings.filter(placements__version=event.current).order_by("pk"))
        assert len(framed.rows) >= 5
        assert engine.conflicts(framed.event, framed.draft_slots, framed.draft_tables) == []


def what_is_said_is_of_what_was_held() -> None:
    assert not MeetingOutcome.objects.exclude(meeting__state="held").exists()
    assert not Meeting.objects.filter(event__state="scheduled", state__in=("held", "missed")).exists()
    closed = Meeting.objects.filter(event__state="closed")
    held, missed = (closed.filter(state=state).count() for state in ("held", "missed"))
    assert held > missed > 0
    assert MeetingOutcome.objects.filter(meeting__in=closed, kind="signed", amount__gt=0).exists()
    assert not MeetingOutcome.objects.filter(kind__in=("none", "follow_up"), amount__isnull=False).exists()


def the_past_is_in_order() -> None:
    for event in Event.objects.all():
        entries = Entry.objects.filter(target_type="events.event", target_id=str(event.pk)).order_by("pk")
        moments = list(entries.values_list("at", flat=True))
        assert moments == sorted(moments)
        assert event.created_at <= moments[0]


def the_accounts_have_something_to_do() -> None:
    for name in ("enterprise", "enterprise2"):
        user = User.objects.get(username=name)
        assert queries.participants_for(user).exists()
        assert queries.own_placements(user).exists()
    assert Participant.objects.filter(state="invited").exists()


def test_as_people_would_have_made_them(gathered: City) -> None:
    """One city for all of these: making it takes longer than looking at it."""
    every_stage_is_there()
    agendas_hold()
    what_is_said_is_of_what_was_held()
    the_past_is_in_order()
    the_accounts_have_something_to_do()


def test_never_twice_and_the_same_again(gathered: City) -> None:
    before = signature()
    assert load_gatherings(gathered) == 0
    Version.objects.all().delete()
    Meeting.objects.all().delete()
    Event.objects.all().delete()
    assert load_gatherings(gathered) == len(GATHERINGS)
    assert signature() == before
