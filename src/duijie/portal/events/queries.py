"""What a person may see of events. Nothing reaches a page or the API around these."""

from typing import Any

from django.db.models import F, Q, QuerySet

from duijie.portal.accounts.choices import Role
from duijie.portal.events import permissions
from duijie.portal.events.choices import EventState
from duijie.portal.events.models import Event, Meeting, MeetingOutcome, Participant, Placement
from duijie.portal.parties.choices import PartyState

_NOT_PUBLIC = (EventState.DRAFT, EventState.CANCELLED)


def visible_to(user: Any) -> QuerySet[Event]:
    """Announced events for everyone who signs in; own ones in any state; cancelled ones for those who were asked."""
    events = Event.objects.select_related("organiser", "current")
    if user is None:
        return events
    if not user.is_authenticated:
        return events.none()
    if user.role == Role.COORDINATOR:
        return events
    return events.filter(~Q(state__in=_NOT_PUBLIC) | _organised(user) | _asked(user))


def organised_by(user: Any) -> QuerySet[Event]:
    """Events that this person runs."""
    events = Event.objects.select_related("organiser", "current")
    if user is None or (user.is_authenticated and user.role == Role.COORDINATOR):
        return events
    return events.filter(_organised(user)) if user.is_authenticated else events.none()


def participants_for(user: Any) -> QuerySet[Participant]:
    """Everybody in events that the person runs; else the own party's place in any event but drafts."""
    found = Participant.objects.select_related("party", "event")
    if user is None:
        return found
    if not user.is_authenticated:
        return found.none()
    if user.role == Role.COORDINATOR:
        return found
    allowed = Q(event__in=organised_by(user).order_by().values("pk"))
    if permissions.may(user, "apply"):
        allowed |= Q(party_id=user.party_id) & ~Q(event__state=EventState.DRAFT)
    return found.filter(allowed)


def own_place(user: Any, event: Event) -> Participant | None:
    """The own party's place in an event."""
    if not getattr(user, "party_id", None) or not permissions.may(user, "apply"):
        return None
    return participants_for(user).filter(event=event, party_id=user.party_id).first()


def subscriber(key: str) -> Participant | None:
    """Whose agenda a calendar may read that has this key; a party that was suspended has none any more."""
    found = Participant.objects.select_related("party", "event__current")
    return found.filter(subscription__key=key, party__state=PartyState.ACTIVE).first()


def meetings_for(user: Any) -> QuerySet[Meeting]:
    """All meetings of events that the person runs; else the own party's that were published."""
    found = Meeting.objects.select_related("event")
    if user is None:
        return found
    if not user.is_authenticated:
        return found.none()
    if user.role == Role.COORDINATOR:
        return found
    allowed = Q(event__in=organised_by(user).order_by().values("pk"))
    return found.filter(allowed | Q(pk__in=own_placements(user).order_by().values("meeting")))


def placements_for(user: Any) -> QuerySet[Placement]:
    """The current agendas of events that the person runs; else the own party's part of current agendas."""
    found = Placement.objects.select_related("version", "meeting", "slot", "table")
    now = found.filter(version=F("meeting__event__current"))
    if user is None or (user.is_authenticated and user.role == Role.COORDINATOR):
        return now
    if not user.is_authenticated:
        return found.none()
    run = now.filter(meeting__event__in=organised_by(user).order_by().values("pk"))
    return run | now.filter(pk__in=own_placements(user).order_by().values("pk"))


def own_placements(user: Any) -> QuerySet[Placement]:
    """The own party's part of the current agendas."""
    found = Placement.objects.select_related("version", "meeting", "slot", "table")
    if not user.is_authenticated or not permissions.may(user, "apply"):
        return found.none()
    mine = Meeting.objects.filter(participants__party_id=user.party_id).values("pk")
    return found.filter(version=F("meeting__event__current"), meeting__in=mine)


def outcomes_for(user: Any) -> QuerySet[MeetingOutcome]:
    """What was said of meetings, for who runs the event; of one's own meetings only what the own side said."""
    found = MeetingOutcome.objects.select_related("meeting__event", "participant__party")
    if user is None or (user.is_authenticated and user.role == Role.COORDINATOR):
        return found
    if not user.is_authenticated:
        return found.none()
    allowed = Q(meeting__event__in=organised_by(user).order_by().values("pk"))
    if permissions.may(user, "apply"):
        allowed |= Q(participant__party_id=user.party_id)
    return found.filter(allowed)


def _organised(user: Any) -> Q:
    return Q(organiser_id=user.party_id) if permissions.may(user, "create_event") else Q(pk__in=())


def _asked(user: Any) -> Q:
    if not permissions.may(user, "apply"):
        return Q(pk__in=())
    mine = Participant.objects.filter(party_id=user.party_id).order_by().values("event")
    return Q(pk__in=mine) & ~Q(state=EventState.DRAFT)
