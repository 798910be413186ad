"""Invitations: in bulk, reminded, answered, changed; by whom, and what becomes of the meetings."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from duijie.portal.accounts.models import User
from duijie.portal.audit.models import Entry
from duijie.portal.events import domain
from duijie.portal.events.choices import MeetingState, ParticipantSource, ParticipantState
from duijie.portal.events.models import Event, Meeting, Participant
from duijie.portal.parties.choices import PartyState
from duijie.portal.parties.models import Party
from duijie.portal.refused import NotAllowed, Refused

BY_HAND = ParticipantSource.BY_HAND


@pytest.fixture
def asked(event: Event, officer: User, firm_a: Party) -> Participant:
    domain.open_event(event, by=officer)
    return domain.invite(event, [firm_a], by=officer, source=BY_HAND).new[0]


def test_asked_once(event: Event, officer: User, firm_a: Party, firm_b: Party, new_party: Any) -> None:
    asleep = new_party("停用的厂", state=PartyState.SUSPENDED)
    first = domain.invite(event, [firm_a, asleep], by=officer, source=BY_HAND)
    again = domain.invite(event, [firm_a, firm_b], by=officer, source=ParticipantSource.MATCH)
    assert (len(first.new), first.already, first.left_out) == (1, 0, 1)
    assert ([one.party for one in again.new], again.already) == ([firm_b], 1)
    assert sorted(event.participants.values_list("source", flat=True)) == ["by_hand", "match"]
    codes = set(event.participants.values_list("code", flat=True))
    assert len(codes) == 2
    assert all(len(code) >= 16 for code in codes)


def test_the_contact_comes_from_the_registry(event: Event, officer: User, firm_a: Party) -> None:
    firm_a.contact_name, firm_a.contact_phone = "王工", "139"
    firm_a.save()
    (one,) = domain.invite(event, [firm_a], by=officer, source=BY_HAND).new
    assert (one.contact_name, one.contact_phone) == ("王工", "139")


def test_reminded_but_not_twice(asked: Participant, officer: User) -> None:
    assert domain.remind(asked.event, [asked], by=officer) == 0  # was only just invited
    Participant.objects.filter(pk=asked.pk).update(invited_at=timezone.now() - timedelta(days=1))
    assert [domain.remind(asked.event, [asked], by=officer) for _twice in range(2)] == [1, 0]
    domain.answer(asked, "confirm", by=officer)
    Participant.objects.filter(pk=asked.pk).update(reminded_at=timezone.now() - timedelta(days=1))
    assert domain.remind(asked.event, [asked], by=officer) == 0


def test_a_draft_reminds_nobody(event: Event, officer: User, firm_a: Party) -> None:
    (one,) = domain.invite(event, [firm_a], by=officer, source=BY_HAND).new
    with pytest.raises(Refused, match="还没有开始邀请"):
        domain.remind(event, [one], by=officer)


def test_the_party_answers_for_itself_and_nobody_else(
    asked: Participant, clerk: User, outsider: User
) -> None:
    with pytest.raises(NotAllowed):
        domain.answer(asked, "confirm", by=outsider)
    with pytest.raises(NotAllowed):
        domain.save_participant(asked, by=outsider, representatives=3)
    with pytest.raises(NotAllowed):
        domain.answer(asked, "invite", by=clerk)
    asked.refresh_from_db()
    assert (asked.state, asked.representatives) == ("invited", 1)
    assert domain.answer(asked, "confirm", by=clerk).state == ParticipantState.CONFIRMED
    assert domain.save_participant(asked, by=clerk, representatives=3, away=[1, 99]).away == [1]


def test_answers_that_make_no_sense(asked: Participant, officer: User) -> None:
    with pytest.raises(Refused, match="还没有确认"):
        domain.answer(asked, "withdraw", by=officer)
    domain.answer(asked, "confirm", by=officer)
    with pytest.raises(Refused, match="已经确认"):
        domain.answer(asked, "decline", by=officer)
    before = Entry.objects.count()
    domain.answer(asked, "confirm", by=officer)  # a double click
    assert Entry.objects.count() == before


def test_bounds_that_contradict(asked: Participant, officer: User) -> None:
    with pytest.raises(Refused, match="至少 5 场"):
        domain.save_participant(asked, by=officer, floor=5, cap=2)
    asked.refresh_from_db()
    assert (asked.floor, asked.cap) == (None, None)


def test_who_withdraws_takes_the_meetings_along(
    new_event: Callable[..., Event], officer: User, meet: Callable[..., Meeting]
) -> None:
    event = new_event(3)
    published, candidate = meet(event, 0, 1, slot=1), meet(event, 0, 2)
    other = meet(event, 1, 2, slot=2)
    domain.publish(event, by=officer)
    domain.cancel_meeting(other, by=officer)
    domain.restore_meeting(other, by=officer)
    one = event.participants.order_by("pk").first()
    revision = Event.objects.get(pk=event.pk).revision
    domain.answer(one, "withdraw", by=officer, reason="临时出差")
    published.refresh_from_db()
    other.refresh_from_db()
    assert (published.state, published.slot, published.cancelled_reason) == (
        MeetingState.CANCELLED, None, "参会1厂不参加",
    )  # fmt: skip
    assert not Meeting.objects.filter(pk=candidate.pk).exists()
    assert other.state == MeetingState.PROPOSED
    assert Event.objects.get(pk=event.pk).revision > revision
