"""A business register comes in: good rows, bad rows named, nothing twice."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from duijie.portal.accounts.models import User
from duijie.portal.parties import domain, exporting, queries
from duijie.portal.parties.domain.importing import yuan
from duijie.portal.parties.models import EnterpriseProfile, Party
from duijie.portal.refused import NotAllowed
from duijie.standards.credit_code import check_digit
from duijie.tables import write_rows

HEAD = [
    "企业名称",
    "统一社会信用代码",
    "注册日期",
    "注册资金",
    "经营范围",
    "地区",
    "注册地址",
    "从业人员",
    "营业收入（万元）",
    "资产总额",
]


def code(number: int) -> str:
    body = f"91410305TEXT{number:05d}"
    return body + check_digit(body)


ROWS = [
    [
        "甲厂",
        code(1),
        "2004-05-24",
        "50(万元人民币)",
        "滚动轴承制造；轴承零件销售",
        "涧西区",
        "建设路1号",
        320,
        "5200万元",
        "0.8亿元",
    ],
    ["乙厂", code(2), "2004年6月3日", "1亿元", "", "洛阳市老城区", "", "", "", ""],
    ["丙厂", code(3), "", "200(万美元)", "餐饮服务", "火星", "", "", "", ""],
    ["丁厂", "91410305TEXT00004Q", "", "", "", "", "", "", "", ""],
    ["", code(5), "", "", "", "", "", "", "", ""],
    ["甲厂又一遍", code(1), "", "", "", "", "", "", "", ""],
]


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "名录.csv"
    write_rows(path, HEAD, ROWS)
    return path


def test_good_rows_come_in_and_bad_cells_are_named(register: Path, officer: User) -> None:
    result = domain.import_parties(register, by=officer)
    first = Party.objects.get(credit_code=code(1))
    assert (first.name, first.region, first.capital, first.industry) == (
        "甲厂",
        "410305",
        Decimal(50),
        "3451",
    )
    assert (
        first.profile.employees,
        first.profile.revenue,
        first.profile.assets,
        first.profile.size_class,
    ) == (320, 5200, 8000, "medium")
    assert Party.objects.get(name="乙厂").capital == 10_000
    dollars = Party.objects.get(name="丙厂")
    assert (dollars.capital, dollars.capital_as_stated, dollars.region) == (None, "200(万美元)", None)
    told = {(p.row, p.column): p for p in result.problems}
    assert told[7, "名称"].fatal
    assert told[4, "所在地区"].fatal is False
    assert result.rejected == 2
    assert Party.objects.filter(source="表格导入").count() == result.created == 4


def test_the_same_register_again_changes_nothing(register: Path, officer: User) -> None:
    domain.import_parties(register, by=officer)
    before = (
        list(Party.objects.order_by("pk").values()),
        list(EnterpriseProfile.objects.order_by("pk").values()),
    )
    again = domain.import_parties(register, by=officer)
    assert (again.created, again.updated) == (0, 0)
    assert (
        list(Party.objects.order_by("pk").values()),
        list(EnterpriseProfile.objects.order_by("pk").values()),
    ) == before


def test_empty_cells_leave_what_is_known(register: Path, officer: User) -> None:
    domain.import_parties(register, by=officer)
    write_rows(register, ["企业名称", "统一社会信用代码", "地址"], [["甲厂（更名）", code(1), ""]])
    result = domain.import_parties(register, by=officer)
    first = Party.objects.get(credit_code=code(1))
    assert (result.updated, first.name, first.address) == (1, "甲厂（更名）", "建设路1号")


def test_only_registrars_import(register: Path, clerk: User, leader: User) -> None:
    for person in (clerk, leader):
        with pytest.raises(NotAllowed):
            domain.import_parties(register, by=person)
    assert not Party.objects.filter(source="表格导入").exists()


def test_what_is_exported_can_be_imported_again(register: Path, officer: User, tmp_path: Path) -> None:
    domain.import_parties(register, by=officer)
    path = tmp_path / "导出.xlsx"
    exporting.write(path, officer)
    again = domain.import_parties(path, by=officer)
    assert (again.created, again.updated, again.rejected) == (0, 0, 0)


def test_the_export_keeps_finances_from_those_they_are_not_due_to(
    register: Path, officer: User, leader: User
) -> None:
    domain.import_parties(register, by=officer)
    at = exporting.columns().index("从业人员（人）")
    rows = {row[0]: row[at] for row in exporting.rows(leader, queries.visible_to(leader))}
    assert rows["甲厂"] is None
    assert {row[0]: row[at] for row in exporting.rows(officer, queries.visible_to(officer))}["甲厂"] == 320


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("50(万元人民币)", 50),
        ("5,000(万元人民币)", 5000),
        ("3000万元", 3000),
        ("1.5亿元", 15_000),
        ("200(万美元)", None),
        ("若干", None),
        ("100万港元", None),
    ],
)
def test_capital_in_yuan_only(text: str, amount: float | None) -> None:
    assert yuan(text) == amount


def test_a_real_register(shared_data: Path, officer: User) -> None:
    """Shifted columns, quotes, missing fields: what can be read is read, and what cannot is named."""
    result: Any = domain.import_parties(shared_data / "enterprises" / "registered_2004.csv", by=officer)
    assert result.rows_read > 19_000
    assert result.created > 0.9 * result.rows_read
    assert all(p.message for p in result.problems)
