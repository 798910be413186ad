"""Exports that no spreadsheet program will run as formulas."""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

import polars as pl
import xlsxwriter

from duijie.tables.problems import UnusableFile

Target = str | Path | BinaryIO
_FORMULA = re.compile(
    r"'*[=+\-@＝＋－＠\t\r\n]"
)  # an apostrophe is doubled, so that every text comes back unchanged
_WIDEST = 60
_ALLOCATED = ("amount", "unit", "share", "reason", "together", "substitute")
_CELL_LIMIT = 32_767
_ROW_LIMIT = 1_048_576


def write_rows(
    target: Target,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    sheet_name: str = "数据",
    ending: str | None = None,
) -> int:
    """Write a table as .xlsx or .csv (by `ending`, else by the name); returns the number of rows."""
    ending = ending or Path(str(target)).suffix.lower().lstrip(".")
    if ending == "csv":
        return _csv(target, columns, rows)
    return _xlsx(target, columns, rows, sheet_name)


def safe_text(value: object) -> object:
    """Text that would start a formula gets a leading apostrophe; numbers stay numbers."""
    if isinstance(value, (list, tuple)):
        value = "；".join(map(str, value))
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _csv(target: Target, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    if isinstance(target, (str, Path)):
        with Path(target).open("wb") as file:
            return _csv(file, columns, rows)
    text = TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([safe_text(c) for c in columns])
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007  the last value is the number of rows
        writer.writerow(["" if c is None else safe_text(c) for c in row])
    text.detach()
    return count


def open_workbook(target: Target) -> xlsxwriter.Workbook:
    """A workbook in which text is never a formula or a link."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": True,
        "default_date_format": "yyyy-mm-dd",
        "remove_timezone": True,
    }
    return xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options)


def _xlsx(target: Target, columns: Sequence[str], rows: Iterable[Sequence[object]], sheet_name: str) -> int:
    with open_workbook(target) as book:
        sheet = book.add_worksheet(sheet_name[:31])
        head = book.add_format({"bold": True, "bg_color": "#1F4E8C", "font_color": "white", "border": 1})
        for position, column in enumerate(columns):
            sheet.set_column(position, position, min(_WIDEST, max(10, 2 * len(column) + 4)))
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, columns, head)
        count = 0
        for count, row in enumerate(rows, start=1):
            for position, value in enumerate(row):
                write_cell(sheet, count, position, value)
        if columns:
            sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)
        return count


def write_cell(
    sheet: "xlsxwriter.worksheet.Worksheet", row: int, column: int, value: object, style: object = None
) -> None:
    """One cell by its kind; text longer than Excel allows is cut."""
    if row >= _ROW_LIMIT:
        raise UnusableFile(f"内容超过 Excel 一张工作表的 {_ROW_LIMIT:,} 行，没有写完。请改存为 .csv。")
    if value is None:
        sheet.write_blank(row, column, None, style)
    elif isinstance(value, bool):
        sheet.write_string(row, column, "是" if value else "否", style)
    elif isinstance(value, (int, float, Decimal)):
        sheet.write_number(row, column, value, style)
    elif isinstance(value, (datetime, date)):
        sheet.write_datetime(row, column, value, style)
    else:
        text = "；".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
        sheet.write_string(row, column, text[:_CELL_LIMIT], style)


def write_pairs(path: str | Path, pairs: pl.DataFrame) -> None:
    """need_id, offer_id, score, level (if any), rank, verdict, reasons as .csv, .xlsx, .parquet or .json.

    Reasons are sentences; in .json, a list of pairs, they are as the engine tells them.

    Allocated pairs also say how much, of what share, why, and who could take over.
    """
    path = Path(path)
    whole = path.suffix.lower() == ".json"
    sentences = pl.col("reasons").list.eval(pl.element().struct.field("text")).list.join("；")
    flat = pairs.select(
        "need_id",
        "offer_id",
        pl.col("score").round(6),
        *(["level"] if "level" in pairs.columns else []),
        "rank",
        "verdict",
        pl.col("reasons") if whole else sentences.alias("reasons"),
        *(c for c in _ALLOCATED if c in pairs.columns),
    )
    if whole:
        flat.write_json(path)
    elif path.suffix.lower() == ".parquet":
        flat.write_parquet(path)
    else:
        write_rows(path, flat.columns, flat.iter_rows(), sheet_name="对接清单")
