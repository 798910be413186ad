"""Working days left, and what happens when they are over: once for every step."""

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from duijie.portal.accounts.models import User
from duijie.portal.agreements import deadlines, domain
from duijie.portal.agreements.models import Agreement, Escalation, LandingRules, Milestone
from duijie.portal.jobs import daily
from duijie.portal.jobs.models import Job
from tests.portal.agreements.conftest import working_days_ago

WEDNESDAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("due", "said"),
    [
        (date(2026, 11, 25), "今天到期"),
        (date(2026, 11, 27), "还剩 2 个工作日"),
        (date(2026, 11, 30), "还剩 3 个工作日"),  # over a weekend
        (date(2026, 11, 24), "超期 1 个工作日"),
        (date(2026, 11, 20), "超期 3 个工作日"),
    ],
)
def test_words(due: date, said: str) -> None:
    assert deadlines.words(due, WEDNESDAY) == said


def test_a_weekend_does_not_count_but_is_past() -> None:
    saturday, sunday = date(2026, 11, 28), date(2026, 11, 29)
    assert deadlines.late_by(saturday, sunday) == 0
    assert deadlines.words(saturday, sunday) == "超期 1 个工作日"


def overdue(agreement: Agreement, days: int) -> Milestone:
    due = working_days_ago(days)
    return Milestone.objects.create(agreement=agreement, title="交货", due_on=due)


def levels() -> list[str]:
    return list(Escalation.objects.order_by("pk").values_list("level", flat=True))


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (0, []),
        (1, ["reminded"]),
        (2, ["reminded"]),
        (3, ["reminded", "department"]),
        (6, ["reminded", "department"]),
        (7, ["reminded", "department", "coordinator"]),
    ],
)
def test_steps_by_working_days(days: int, told: list[str], signed: Agreement) -> None:
    overdue(signed, days)
    domain.escalate_overdue()
    assert levels() == told
    domain.escalate_overdue()
    assert levels() == told


def test_each_says_to_whom_and_why(signed: Agreement, officer: User, department: User) -> None:
    domain.assign(signed, by=officer, department=department.party, officer=None)
    overdue(signed, 7)
    made = domain.escalate_overdue()
    assert [one.to for one in made] == ["甲河轴承有限公司、乙山食品有限公司", "市工业局", "市级统筹"]
    assert all("已超期 7 个工作日" in one.why and one.rule == "平台初始值" for one in made)


def test_a_new_day_starts_anew(signed: Agreement, clerk: User) -> None:
    step = overdue(signed, 1)
    domain.escalate_overdue()
    domain.change_milestone(step, by=clerk, due_on=working_days_ago(2), reason="写错了")
    domain.escalate_overdue()
    assert levels() == ["reminded", "reminded"]


def test_the_citys_own_days(signed: Agreement) -> None:
    LandingRules.objects.create(
        name="本市", source="文件", valid_from=date(2026, 1, 1), department_days=0, coordinator_days=1
    )
    overdue(signed, 1)
    assert [one.rule for one in domain.escalate_overdue()] == ["本市"] * 3


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_what_is_over_is_left_alone(state: str, signed: Agreement) -> None:
    Milestone.objects.filter(pk=overdue(signed, 9).pk).update(state=state)
    assert domain.escalate_overdue() == []


def test_agreements_not_under_way_are_left_alone(
    new_agreement: Callable[..., Agreement], clerk: User
) -> None:
    for stage in ("draft", "confirming", "completed"):
        overdue(new_agreement(stage), 9)
    ended = new_agreement()
    overdue(ended, 9)
    domain.move(ended, "terminate", by=clerk, reason="不做了")
    assert domain.escalate_overdue() == []


def test_the_command_says_what_it_did(signed: Agreement) -> None:
    overdue(signed, 1)
    for said in ("新增 1 条", "新增 0 条"):
        out = StringIO()
        call_command("escalate_agreements", stdout=out)
        assert said in out.getvalue()


def test_the_worker_starts_it_once_a_day(
    signed: Agreement, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    overdue(signed, 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert daily.start_due() == ["escalate_agreements"]
        assert daily.start_due() == []
    assert levels() == ["reminded"]
    assert Job.objects.get().state == "done"
    assert daily.start_due(timezone.localdate() + timedelta(days=1)) == ["escalate_agreements"]


def test_the_workbench_tells_whom_it_concerns(
    signed: Agreement,
    clerk: User,
    outsider: User,
    officer: User,
    department: User,
    third: User,
    leader: User,
    client_for: Callable[[User | None], Client],
) -> None:
    domain.assign(signed, by=officer, department=department.party, officer=None)
    step = overdue(signed, 1)

    def told(user: User) -> bool:
        return f"{signed.number} 交货" in client_for(user).get("/").content.decode()

    domain.escalate_overdue()
    assert [told(u) for u in (clerk, outsider, department, officer, third, leader)] == [True, True] + [
        False
    ] * 4
    Milestone.objects.filter(pk=step.pk).update(due_on=working_days_ago(7))
    domain.escalate_overdue()
    assert [told(u) for u in (clerk, department, officer, third, leader)] == [True, True, True, False, False]
    shown = client_for(clerk).get("/").content.decode()
    assert "超期 7 个工作日" in shown


def test_what_is_due_soon_waits_with_working_days(
    signed: Agreement, clerk: User, client_for: Callable[[User | None], Client]
) -> None:
    due = working_days_ago(-2)
    Milestone.objects.create(agreement=signed, title="交货", due_on=due)
    Milestone.objects.create(agreement=signed, title="还早", due_on=working_days_ago(-9))
    shown = client_for(clerk).get("/").content.decode()
    assert "还剩 2 个工作日" in shown
    assert "还早" not in shown
