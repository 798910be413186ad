"""A paper as a workbook: one worksheet per page, ready to be printed."""

import re
from collections.abc import Sequence
from typing import Any, BinaryIO

from duijie.portal.events.documents import codes
from duijie.portal.events.documents.paper import Page, Paper, plain
from duijie.tables.rows import open_workbook, safe_text, write_cell

_WIDTH, _WIDTH_ACROSS = 92, 135  # characters that A4 takes upright and across
_NAME_LENGTH = 31
_A4 = 9
_LARGE, _PLAIN = 20, 11
_QR_SCALE = 0.55


def write(target: BinaryIO, paper: Paper) -> None:
    with open_workbook(target) as book:
        book.set_properties({"title": paper.title})
        taken: set[str] = set()
        for page in paper.pages:
            sheet = book.add_worksheet(_name(page.heading, taken))
            _set_up(sheet, page, landscape=paper.landscape)
            _fill(sheet, page, _styles(book, _LARGE if page.large else _PLAIN))


def _name(heading: str, taken: set[str]) -> str:
    """A worksheet's name: without the signs that Excel forbids, and no two alike."""
    wanted = re.sub(r"[\[\]:*?/\\']", " ", plain(heading)).strip()[:_NAME_LENGTH] or "1"
    name, number = wanted, 2
    while name.lower() in taken:
        name = f"{wanted[: _NAME_LENGTH - len(str(number)) - 1]} {number}"
        number += 1
    taken.add(name.lower())
    return name


def _set_up(sheet: Any, page: Page, *, landscape: bool) -> None:
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 1 if page.large else 0)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    if landscape:
        sheet.set_landscape()
    sheet.set_footer("&C&P / &N")
    for column, share in enumerate(page.shares):
        sheet.set_column(column, column, max(6, share * (_WIDTH_ACROSS if landscape else _WIDTH)))


def _styles(book: Any, size: int) -> dict[str, Any]:
    cell = {"border": 1, "border_color": "#8A94A3", "valign": "vcenter", "text_wrap": True, "font_size": size}
    return {
        "title": book.add_format({"bold": True, "font_size": size + 7, "font_name": "黑体"}),
        "line": book.add_format({"font_size": size, "font_name": "仿宋"}),
        "head": book.add_format({**cell, "bold": True, "bg_color": "#E3ECFA", "font_name": "黑体"}),
        "cell": book.add_format({**cell, "font_name": "仿宋"}),
    }


def _fill(sheet: Any, page: Page, styles: dict[str, Any]) -> None:
    """Row by row from the top, because the workbook keeps no rows in memory."""
    write_cell(sheet, 0, 0, safe_text(page.heading), styles["title"])
    row = 1
    for line in page.lines:
        write_cell(sheet, row, 0, safe_text(line), styles["line"])
        row += 1
    if page.columns:
        sheet.write_row(row, 0, list(page.columns), styles["head"])
        sheet.repeat_rows(row)
        if not page.large:
            sheet.freeze_panes(row + 1, 0)
        row += 1
    for values in page.rows:
        _row(sheet, row, values, styles["cell"])
        row += 1
    if page.qr:
        write_cell(sheet, row + 1, 0, safe_text(page.qr_says), styles["line"])
        options = {"image_data": codes.png(page.qr), "x_scale": _QR_SCALE, "y_scale": _QR_SCALE}
        sheet.insert_image(row + 2, 0, "qr.png", options | {"description": page.qr_says})


def _row(sheet: Any, row: int, values: Sequence[object], style: Any) -> None:
    for column, value in enumerate(values):
        write_cell(sheet, row, column, safe_text(value), style)
