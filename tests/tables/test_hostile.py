"""Files made or broken to do harm: one sentence, little time and memory, and never a formula."""

import csv
import tempfile
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from duijie.tables import UnusableFile, write_rows
from tests.tables.making import read, text, xlsx

SHEET = "xl/worksheets/sheet1.xml"
CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what .xls and password-protected files begin with


def refused(path: Path, said: str) -> None:
    with pytest.raises(UnusableFile, match=said) as error:
        read(path)
    assert error.value.sentence.endswith("。")
    assert error.value.sentence.isprintable()


def altered(path: Path, change: Any) -> Path:
    """A good workbook with its sheet's XML changed."""
    good = xlsx(path.with_name("good.xlsx"), ["产品名称", "采购数量"], ["轴承", 5])
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            content = old.read(part).decode()
            new.writestr(part.filename, change(content) if part.filename == SHEET else content)
    return path


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path) -> None:
    refused(altered(tmp_path / "a.xlsx", lambda xml: xml + " " * (120 * 2**20)), "展开后有 120 MB")


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='1048576'><c r='XFD1048576' s='0'><f>1</f><v>1</v></c></row>",
        '<row r="1048576">' + "<c><v>1</v></c>" * 16_384 + "</row>",
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row><row r="3"><c r="XFD3" t="inlineStr"><is><t>a</t></is></c></row>',
    ],
)
def test_two_cells_far_apart_do_not_cost_all_between_them(cells: str, tmp_path: Path) -> None:
    path = altered(tmp_path / "a.xlsx", lambda xml: xml.replace("</sheetData>", f"{cells}</sheetData>"))
    refused(path, "跨 1,048,576 行 16,384 列，太大")


def test_formats_far_away_are_no_contents(tmp_path: Path) -> None:
    cells = '<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData>'
    path = altered(tmp_path / "a.xlsx", lambda xml: xml.replace("</sheetData>", cells))
    assert read(path).frame["quantity"].to_list() == [5]


def test_merged_cells_over_each_other_end_soon(tmp_path: Path) -> None:
    tall = [["产品名称", "采购数量"], *([["轴承", 5]] * 2_000)]
    xlsx(tmp_path / "tall.xlsx", *tall)
    merges = "<mergeCells>" + '<mergeCell ref="B2:B2001"/>' * 50_000 + "</mergeCells><pageMargins"
    with zipfile.ZipFile(tmp_path / "tall.xlsx") as old, zipfile.ZipFile(tmp_path / "a.xlsx", "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).decode().replace("<pageMargins", merges, 1))
    assert len(read(tmp_path / "a.xlsx").frame) == 2_000


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.xlsx", b"", "是空文件"),
        ("空.csv", b"", "是空文件"),
        ("空白.csv", b"\n \n,,\n", "没有内容"),
        ("网页.xlsx", b"<html><table><tr><td>1</td></tr></table></html>", "不是 Excel 文件"),
        ("旧版.xlsx", CFB + bytes(range(256)) * 20, "另存为 .xlsx"),
        ("旧版.xls", CFB + bytes(range(256)) * 20, "另存为 .xlsx"),
        ("断.xlsx", b"PK\x03\x04" + b"\x00" * 40, "不是 Excel 文件"),
        ("表格.csv", b"PK\x03\x04" + b"\x00" * 40, "不是文本表格"),
        ("程序.csv", b"\x7fELF\x00\x01" * 50, "不是文本表格"),
        ("乱码.csv", bytes(range(1, 256)) * 10, "编码认不出来"),
        ("控制符.csv", b"\x1b[31m,\x07\n1,2\n", "没有认得的表头"),
        ("坏.parquet", b"PAR1" + bytes(40) + b"PAR1", "parquet"),
        ("图.png", b"\x89PNG", "不认识"),
    ],
)
def test_what_is_no_table_is_one_sentence(name: str, content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    refused(tmp_path / name, said)


def test_a_folder_nothing_at_all_and_a_zip_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "夹.xlsx").mkdir()
    refused(tmp_path / "夹.xlsx", "是文件夹")
    refused(tmp_path / "没有.xlsx", "找不到文件")
    with zipfile.ZipFile(tmp_path / "包.xlsx", "w") as archive:
        archive.writestr("a.txt", "a")
    refused(tmp_path / "包.xlsx", "是压缩包")


