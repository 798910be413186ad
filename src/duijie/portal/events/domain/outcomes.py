"""What came of a meeting, as each side says; scoring learns from it as from any judgement of a pair."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.events import permissions
from duijie.portal.events.choices import EventState, MeetingState, OutcomeKind
from duijie.portal.events.domain.life import locked
from duijie.portal.events.models import Event, Meeting, MeetingOutcome, Participant
from duijie.portal.exchange.choices import Outcome
from duijie.portal.exchange.domain.feedback import note_outcome
from duijie.portal.refused import Refused

WITH_AMOUNT = (OutcomeKind.INTENT, OutcomeKind.SIGNED)
MOST = Decimal(10) ** 13  # yuan: more is a slip of the finger


@transaction.atomic
def record_outcome(
    meeting: Meeting,
    participant: Participant,
    kind: str,
    *,
    by: Any,
    amount: Decimal | None = None,
    note: str = "",
) -> MeetingOutcome:
    """One side's word, changed as long as the event says; a meeting that somebody reports on was held."""
    event = locked(meeting.event)
    if not permissions.may(by, "run_event", event):
        permissions.require(by, "answer", participant)
    meeting = Meeting.objects.select_related("need", "offer").get(event=event, pk=meeting.pk)
    if not meeting.seats.filter(participant=participant).exists():
        raise Refused(_("这家单位不在这场洽谈里。"))
    _check(event, meeting, kind, amount)
    said = {"kind": kind, "amount": amount if kind in WITH_AMOUNT else None, "note": note.strip()[:300]}
    there = MeetingOutcome.objects.filter(meeting=meeting, participant=participant).first()
    if there is not None and all(getattr(there, name) == value for name, value in said.items()):
        return there
    outcome, _made = MeetingOutcome.objects.update_or_create(
        meeting=meeting, participant=participant, defaults=said | {"at": timezone.now()}
    )
    if meeting.state != MeetingState.HELD:
        meeting.state = MeetingState.HELD
        meeting.save(update_fields=["state"])
    if by is not None and meeting.need is not None and meeting.offer is not None:
        suits = Outcome.UNSUITABLE if kind == OutcomeKind.NONE else Outcome.SUITABLE
        note_outcome(meeting.need, meeting.offer, by=by, outcome=suits, note=outcome.note)
    told = {"meeting": meeting.pk, "reason": f"{participant.party}：{OutcomeKind(kind).label}"}
    record(by, "meeting.reported", event, party=participant.party_id, kind=kind, **told)
    return outcome


def _check(event: Event, meeting: Meeting, kind: str, amount: Decimal | None) -> None:
    if kind not in OutcomeKind.values:
        raise Refused(_("请选一种结果。"), {"kind": _("请选一种结果。")})
    if event.state not in (EventState.RUNNING, EventState.CLOSED):
        raise Refused(_("对接会还没有开始，不能记录结果。"))
    last = (event.ends_at or timezone.now()) + timedelta(days=event.outcome_days)
    if event.state == EventState.CLOSED and last < timezone.now():
        said = _("对接会结束已超过 %(n)d 天，结果不能再改；请联系主办单位。")
        raise Refused(said % {"n": event.outcome_days})
    if meeting.state == MeetingState.CANCELLED:
        raise Refused(_("这场洽谈已经取消，没有结果可记。"))
    if amount is not None and not 0 < amount < MOST:
        said = _("金额要大于 0，单位是元。")
        raise Refused(said, {"amount": said})
