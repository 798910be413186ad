"""A paper as a Word document: 黑体 for headings, 仿宋 for text, as offices write."""

from collections.abc import Sequence
from typing import Any, BinaryIO

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from duijie.portal.events.documents import codes
from duijie.portal.events.documents.paper import Page, Paper, plain

TEXT, HEADING, LATIN = "仿宋", "黑体", "Times New Roman"
_SHORT, _LONG, _MARGIN = Cm(21.0), Cm(29.7), Cm(2.0)  # A4
_SIZES = {False: (22, 16, 12), True: (40, 24, 20)}  # heading, lines, cells; in points
_THEMES = ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme")


def write(target: BinaryIO, paper: Paper) -> None:
    document = Document()
    _shape(document, landscape=paper.landscape)
    document.core_properties.title = paper.title
    for place, page in enumerate(paper.pages):
        if place:
            document.add_page_break()
        _page(document, page)
    document.save(target)


def _shape(document: Any, *, landscape: bool) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = (_LONG, _SHORT) if landscape else (_SHORT, _LONG)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = _MARGIN
    set_font(document.styles["Normal"], TEXT)
    set_font(document.styles["Heading 1"], HEADING)


def set_font(style: Any, name: str) -> None:
    """The Chinese and the Latin font; what the theme says of fonts would win and is taken away."""
    style.font.name = LATIN
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in _THEMES:
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), name)
    style.font.color.rgb = None


def _page(document: Any, page: Page) -> None:
    heading, lines, cells = _SIZES[page.large]
    if page.large:
        cells = page.points
    title = document.add_heading(level=1)
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(title, page.heading, heading, font=HEADING, bold=True)
    for line in page.lines:
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if page.large else WD_ALIGN_PARAGRAPH.LEFT
        _write(paragraph, line, lines if page.large else cells)
    if page.columns:
        _table(document, page, cells)
    if page.qr:
        _code(document, page)


def _write(paragraph: Any, text: object, size: int, *, font: str = TEXT, bold: bool = False) -> None:
    run = paragraph.add_run(plain(text))
    run.font.size, run.font.bold = Pt(size), bold
    run.font.name = LATIN
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)  # noqa: SLF001  python-docx has no other way


def _table(document: Any, page: Page, size: int) -> None:
    table = document.add_table(rows=0, cols=len(page.columns))
    table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
    section = document.sections[0]
    room = section.page_width - 2 * _MARGIN
    widths = [int(room * share) for share in page.shares]
    head = _row(table, page.columns, widths, size, font=HEADING, bold=True)
    _mark(head, "w:tblHeader")
    for values in page.rows:
        _mark(_row(table, values, widths, size), "w:cantSplit")


def _row(
    table: Any,
    values: Sequence[object],
    widths: Sequence[int],
    size: int,
    *,
    font: str = TEXT,
    bold: bool = False,
) -> Any:
    row = table.add_row()
    for cell, value, width in zip(row.cells, values, widths, strict=True):
        cell.width = width
        _write(cell.paragraphs[0], value, size, font=font, bold=bold)
    return row


def _mark(row: Any, name: str) -> None:
    """The heading is repeated on every sheet; a row stays on one."""
    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001  ditto


def _code(document: Any, page: Page) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run().add_picture(codes.png(page.qr), width=Cm(4))
    said = document.add_paragraph()
    said.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _write(said, page.qr_says, 12)
