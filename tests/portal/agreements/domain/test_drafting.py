"""Drafting: what fits together is kept, everything else is a sentence and changes nothing."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from duijie.portal.accounts.models import User
from duijie.portal.agreements import domain
from duijie.portal.agreements.domain import Signs, Sources
from duijie.portal.agreements.models import Agreement, Series
from duijie.portal.audit.models import Entry
from duijie.portal.events.models import Meeting
from duijie.portal.parties.models import Party
from duijie.portal.refused import NotAllowed, Refused
from tests.portal.agreements.conftest import DATA


def draft(by: User, *parties: Party, key: str = "", **data: Any) -> Agreement:
    return domain.draft(by=by, data=DATA | data, signs=[Signs(p) for p in parties], key=key)


def test_numbers_count_up_within_the_year(clerk: User, firm_a: Party, firm_b: Party) -> None:
    year = timezone.localdate().year
    numbers = [draft(clerk, firm_a, firm_b).number for _ in range(3)]
    assert numbers == [f"{year}-0001", f"{year}-0002", f"{year}-0003"]


def test_a_form_sent_twice_is_one_draft_and_uses_one_number(
    clerk: User, firm_a: Party, firm_b: Party
) -> None:
    first, second = draft(clerk, firm_a, firm_b, key="form-1"), draft(clerk, firm_a, firm_b, key="form-1")
    assert first.pk == second.pk
    assert Series.objects.get().last == 1
    assert Entry.objects.filter(act="agreement.drafted").count() == 1


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"title": " "}, "title"),
        ({"kind": "barter"}, "kind"),
        ({"kind": "technology"}, "technology_form"),
        ({"amount": Decimal(0)}, "amount"),
        ({"starts_on": date(2026, 5, 1), "ends_on": date(2026, 4, 30)}, "ends_on"),
    ],
)
def test_what_does_not_fit_is_named_and_nothing_is_kept(
    data: dict[str, Any], field: str, clerk: User, firm_a: Party, firm_b: Party
) -> None:
    with pytest.raises(Refused) as refusal:
        draft(clerk, firm_a, firm_b, **data)
    assert set(refusal.value.problems) == {field}
    assert Agreement.objects.count() == Series.objects.filter(last__gt=0).count() == 0


def test_a_technology_form_belongs_to_technology_alone(clerk: User, firm_a: Party, firm_b: Party) -> None:
    assert draft(clerk, firm_a, firm_b, technology_form="licence").technology_form == ""
    made = draft(clerk, firm_a, firm_b, kind="technology", technology_form="equity")
    assert made.technology_form == "equity"


def test_signatories_are_two_or_three_different_ones(
    clerk: User, firm_a: Party, firm_b: Party, office: Party
) -> None:
    for parties in ([firm_a], [firm_a, firm_a], [firm_a, firm_b, office, office]):
        with pytest.raises(Refused):
            draft(clerk, *parties)
    made = draft(clerk, firm_a, firm_b, office)
    assert [s.get_side_display() for s in made.signatories.all()] == ["甲方", "乙方", "丙方"]


def test_a_suspended_firm_signs_nothing(officer: User, firm_a: Party, firm_b: Party) -> None:
    Party.objects.filter(pk=firm_b.pk).update(state="suspended")
    firm_b.refresh_from_db()
    with pytest.raises(Refused, match="不能签约"):
        draft(officer, firm_a, firm_b)


def test_a_firm_drafts_only_what_it_signs(third: User, leader: User, firm_a: Party, firm_b: Party) -> None:
    for somebody in (third, leader):
        with pytest.raises(NotAllowed):
            draft(somebody, firm_a, firm_b)
    assert Agreement.objects.count() == 0


def test_the_event_is_known_from_the_meeting(
    meeting: Meeting, new_agreement: Callable[..., Agreement]
) -> None:
    made = new_agreement("draft", sources=Sources(meeting=meeting, need=meeting.need, offer=meeting.offer))
    assert (made.origin, made.event_id) == ("meeting", meeting.event_id)


def test_saving_changes_the_draft_and_says_what(
    clerk: User, firm_a: Party, firm_b: Party, new_agreement: Callable[..., Agreement]
) -> None:
    one = new_agreement("draft")
    signs = [Signs(firm_a, "need"), Signs(firm_b, "offer")]
    domain.save(one, by=clerk, data=DATA | {"title": "改名"}, signs=signs)
    domain.save(one, by=clerk, data=DATA | {"title": "改名"}, signs=signs)
    assert [e.data for e in Entry.objects.filter(act="agreement.saved")] == [{"changed": ["title"]}]


def test_a_change_that_somebody_else_made_is_not_lost(
    clerk: User, firm_a: Party, firm_b: Party, new_agreement: Callable[..., Agreement]
) -> None:
    one = new_agreement("draft")
    signs = [Signs(firm_a, "need"), Signs(firm_b, "offer")]
    seen = one.updated_at.isoformat()
    domain.save(one, by=clerk, data=DATA | {"title": "先改"}, signs=signs, seen=seen)
    with pytest.raises(Refused, match="有人改过"):
        domain.save(one, by=clerk, data=DATA | {"title": "后改"}, signs=signs, seen=seen)
    assert Agreement.objects.get().title == "先改"


@pytest.mark.parametrize("stage", ["confirming", "signed", "completed"])
def test_only_a_draft_is_changed(
    stage: str, officer: User, firm_a: Party, firm_b: Party, new_agreement: Callable[..., Agreement]
) -> None:
    one = new_agreement(stage)
    with pytest.raises(Refused, match="内容不能改"):
        domain.save(one, by=officer, data=DATA | {"title": "改"}, signs=[Signs(firm_a), Signs(firm_b)])
    assert Agreement.objects.get().title == DATA["title"]


def test_other_signatories_mean_that_it_is_shown_anew(
    clerk: User, outsider: User, third: User, firm_a: Party, new_agreement: Callable[..., Agreement]
) -> None:
    one = domain.decline(new_agreement("confirming"), by=outsider, reason="单价不对")
    assert one.sent_at is not None
    one = domain.save(one, by=clerk, data=DATA, signs=[Signs(firm_a, "need"), Signs(third.party, "offer")])
    assert one.sent_at is None


def test_the_officer_belongs_to_the_department(
    officer: User, department: User, clerk: User, new_party: Callable[..., Party], signed: Agreement
) -> None:
    other = new_party("市商务局", "department")
    for who in (clerk, department):
        with pytest.raises(Refused):
            domain.assign(signed, by=officer, department=other, officer=who)
    domain.assign(signed, by=officer, department=department.party, officer=department)
    domain.assign(signed, by=officer, department=department.party, officer=department)
    assert Entry.objects.filter(act="agreement.assigned").count() == 1
