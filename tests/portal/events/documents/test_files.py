"""Workbooks and Word files are read back by the programs' own libraries."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from openpyxl import load_workbook

from duijie.portal.events.documents import codes, excel, word
from duijie.portal.events.documents.paper import Page, Paper

CARD = Page(
    heading="第 3 桌",
    columns=("时间", "需方", "供方"),
    rows=[("09:00", "甲河轴承有限公司", "乙山食品有限公司"), ("09:30", None, 12)],
    widths=(1, 2, 2),
    lines=("A 厅", "下一场请看大屏"),
    qr="https://example.org/events/1/agenda/",
    qr_says="扫码看我的日程",
    large=True,
)
PAPER = Paper("桌卡", [CARD, Page("第 4 桌", ("时间",), [("=1+1",)])], landscape=True)


def written(module: object, paper: Paper = PAPER) -> BytesIO:
    target = BytesIO()
    module.write(target, paper)  # type: ignore[attr-defined]
    target.seek(0)
    return target


def test_a_workbook_has_a_sheet_per_page() -> None:
    book = load_workbook(written(excel))
    assert book.sheetnames == ["第 3 桌", "第 4 桌"]
    sheet = book["第 3 桌"]
    told = [tuple(c.value for c in row) for row in sheet.iter_rows()]
    assert told[0][0] == "第 3 桌"
    assert told[1][0] == "A 厅"
    assert told[3] == ("时间", "需方", "供方")
    assert told[4] == ("09:00", "甲河轴承有限公司", "乙山食品有限公司")
    assert told[5] == ("09:30", None, 12)
    assert "xl/media/image1.png" in ZipFile(written(excel)).namelist()
    assert sheet.page_setup.orientation == "landscape"


def test_nothing_in_a_workbook_becomes_a_formula() -> None:
    cell = load_workbook(written(excel))["第 4 桌"]["A3"]
    assert cell.value == "'=1+1"
    assert cell.data_type == "s"


@pytest.mark.parametrize(
    ("headings", "names"),
    [
        (["甲/乙", "甲:乙", "甲 乙"], ["甲 乙", "甲 乙 2", "甲 乙 3"]),
        (["长" * 40, "长" * 40], ["长" * 31, "长" * 29 + " 2"]),
        (["'", "[]"], ["1", "1 2"]),
        (["Table", "table"], ["Table", "table 2"]),
    ],
)
def test_worksheets_have_names_that_excel_takes(headings: list[str], names: list[str]) -> None:
    paper = Paper("x", [Page(h, ("a",), []) for h in headings])
    assert load_workbook(written(excel, paper)).sheetnames == names


def test_a_word_file_says_the_same() -> None:
    document = Document(written(word))
    assert [t.rows[0].cells[0].text for t in document.tables] == ["时间", "时间"]
    assert [c.text for c in document.tables[0].rows[1].cells] == ["09:00", *CARD.rows[0][1:]]
    assert [c.text for c in document.tables[0].rows[2].cells] == ["09:30", "", "12"]
    texts = [p.text.strip() for p in document.paragraphs]
    assert texts[:3] == ["第 3 桌", "A 厅", "下一场请看大屏"]
    assert "扫码看我的日程" in texts
    assert len(document.inline_shapes) == 1
    assert document.sections[0].orientation == WD_ORIENT.LANDSCAPE
    assert document.core_properties.title == "桌卡"


def test_chinese_letters_are_set_in_chinese_fonts() -> None:
    """Each run says so itself, because a theme's font would win over the style's."""
    document = Document(written(word))
    fonts = {
        run.text: run._element.rPr.rFonts.get(qn("w:eastAsia"))
        for p in document.paragraphs for run in p.runs if run.text.strip()
    }  # fmt: skip
    assert fonts["第 3 桌"] == "黑体"
    assert fonts["A 厅"] == "仿宋"
    cells = document.tables[0].rows
    assert cells[0].cells[0].paragraphs[0].runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "黑体"
    assert cells[1].cells[1].paragraphs[0].runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    for style, font in (("Normal", "仿宋"), ("Heading 1", "黑体")):
        told = document.styles[style].element.rPr.rFonts
        assert told.get(qn("w:eastAsia")) == font
        assert told.get(qn("w:eastAsiaTheme")) is None


def test_a_cards_letters_are_large_and_a_heading_is_repeated() -> None:
    table = Document(written(word)).tables[0]
    assert table.rows[1].cells[0].paragraphs[0].runs[0].font.size.pt == 20
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert table.rows[1]._tr.trPr.find(qn("w:cantSplit")) is not None


@pytest.mark.parametrize(
    ("rows", "points"), [(0, 20), (1, 20), (7, 20), (8, 18), (11, 13), (12, 12), (30, 9)]
)
def test_a_crowded_card_has_smaller_letters_so_that_it_stays_one_sheet(rows: int, points: int) -> None:
    card = Page("1", ("a",), [("甲\n乙",)] * rows, large=True)
    assert card.points == points
    if rows:
        cell = Document(written(word, Paper("x", [card]))).tables[0].rows[1].cells[0]
        assert cell.paragraphs[0].runs[0].font.size.pt == points
    sheet = load_workbook(written(excel, Paper("x", [card]))).worksheets[0]
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight in (None, 1)  # not written where it is one


def test_signs_that_a_document_cannot_hold_are_left_out() -> None:
    paper = Paper("x", [Page("a\x00b", ("c",), [("d\x0be",)])])
    document = Document(written(word, paper))
    assert document.paragraphs[0].text == "ab"
    assert document.tables[0].rows[1].cells[0].text == "de"
    assert load_workbook(written(excel, paper)).sheetnames


def test_a_code_is_drawn_without_scripts_or_styles_of_its_own() -> None:
    drawn = codes.svg("https://example.org/?code=<b>")
    assert drawn.startswith("<svg")
    assert "style=" not in drawn
    assert "<b>" not in drawn
    assert codes.png("x").read(8) == b"\x89PNG\r\n\x1a\n"
