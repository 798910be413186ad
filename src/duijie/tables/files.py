"""Opens spreadsheets as rows of cells; hostile or broken files become a sentence before they cost memory."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from pathlib import Path
from xml.parsers.expat import ExpatError

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from duijie.tables.extent import MAX_CELLS, check_extents
from duijie.tables.problems import UnusableFile

MAX_FILE = 200 * 2**20
MAX_PLAIN = 1_000 * 2**20  # of .csv and .parquet: a million listings
MAX_UNZIPPED = 1_500 * 2**20
MAX_RATIO = 300  # spreadsheets shrink 5 to 30 times; bombs a thousand times
MAX_ROWS = 1_100_000
MAX_COLUMNS = 16_384
ENDINGS = (".xlsx", ".xls", ".csv", ".parquet")
_ENCODINGS = ("utf-8-sig", "gb18030")
_BROKEN = (
    CalamineError,
    ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
)
_PROTECTED = re.compile(r"'+[=+\-@＝＋－＠\t\r\n]")


@dataclass(frozen=True, slots=True)
class Sheet:
    """rows: (number as a person sees it, cells)."""

    name: str
    rows: list[tuple[int, list[object]]]


def open_table(path: str | Path) -> list[Sheet]:
    """All sheets with anything in them; raises UnusableFile with a sentence."""
    path = Path(path)
    _check_size(path)
    ending = path.suffix.lower()
    if ending == ".parquet":
        sheets = [_parquet(path)]
    elif ending in (".xlsx", ".xls", ".xlsm"):
        sheets = _workbook(path)
    elif ending in (".csv", ".txt", ".tsv"):
        sheets = [_csv(path)]
    else:
        raise UnusableFile(f"不认识 {path.name} 这种文件；可用的有 {'、'.join(ENDINGS)}。")
    used = [s for s in sheets if s.rows]
    if not used:
        raise UnusableFile(f"{path.name} 里没有内容。请填好后再试。")
    return used


def _check_size(path: Path) -> None:
    if not path.exists():
        raise UnusableFile(f"找不到文件 {path}。")
    if path.is_dir():
        raise UnusableFile(f"{path} 是文件夹，请给出文件。")
    size = path.stat().st_size
    if size == 0:
        raise UnusableFile(f"{path.name} 是空文件。")
    most = MAX_PLAIN if path.suffix.lower() in (".csv", ".parquet") else MAX_FILE
    if size > most:
        raise UnusableFile(
            f"{path.name} 有 {size / 2**20:,.0f} MB，超过 {most // 2**20:,} MB。请拆成几个文件。"
        )


def _workbook(path: Path) -> list[Sheet]:
    is_zip = zipfile.is_zipfile(path)
    if not is_zip and path.read_bytes()[:8] != b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnusableFile(f"{path.name} 不是 Excel 文件，可能只是改了扩展名。请在 Excel 里另存为 .xlsx。")
    try:
        if is_zip:
            _check_zip(path)
        with CalamineWorkbook.from_path(str(path)) as book:
            return [_sheet(book, name) for name in book.sheet_names]
    except PasswordError as error:
        raise UnusableFile(f"{path.name} 有密码保护。请先去掉密码。") from error
    except _BROKEN as error:
        raise UnusableFile(
            f"{path.name} 已损坏或不是 Excel 文件，打不开。请在 Excel 里重新另存为 .xlsx。"
        ) from error


def _check_zip(path: Path) -> None:
    """Judge a workbook by its directory and its cells' places, before any of it is kept in memory."""
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
        if not any(p.filename.startswith(("xl/", "Xl/")) for p in parts):
            raise UnusableFile(f"{path.name} 是压缩包，不是 Excel 文件。请解压后再试。")
        whole = sum(p.file_size for p in parts)
        packed = max(sum(p.compress_size for p in parts), 1)
        if whole > MAX_UNZIPPED or (whole > 50 * 2**20 and whole / packed > MAX_RATIO):
            raise UnusableFile(
                f"{path.name} 展开后有 {whole / 2**20:,.0f} MB，不像正常的表格，没有打开。请在 Excel 里重新另存为 .xlsx。"
            )
        check_extents(archive, path.name)


