"""The empty workbook of an event: five sheets with notes, drop-downs and an example that can be scheduled as it is."""

from pathlib import Path
from typing import Any

import xlsxwriter

from duijie.tables.event_sheets import SHEETS, EventSheet
from duijie.tables.rows import open_workbook

_ROWS = 2_000  # rows that have drop-downs
_WIDE = {"participants": 40, "id": 20, "away": 24, "wanted": 20, "unwanted": 20, "name": 30}


def write_event_template(path: str | Path) -> None:
    """Sheets 活动, 时段, 桌位, 参会方, 洽谈 with an example to overwrite, and notes on every column."""
    with open_workbook(Path(path)) as book:
        head = {"bold": True, "font_color": "white", "border": 1, "valign": "vcenter", "text_wrap": True}
        styles = {
            True: book.add_format({**head, "bg_color": "#C2410C"}),
            False: book.add_format({**head, "bg_color": "#1F4E8C"}),
        }
        text, grey = (
            book.add_format({"num_format": "@"}),
            book.add_format({"font_color": "#6B7280", "italic": True}),
        )
        for kind in SHEETS:
            _sheet(book, kind, styles, text, grey)
        _notes(book)


def _sheet(
    book: xlsxwriter.Workbook, kind: EventSheet, styles: dict[bool, Any], text: Any, grey: Any
) -> None:
    sheet = book.add_worksheet(kind.label)
    for position, column in enumerate(kind.columns):
        sheet.set_column(position, position, _WIDE.get(column.code, 14), text)
        if column.choices:
            rule = {"validate": "list", "source": list(column.choices), "error_title": "不在选项里"}
            sheet.data_validation(1, position, _ROWS, position, rule)
    sheet.freeze_panes(1, 0)
    sheet.set_row(0, 28)
    for position, column in enumerate(kind.columns):
        sheet.write_string(0, position, column.label, styles[column.required])
        if column.note:
            sheet.write_comment(0, position, column.note, {"x_scale": 1.6})
    for at in range(max(len(column.example) for column in kind.columns)):
        for position, column in enumerate(kind.columns):
            value = column.example[at] if at < len(column.example) else ""
            if value != "":
                sheet.write(at + 1, position, value, grey)


def _notes(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("填表说明")
    bold, wrap = book.add_format({"bold": True, "bg_color": "#E8EEF7"}), book.add_format({"text_wrap": True})
    sheet.set_column(0, 1, 16)
    sheet.set_column(2, 2, 80)
    sheet.write_string(
        0, 0, "灰色斜体是示例，请改成自己的内容；红色表头必填。填好后运行 duijie schedule 这个文件。"
    )
    sheet.write_row(2, 0, ["工作表", "列", "说明"], bold)
    columns = [(kind.label, column) for kind in SHEETS for column in kind.columns]
    for row, (label, column) in enumerate(columns, start=3):
        sheet.write_string(row, 0, label)
        sheet.write_string(row, 1, column.label)
        sheet.write_string(row, 2, column.note, wrap)
