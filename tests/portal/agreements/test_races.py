"""Two people act at once on one agreement: one of them wins, the other is told, and nothing happens twice."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from duijie.portal.accounts.models import User
from duijie.portal.agreements import domain
from duijie.portal.agreements.models import Agreement, Escalation, LandedAmount, Milestone
from duijie.portal.audit.models import Entry
from duijie.portal.jobs import daily
from duijie.portal.jobs.models import Job
from duijie.portal.refused import Refused
from tests.portal.agreements.conftest import DATA, working_days_ago
from tests.portal.exchange.test_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
New = Callable[..., Agreement]


@pytest.fixture(autouse=True)
def shared_database() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads need a database that they share: PostgreSQL's lane runs this")


def refused(results: list[object]) -> int:
    assert not any(isinstance(r, Exception) and not isinstance(r, Refused) for r in results)
    return sum(isinstance(r, Refused) for r in results)


def test_two_moves_at_once(new_agreement: New, clerk: User, outsider: User) -> None:
    one = new_agreement("delivering")
    results = at_once(
        lambda: domain.move(one, "complete", by=clerk),
        lambda: domain.move(one, "terminate", by=outsider, reason="不做了"),
    )
    assert refused(results) == 1
    assert Entry.objects.filter(act__in=["agreement.completed", "agreement.terminated"]).count() == 1


def test_one_receipt_sent_by_two(signed: Agreement, clerk: User, outsider: User) -> None:
    def land(by: User) -> Callable[[], LandedAmount]:
        given = {"amount": Decimal(500), "on": timezone.localdate(), "key": "one-form"}
        return lambda: domain.record_landed(signed, by=by, **given)

    results = at_once(land(clerk), land(outsider), land(clerk))
    assert refused(results) == 0
    assert LandedAmount.objects.count() == 1
    assert Entry.objects.filter(act="landed.recorded").count() == 1


def test_two_receipts_never_pass_the_agreed_amount(signed: Agreement, clerk: User, outsider: User) -> None:
    def land(by: User, key: str) -> Callable[[], LandedAmount]:
        given = {"amount": Decimal(700_000), "on": timezone.localdate(), "key": key}
        return lambda: domain.record_landed(signed, by=by, **given)

    assert refused(at_once(land(clerk, "a"), land(outsider, "b"))) == 1
    assert LandedAmount.objects.count() == 1


def test_both_confirm_at_once(clerk: User, outsider: User, officer: User) -> None:
    signs = [domain.Signs(clerk.party), domain.Signs(outsider.party)]
    one = domain.send(domain.draft(by=officer, data=DATA, signs=signs), by=officer)
    at_once(lambda: domain.confirm(one, by=clerk), lambda: domain.confirm(one, by=outsider))
    assert Agreement.objects.get().stage == "signed"
    assert Entry.objects.filter(act="agreement.signed").count() == 1


def test_numbers_of_many_drafts_are_all_different(clerk: User, outsider: User) -> None:
    signs = [domain.Signs(clerk.party), domain.Signs(outsider.party)]
    drafts = [lambda who=who: domain.draft(by=who, data=DATA, signs=signs) for who in [clerk, outsider] * 4]
    assert refused(at_once(*drafts)) == 0
    numbers = sorted(Agreement.objects.values_list("number", flat=True))
    assert numbers == [f"{timezone.localdate().year}-{n:04d}" for n in range(1, 9)]


def test_a_form_sent_twice_at_once_is_one_draft(clerk: User, outsider: User) -> None:
    signs = [domain.Signs(clerk.party), domain.Signs(outsider.party)]
    send = lambda: domain.draft(by=clerk, data=DATA, signs=signs, key="form-x")  # noqa: E731  said twice
    assert refused(at_once(send, send)) == 0
    assert Agreement.objects.count() == 1


def test_two_escalations_at_once(signed: Agreement) -> None:
    Milestone.objects.create(agreement=signed, title="交货", due_on=working_days_ago(7))
    at_once(domain.escalate_overdue, domain.escalate_overdue)
    assert Escalation.objects.count() == 3
    assert Entry.objects.filter(act__startswith="milestone.").count() == 3


def test_two_workers_start_the_day_once(db: None) -> None:
    at_once(daily.start_due, daily.start_due)
    assert Job.objects.filter(kind="escalate_agreements").count() == 1
