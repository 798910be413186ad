"""The empty spreadsheet to fill in: headings, drop-downs, notes and one example row."""

from pathlib import Path

import xlsxwriter

from duijie.engine.channels import Channel, Field, Kind, Side, load
from duijie.tables.reader import EXAMPLE_MARK

ROWS = 2_000  # rows that have drop-downs and checks
_WIDTHS = {Kind.LONGTEXT: 50, Kind.TEXT: 28, Kind.LIST: 28, Kind.CHOICES: 24, Kind.CREDIT_CODE: 22}
_FORMATS = {
    Kind.DATE: "yyyy-mm-dd",
    Kind.CREDIT_CODE: "@",
    Kind.TEXT: "@",
    Kind.REGION: "@",
    Kind.INDUSTRY: "@",
}


def write_template(path: str | Path, channel: Channel | str, side: Side | str) -> None:
    """A workbook for one side of a channel; reading it back ignores the example row."""
    channel, side = load(channel) if isinstance(channel, str) else channel, Side(side)
    fields = channel.fields_for(side)
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        _table(book, channel, side, fields)
        _notes(book, channel, side, fields)


def heading(field: Field, side: Side) -> str:
    """“金额（万元）”, with a star where the column must be filled."""
    unit = f"（{field.unit}）" if field.unit else ""
    return f"{field.label(side)}{unit}{' *' if field.required else ''}"


def _table(book: xlsxwriter.Workbook, channel: Channel, side: Side, fields: tuple[Field, ...]) -> None:
    sheet = book.add_worksheet(channel.side_labels[side][:31])
    plain = book.add_format(
        {
            "bold": True,
            "bg_color": "#1F4E8C",
            "font_color": "white",
            "border": 1,
            "text_wrap": True,
            "valign": "vcenter",
        }
    )
    must = book.add_format(
        {
            "bold": True,
            "bg_color": "#C2410C",
            "font_color": "white",
            "border": 1,
            "text_wrap": True,
            "valign": "vcenter",
        }
    )
    grey = {
        "font_color": "#6B7280",
        "italic": True,
        "bg_color": "#F3F4F6",
        "text_wrap": True,
        "valign": "top",
    }
    sheet.set_row(0, 32)
    for position, field in enumerate(fields):
        cells = book.add_format({"num_format": _format(field), "text_wrap": field.kind is Kind.LONGTEXT})
        sheet.set_column(position, position, _WIDTHS.get(field.kind, 16), cells)
        sheet.write_string(0, position, heading(field, side), must if field.required else plain)
        sheet.write_string(1, position, _example(field, side, first=position == 0), book.add_format(grey))
        if field.hint(side):
            sheet.write_comment(0, position, field.hint(side), {"x_scale": 1.6})
        _check(sheet, position, field, side)
    sheet.freeze_panes(2, 0)


def _format(field: Field) -> str:
    """Percentages are text: Excel would keep 3.85% as 0.0385."""
    return "@" if field.unit == "%" else _FORMATS.get(field.kind, "General")


def _example(field: Field, side: Side, *, first: bool) -> str:
    return f"{EXAMPLE_MARK}（这一行不会读入）" if first else field.example(side)


def _check(sheet: "xlsxwriter.worksheet.Worksheet", position: int, field: Field, side: Side) -> None:
    """Drop-downs and limits, with a sentence for what does not fit; units may be written, so numbers only warn."""
    if field.kind is Kind.CHOICE:
        rule = {
            "validate": "list",
            "source": [c.label for c in field.choices],
            "error_message": "请从下拉选项中选。",
        }
        sheet.data_validation(2, position, ROWS, position, {**rule, "error_title": "不在选项里"})
    elif field.kind is Kind.CHOICES:
        labels = "、".join(c.label for c in field.choices)
        message = f"可多选，用“；”隔开：{labels}"[:255]
        rule = {"validate": "any", "input_title": field.label(side)[:32], "input_message": message}
        sheet.data_validation(2, position, ROWS, position, rule)
    elif field.kind is Kind.DATE:
        rule = {"validate": "any", "input_title": field.label(side)[:32], "input_message": "写成 2026-11-23"}
        sheet.data_validation(2, position, ROWS, position, rule)


def _notes(book: xlsxwriter.Workbook, channel: Channel, side: Side, fields: tuple[Field, ...]) -> None:
    sheet = book.add_worksheet("填表说明")
    bold = book.add_format({"bold": True, "bg_color": "#E8EEF7", "border": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 20)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 4, 44, wrap)
    sheet.write_string(
        0,
        0,
        f"{channel.label} · {channel.side_labels[side]}",
        book.add_format({"bold": True, "font_size": 14}),
    )
    sheet.write_string(
        1, 0, f"{channel.summary[side]}。红色表头必填，其余不知道就空着，不要填 0；示例行不会读入。"
    )
    sheet.write_row(3, 0, ["列", "必填", "说明", "可填的值", "示例"], bold)
    for row, field in enumerate(fields, start=4):
        choices = "、".join(c.label for c in field.choices)
        cells = (
            heading(field, side),
            "是" if field.required else "",
            field.hint(side),
            choices,
            field.example(side),
        )
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text, wrap if column > 1 else None)
