"""The workbook of matches: its sheets and figures, the rows that were not used, and no contacts."""

import json
import re
from pathlib import Path

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

from duijie.engine import allocate, match
from duijie.engine.channels import load
from duijie.tables import UnusableFile, write_matches, write_pairs
from duijie.tables.rows import open_workbook, write_cell
from tests.tables.making import read, xlsx

SECRET = "13900000001"
NEEDS = [
    ["编号", "标题", "产品名称", "采购数量", "最高单价", "计量单位", "单位名称", "联系方式"],
    ["N1", "采购风电主轴轴承", "风电主轴轴承", 120, 185_000, "套", "甲厂", f"王经理 {SECRET}"],
    ["N2", "采购航天涡轮盘", "涡轮盘", 2, 9, "件", "乙院", SECRET],
    ["N3", "采购偏航轴承", "偏航轴承", "很多", 10, "套", "丙厂", SECRET + "；" * 200],
    ["N4", "", "", 1, 1, "套", "丁厂", SECRET],
]
OFFERS = [
    ["编号", "标题", "产品名称", "报价", "计量单位", "单位名称", "联系方式"],
    ["S1", "供应风电主轴轴承", "风电主轴轴承", 168_000, "套", "轴承厂", SECRET],
    ["S2", "=HYPERLINK(1)", "偏航轴承", 90_000, "套", "+外贸厂", SECRET],
    ["S3", "手工速冻水饺", "速冻水饺", 16, "公斤", "食品厂", SECRET],
]


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[list[object]]]:
    folder = tmp_path_factory.mktemp("matches")
    needs, offers = (
        read(xlsx(folder / "n.xlsx", *NEEDS)),
        read(xlsx(folder / "o.xlsx", *OFFERS), side="offer"),
    )
    found = match(needs.frame, offers.frame, "sales")
    write_matches(
        folder / "out.xlsx",
        channel=load("sales"),
        needs=found.needs,
        offers=found.offers,
        pairs=found.pairs,
        need_problems=needs.problems,
        offer_problems=offers.problems,
        allocation=allocate(found.pairs, found.needs, found.offers, found.channel),
    )
    with CalamineWorkbook.from_path(str(folder / "out.xlsx")) as book:
        return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def records(rows: list[list[object]]) -> list[dict[object, object]]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_sheets_stand_in_the_order_people_read_them(sheets: dict[str, list[list[object]]]) -> None:
    assert list(sheets) == ["汇总", "按需求", "按供给", "整体分配", "分配报告", "未匹配", "问题行"]


def test_the_summary_has_the_figures_with_their_denominators(sheets: dict[str, list[list[object]]]) -> None:
    facts = {row[0]: row[1] for row in sheets["汇总"]}
    assert "产销对接清单" in facts
    assert facts["需求"] == "可用 3 条，未用 1 条，另有 2 个单元格读不懂、按未填处理（见“问题行”）"
    assert facts["供给"] == "可用 3 条"
    assert facts["找到供给的需求"] == "1 / 3，33%"
    assert facts["被匹配到的供给"] == "2 / 3，67%"  # N1 has something in common with S1 and S2
    assert facts["结论为“不符合”的配对"] == "2 / 4，50%"
    assert str(facts["整体分配"]).startswith("1 对，见“整体分配”")


def test_pairs_are_listed_from_both_sides_with_reasons(sheets: dict[str, list[list[object]]]) -> None:
    first = records(sheets["按需求"])[0]
    assert [first[c] for c in ("需求编号", "需求", "需方", "名次", "供给编号", "供给", "供方")] == [
        "N1",
        "采购风电主轴轴承",
        "甲厂",
        1,
        "S1",
        "供应风电主轴轴承",
        "轴承厂",
    ]
    assert first["结论"] in ("推荐", "可考虑")
    assert 0 < float(str(first["评分"])) <= 1
    assert "✓ 报价" in str(first["硬性条件"])
    assert "轴承" in str(first["匹配依据"])
    assert sheets["按供给"][0][:3] == ["供给编号", "供给", "供方"]
    assert len(sheets["按供给"]) == len(sheets["按需求"])
    assert [r["需求编号"] for r in records(sheets["整体分配"])] == ["N1"]


@pytest.mark.parametrize("name", ["按需求", "按供给"])
def test_what_the_parts_add_is_the_score(name: str, sheets: dict[str, list[list[object]]]) -> None:
    for row in records(sheets[name]):
        lines = str(row["匹配依据"]).split("\n")
        assert all(re.fullmatch(r"[01]\.\d\d \S+　.+", line) for line in lines)
        assert sum(round(float(line.split(" ")[0]) * 100) for line in lines) == round(
            float(str(row["评分"])) * 100
        )
    assert "文字内容　双方都提到：" in str(records(sheets[name])[0]["匹配依据"])


