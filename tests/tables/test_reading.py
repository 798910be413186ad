"""Tables as offices send them: what is read, what is named, and what is refused whole."""

import tempfile
import zipfile
from contextlib import suppress
from datetime import date
from itertools import product
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from duijie.engine.channels import available, load
from duijie.tables import (
    UnusableFile,
    listing_schema,
    read_pairs,
    read_table,
    read_texts,
    write_rows,
    write_template,
)
from duijie.tables.values import BadCell, parse

SALES = load("sales")
HEAD = ["编号", "标题", "产品名称", "采购数量", "计量单位", "最高单价", "最迟交货", "所在地区", "联系方式"]
ROW = ["N1", "采购轴承", "深沟球轴承；轴承座", "２００", "套", "6,200元", "2027年3月31日", "涧西区", "王经理"]


def sheet(path: Path, rows: list[list[object]], merge: str = "") -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
        if merge:
            page.merge_range(merge, "合并的内容")
    return path


def read(path: Path, side: str = "need", channel: str = "sales"):
    return read_table(path, listing_schema(channel, side), default_city="410300")


def test_a_row_is_read_as_it_is_meant(tmp_path: Path) -> None:
    row = read(sheet(tmp_path / "a.xlsx", [HEAD, ROW])).frame.row(0, named=True)
    assert row["products"] == ["深沟球轴承", "轴承座"]
    assert (row["quantity"], row["price"], row["deliver_by"], row["region"]) == (
        200,
        6200,
        date(2027, 3, 31),
        "410305",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_of_csv(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(",".join(HEAD[:3]) + "\n" + ",".join(ROW[:3]) + "\n", encoding=encoding)
    assert read(path).frame["title"].to_list() == ["采购轴承"]


def test_parquet(tmp_path: Path) -> None:
    pl.DataFrame(
        {"id": ["1"], "title": ["采购轴承"], "products": [["深沟球轴承", "轴承座"]], "quantity": [5.0]}
    ).write_parquet(tmp_path / "a.parquet")
    row = read(tmp_path / "a.parquet").frame.row(0, named=True)
    assert (row["products"], row["quantity"]) == (["深沟球轴承", "轴承座"], 5)


def test_titles_above_blank_lines_totals_and_any_order(tmp_path: Path) -> None:
    order = [2, 0, 1]
    rows: list[list[object]] = [
        ["2026年产销对接需求表"],
        [],
        [HEAD[i] for i in order],
        [ROW[i] for i in order],
        [],
        ["合计", 1],
    ]
    found = read(sheet(tmp_path / "a.xlsx", rows))
    assert (len(found.frame), found.rows_read, found.row_numbers) == (1, 1, (4,))


def test_cells_merged_down_are_everybodys(tmp_path: Path) -> None:
    rows: list[list[object]] = [["产品名称", "标题"], ["", "一"], ["", "二"]]
    found = read(sheet(tmp_path / "a.xlsx", rows, merge="A2:A3"))
    assert found.frame["products"].to_list() == [["合并的内容"], ["合并的内容"]]


def test_bad_rows_are_named_and_good_ones_kept(tmp_path: Path) -> None:
    rows = [HEAD, ROW, ["N2", "", "", 5], ["N1", "重复", "螺栓"], ["N3", "好的", "螺栓", "一大堆"]]
    found = read(sheet(tmp_path / "a.xlsx", rows))
    assert found.frame["id"].to_list() == ["N1", "N3"]
    told = [(p.row, p.column, p.fatal) for p in found.problems]
    assert (3, "产品名称", True) in told
    assert (4, "编号", True) in told
    assert (5, "采购数量", False) in told
    assert all(p.message.endswith("。") and p.remedy for p in found.problems)


def test_without_ids_the_row_number_serves(tmp_path: Path) -> None:
    found = read(sheet(tmp_path / "a.xlsx", [["产品名称"], ["轴承"], ["螺栓"]]))
    assert (found.frame["id"].to_list(), found.own_ids) == (["2", "3"], False)


def test_unknown_columns_are_told_with_what_they_may_mean(tmp_path: Path) -> None:
    found = read(sheet(tmp_path / "a.xlsx", [["产品名称", "最高单价钱", "颜色"], ["轴承", 3, "红"]]))
    assert found.ignored_columns == ("最高单价钱（是不是“最高单价”？）", "颜色")


def test_pay_in_one_cell_fills_both_ends(tmp_path: Path) -> None:
    path = sheet(tmp_path / "a.xlsx", [["标题", "月薪下限"], ["招车工", "15-20万/年"], ["招普工", "5千"]])
    rows = read(path, channel="talent").frame
    assert rows["salary_min"].to_list() == [12_500, 5_000]
    assert rows["salary_max"].round(2).to_list() == [16_666.67, None]


@pytest.mark.parametrize(("channel", "side"), list(product(available(), ("need", "offer"))))
def test_the_template_filled_in_like_its_example_is_read_without_a_word(
    channel: str, side: str, tmp_path: Path
) -> None:
    definition = load(channel)
    write_template(tmp_path / "t.xlsx", definition, side)
    with pytest.raises(UnusableFile, match="没有数据"):
        read(tmp_path / "t.xlsx", side, channel)
    fields = definition.fields_for(side)
    row = [f.choices[0].label if f.kind == "choices" else f.example(side) or "示例文字" for f in fields]
    row = [
        "1" if f.name == "id" else "" if f.name == "credit_code" else v
        for f, v in zip(fields, row, strict=True)
    ]
    row = [
        "" if v == "示例文字" and f.kind not in ("text", "longtext", "list") else v
        for f, v in zip(fields, row, strict=True)
    ]
    found = read(sheet(tmp_path / "f.xlsx", [[f.label(side) for f in fields], row]), side, channel)
    assert found.problems == []
    assert len(found.frame) == 1


# What is refused whole -------------------------------------------------------------------------------------------------


def bomb(path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (120 * 2**20))
    return path


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.xlsx", b"", "空文件"),
        ("改名.xlsx", b"<html><table>", "不是 Excel"),
        ("坏.xlsx", b"PK\x03\x04" + b"\x00" * 40, "不是 Excel|已损坏"),
        ("二进制.csv", b"\x00\x01\x02\x03" * 50, "不是文本|认不出"),
        ("乱.csv", "颜色,大小\n红,大\n".encode(), "没有认得的表头"),
        ("只有表头.csv", "产品名称,标题\n".encode(), "没有数据"),
        ("图.png", b"\x89PNG", "不认识"),
        ("坏.parquet", b"PAR1xxxx", "parquet"),
    ],
)
def test_unusable_files_are_one_sentence(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnusableFile, match=said) as error:
        read(tmp_path / name)
    assert error.value.sentence.endswith("。")
    assert "products" not in error.value.sentence


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="展开后"):
        read(bomb(tmp_path / "炸弹.xlsx"))


