"""What waits on the workbench: for organisers late answers, agendas to publish, events to close; for those asked, answers and news."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.events import permissions, queries
from duijie.portal.events.choices import EventState, ParticipantState
from duijie.portal.web.waiting import WaitingItem

_SHOWN = 5
_SOON = timedelta(days=7)
_OPEN = (EventState.OPEN, EventState.MATCHING, EventState.SCHEDULED, EventState.RUNNING)


def for_organiser(user: Any) -> Iterable[WaitingItem]:
    """Of the events of the person's own office: one line for each, with the nearest thing to do."""
    if not permissions.may(user, "create_event"):
        return
    invited = Count("participants", filter=Q(participants__state=ParticipantState.INVITED))
    mine = queries.organised_by(user).filter(organiser_id=user.party_id)
    open_ = (EventState.OPEN, EventState.MATCHING, EventState.RUNNING)
    for event in mine.filter(state__in=open_).annotate(waiting=invited).order_by("starts_at", "pk")[:_SHOWN]:
        found = _of(event)
        if found is not None:
            yield found


def _of(event: Any) -> WaitingItem | None:
    now = timezone.now()
    told = {"event": event.title, "n": event.waiting}
    if event.state == EventState.RUNNING and event.ends_at and event.ends_at < now:
        return WaitingItem(event.title, event.get_absolute_url(), _("结束对接会"), event.ends_at, _("对接会"))
    if event.state == EventState.MATCHING:
        url = reverse("events:board", args=[event.pk])
        return WaitingItem(event.title, url, _("发布日程"), event.starts_at, _("对接会"))
    due = event.registration_until
    if event.state == EventState.OPEN and event.waiting and due and due < now + _SOON:
        url = f"{reverse('events:participants', args=[event.pk])}?state={ParticipantState.INVITED}"
        return WaitingItem(_("%(event)s：%(n)d 家没有答复") % told, url, _("催办"), due, _("对接会"))
    return None


def for_participant(user: Any) -> Iterable[WaitingItem]:
    """Invitations to answer, and agendas in which something of the own party's is new."""
    if not permissions.may(user, "apply"):
        return
    mine = queries.participants_for(user).filter(party_id=user.party_id, event__state__in=_OPEN)
    due = Q(state=ParticipantState.INVITED) | Q(state=ParticipantState.CONFIRMED, news__gt=F("seen"))
    for one in mine.filter(due).order_by("event__starts_at", "pk")[:_SHOWN]:
        event, url = one.event, reverse("events:place", args=[one.event_id])
        if one.state == ParticipantState.INVITED:
            until = event.registration_until or event.starts_at
            yield WaitingItem(event.title, url, _("答复"), until, _("对接会邀请"))
        else:
            yield WaitingItem(event.title, url, _("看日程"), event.starts_at, _("日程有变化"))
