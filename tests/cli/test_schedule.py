"""`duijie schedule` and `duijie template event`."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from duijie.cli.app import app

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "b2b_meetings"
IMPOSSIBLE = """nBusiness = 2; nMeetings = 2; nTables = 1; nTotalSlots = 1; nMorningSlots = 1;
requested = [|1,2,3,|1,2,3|]; forbidden = [{0},{0}]; fixed = [0,0]; precedences = [{},{}];"""


def run(*arguments: object) -> tuple[int, dict[str, object]]:
    done = CliRunner().invoke(app, [*map(str, arguments), "--json"])
    return done.exit_code, json.loads(done.stdout)


def test_from_the_template_to_the_agenda(tmp_path: Path) -> None:
    assert run("template", "event", "-o", tmp_path / "e.xlsx")[0] == 0
    code, facts = run("schedule", tmp_path / "e.xlsx", "-o", tmp_path / "a.xlsx", "--time-limit", 10)
    assert code == 0
    assert (facts["status"], facts["breaks"], facts["bound"]) == ("optimal", 0, 0)
    assert [m["meeting"] for m in facts["meetings"]] == [1, 2]
    assert set(facts["meetings"][0]) == {"meeting", "slot", "table"}
    assert (tmp_path / "a.xlsx").is_file()


def test_people_read_sentences(tmp_path: Path) -> None:
    (tmp_path / "e.dzn").write_text(IMPOSSIBLE)
    done = CliRunner().invoke(app, ["schedule", str(tmp_path / "e.dzn"), "-o", str(tmp_path / "a.xlsx")])
    assert done.exit_code == 0
    assert "结果：排不出来" in done.stdout
    assert "有 2 场洽谈，但只在 1 个时段在场" in done.stdout
    assert "增加 1 个时段" in done.stdout


def test_impossible_is_an_answer_with_reasons_and_remedies(tmp_path: Path) -> None:
    (tmp_path / "e.dzn").write_text(IMPOSSIBLE)
    code, facts = run("schedule", tmp_path / "e.dzn")
    assert (code, facts["status"], facts["meetings"]) == (0, "impossible", [])
    assert facts["reasons"]
    assert {remedy["code"] for remedy in facts["remedies"]} >= {"slots", "drop"}


@pytest.mark.parametrize("name", ["none.dzn", "e.csv"])
def test_unusable_files_end_with_2(tmp_path: Path, name: str) -> None:
    code, facts = run("schedule", tmp_path / name)
    assert (code, facts["status"]) == (2, "unusable")


def test_an_output_that_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "e.dzn").write_text(IMPOSSIBLE)
    assert run("schedule", tmp_path / "e.dzn", "-o", tmp_path / "a.pdf")[0] == 2
    assert run("template", "event", "need")[0] == 2


@pytest.mark.parametrize("name", ["tic-12", "forumt-14crafe"])
def test_published_optima(name: str) -> None:
    if not DATA.is_dir():
        pytest.skip(f"the published instances are not at {DATA}")
    with (DATA / "optima.csv").open() as file:
        optima = {row["instance"]: int(row["optimum_breaks"]) for row in csv.DictReader(file)}
    code, facts = run("schedule", DATA / f"{name}.dzn")
    assert (code, facts["status"], facts["breaks"], facts["bound"]) == (
        0,
        "optimal",
        optima[name],
        optima[name],
    )
