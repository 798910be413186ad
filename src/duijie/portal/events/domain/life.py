"""The life of an event: made, opened, matched, started, closed, cancelled."""

import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duijie.engine.channels import available
from duijie.portal.accounts.choices import Role
from duijie.portal.audit import record
from duijie.portal.events import permissions, telling
from duijie.portal.events.choices import EventState, MeetingState, ParticipantState
from duijie.portal.events.domain import transitions
from duijie.portal.events.models import Event
from duijie.portal.refused import Refused

FIELDS = (
    "title", "kind", "channels", "venue", "address", "online_url", "region", "description", "registration_until",
    "fairness", "floor", "cap",
)  # fmt: skip


@transaction.atomic
def create_event(*, by: Any, form_key: uuid.UUID | None = None, organiser: Any = None, **data: Any) -> Event:
    """A new event in preparation; the same form sent twice gives the same event.

    The organiser is the person's own office; the coordinator may name another.
    """
    permissions.require(by, "create_event")
    there = Event.objects.filter(form_key=form_key, created_by=by).first() if form_key else None
    if there is not None:
        return there
    may_name = organiser is not None and by.role == Role.COORDINATOR
    event = Event(created_by=by, organiser=organiser if may_name else by.party, form_key=form_key)
    _take(event, data)
    event.save()
    record(by, "event.created", event)
    return event


@transaction.atomic
def save_event(event: Event, *, by: Any, **data: Any) -> Event:
    """Change what an event is; nothing happens if nothing changed."""
    event = locked(event)
    permissions.require(by, "run_event", event)
    transitions.check_inviting(event.state)
    changed = _take(event, data)
    if changed:
        event.save(update_fields=changed)
        record(by, "event.saved", event, fields=changed)
    return event


@transaction.atomic
def open_event(event: Event, *, by: Any) -> Event:
    """Announce it: everybody sees it now, those invited are told, others can apply."""
    event = locked(event)
    permissions.require(by, "run_event", event)
    if transitions.event_move("open", event.state) is None:
        return event
    problems = missing(event)
    if problems:
        raise Refused(_("还不能开始邀请报名：") + "".join(problems.values()), problems)
    _to(event, EventState.OPEN, "event.opened", by)
    telling.invited(event, event.participants.filter(state=ParticipantState.INVITED))
    return event


@transaction.atomic
def start_matching(event: Event, *, by: Any) -> Event:
    """Registration is over: meetings are proposed and scheduled from now on."""
    event = locked(event)
    permissions.require(by, "run_event", event)
    if transitions.event_move("match", event.state) is None:
        return event
    confirmed = event.participants.filter(state=ParticipantState.CONFIRMED).count()
    if confirmed < 2:  # noqa: PLR2004  it takes two to meet
        said = _("现在只有 %(n)d 家确认参加，至少要两家才能配对。请先催办答复，或代为确认。")
        raise Refused(said % {"n": confirmed})
    return _to(event, EventState.MATCHING, "event.matching", by)


@transaction.atomic
def reopen_event(event: Event, *, by: Any) -> Event:
    """Back to registration; what was proposed and arranged is kept."""
    return _moved(event, "reopen", "event.reopened", by)


@transaction.atomic
def start_event(event: Event, *, by: Any) -> Event:
    return _moved(event, "start", "event.started", by)


@transaction.atomic
def close_event(event: Event, *, by: Any) -> Event:
    """The end. Meetings that nobody reported on stay as planned: unknown is not missed."""
    return _moved(event, "close", "event.closed", by)


@transaction.atomic
def cancel_event(event: Event, *, by: Any, reason: str) -> Event:
    """Call it off, with a reason that everybody who was asked is told."""
    event = locked(event)
    permissions.require(by, "run_event", event)
    if transitions.event_move("cancel", event.state) is None:
        return event
    reason = reason.strip()[:500]
    if not reason:
        raise Refused(_("请写明取消的原因，参会方会看到。"), {"reason": _("请写明取消的原因。")})
    announced = event.state != EventState.DRAFT
    event.state, event.cancelled_reason = EventState.CANCELLED, reason
    event.save(update_fields=["state", "cancelled_reason"])
    event.meetings.filter(state__in=(MeetingState.PROPOSED, MeetingState.PLANNED)).update(
        state=MeetingState.CANCELLED, cancelled_reason=_("对接会取消")
    )
    record(by, "event.cancelled", event, reason=reason)
    if announced:
        asked = event.participants.filter(state__in=(ParticipantState.INVITED, ParticipantState.CONFIRMED))
        telling.cancelled(event, asked)
    return event


def missing(event: Event) -> dict[str, str]:
    """What an event needs before it can be announced, a sentence for each."""
    problems = {}
    if not (event.venue or event.online_url):
        problems["venue"] = _("请填会场或线上会议链接。")
    if not event.slots.exists():
        problems["slots"] = _("请先安排时段。")
    if not event.tables.exists():
        problems["tables"] = _("请先安排桌位。")
    return problems


def locked(event: Event) -> Event:
    """The event as it is now, and nobody else's until the transaction ends. Everything that arranges passes here."""
    return Event.objects.select_for_update(of=("self",)).select_related("organiser").get(pk=event.pk)


def _take(event: Event, data: dict[str, Any]) -> list[str]:
    unknown = set(data) - set(FIELDS)
    if unknown:
        raise TypeError(f"unknown fields: {unknown}")
    if set(data.get("channels") or ()) - set(available()):
        raise Refused(_("没有这种对接。"), {"channels": _("请从列出的对接渠道里选。")})
    changed = [name for name, value in data.items() if getattr(event, name) != value]
    for name in changed:
        setattr(event, name, data[name])
    if event.cap is not None and event.floor > event.cap:
        said = _("每方至少 %(floor)d 场，比最多 %(cap)d 场还多。") % {"floor": event.floor, "cap": event.cap}
        raise Refused(said, {"floor": said})
    return changed


def _moved(event: Event, act: str, entry: str, by: Any) -> Event:
    event = locked(event)
    permissions.require(by, "run_event", event)
    target = transitions.event_move(act, event.state)
    return _to(event, EventState(target), entry, by) if target else event


def _to(event: Event, state: EventState, entry: str, by: Any) -> Event:
    event.state = state
    event.save(update_fields=["state"])
    record(by, entry, event)
    return event
