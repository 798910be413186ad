"""Which row is the heading and which column is which."""

import tomllib
from pathlib import Path

import pytest

from duijie.engine.channels import available, load
from duijie.engine.channels.loader import HERE
from duijie.tables import UnusableFile
from duijie.tables.schemas import heading_unit, listing_schema, plain
from tests.tables.making import read, xlsx


@pytest.mark.parametrize(
    "heading",
    [
        ["编号", "标题", "产品名称", "采购数量"],
        ["采购数量", "产品名称", "标题", "编号"],
        ["id", "title", "products", "quantity"],
        ["ID", "Title", "Products", "Quantity needed"],
        [" 编 号 ", "标题 *", "＊产品名称（必填）", "采购数量："],
        ["序号", "需求名称", "物资名称", "数量"],
    ],
)
def test_headings_in_chinese_or_code_in_any_order(heading: list[str], tmp_path: Path) -> None:
    cells = {"编号": "N1", "标题": "采购轴承", "产品名称": "深沟球轴承", "采购数量": 200}
    known = listing_schema("sales", "need").by_heading()
    row = [cells[known[plain(h)].label] for h in heading]
    found = read(xlsx(tmp_path / "a.xlsx", heading, row))
    assert found.frame.select("id", "title", "products", "quantity").row(0) == (
        "N1",
        "采购轴承",
        ["深沟球轴承"],
        200,
    )
    assert found.ignored_columns == ()


@pytest.mark.parametrize("channel", available())
@pytest.mark.parametrize("side", ["need", "offer"])
def test_every_label_and_code_names_its_own_column(channel: str, side: str) -> None:
    known = listing_schema(channel, side).by_heading()
    for field in load(channel).fields_for(side):
        assert known[plain(field.label(side))].name == field.name
        assert known[plain(field.name)].name == field.name


@pytest.mark.parametrize("channel", available())
@pytest.mark.parametrize("side", ["need", "offer"])
def test_a_columns_general_name_is_understood_on_both_sides(channel: str, side: str) -> None:
    known = listing_schema(channel, side).by_heading()
    for field in tomllib.loads((HERE / f"{channel}.toml").read_text(encoding="utf-8"))["fields"]:
        assert known[plain(field["label"])].name == field["name"]


def test_unknown_columns_are_told_with_what_they_may_mean(tmp_path: Path) -> None:
    found = read(xlsx(tmp_path / "a.xlsx", ["产品名称", "最高单价钱", "颜色", 2026], ["轴承", 3, "红", 1]))
    assert found.ignored_columns == ("最高单价钱（是不是“最高单价”？）", "颜色", "2026.0")


def test_of_two_equal_headings_the_first_counts_and_the_other_is_told(tmp_path: Path) -> None:
    found = read(xlsx(tmp_path / "a.xlsx", ["产品名称", "采购数量", "采购数量"], ["轴承", 1, 2]))
    assert found.frame["quantity"].to_list() == [1]
    assert found.ignored_columns == ("采购数量",)


def test_a_columns_own_label_goes_before_what_others_call_it(tmp_path: Path) -> None:
    found = read(xlsx(tmp_path / "a.xlsx", ["产品", "产品名称", "数量"], ["别名", "本名", 1]))
    assert found.frame["products"].to_list() == [["本名"]]
    assert found.ignored_columns == ("产品",)


@pytest.mark.parametrize(
    ("heading", "unit"),
    [
        ("金额（万元）", "万元"), ("金额(元)", "元"), ("金额（单位：万元，含税）", "万元"), ("金额（必填）（亿元）", "亿元"), ("金额【人民币万元】", "万元"),
        ("金额（含税）", ""), ("金额（必填）", ""), ("金额", ""), ("金额（万美元）", "万美元"),
    ],
)  # fmt: skip
def test_units_in_headings(heading: str, unit: str) -> None:
    assert heading_unit(heading) == unit


def test_the_unit_in_a_heading_counts_for_its_numbers(tmp_path: Path) -> None:
    rows = [["标题", "融资金额（元）"], ["贷款", 8_000_000], ["贷款", "300万"]]
    assert read(xlsx(tmp_path / "a.xlsx", *rows), "finance").frame["amount"].to_list() == [800, 300]
    rows = [["标题", "融资金额（含税）"], ["贷款", 800]]
    assert read(xlsx(tmp_path / "b.xlsx", *rows), "finance").frame["amount"].to_list() == [800]
    rows = [["标题", "融资金额（万美元）"], ["贷款", 800]]
    assert read(xlsx(tmp_path / "c.xlsx", *rows), "finance").frame["amount"].to_list() == [None]


def test_the_heading_stands_below_titles_and_repeats_on_new_pages(tmp_path: Path) -> None:
    head = ["产品名称", "标题"]
    rows = [["2026年产销对接需求表"], ["填报单位：某局"], [], head, ["轴承", "甲"], head, ["螺栓", "乙"]]
    found = read(xlsx(tmp_path / "a.xlsx", *rows))
    assert (found.frame["title"].to_list(), found.row_numbers) == (["甲", "乙"], (5, 7))


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        (["颜色", "大小"], "没有认得的表头.*颜色、大小.*产品名称"),
        (["采购数量", "计量单位"], "缺少.*“产品名称”.*采购数量、计量单位"),
    ],
)
def test_a_table_of_something_else_says_what_was_seen_and_what_is_needed(
    heading: list[str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(UnusableFile, match=said) as error:
        read(xlsx(tmp_path / "a.xlsx", heading, ["红", "大"]))
    assert error.value.sentence.endswith("。")