@given(st.lists(st.tuples(st.integers(0, 4_000), st.integers(0, 255)), min_size=1, max_size=10))
def test_a_damaged_workbook_is_a_table_or_a_sentence(damage: list[tuple[int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = xlsx(Path(folder) / "a.xlsx", ["产品名称"], ["轴承"])
        content = bytearray(path.read_bytes())
        for place, byte in damage:
            content[place % len(content)] = byte
        path.write_bytes(content)
        with suppress(UnusableFile):
            read(path)


def test_a_sheet_that_is_no_xml_is_a_sentence(tmp_path: Path) -> None:
    refused(altered(tmp_path / "a.xlsx", lambda xml: xml.replace("</row>", "</rwo>")), "已损坏")


def test_a_parquet_of_endless_rows_is_not_unpacked(tmp_path: Path) -> None:
    pl.select(pl.repeat("轴承", 1_200_000).alias("产品名称")).write_parquet(tmp_path / "a.parquet")
    refused(tmp_path / "a.parquet", "1,200,000 行 1 列，太大")


def test_an_endless_cell_costs_one_row_a_sentence(tmp_path: Path) -> None:
    found = read(text(tmp_path / "a.csv", "产品名称,标题\n轴承,短\n螺栓," + "x" * (10 * 2**20) + "\n"))
    assert found.frame["products"].to_list() == [["轴承"], ["螺栓"]]
    assert [(p.row, p.column, len(p.value)) for p in found.problems] == [(3, "标题", 81)]
    assert "太长" in found.problems[0].message


def test_too_many_lines_and_columns_are_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("duijie.tables.files.MAX_ROWS", 1_000)
    refused(text(tmp_path / "a.csv", "产品名称\n" + "轴承\n" * 1_000), "超过 1,000 行")
    refused(text(tmp_path / "b.csv", "产品名称" + "," * 20_000 + "\n轴承\n"), "16,384 列")
    refused(text(tmp_path / "c.csv", "\n" * 100_000), "没有内容")


def test_three_hundred_columns(tmp_path: Path) -> None:
    heading = [f"列{i}" for i in range(150)] + ["产品名称"] + [f"列{i}" for i in range(150, 299)]
    found = read(xlsx(tmp_path / "a.xlsx", heading, [i if i != 150 else "轴承" for i in range(300)]))
    assert found.frame["products"].to_list() == [["轴承"]]
    assert len(found.ignored_columns) == 299


def test_formulas_without_a_value_are_not_filled_in(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["产品名称", "采购数量"])
        for row, (product, quantity, shown) in enumerate(
            [("轴承", 1, 7), ("螺栓", 1, ""), (None, 1, "#REF!")], start=1
        ):
            sheet.write(row, 0, product)
            sheet.write_formula(row, 1, f"={quantity}*7", None, shown)
        sheet.write_formula(4, 0, "=A1", None, "")
        sheet.write(4, 1, 5)
    found = read(tmp_path / "a.xlsx")
    assert found.frame.select("products", "quantity").rows() == [(["轴承"], 7), (["螺栓"], None)]
    assert [(p.row, p.column, p.fatal) for p in found.problems] == [(5, "产品名称", True)]


DANGEROUS = [
    "=1+1",
    "+7",
    "-7",
    "@SUM(A1)",
    '=cmd|" /C calc"!A0',
    "＝1+1",
    "'=1+1",
    "''-1",
    "'普通",
    "a=1",
    "=a、b",
]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_looks_like_a_formula_is_written_as_text_and_comes_back(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"a.{ending}"
    write_rows(path, ["产品名称", "标题"], [["轴承", cell] for cell in DANGEROUS])
    assert read(path).frame["title"].to_list() == DANGEROUS


def test_no_cell_of_a_csv_begins_like_a_formula(tmp_path: Path) -> None:
    cells = [*DANGEROUS, "\t=1", "\r=1", "\n=1", ["=1+1", "二"], ("@a",), "＋1", "＠a"]
    write_rows(tmp_path / "a.csv", ["=标题", "数"], [[cell, -7] for cell in cells])
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))
    assert [row[0][0] for row in written if row[0][0] in "=+-@＝＋－＠\t\r\n"] == []
    assert {row[1] for row in written[1:]} == {"-7"}  # numbers stay numbers


def test_an_xlsx_has_no_formula_and_no_link(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.xlsx", ["标题"], [[cell] for cell in [*DANGEROUS, "http://a.b/c", ["=1", "2"]]])
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert b"<f>" not in archive.read(SHEET)
        assert b"hyperlink" not in archive.read(SHEET)
