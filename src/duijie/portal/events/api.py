"""Events and the own party's agenda in the API: the same queries as the pages."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.pagination import paginate

from duijie.portal.events import permissions, queries
from duijie.portal.events.choices import EventKind, EventState, MeetingState, ParticipantState
from duijie.portal.events.models import Event, Placement
from duijie.portal.events.summaries import counted
from duijie.portal.web.api import NOT_ANSWERED, Key, Pages, Problem

router = Router()


class EventOut(Schema):
    """`asked`, `confirmed` and `planned` are counts that only who runs the event is told; null for others."""

    id: int
    title: str
    kind: EventKind
    state: EventState
    channels: list[str]
    organiser: str
    venue: str
    address: str
    online_url: str
    region: str | None
    description: str
    starts_at: datetime | None
    ends_at: datetime | None
    registration_until: datetime | None
    asked: int | None
    confirmed: int | None
    planned: int | None

    @staticmethod
    def of(user: Any, event: Event) -> dict[str, Any]:
        names = (
            "title", "kind", "state", "channels", "venue", "address", "online_url", "region", "description",
            "starts_at", "ends_at", "registration_until",
        )  # fmt: skip
        plain = {name: getattr(event, name) for name in names}
        told = permissions.may(user, "run_event", event)
        counts = {n: getattr(event, n) if told else None for n in ("asked", "confirmed", "planned")}
        return plain | counts | {"id": event.pk, "organiser": event.organiser.name}


class EventPages(Pages):
    def paginate_queryset(self, queryset: Any, pagination: Any, request: HttpRequest, **params: Any) -> Any:
        rows = counted(queryset[pagination.offset : pagination.offset + pagination.limit])
        items = [EventOut.of(request.user, event) for event in rows]
        return {"items": items, "count": queryset.order_by().count()}


class MeetingOut(Schema):
    """One meeting of the own party's agenda; `partners` are the others at the table."""

    meeting_id: int
    event_id: int
    event: str
    state: MeetingState
    starts_at: datetime
    ends_at: datetime
    place: str
    online_url: str
    partners: list[str]

    @staticmethod
    def of(user: Any, one: Placement) -> dict[str, Any]:
        meeting = one.meeting
        partners = [p.party.name for p in meeting.participants.all() if p.party_id != user.party_id]
        where = {"starts_at": one.starts_at, "ends_at": one.ends_at, "place": one.place}
        about = {"meeting_id": meeting.pk, "event_id": meeting.event_id, "event": meeting.event.title}
        return (
            about | where | {"state": meeting.state, "online_url": meeting.online_url, "partners": partners}
        )


class AgendaOut(Schema):
    """`participant` is the own party's state at the event; null where it was not asked."""

    event_id: int
    participant: ParticipantState | None
    version: int | None
    meetings: list[MeetingOut]


@router.get("", response={200: list[EventOut], NOT_ANSWERED: Problem}, summary="查询对接会")
@paginate(EventPages)
def list_events(
    request: HttpRequest,
    q: str = Query("", max_length=100),
    state: EventState | None = None,
    kind: EventKind | None = None,
    scope: Literal["all", "run"] = "all",
) -> Any:
    found = queries.organised_by(request.user) if scope == "run" else queries.visible_to(request.user)
    for word in q.split()[:5]:
        found = found.filter(title__icontains=word)
    for name, value in (("state", state), ("kind", kind)):
        if value:
            found = found.filter(**{name: value})
    return found.order_by("-starts_at", "-pk")


@router.get("{event_id}", response={200: EventOut, NOT_ANSWERED: Problem}, summary="一场对接会")
def get_event(request: HttpRequest, event_id: Key) -> dict[str, Any]:
    event = get_object_or_404(queries.visible_to(request.user), pk=event_id)
    return EventOut.of(request.user, counted([event])[0])


@router.get(
    "{event_id}/agenda", response={200: AgendaOut, NOT_ANSWERED: Problem}, summary="本单位在对接会上的日程"
)
def get_agenda(request: HttpRequest, event_id: Key) -> dict[str, Any]:
    """Of the current version; never anybody else's meetings."""
    event = get_object_or_404(queries.visible_to(request.user), pk=event_id)
    place = queries.own_place(request.user, event)
    rows = queries.own_placements(request.user).filter(meeting__event=event).order_by("starts_at", "pk")
    rows = rows.select_related("meeting__event").prefetch_related("meeting__participants__party")
    return {
        "event_id": event.pk,
        "participant": place.state if place else None,
        "version": event.current.number if event.current else None,
        "meetings": [MeetingOut.of(request.user, one) for one in rows],
    }
