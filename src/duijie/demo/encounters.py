"""What came of the demo's meetings: who came, what was held, and what both sides said of it."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from random import Random

from django.utils import timezone

from duijie.portal.events.choices import MeetingState, OutcomeKind
from duijie.portal.events.models import Event, Meeting, MeetingOutcome, Participant

_CAME, _HELD, _SAID = 0.94, 0.9, 0.92
# Of a hundred meetings that were held: nothing, to be followed up, an intent, signed at once.
_KINDS = {OutcomeKind.NONE: 34, OutcomeKind.FOLLOW_UP: 43, OutcomeKind.INTENT: 16, OutcomeKind.SIGNED: 7}
_NOTES = {
    OutcomeKind.NONE: ("不是同一类需求。", "价格差距较大。", ""),
    OutcomeKind.FOLLOW_UP: ("先寄样品。", "约定两周内到厂里看看。", "补充材料后再谈。", ""),
    OutcomeKind.INTENT: ("先签一年框架。", "试用合格后下单。", "达成合作意向。"),
    OutcomeKind.SIGNED: ("当场签约。",),
}
_WAN = (5, 8, 12, 20, 30, 50, 80, 120, 200, 350)  # 万元
_SEEN_ALIKE = 0.9  # both sides say the same


def hold(event: Event, rng: Random) -> None:
    """As far as the clock has come: people checked in, meetings held or missed, outcomes said."""
    now = timezone.now()
    people = list(event.participants.filter(state="confirmed").order_by("party__name"))
    absent = _arrive(event, people, rng)
    placed = event.current.placements.order_by("slot__number", "table__number") if event.current else ()
    for placement in placed:
        if placement.ends_at > now:
            continue
        meeting = Meeting.objects.prefetch_related("participants__party").get(pk=placement.meeting_id)
        members = sorted(meeting.participants.all(), key=lambda one: one.party.name)
        came = not any(one.pk in absent for one in members) and rng.random() < _HELD
        meeting.state = MeetingState.HELD if came else MeetingState.MISSED
        meeting.save(update_fields=["state"])
        if came:
            _say(meeting, members, placement.ends_at, rng)


def _arrive(event: Event, people: Sequence[Participant], rng: Random) -> set[int]:
    """Keys of those who did not come. While the event runs nobody has noted it yet, and somebody is always awaited."""
    absent = set()
    starts = event.slots.order_by("number").values_list("starts_at", flat=True)[0]
    runs = event.ends_at is not None and event.ends_at > timezone.now()
    for one in people:
        came, before = rng.random() < _CAME, dt.timedelta(minutes=rng.randrange(2, 50))
        if came and not (runs and one == people[-1]):
            one.checked_in_at = min(timezone.now(), starts - before)
            continue
        absent.add(one.pk)
        if not runs:
            one.no_show_at = min(timezone.now(), starts + dt.timedelta(minutes=30))
    Participant.objects.bulk_update(people, ["checked_in_at", "no_show_at"])
    return absent


def _say(meeting: Meeting, members: Sequence[Participant], ended: dt.datetime, rng: Random) -> None:
    kind = rng.choices(list(_KINDS), list(_KINDS.values()))[0]
    amount = Decimal(rng.choice(_WAN)) * 10_000 if kind in (OutcomeKind.INTENT, OutcomeKind.SIGNED) else None
    rows = []
    for one in members:
        if rng.random() >= _SAID:
            continue
        alike = kind == OutcomeKind.SIGNED or rng.random() < _SEEN_ALIKE
        said = kind if alike else OutcomeKind.FOLLOW_UP
        rows.append(
            MeetingOutcome(
                meeting=meeting, participant=one, kind=said, amount=amount if said == kind else None,
                note=rng.choice(_NOTES[said]), at=min(timezone.now(), ended + dt.timedelta(minutes=rng.randrange(1, 60))),
            )
        )  # fmt: skip
    MeetingOutcome.objects.bulk_create(rows)
