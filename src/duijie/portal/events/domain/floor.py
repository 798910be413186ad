"""The day itself: who has come and who has not, which meetings did not take place, who came without being asked."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.events import permissions, proposals
from duijie.portal.events.choices import (
    EventState,
    MeetingState,
    ParticipantSource,
    ParticipantState,
)
from duijie.portal.events.domain.life import locked
from duijie.portal.events.domain.proposing import make_candidates
from duijie.portal.events.models import Event, Meeting, Participant
from duijie.portal.parties.choices import PartyState
from duijie.portal.parties.models import Party
from duijie.portal.refused import Refused

ON_THE_DAY = (EventState.SCHEDULED, EventState.RUNNING)


@transaction.atomic
def check_in(participant: Participant, *, by: Any) -> Participant:
    """They are here; whoever was taken for absent is not any more. The first moment counts, however often it is said."""
    event, one = _on_the_day(participant, by)
    if one.state != ParticipantState.CONFIRMED:
        told = {"party": one.party, "state": one.get_state_display()}
        raise Refused(_("%(party)s是“%(state)s”，没有签到。请先代为确认参加，再签到。") % told)
    if one.checked_in_at is not None:
        return one
    return _note(event, one, "participant.checked_in", by, checked_in_at=timezone.now(), no_show_at=None)


@transaction.atomic
def undo_check_in(participant: Participant, *, by: Any) -> Participant:
    event, one = _on_the_day(participant, by)
    if one.checked_in_at is None:
        return one
    return _note(event, one, "participant.check_in_undone", by, checked_in_at=None)


@transaction.atomic
def mark_no_show(participant: Participant, *, by: Any) -> Participant:
    """They have not come, and are not waited for: a repair of the agenda leaves them out. Nothing else changes here."""
    event, one = _on_the_day(participant, by)
    if one.state != ParticipantState.CONFIRMED:
        raise Refused(_("%(party)s没有确认参加，不用记为未到。") % {"party": one.party})
    if one.checked_in_at is not None:
        raise Refused(_("%(party)s已经签到，不能记为未到。签错了请先撤销签到。") % {"party": one.party})
    if one.no_show_at is not None:
        return one
    return _note(event, one, "participant.no_show", by, no_show_at=timezone.now())


@transaction.atomic
def take_back_no_show(participant: Participant, *, by: Any) -> Participant:
    event, one = _on_the_day(participant, by)
    if one.no_show_at is None:
        return one
    return _note(event, one, "participant.no_show_undone", by, no_show_at=None)


@transaction.atomic
def mark_missed(meeting: Meeting, *, by: Any) -> Meeting:
    """A meeting of the current agenda did not take place. What somebody reported on did."""
    event, one = _published(meeting, by)
    if one.state == MeetingState.MISSED:
        return one
    if one.state == MeetingState.HELD:
        raise Refused(_("这场洽谈已经记了结果，不能再记为未谈成。"))
    return _meeting(event, one, "meeting.missed", by, MeetingState.MISSED)


@transaction.atomic
def take_back_missed(meeting: Meeting, *, by: Any) -> Meeting:
    event, one = _published(meeting, by)
    if one.state != MeetingState.MISSED:
        return one
    return _meeting(event, one, "meeting.missed_undone", by, MeetingState.PLANNED)


@transaction.atomic
def walk_in(event: Event, party: Party, *, by: Any) -> Participant:
    """Somebody at the door who was not asked, or had not answered: confirmed and checked in at once.

    Meetings with those it matches become candidates; a repair of the agenda may fill gaps with them.
    """
    event = locked(event)
    permissions.require(by, "run_event", event)
    _check_day(event)
    if Party.objects.get(pk=party.pk).state != PartyState.ACTIVE:
        raise Refused(_("%(party)s待审核或已停用，不能参会。") % {"party": party})
    contact = {"contact_name": party.contact_name, "contact_phone": party.contact_phone}
    now = timezone.now()
    one, made = Participant.objects.get_or_create(
        event=event, party=party, defaults={"source": ParticipantSource.WALK_IN, **contact}
    )
    if one.state == ParticipantState.CONFIRMED and one.checked_in_at is not None:
        return one
    one.state, one.answered_at = ParticipantState.CONFIRMED, one.answered_at or now
    one.checked_in_at, one.no_show_at = now, None
    one.save(update_fields=["state", "answered_at", "checked_in_at", "no_show_at"])
    candidates = _candidates(event, one)
    told = {"new": made, "candidates": candidates, "reason": str(party)}
    record(by, "participant.walked_in", event, party=party.pk, **told)
    return one


def _candidates(event: Event, one: Participant) -> int:
    """Meetings between it and those it matches, where there is none yet."""
    there = proposals.existing(event)
    new = [pair for pair in proposals.pairs(event) if one.pk in pair.key and pair.key not in there]
    make_candidates(event, new)
    return len(new)


def _on_the_day(participant: Participant, by: Any) -> tuple[Event, Participant]:
    event = locked(participant.event)
    permissions.require(by, "run_event", event)
    _check_day(event)
    return event, Participant.objects.select_related("party").get(event=event, pk=participant.pk)


def _check_day(event: Event) -> None:
    if event.state not in ON_THE_DAY:
        said = _("这个对接会现在是“%(state)s”，不能签到和记缺席；日程发布以后、结束以前可以。")
        raise Refused(said % {"state": EventState(event.state).label})


def _published(meeting: Meeting, by: Any) -> tuple[Event, Meeting]:
    event = locked(meeting.event)
    permissions.require(by, "run_event", event)
    if event.state != EventState.RUNNING:
        raise Refused(_("对接会开始以后、结束以前，才能记哪场没有谈成。"))
    if not event.current.placements.filter(meeting=meeting).exists():
        raise Refused(_("这场洽谈不在现行日程里。"))
    one = Meeting.objects.get(event=event, pk=meeting.pk)
    if one.state == MeetingState.CANCELLED:
        raise Refused(_("这场洽谈已经取消。"))
    return event, one


def _note(event: Event, one: Participant, act: str, by: Any, **moments: datetime | None) -> Participant:
    for name, value in moments.items():
        setattr(one, name, value)
    one.save(update_fields=list(moments))
    record(by, act, event, party=one.party_id, reason=str(one.party))
    return one


def _meeting(event: Event, one: Meeting, act: str, by: Any, state: MeetingState) -> Meeting:
    one.state = state
    one.save(update_fields=["state"])
    record(by, act, event, meeting=one.pk, reason=str(one))
    return one
