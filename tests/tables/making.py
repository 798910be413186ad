"""Small spreadsheets for these tests, and reading them."""

from pathlib import Path
from typing import Any

import xlsxwriter

from duijie.tables import ReadResult, listing_schema, read_table


def xlsx(path: Path, *rows: list[Any], merged: tuple[str, ...] = ()) -> Path:
    """A workbook of one sheet; `merged` ranges keep what their first cell has."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        for place in merged:
            row, column = xlsxwriter.utility.xl_cell_to_rowcol(place.split(":")[0])
            kept = rows[row][column] if row < len(rows) and column < len(rows[row]) else ""
            sheet.merge_range(place, kept)
    return path


def text(path: Path, content: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content.encode(encoding))
    return path


def read(path: Path, channel: str = "sales", side: str = "need") -> ReadResult:
    """As an office in Luoyang reads it."""
    return read_table(path, listing_schema(channel, side), default_city="410300")
