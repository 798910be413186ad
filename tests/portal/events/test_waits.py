"""What waits for an organiser: one line an event, with the nearest thing to do; nothing of other offices."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from duijie.portal.accounts.models import User
from duijie.portal.events import domain, waits
from duijie.portal.events.choices import EventState, ParticipantSource
from duijie.portal.events.models import Event
from duijie.portal.parties.models import Party


def told(user: User) -> list[tuple[str, str]]:
    return [(str(one.title), str(one.action)) for one in waits.for_organiser(user)]


def test_late_answers(event: Event, officer: User, department: User, clerk: User, firm_a: Party) -> None:
    domain.open_event(event, by=officer)
    domain.invite(event, [firm_a], by=officer, source=ParticipantSource.BY_HAND)
    assert told(officer) == []
    Event.objects.update(registration_until=timezone.now() + timedelta(days=2))
    assert told(officer) == [("装备制造产销对接会：1 家没有答复", "催办")]
    assert told(department) == told(clerk) == []


def test_agendas_to_publish_and_events_to_close(new_event: Callable[..., Event], officer: User) -> None:
    event = new_event(2)
    assert told(officer) == [("洽谈会", "发布日程")]
    Event.objects.filter(pk=event.pk).update(state=EventState.RUNNING)
    assert told(officer) == []
    Event.objects.filter(pk=event.pk).update(ends_at=timezone.now() - timedelta(hours=1))
    assert told(officer) == [("洽谈会", "结束对接会")]
    Event.objects.filter(pk=event.pk).update(state=EventState.CLOSED)
    assert told(officer) == []
