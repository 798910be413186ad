"""Events of the tests: one being prepared, and one with firms that confirmed."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from duijie.portal.accounts.models import User
from duijie.portal.events import domain
from duijie.portal.events.advice import Layout
from duijie.portal.events.choices import EventState, ParticipantSource, ParticipantState
from duijie.portal.events.models import Event, Meeting, Participant
from duijie.portal.parties.models import Party

DAY = dt.date(2026, 12, 10)
HOURS = Layout((DAY,), dt.time(9), dt.time(16), 25, 5, dt.time(12), dt.time(14))


@pytest.fixture
def event(officer: User) -> Event:
    """In preparation: ten slots (six in the morning), two rooms of two tables."""
    made = domain.create_event(
        by=officer, title="装备制造产销对接会", channels=["sales"], venue="会展中心", floor=0
    )
    domain.lay_out(made, HOURS, by=officer)
    domain.save_tables(made, [("A 厅", 2), ("B 厅", 2)], by=officer)
    made.refresh_from_db()
    return made


@pytest.fixture
def new_event(officer: User, new_party: Callable[..., Party]) -> Callable[..., Event]:
    """An event in which meetings are arranged, with so many firms that confirmed."""

    def make(firms: int = 4, state: EventState = EventState.MATCHING, **fields: Any) -> Event:
        made = domain.create_event(by=officer, **{"title": "洽谈会", "venue": "礼堂", "floor": 0} | fields)
        domain.lay_out(made, HOURS, by=officer)
        domain.save_tables(made, [("A 厅", 2), ("B 厅", 2)], by=officer)
        for number in range(firms):
            name = f"参会{number + 1}厂"
            party = Party.objects.filter(name=name).first() or new_party(name)
            Participant.objects.create(
                event=made, party=party, state=ParticipantState.CONFIRMED, source=ParticipantSource.BY_HAND
            )
        made.refresh_from_db()
        made.state = state
        made.save(update_fields=["state"])
        return made

    return make


@pytest.fixture
def meet(officer: User) -> Callable[..., Meeting]:
    """A meeting of the firms with these numbers, put where it is said."""

    def make(event: Event, *who: int, slot: int | None = None, table: int | None = None) -> Meeting:
        people = list(event.participants.order_by("pk"))
        made = domain.add_meeting(event, [people[n] for n in who], by=officer, must=False)
        if slot is not None:
            domain.move(made, event.slots.get(number=slot), event.tables.get(number=table or 1), by=officer)
        made.refresh_from_db()
        return made

    return make