def test_a_folder_and_nothing_at_all(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="文件夹"):
        read(tmp_path)
    with pytest.raises(UnusableFile, match="找不到"):
        read(tmp_path / "没有.xlsx")


def test_an_endless_cell_costs_its_row_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "长.csv"
    path.write_text("产品名称,标题\n轴承,短\n螺栓," + "长" * 3_000_000 + "\n", encoding="utf-8")
    found = read(path)
    assert any("太长" in p.message or "最多" in p.message for p in found.problems)
    assert all(len(p.value) < 100 for p in found.problems)


def test_formulas_are_text_on_the_way_out_and_themselves_on_the_way_back(tmp_path: Path) -> None:
    nasty = ["=1+1", "+7", "-7", "@SUM(A1)", "\t=1", "'quoted"]
    for ending in ("csv", "xlsx"):
        path = tmp_path / f"a.{ending}"
        write_rows(path, ["产品名称", "标题"], [["轴承", text] for text in nasty])
        if ending == "csv":
            assert "\n轴承,=1" not in path.read_text(encoding="utf-8-sig")
        assert read(path).frame["title"].to_list() == [n.strip() for n in nasty]


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_a_sentence(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("a.csv", "a.xlsx"):
            path = Path(folder) / name
            path.write_bytes(content)
            with suppress(UnusableFile):
                read(path)


# Cells ----------------------------------------------------------------------------------------------------------------

FIELDS = {f.name: f for code in available() for f in load(code).fields}


@pytest.mark.parametrize(
    ("field", "cell", "value"),
    [
        ("amount", "3000万元", 3000), ("amount", "0.3亿元", 3000), ("amount", "1,500", 1500), ("amount", "５００万", 500), ("amount", "不超过800万元", 800),
        ("land_mu", "20亩", 20), ("area_m2", "3,000㎡", 3000), ("area_m2", "30亩", 20_000), ("term_months", "2年", 24), ("term_months", "18个月", 18),
        ("rate", "3.85%", 3.85), ("deliver_by", "2026.11.3", date(2026, 11, 3)), ("deliver_by", "20261103", date(2026, 11, 3)), ("deliver_by", "2026/11/3", date(2026, 11, 3)),
        ("deliver_by", "2026年11月", date(2026, 11, 30)), ("deliver_by", 46_329, date(2026, 11, 3)), ("education", "本科", "本科"), ("purpose", "设备购置、研发", ["设备购置", "研发"]),
        ("price", "面议", None), ("price", "—", None), ("industry", "C34 通用设备制造业", "34"), ("region", "河南省洛阳市涧西区", "410305"), ("headcount", "20人", 20),
    ],
)  # fmt: skip
def test_cells_as_people_write_them(field: str, cell: object, value: object) -> None:
    found = parse(FIELDS[field], cell, default_city="410300")
    assert found == (pytest.approx(value) if isinstance(value, (int, float)) else value)


@pytest.mark.parametrize(
    ("field", "cell"),
    [("amount", "很多"), ("amount", "-5"), ("amount", "20亩"), ("deliver_by", "2026-02-30"), ("deliver_by", "下个月"), ("education", "幼儿园"), ("region", "火星"), ("industry", "魔法业"),
     ("headcount", "2.5"), ("credit_code", "123"), ("maturity", "12"), ("amount", float("inf"))],
)  # fmt: skip
def test_what_cannot_be_read_says_what_to_do(field: str, cell: object) -> None:
    with pytest.raises(BadCell) as error:
        parse(FIELDS[field], cell, default_city="410300")
    assert error.value.message.endswith("。")
    assert error.value.remedy.endswith("。")


@given(st.sampled_from(sorted(FIELDS)), st.text(max_size=30) | st.floats() | st.integers())
def test_any_cell_is_a_value_nothing_or_a_sentence(name: str, cell: object) -> None:
    with suppress(BadCell):
        parse(FIELDS[name], cell, default_city="410300")


# Other tables ---------------------------------------------------------------------------------------------------------


def test_texts_and_pairs(tmp_path: Path) -> None:
    write_rows(tmp_path / "t.csv", ["名称", "范围"], [["甲厂", "轴承制造"], ["乙厂", None]])
    assert read_texts(tmp_path / "t.csv") == ["甲厂\n轴承制造", "乙厂"]
    write_rows(tmp_path / "p.csv", ["需求编号", "供给编号", "level"], [[1, "A", 3]])
    assert read_pairs(tmp_path / "p.csv").rows() == [("1", "A")]
    with pytest.raises(UnusableFile, match="供给编号"):
        read_pairs(tmp_path / "t.csv")
