"""The README's first promise: an officer with two spreadsheets and no account gets a list to send on."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

HEAD_NEED = [
    "编号",
    "标题",
    "产品名称",
    "采购数量",
    "计量单位",
    "最高单价",
    "要求资质",
    "单位名称",
    "联系方式",
]
HEAD_OFFER = ["编号", "标题", "产品名称", "可供数量", "计量单位", "报价", "已有资质", "单位名称", "联系方式"]
NEEDS = [
    ["N1", "采购风电主轴轴承", "风电主轴轴承", 120, "套", 185_000, "ISO 9001", "甲厂", "王经理 13900000001"],
    ["N2", "采购速冻水饺", "速冻水饺", 5_000, "公斤", 18, "", "乙商超", ""],
    ["N3", "要航天发动机涡轮盘", "涡轮盘", 2, "件", "", "", "丙院", ""],
    ["N4", "", "", "很多", "", "", "", "", ""],
]
OFFERS = [
    [
        "S1",
        "主轴轴承，6MW 风机用",
        "风电主轴轴承；偏航轴承",
        3_000,
        "套",
        168_000,
        "ISO 9001；ISO 14001",
        "轴承厂",
        "李经理 13900000002",
    ],
    ["S2", "风电主轴轴承现货", "风电主轴轴承", 50, "套", 230_000, "ISO 9001", "另一轴承厂", ""],
    ["S3", "手工速冻水饺", "速冻水饺", 9_000, "公斤", 16, "", "食品厂", ""],
    ["S4", "速冻水饺代工", "速冻水饺", 9_000, "箱", 160, "", "代工厂", ""],
]


def write(path: Path, rows: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return path


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return write(tmp_path / "需求.xlsx", [HEAD_NEED, *NEEDS]), write(
        tmp_path / "供给.xlsx", [HEAD_OFFER, *OFFERS]
    )


def duijie(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "duijie", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=120)


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    with CalamineWorkbook.from_path(str(path)) as book:
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_a_template_is_filled_in_and_matched(tmp_path: Path) -> None:
    made = duijie("template", "research", "need", "-o", "t.xlsx", cwd=tmp_path)
    assert made.returncode == 0, made.stderr
    first = next(iter(sheets(tmp_path / "t.xlsx").values()))
    assert any("标题" in str(cell) for row in first[:6] for cell in row)
    assert any(str(cell).startswith("示例") for row in first for cell in row)


def test_two_spreadsheets_become_a_list_to_send_on(files: tuple[Path, Path], tmp_path: Path) -> None:
    done = duijie("match", *files, "--channel", "sales", "-o", "对接清单.xlsx", "--allocate", cwd=tmp_path)
    assert done.returncode == 1, done.stderr  # finished, with rows rejected
    book = sheets(tmp_path / "对接清单.xlsx")
    text = {name: "\n".join("|".join(map(str, row)) for row in rows) for name, rows in book.items()}
    assert {"按需求", "按供给", "整体分配", "分配报告"} <= set(book)
    everything = "\n".join(text.values())
    assert "采购风电主轴轴承" in text["按需求"]
    assert "推荐" in text["按需求"]
    assert "不高于" in everything or "不超过" in everything
    assert "没有填“产品名称”" in everything
    assert "13900000002" not in everything  # contacts open when both sides agree, not in a list


def test_machines_get_one_json_object(files: tuple[Path, Path], tmp_path: Path) -> None:
    done = duijie("match", *files, "-c", "sales", "-o", "out.csv", "--json", cwd=tmp_path)
    facts = json.loads(done.stdout)
    assert (facts["status"], done.returncode) == ("done", 1)
    pairs = pl.read_csv(tmp_path / "out.csv")
    assert pairs.columns == ["need_id", "offer_id", "score", "rank", "verdict", "reasons"]
    verdicts = {(r["need_id"], r["offer_id"]): r["verdict"] for r in pairs.iter_rows(named=True)}
    assert verdicts["N1", "S1"] == "recommended"
    assert verdicts["N1", "S2"] == "blocked"  # dearer than the need allows, however well it fits
    assert verdicts["N2", "S4"] == "unknown"  # sold by the box, asked for by the kilogram
    assert not pairs.filter(pl.col("need_id") == "N3")["verdict"].is_in(["recommended"]).any()
    assert pairs["score"].is_between(0, 1).all()


def test_pairs_are_scored_as_asked(files: tuple[Path, Path], tmp_path: Path) -> None:
    (tmp_path / "pairs.csv").write_text("need_id,offer_id\nN1,S1\nN2,S1\nN1,没有\n", encoding="utf-8")
    done = duijie("score", *files, "pairs.csv", "-c", "sales", "-o", "scored.csv", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["pairs_without_listing"] == 1
    scored = pl.read_csv(tmp_path / "scored.csv")
    assert scored["need_id"].to_list() == ["N1", "N2"]
    assert scored["score"][0] > scored["score"][1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("match", "没有.xlsx", "供给.xlsx", "-c", "sales"), "找不到文件"),
        (("match", "需求.xlsx", "供给.xlsx", "-c", "love"), "love"),
        (("match", "需求.xlsx", "供给.xlsx", "-c", "sales", "-o", "out.pdf"), "out.pdf"),
        (("template", "sales", "both"), "both"),
    ],
)
def test_unusable_input_is_one_sentence_and_exit_2(
    arguments: tuple[str, ...], said: str, files: tuple[Path, Path], tmp_path: Path
) -> None:
    done = duijie(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    told = duijie(*arguments, "--json", cwd=tmp_path)
    assert json.loads(told.stdout)["status"] == "unusable"


def test_an_allocation_uses_no_offer_more_often_than_it_may(files: tuple[Path, Path], tmp_path: Path) -> None:
    more = [[f"M{i}", "采购速冻水饺", "速冻水饺", 100, "公斤", 18, "", "", ""] for i in range(4)]
    needs = write(tmp_path / "n.xlsx", [HEAD_NEED, *more])
    for serves, expected in ((1, 2), (2, 4)):  # two offers have what all four ask for
        duijie(
            *("match", needs, files[1], "-c", "sales", "--allocate", "--serves", serves, "-o", "a.csv"),
            cwd=tmp_path,
        )
        chosen = pl.read_csv(tmp_path / "a.csv")
        assert chosen.height == chosen["need_id"].n_unique() == expected
        assert set(chosen["offer_id"].value_counts()["count"]) == {serves}