def _sheet(book: CalamineWorkbook, name: str) -> Sheet:
    sheet = book.get_sheet_by_name(name)
    if sheet.height > MAX_ROWS or sheet.width > MAX_COLUMNS:
        raise UnusableFile(f"工作表“{name}”有 {sheet.height:,} 行 {sheet.width:,} 列，太大。请拆成几个文件。")
    first, left = sheet.start or (0, 0)
    rows = [(first + i + 1, _cells(row)) for i, row in enumerate(sheet.to_python(skip_empty_area=True))]
    merged = [
        (low[0] - first, high[0] - first, low[1] - left, high[1] - left)
        for low, high in sheet.merged_cell_ranges or []
    ]
    _fill(rows, merged, sheet.width)
    return Sheet(name, [(n, cells) for n, cells in rows if any(c is not None for c in cells)])


def _fill(rows: list[tuple[int, list[object]]], merged: list[tuple[int, int, int, int]], width: int) -> None:
    """Cells merged down a column all have the value; those merged across are titles and stay single."""
    room = len(rows) * width  # merged cells never overlap, except in files made to cost time
    for low, high, column, last in merged:
        inside = range(low + 1, min(high, len(rows) - 1) + 1)
        room -= len(inside)
        if column != last or low < 0 or not 0 <= column < width or room < 0:
            continue
        for at in inside:
            rows[at][1][column] = rows[low][1][column]


def _cells(row: list[object]) -> list[object]:
    return [_cell(c) for c in row]


def _cell(value: object) -> object:
    if isinstance(value, (time, timedelta)):
        return str(value)
    if isinstance(value, datetime):
        return value.date()
    return None if isinstance(value, str) and not value.strip() else value


def _csv(path: Path) -> Sheet:
    text = _decoded(path)
    if "\x00" in text[:100_000]:
        raise UnusableFile(f"{path.name} 不是文本表格。请另存为 .csv 或 .xlsx。")
    delimiter = _delimiter(text)
    csv.field_size_limit(2**31 - 1)
    rows = list(islice(_records(text, delimiter), MAX_ROWS + 1))
    if len(rows) > MAX_ROWS or any(len(cells) > MAX_COLUMNS for _, cells in rows):
        raise UnusableFile(f"{path.name} 超过 {MAX_ROWS:,} 行或 {MAX_COLUMNS:,} 列，太大。请拆成几个文件。")
    return Sheet(path.name, rows)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[object]]]:
    """Records that are not blank, with the line each begins on; protection against formulas (a leading ') is undone."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    line = 1
    for record in reader:
        cells = [_cell(c[1:] if c[:1] == "'" and _PROTECTED.match(c) else c) for c in record]
        if any(c is not None for c in cells):
            yield line, cells
        line = reader.line_num + 1


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace")
    for encoding in _ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnusableFile(f"{path.name} 的文字编码认不出来。请另存为 UTF-8 的 .csv，或 .xlsx。")


def _delimiter(text: str) -> str:
    """The separator that the first line has most of."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(",\t;|", key=lambda d: (head.count(d), d == ","))


def _parquet(path: Path) -> Sheet:
    try:
        lazy = pl.scan_parquet(path, glob=False)
        height, width = lazy.select(pl.len()).collect().item(), len(lazy.collect_schema())
        if height > MAX_ROWS or height * width > MAX_CELLS:
            raise UnusableFile(f"{path.name} 有 {height:,} 行 {width:,} 列，太大。请拆成几个文件。")
        frame = lazy.collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        raise UnusableFile(f"{path.name} 不是可用的 parquet 文件。请重新导出，或另存为 .xlsx。") from error
    rows: list[tuple[int, list[object]]] = [(1, list(frame.columns))]
    rows += [(i, [_listed(c) for c in row]) for i, row in enumerate(frame.iter_rows(), start=2)]
    return Sheet(path.name, rows if len(frame) else [])


def _listed(value: object) -> object:
    """Lists as people write them; what no cell of a spreadsheet can hold as its text."""
    if isinstance(value, list):
        return "；".join(str(v) for v in value if v is not None) or None
    return str(value) if isinstance(value, (dict, bytes)) else _cell(value)
