"""Keeping a profile: who may, what follows from it, and what two people at once do."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from duijie.portal.accounts.models import User
from duijie.portal.audit.models import Entry
from duijie.portal.parties import domain, queries
from duijie.portal.parties.models import Party
from duijie.portal.refused import NotAllowed, Refused


def test_the_size_class_follows_from_the_facts(clerk: User, firm_a: Party) -> None:
    domain.save(
        firm_a,
        by=clerk,
        data={"employees": 103, "revenue": Decimal("15735.28"), "assets": Decimal(9000), "industry": "6513"},
    )
    firm_a.refresh_from_db()
    assert firm_a.profile.size_class == "medium"
    domain.save(firm_a, by=clerk, data={"industry": "3451", "employees": 103})
    firm_a.profile.refresh_from_db()
    assert firm_a.profile.size_class == "small"


def test_a_clerk_cannot_rename_the_firm(
    clerk: User, firm_a: Party, client_for: Callable[..., Client]
) -> None:
    client_for(clerk).post(
        reverse("parties:edit", args=[firm_a.pk]),
        {"name": "换个名字", "credit_code": "", "address": "新地址"},
    )
    firm_a.refresh_from_db()
    assert (firm_a.name, firm_a.address) == ("甲河轴承有限公司", "新地址")


def test_a_change_by_somebody_else_meanwhile_is_not_lost(clerk: User, officer: User, firm_a: Party) -> None:
    seen = firm_a.updated_at.isoformat()
    domain.save(firm_a, by=officer, data={"address": "统筹改的"}, seen=seen)
    with pytest.raises(Refused, match="有人改过"):
        domain.save(firm_a, by=clerk, data={"address": "企业改的"}, seen=seen)
    firm_a.refresh_from_db()
    assert firm_a.address == "统筹改的"


def test_saving_nothing_new_records_nothing(clerk: User, firm_a: Party) -> None:
    domain.save(firm_a, by=clerk, data={"address": ""})
    assert Entry.objects.count() == 0


def test_finances_and_contacts_are_for_whom_they_are_due(
    firm_a: Party, clerk: User, outsider: User, county: User, officer: User, leader: User
) -> None:
    assert [queries.facts_visible(u, firm_a) for u in (clerk, county, officer)] == [True, True, True]
    assert [queries.facts_visible(u, firm_a) for u in (outsider, leader)] == [False, False]
    assert not queries.visible_to(outsider).filter(pk=firm_a.pk).exists()


def test_a_suspended_firm_stays_readable_and_comes_back(officer: User, firm_a: Party, clerk: User) -> None:
    with pytest.raises(Refused, match="原因"):
        domain.suspend(firm_a, by=officer, reason="")
    assert domain.suspend(firm_a, by=officer, reason="注销") is True
    assert domain.suspend(firm_a, by=officer, reason="注销") is False
    with pytest.raises(NotAllowed):
        domain.restore(firm_a, by=clerk)
    assert domain.restore(firm_a, by=officer) is True


def test_a_party_is_entered_once(officer: User, firm_a: Party) -> None:
    with pytest.raises(Refused, match="已经有"):
        domain.enter(
            by=officer, data={"kind": "enterprise", "name": "别名", "credit_code": firm_a.credit_code}
        )
    with pytest.raises(Refused, match=r"应为"):
        domain.enter(
            by=officer, data={"kind": "enterprise", "name": "新厂", "credit_code": "91410305MA0000A01A"}
        )
    assert Party.objects.filter(kind="enterprise").count() == 1


def test_a_qualification_twice_is_one(clerk: User, firm_a: Party) -> None:
    one, two = (domain.add_qualification(firm_a, by=clerk, name="ISO 9001") for _ in "ab")
    assert one.pk == two.pk
    assert Entry.objects.filter(act="party.qualification_added").count() == 1
