"""Registers that offices kept: good rows come in once, bad ones are named with row and cell, files that are none refused."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from duijie.portal.accounts.models import User
from duijie.portal.agreements import domain
from duijie.portal.agreements.models import Agreement
from duijie.portal.jobs.models import Job
from duijie.portal.parties.models import Party
from duijie.portal.refused import NotAllowed
from duijie.tables import UnusableFile, write_rows

COLUMNS = [
    "协议名称",
    "类别",
    "技术合同类型",
    "甲方",
    "乙方",
    "协议金额（万元）",
    "签约日期",
    "金额保密",
    "地区",
    "责任部门",
]
A, B = "甲河轴承有限公司", "乙山食品有限公司"
GOOD = ["年度采购", "产销", "", A, B, 120, "2026-03-05", "否", "涧西区", ""]


@pytest.fixture
def file(tmp_path: Path, firm_a: Party, firm_b: Party) -> Callable[..., Path]:
    def make(*rows: list[Any], columns: list[str] = COLUMNS) -> Path:
        path = tmp_path / "台账.xlsx"
        write_rows(path, columns, rows)
        return path

    return make


def test_good_rows_are_signed_agreements(file: Callable[..., Path], officer: User) -> None:
    path = file(GOOD, ["保密的", "技术", "技术许可", A, B, "", "2025-12-30", "是", "", ""])
    result = domain.import_agreements(path, by=officer)
    assert (result.created, result.rejected) == (2, 0)
    first, second = Agreement.objects.order_by("-signed_on")
    assert (first.number, first.amount, first.stage, first.region) == (
        "2026-0001", Decimal(1_200_000), "signed", "410305",
    )  # fmt: skip
    assert (second.number, second.amount, second.confidential) == ("2025-0001", None, True)
    assert all(s.on_paper and s.confirmed_at for s in first.signatories.all())
    again = domain.import_agreements(path, by=officer)
    assert (again.created, again.unchanged) == (0, 2)


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({3: "没有这家公司"}, "甲方"),
        ({4: A}, "乙方"),
        ({1: "以物易物"}, "类别"),
        ({1: "技术"}, "技术合同类型"),
        ({6: "昨天"}, "签约日期"),
        ({6: "2999-01-01"}, "签约日期"),
        ({9: A}, "责任部门"),
        ({0: ""}, "协议名称"),
    ],
)
def test_a_bad_row_is_named_and_the_good_one_kept(
    change: dict[int, str], column: str, file: Callable[..., Path], officer: User
) -> None:
    bad = ["另一份", *GOOD[1:]]
    bad = [change.get(place, cell) for place, cell in enumerate(bad)]
    result = domain.import_agreements(file(GOOD, bad), by=officer)
    assert (result.created, result.rejected) == (1, 1)
    problem = next(p for p in result.problems if p.fatal)
    assert (problem.row, problem.column) == (3, column)
    assert Agreement.objects.count() == 1


def test_the_same_agreement_twice_in_a_file_is_named(file: Callable[..., Path], officer: User) -> None:
    result = domain.import_agreements(file(GOOD, GOOD), by=officer)
    assert (result.created, result.rejected) == (1, 1)
    assert "同一份协议" in result.problems[0].message


def test_two_firms_of_one_name_need_a_code(
    file: Callable[..., Path], officer: User, new_party: Callable[..., Party]
) -> None:
    new_party(A, credit_code="91410300MA0000C03J")
    result = domain.import_agreements(file(GOOD), by=officer)
    assert "同名" in result.problems[0].message
    by_code = [*GOOD[:3], "91410300MA0000A011", *GOOD[4:]]
    assert domain.import_agreements(file(by_code), by=officer).created == 1


def test_only_the_coordinator_imports(
    file: Callable[..., Path], clerk: User, department: User, leader: User
) -> None:
    for somebody in (clerk, department, leader):
        with pytest.raises(NotAllowed):
            domain.import_agreements(file(GOOD), by=somebody)
    assert Agreement.objects.count() == 0


def test_a_file_that_is_none_is_refused(tmp_path: Path, officer: User) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(UnusableFile):
        domain.import_agreements(path, by=officer)


def test_the_blank_form_comes_back_empty_and_the_job_reports(
    file: Callable[..., Path],
    officer: User,
    client_for: Callable[..., Client],
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    client = client_for(officer)
    blank = b"".join(client.get(reverse("agreements:template")))
    for content, created in ((blank, None), (file(GOOD).read_bytes(), 1)):
        with django_capture_on_commit_callbacks(execute=True):
            sent = client.post(
                reverse("agreements:import"), {"file": SimpleUploadedFile("台账.xlsx", content)}
            )
        assert sent.status_code == 302
        job = Job.objects.latest("pk")
        assert job.result.get("created") == created
        if created is None:
            assert "没有数据" in job.error
