"""The way from draft to completion: every legal move, every illegal one, and who may make them."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product

import pytest
from django.utils import timezone

from duijie.portal.accounts.models import User
from duijie.portal.agreements import domain
from duijie.portal.agreements.choices import LandingStage
from duijie.portal.agreements.domain.transitions import MOVES, target_of
from duijie.portal.agreements.models import Agreement
from duijie.portal.audit.models import Entry
from duijie.portal.refused import NotAllowed, Refused

New = Callable[..., Agreement]


def test_both_sides_confirm_and_it_is_signed(new_agreement: New, outsider: User) -> None:
    one = new_agreement("confirming")
    assert [bool(s.confirmed_at) for s in one.signatories.all()] == [True, False]  # sending confirmed for A
    one = domain.confirm(one, by=outsider)
    assert (one.stage, one.signed_on) == ("signed", timezone.localdate())
    domain.confirm(one, by=outsider)
    assert Entry.objects.filter(act="agreement.confirmed").count() == 2
    assert Entry.objects.filter(act="agreement.signed").count() == 1


def test_a_declined_one_goes_back_with_the_reason(new_agreement: New, outsider: User) -> None:
    one = new_agreement("confirming")
    with pytest.raises(Refused):
        domain.decline(one, by=outsider, reason=" ")
    one = domain.decline(one, by=outsider, reason="交货期写错了")
    assert (one.stage, one.stage_reason) == ("draft", "交货期写错了")
    assert not one.signatories.filter(confirmed_at__isnull=False).exists()


def test_nobody_else_confirms(
    new_agreement: New, third: User, leader: User, department: User, clerk: User
) -> None:
    one = new_agreement("confirming")
    for somebody in (third, leader, department):
        with pytest.raises(NotAllowed):
            domain.confirm(one, by=somebody)
    domain.confirm(one, by=clerk)  # has confirmed by sending; a second time changes nothing
    assert Agreement.objects.get().stage == "confirming"


def test_an_unsent_draft_is_not_confirmed(new_agreement: New, outsider: User) -> None:
    with pytest.raises(NotAllowed):
        domain.confirm(new_agreement("draft"), by=outsider)


def test_paper_is_entered_by_an_officer_with_its_day(new_agreement: New, officer: User, clerk: User) -> None:
    one = new_agreement("confirming")
    other = one.signatories.get(side="b")
    day = timezone.localdate() - timedelta(days=9)
    with pytest.raises(NotAllowed):
        domain.confirm_on_paper(other, by=clerk, basis="第 3 页", signed_on=day)
    with pytest.raises(Refused):
        domain.confirm_on_paper(
            other, by=officer, basis="第 3 页", signed_on=timezone.localdate() + timedelta(days=1)
        )
    assert Agreement.objects.get().stage == "confirming"
    one = domain.confirm_on_paper(other, by=officer, basis="第 3 页签章", signed_on=day)
    assert (one.stage, one.signed_on) == ("signed", day)


@pytest.mark.parametrize(("act", "stage"), list(product(MOVES, LandingStage.values)))
def test_the_table_is_complete(act: str, stage: str) -> None:
    """Every act in every stage leads somewhere, is there already, or is refused with a sentence that names the stage."""
    if stage in MOVES[act].sources:
        before = "started" if stage == "stalled" else ""
        assert target_of(act, stage, before) in LandingStage.values
    elif stage == MOVES[act].target:
        assert target_of(act, stage) is None
    else:
        with pytest.raises(Refused, match=str(LandingStage(stage).label)):
            target_of(act, stage)


def test_the_whole_way(new_agreement: New) -> None:
    one = new_agreement("completed")
    assert (one.started_on, one.completed_on) == (timezone.localdate(), timezone.localdate())


@pytest.mark.parametrize("stage", ["signed", "started", "delivering"])
def test_a_stalled_one_resumes_where_it_stopped(stage: str, new_agreement: New, clerk: User) -> None:
    one = new_agreement(stage)
    with pytest.raises(Refused, match="写明原因"):
        domain.move(one, "stall", by=clerk)
    one = domain.move(one, "stall", by=clerk, reason="原料涨价")
    assert (one.stage, one.stage_reason) == ("stalled", "原料涨价")
    assert domain.move(one, "resume", by=clerk).stage == stage


def test_a_step_cannot_be_left_out(signed: Agreement, clerk: User) -> None:
    with pytest.raises(Refused, match="现在可以：启动"):
        domain.move(signed, "complete", by=clerk)
    assert Agreement.objects.get().stage == "signed"


def test_what_is_over_stays_over(new_agreement: New, clerk: User) -> None:
    one = new_agreement("completed")
    for act in ("start", "stall", "terminate"):
        with pytest.raises(Refused, match="已完成"):
            domain.move(one, act, by=clerk, reason="改主意")
    assert domain.move(one, "complete", by=clerk).stage == "completed"


def test_open_milestones_stand_against_completion(new_agreement: New, clerk: User) -> None:
    one = new_agreement("delivering")
    step = domain.add_milestone(one, by=clerk, data={"title": "首批交货", "due_on": timezone.localdate()})
    with pytest.raises(Refused, match="1 个节点"):
        domain.move(one, "complete", by=clerk)
    domain.drop_milestone(step, by=clerk, reason="并入下一批")
    assert domain.move(one, "complete", by=clerk).stage == "completed"


def test_who_moves_it_on(
    signed: Agreement, third: User, leader: User, county: User, operator: User, department: User
) -> None:
    for somebody in (third, leader, operator, department):
        with pytest.raises(NotAllowed):
            domain.move(signed, "start", by=somebody)
    assert Agreement.objects.get().stage == "signed"
    assert domain.move(signed, "start", by=county).stage == "started"  # of the county where it is to land


def test_a_county_elsewhere_moves_nothing(new_agreement: New, county: User) -> None:
    with pytest.raises(NotAllowed):
        domain.move(new_agreement(region="410302"), "start", by=county)
