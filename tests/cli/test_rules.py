"""`duijie rules`: files in, decisions out, exit codes."""

import json
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook
from typer.testing import CliRunner

from duijie.cli.app import app
from duijie.engine.rules.loader import SHIPPED
from tests.engine.rules.test_gaps import SIMPLE

TABLE = (
    "编号,企业名称,营业收入,研发费用占比\n1,甲厂,8000万元,2.6%\n2,乙厂,8000,5%\n3,丙厂,,5%\n4,丁厂,很多,5%\n"
)


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    rules, table = tmp_path / "补助.yaml", tmp_path / "企业.csv"
    rules.write_text(SIMPLE, encoding="utf-8")
    table.write_text(TABLE, encoding="utf-8")
    return rules, table


def invoke(*arguments: object):
    return CliRunner().invoke(app, ["rules", *map(str, arguments)])


def test_the_shipped_rules_are_clean() -> None:
    found = invoke("check", *SHIPPED.glob("*_sme.yaml"))
    assert found.exit_code == 0
    assert "错误 0 处，提醒 0 处" in found.stdout


def test_a_problem_has_file_line_and_sentence(tmp_path: Path) -> None:
    path = tmp_path / "甲.yaml"
    path.write_text(SIMPLE.replace("2000万元", "2000万"), encoding="utf-8")
    found = invoke("check", path, "--json")
    assert found.exit_code == 1
    (problem,) = json.loads(found.stdout)["problems"]
    assert (problem["file"], problem["line"], problem["code"]) == ("甲.yaml", 13, "unit")


def test_each_firm_is_decided(files: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "判断.xlsx"
    found = invoke("run", *files, "-o", out, "--as-of", "2026-01-01", "--json")
    assert found.exit_code == 0
    facts = json.loads(found.stdout)
    assert [d["result"] for d in facts["decisions"]] == ["not_eligible", "eligible", "undecided", "undecided"]
    assert facts["decisions"][2]["missing"] == ["revenue"]
    assert facts["problems"][0]["row"] == 5
    book = CalamineWorkbook.from_path(out)
    assert book.sheet_names == ["结论", "依据", "问题"]
    rows = book.get_sheet_by_name("结论").to_python()
    assert rows[1][:4] == ["1", "甲厂", "研发补助", "不符合"]
    assert "还差 0.4 个百分点" in rows[1][8]


def test_parquet_and_csv_hold_the_decisions(files: tuple[Path, Path], tmp_path: Path) -> None:
    for ending in ("parquet", "csv"):
        out = tmp_path / f"判断.{ending}"
        assert invoke("run", *files, "-o", out, "--as-of", "2026-01-01").exit_code == 0
        read = pl.read_parquet(out) if ending == "parquet" else pl.read_csv(out)
        assert read["结论"].to_list() == ["不符合", "符合", "待定", "待定"]


def test_before_the_rule_was_nobody_is_eligible(files: tuple[Path, Path], tmp_path: Path) -> None:
    found = invoke("run", *files, "-o", tmp_path / "a.csv", "--as-of", "2020-01-01", "--json")
    assert json.loads(found.stdout)["results"] == {"eligible": 0, "not_eligible": 4, "undecided": 0}


def test_unusable_input_is_a_sentence(files: tuple[Path, Path], tmp_path: Path) -> None:
    bomb = tmp_path / "b.yaml"
    bomb.write_text("a: &a [1]\nb: [*a, *a]\n", encoding="utf-8")
    found = invoke("run", bomb, files[1], "--json")
    assert found.exit_code == 2
    assert "不能用 & 和 *" in json.loads(found.stdout)["error"]
    assert invoke("run", files[0], files[1], "-o", tmp_path / "a.txt").exit_code == 2
    assert invoke("check", tmp_path / "none.yaml").exit_code == 2
