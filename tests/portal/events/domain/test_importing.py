"""Invitations from a list: good rows in, bad rows named with row, cell and remedy, a second time nothing changes."""

from pathlib import Path

import pytest

from duijie.portal.accounts.models import User
from duijie.portal.events import domain
from duijie.portal.events.models import Event
from duijie.portal.parties.models import Party
from duijie.portal.refused import NotAllowed, Refused
from duijie.tables.invitations import write_invitation_template

HEAD = "单位名称,统一社会信用代码,联系人,代表人数,至少几场,最多几场\n"


def write(folder: Path, *rows: str) -> Path:
    path = folder / "名单.csv"
    path.write_text(HEAD + "\n".join(rows), encoding="utf-8")
    return path


def test_good_rows_are_invited(
    event: Event, officer: User, firm_a: Party, firm_b: Party, tmp_path: Path
) -> None:
    path = write(tmp_path, f"{firm_a.name},,王工,2,1,6", f"乙山（老名字）,{firm_b.credit_code},,,,")
    result = domain.invite_list(event, path, by=officer)
    assert (result.created, result.rejected, result.problems) == (2, 0, [])
    one = event.participants.get(party=firm_a)
    assert (one.contact_name, one.representatives, one.floor, one.cap, one.source) == (
        "王工",
        2,
        1,
        6,
        "list",
    )
    again = domain.invite_list(event, path, by=officer)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    changed = domain.invite_list(event, write(tmp_path, f"{firm_a.name},,,3,,"), by=officer)
    assert (changed.updated, event.participants.get(party=firm_a).representatives) == (1, 3)


def test_bad_rows_are_named(event: Event, officer: User, firm_a: Party, new_party, tmp_path: Path) -> None:
    for code in ("91410300MA0000C03X", "91410300MA0000D04H"):
        new_party("同名厂", credit_code=code)
    new_party("停用厂", state="suspended")
    path = write(
        tmp_path, f"{firm_a.name},,,1,,", "没有这家,,,,,", "同名厂,,,,,", "停用厂,,,,,", ",,只有联系人,,,",
        f"{firm_a.name},,,,,", "甲河轴承有限公司,,,0,,", "甲河轴承有限公司,,,,5,2",
    )  # fmt: skip
    result = domain.invite_list(event, path, by=officer)
    told = {(p.row, p.column): p.message for p in result.problems}
    assert told == {
        (3, "单位名称"): "主体库里没有这家单位。",
        (4, "单位名称"): "主体库里有 2 家同名的单位。",
        (5, "单位名称"): "这家单位待审核或已停用。",
        (6, "单位名称"): "没有填“单位名称”。",
        (7, "单位名称"): "与第 2 行是同一家单位。",
        (8, "单位名称"): "与第 2 行是同一家单位。",
        (9, "单位名称"): "与第 2 行是同一家单位。",
        (8, "代表人数"): told[8, "代表人数"],
    }
    assert [one.party for one in event.participants.all()] == [firm_a]


def test_bounds_in_a_row(event: Event, officer: User, firm_a: Party, tmp_path: Path) -> None:
    result = domain.invite_list(event, write(tmp_path, f"{firm_a.name},,,,5,2"), by=officer)
    assert [(p.row, p.column, p.value) for p in result.problems] == [(2, "至少几场", "5")]
    assert not event.participants.exists()


@pytest.mark.parametrize("content", ["", "甲,乙\n1,2\n", HEAD])
def test_files_without_a_list(event: Event, officer: User, tmp_path: Path, content: str) -> None:
    path = tmp_path / "名单.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(Refused):
        domain.invite_list(event, path, by=officer)
    assert not event.participants.exists()


def test_the_template_can_be_read_and_holds_nothing(event: Event, officer: User, tmp_path: Path) -> None:
    write_invitation_template(tmp_path / "空白.xlsx")
    with pytest.raises(Refused, match="只有表头"):
        domain.invite_list(event, tmp_path / "空白.xlsx", by=officer)


def test_not_by_others(event: Event, clerk: User, firm_a: Party, tmp_path: Path) -> None:
    with pytest.raises(NotAllowed):
        domain.invite_list(event, write(tmp_path, f"{firm_a.name},,,,,"), by=clerk)
    assert not event.participants.exists()
