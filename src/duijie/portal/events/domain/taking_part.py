"""What a party does at an event for itself: applies, and says whom it wants to meet and whom not."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.events import permissions
from duijie.portal.events.choices import EventState, ParticipantSource, ParticipantState
from duijie.portal.events.domain.life import locked
from duijie.portal.events.models import Event, Participant, Wish
from duijie.portal.parties.choices import PartyState
from duijie.portal.refused import NotAllowed, Refused

MOST_WISHES = 20
_WISHING = (EventState.OPEN, EventState.MATCHING)


@transaction.atomic
def apply(event: Event, *, by: Any) -> Participant:
    """Ask to take part, while the event is open; who was asked already keeps that place and confirms it."""
    event = locked(event)
    permissions.require(by, "apply")
    if event.state == EventState.DRAFT:
        raise NotAllowed("apply")
    if event.state != EventState.OPEN:
        raise Refused(_("这个对接会现在不接受报名，请联系主办单位。"))
    if event.registration_until and event.registration_until < timezone.now():
        raise Refused(_("报名已经截止，请联系主办单位。"))
    if by.party.state != PartyState.ACTIVE:
        raise Refused(_("本单位待审核或已停用，不能报名。"))
    contact = {
        "contact_name": by.name or by.party.contact_name,
        "contact_phone": by.phone or by.party.contact_phone,
    }
    participant, created = Participant.objects.get_or_create(
        event=event, party=by.party, defaults={"source": ParticipantSource.APPLIED, **contact}
    )
    if participant.state != ParticipantState.CONFIRMED:
        participant.state, participant.answered_at = ParticipantState.CONFIRMED, timezone.now()
        participant.save(update_fields=["state", "answered_at"])
        act = "participant.applied" if created else "participant.confirm"
        record(by, act, event, party=participant.party_id, reason=str(participant.party))
    return participant


@transaction.atomic
def wish(
    participant: Participant, ranked: Sequence[Participant], vetoed: Sequence[Participant], *, by: Any
) -> list[Wish]:
    """Replace the participant's wishes: the first of `ranked` is the first choice. Only until the agenda is published."""
    event = locked(participant.event)
    participant = Participant.objects.select_related("party").get(event=event, pk=participant.pk)
    if not permissions.may(by, "run_event", event):
        permissions.require(by, "answer", participant)
    if event.state not in _WISHING:
        raise Refused(_("日程已经发布，不能再改意愿；有变动请联系主办单位。"))
    if participant.state != ParticipantState.CONFIRMED:
        raise Refused(_("先确认参加，再提意愿。"))
    order = [one.pk for one in ranked]
    _check(event, participant, order, [one.pk for one in vetoed])
    rows = [Wish(participant=participant, other_id=pk, rank=rank) for rank, pk in enumerate(order, 1)]
    rows += [Wish(participant=participant, other_id=one.pk, veto=True) for one in vetoed]
    before = set(participant.wishes.values_list("other_id", "rank", "veto"))
    if before != {(row.other_id, row.rank, row.veto) for row in rows}:
        participant.wishes.all().delete()
        Wish.objects.bulk_create(rows)
        told = {"wished": len(order), "vetoed": len(vetoed), "reason": str(participant.party)}
        record(by, "participant.wished", event, party=participant.party_id, **told)
    return rows


def _check(event: Event, participant: Participant, order: list[int], vetoed: list[int]) -> None:
    every = [*order, *vetoed]
    if len(set(every)) < len(every):
        raise Refused(_("同一家不能选两次，也不能又想见又不想见。"))
    if len(order) > MOST_WISHES:
        raise Refused(_("最多选 %(n)d 家想见的。") % {"n": MOST_WISHES})
    known = event.participants.filter(pk__in=every, state=ParticipantState.CONFIRMED).exclude(
        pk=participant.pk
    )
    if known.count() < len(every):
        raise Refused(_("选的单位里有的没有确认参加，请刷新页面再选。"))


def saw_agenda(participant: Participant) -> None:
    """They opened their agenda: what was news is no longer. Not an act, so not in the record."""
    Participant.objects.filter(pk=participant.pk, seen__lt=participant.news).update(seen=participant.news)