def test_needs_without_an_offer_say_why(sheets: dict[str, list[list[object]]]) -> None:
    lost = {r["需求编号"]: r["原因"] for r in records(sheets["未匹配"])}
    assert lost == {"N2": "没有供给与它有共同内容。", "N3": "有相近供给，但都有硬性条件不符合。"}


def test_problem_rows_say_what_was_done(sheets: dict[str, list[list[object]]]) -> None:
    told = [(r["文件"], r["行"], r["列"], r["填的是"], r["处理"]) for r in records(sheets["问题行"])]
    assert told == [
        ("需求表", 4, "采购数量", "很多", "按未填处理"),
        ("需求表", 4, "联系方式", "（不公开）", "按未填处理"),
        ("需求表", 5, "产品名称", "", "整行未用"),
    ]


def test_contacts_are_nowhere_in_it(sheets: dict[str, list[list[object]]]) -> None:
    assert SECRET not in str(sheets)


def test_texts_that_look_like_formulas_are_texts(sheets: dict[str, list[list[object]]]) -> None:
    assert ("=HYPERLINK(1)", "+外贸厂") in [(r["供给"], r["供方"]) for r in records(sheets["按需求"])]


def test_nothing_to_match_is_still_a_workbook(tmp_path: Path) -> None:
    needs = read(xlsx(tmp_path / "n.xlsx", *NEEDS[:2]))
    offers = read(xlsx(tmp_path / "o.xlsx", OFFERS[0], OFFERS[3]), side="offer")
    found = match(needs.frame, offers.frame, "sales")
    sides = {"needs": found.needs, "offers": found.offers}
    write_matches(tmp_path / "out.xlsx", channel=load("sales"), pairs=found.pairs, **sides)
    with CalamineWorkbook.from_path(str(tmp_path / "out.xlsx")) as book:
        assert book.sheet_names == ["汇总", "按需求", "按供给", "未匹配", "问题行"]
        assert len(book.get_sheet_by_name("未匹配").to_python()) == 2


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_pairs_for_machines(ending: str, tmp_path: Path) -> None:
    needs = read(xlsx(tmp_path / "n.xlsx", *NEEDS))
    offers = read(xlsx(tmp_path / "o.xlsx", *OFFERS), side="offer")
    pairs = match(needs.frame, offers.frame, "sales").pairs
    path = tmp_path / f"out.{ending}"
    write_pairs(path, pairs)
    flat = pl.read_csv(path) if ending == "csv" else pl.read_parquet(path)
    assert flat.columns == ["need_id", "offer_id", "score", "rank", "verdict", "reasons"]
    assert flat["need_id"].to_list() == pairs["need_id"].to_list()


def test_json_has_the_reasons_whole(tmp_path: Path) -> None:
    """The parts add up to the score, and a failed condition says what would turn it."""
    needs = read(xlsx(tmp_path / "n.xlsx", *NEEDS))
    offers = read(xlsx(tmp_path / "o.xlsx", *OFFERS), side="offer")
    pairs = match(needs.frame, offers.frame, "sales").pairs
    write_pairs(tmp_path / "out.json", pairs)
    told = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert [(one["need_id"], one["offer_id"]) for one in told] == pairs.select("need_id", "offer_id").rows()
    for one in told:
        parts = [r["weight"] for r in one["reasons"] if r["kind"] == "evidence"]
        assert sum(parts) == pytest.approx(one["score"], abs=1e-5)
    kinds = {r["kind"] for one in told for r in one["reasons"]}
    assert {"evidence", "constraint", "change"} <= kinds


def test_more_rows_than_excel_has_are_a_sentence_not_a_loss(tmp_path: Path) -> None:
    with open_workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        write_cell(sheet, 1_048_575, 0, "最后一行")
        with pytest.raises(UnusableFile, match=r"1,048,576 行.*csv"):
            write_cell(sheet, 1_048_576, 0, "再一行")


def test_a_failed_condition_is_followed_by_what_would_turn_it(sheets: dict[str, list[list[object]]]) -> None:
    """N3 pays 10 at most, S2 asks 90,000."""
    cells = [str(cell) for rows in sheets.values() for row in rows for cell in row if "✗" in str(cell)]
    assert cells
    for cell in cells:
        assert "→ 供方“报价”再低" in cell
