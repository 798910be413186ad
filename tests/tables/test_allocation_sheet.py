from pathlib import Path

import polars as pl
from python_calamine import CalamineWorkbook

from duijie.engine import allocate, prepare
from duijie.engine.channels import load
from duijie.tables import allocation_facts, write_allocation
from duijie.tables.allocation_sheet import allocation_rows

SALES = load("sales")


def listings(*rows: tuple[str, str, str, float, str]) -> pl.DataFrame:
    columns = ["id", "title", "party", "quantity", "size_class"]
    frame = pl.DataFrame(rows, schema=columns, orient="row").with_columns(unit=pl.lit("套"))
    return prepare(SALES, frame)


NEEDS = listings(("N1", "采购轴承", "甲厂", 1000.0, "大型"))
OFFERS = listings(
    ("S1", "轴承", "乙厂", 600.0, "大型"),
    ("S2", "=轴承", "丙厂", 400.0, "小型"),
    ("S3", "轴承现货", "丁厂", 900.0, "小型"),
)
PAIRS = pl.DataFrame(
    {"need_id": ["N1"] * 3, "offer_id": ["S1", "S2", "S3"], "score": [0.9, 0.8, 0.3]}
).with_columns(verdict=pl.lit("recommended"))


def sheets(target: Path) -> dict[str, list[list[object]]]:
    book = CalamineWorkbook.from_path(str(target))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_each_row_says_how_much_why_and_who_could_take_over(tmp_path: Path) -> None:
    found = allocate(PAIRS, NEEDS, OFFERS, SALES, small_floor=0.4)
    file = tmp_path / "a.xlsx"
    write_allocation(
        file, allocation_rows(found, NEEDS, OFFERS, {"recommended": "推荐"}), allocation_facts(found)
    )
    book = sheets(file)
    assert list(book) == ["整体分配", "分配报告"]
    head, first, second = book["整体分配"]
    row = dict(zip(head, first, strict=True))
    assert (row["需求编号"], row["供给"], row["供方"], row["结论"]) == ("N1", "轴承", "乙厂", "推荐")
    assert (row["分到数量"], row["单位"], row["占需求"]) == (600, "套", 0.6)
    assert row["合计"] == "乙厂供 600 套、丙厂供 400 套，合计满足 1,000 套"
    assert row["候补供给"] == "S3 轴承现货 丁厂"
    assert dict(zip(head, second, strict=True))["供给"] == "'=轴承"  # never a formula
    facts = dict(book["分配报告"])
    assert facts["对接上的需求"] == "1 / 1，100%"
    assert facts["小微企业所得占比"] == "40.0%"
    assert facts["小微企业保底"] == "要求不低于 40%，实际 40.0%；不设保底时 40.0%，没有因此减少总价值"
    assert facts["是不是最好"].startswith("已证明：")


def test_a_floor_says_what_it_costs_and_what_cannot_be() -> None:
    dear = dict(allocation_facts(allocate(PAIRS, NEEDS, OFFERS, SALES, small_floor=0.5)))
    assert dear["小微企业保底"] == "要求不低于 50%，实际 50.0%；不设保底时 40.0%，为此总价值少 0.06"
    pairs = pl.concat([PAIRS, PAIRS.with_columns(need_id=pl.lit("N2"))]).filter(pl.col("offer_id") != "S3")
    needs = pl.concat([NEEDS, NEEDS.with_columns(id=pl.lit("N2"))])
    facts = dict(allocation_facts(allocate(pairs, needs, OFFERS, SALES, small_floor=0.9)))
    assert facts["小微企业保底"].endswith("小微企业能做的都给了，达不到要求")


def test_nothing_allocated_is_said_as_such() -> None:
    facts = dict(allocation_facts(allocate(PAIRS.clear(), NEEDS, OFFERS, SALES)))
    assert facts["分配"].startswith("0 对")
    assert facts["小微企业所得占比"] == "没有分配"
    assert facts["集中度（HHI，1 为一家独得）"] == "没有分配"
