"""Reads a table of listings: good rows as a frame, every bad cell with row, column, value and remedy."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from duijie.engine.channels import Kind
from duijie.tables import values
from duijie.tables.files import open_table
from duijie.tables.headings import Layout, locate
from duijie.tables.problems import CellProblem, UnusableFile
from duijie.tables.schemas import Column, Schema
from duijie.tables.values import BadCell

EXAMPLE_MARK = "示例"
_EXAMPLE = re.compile(rf"{EXAMPLE_MARK}(?:行|[（(：:].*)?", re.DOTALL)  # not “示例机械有限公司”
_TOTALS = frozenset({"合计", "总计", "小计"})
_SHOWN_VALUE = 80
_TITLE_PRODUCTS = 3


@dataclass(frozen=True, slots=True)
class ReadResult:
    """frame: the usable rows in the engine's columns; rows_read: all rows of data that the file has."""

    frame: pl.DataFrame
    problems: list[CellProblem]
    rows_read: int
    ignored_columns: tuple[str, ...]
    sheet: str
    row_numbers: tuple[int, ...] = ()  # of the frame's rows, as the person sees them
    own_ids: bool = True  # whether the file has a column of ids; else they are row numbers

    @property
    def rejected(self) -> int:
        return len({p.row for p in self.problems if p.fatal})


def read_table(path: str | Path, schema: Schema, *, default_city: str | None = None) -> ReadResult:
    """Read a file; raises UnusableFile where there is nothing to read, everything less is a CellProblem."""
    name = Path(path).name
    layout = locate(open_table(path), schema, name)
    reading = _Reading(schema, layout, default_city)
    for number, cells in layout.sheet.rows[layout.start :]:
        reading.row(number, cells)
    if not reading.rows_read:
        raise UnusableFile(f"{name} 只有表头，没有数据。请填好后再试。")
    return reading.result()


@dataclass
class _Reading:
    schema: Schema
    layout: Layout
    default_city: str | None
    rows: list[dict[str, object]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    problems: list[CellProblem] = field(default_factory=list)
    rows_read: int = 0
    _ids: set[str] = field(default_factory=set)
    _memory: dict[tuple[str, object], object] = field(default_factory=dict)

    def row(self, number: int, cells: list[object]) -> None:
        if self._is_note(cells):
            return
        self.rows_read += 1
        before = len(self.problems)
        read = {
            c.name: self._cell(number, c, unit, self._placed(c, unit, _at(cells, p), cells))
            for p, (c, unit) in self.layout.columns.items()
        }
        self._complete(number, cells, read)
        if not any(p.fatal for p in self.problems[before:]):
            self.rows.append(read)
            self.numbers.append(number)

    def _is_note(self, cells: list[object]) -> bool:
        """The template's example row, a total at the end, or the heading repeated on a new page."""
        first = next((str(c).strip() for c in cells if c is not None), "")
        if _EXAMPLE.fullmatch(first) or first in _TOTALS:
            return True
        heading = self.layout.sheet.rows[self.layout.start - 1][1]
        return cells == heading

    def _placed(self, column: Column, unit: str, value: object, cells: list[object]) -> object:
        """A place with the province before it, where a column of its own tells that and it helps: 长宁 is in 上海."""
        province = _at(cells, self.layout.province) if self.layout.province is not None else None
        if column.kind is not Kind.REGION or not (isinstance(province, str) and isinstance(value, str)):
            return value
        whole = f"{province.strip()}{value.strip()}"
        try:
            return whole if self._parsed(column, unit, whole) else value
        except BadCell:
            return value

    def _cell(self, number: int, column: Column, unit: str, value: object) -> object:
        try:
            return self._parsed(column, unit, value)
        except BadCell as bad:
            fatal = column.field.required or column.name == "id"
            self._say(number, column.label, value, bad.message, bad.remedy, fatal=fatal)
            return None

    def _parsed(self, column: Column, unit: str, value: object) -> object:
        """Parse once what many cells repeat."""
        if column.field.unit == "%" and isinstance(value, float) and 0 < abs(value) < 1:
            raise BadCell(
                f"看不出 {value:g} 是 {value * 100:g}% 还是 {value:g}%：Excel 的百分比单元格存的是小数。",
                f"请填 {value * 100:g}，或设为文本再写“{value:g}%”。",
            )
        if (isinstance(value, str) and len(value) > _SHOWN_VALUE) or column.kind in (
            Kind.TEXT,
            Kind.LONGTEXT,
        ):
            return values.parse(column.field, value, unit=unit, default_city=self.default_city)
        key = (column.name, (type(value), value))
        if key not in self._memory:
            if len(self._memory) > 500_000:  # noqa: PLR2004  memory must not grow with the file
                self._memory.clear()
            self._memory[key] = values.parse(column.field, value, unit=unit, default_city=self.default_city)
        return self._memory[key]

    def _complete(self, number: int, cells: list[object], read: dict[str, object]) -> None:
        self._salary(cells, read)
        self._title(number, read)
        identity = read.get("id")
        if identity in self._ids:
            self._say(
                number,
                "编号",
                identity,
                f"编号“{identity}”与前面的行重复。",
                "请改成不同的编号。",
                fatal=True,
            )
        if identity:
            self._ids.add(str(identity))

    def _salary(self, cells: list[object], read: dict[str, object]) -> None:
        """A range of pay written in one cell fills both ends."""
        if read.get("salary_min") is None or read.get("salary_max") is not None:
            return
        position = next(p for p, (c, _) in self.layout.columns.items() if c.name == "salary_min")
        column, unit = self.layout.columns[position]
        raw = _at(cells, position)
        if isinstance(raw, str):
            read["salary_max"] = values.number_range(raw, unit or column.field.unit, column.field.unit)[1]

    def _title(self, number: int, read: dict[str, object]) -> None:
        source = self.schema.title_from
        named = read.get(source.name) if source else None
        if not read.get("title") and isinstance(named, list):
            read["title"] = "、".join(named[:_TITLE_PRODUCTS])
        if source and source.field.required and not named and read.get("title"):
            read[source.name] = [read["title"]]
        for column in self.schema.columns:
            if column.field.required and read.get(column.name) is None and not self._told(number, column):
                self._say(number, column.label, "", f"没有填“{column.label}”。", "这一列必填。", fatal=True)

    def _told(self, number: int, column: Column) -> bool:
        return any(p.row == number and p.column == column.label for p in self.problems[-20:])

    def _say(self, row: int, column: str, value: object, message: str, remedy: str, *, fatal: bool) -> None:
        shown = "" if value is None else str(value)
        shown = shown if len(shown) <= _SHOWN_VALUE else f"{shown[:_SHOWN_VALUE]}…"
        self.problems.append(CellProblem(row, column, shown, message, remedy, fatal))

    def _number_ids(self) -> None:
        """Rows without an id have their number for one, or one made from it where somebody wrote that number."""
        for number, row in zip(self.numbers, self.rows, strict=True):
            identity = str(row.get("id") or number)
            while not row.get("id") and identity in self._ids:
                identity = f"行{identity}"
            row["id"] = identity

    def result(self) -> ReadResult:
        self._number_ids()
        dtypes = {c.name: c.dtype for c in self.schema.columns}
        columns = {name: [row.get(name) for row in self.rows] for name in dtypes}
        frame = pl.DataFrame({n: pl.Series(n, v, dtype=dtypes[n], strict=False) for n, v in columns.items()})
        own_ids = any(c.name == "id" for c, _ in self.layout.columns.values())
        sheet, ignored = self.layout.sheet.name, self.layout.ignored
        return ReadResult(frame, self.problems, self.rows_read, ignored, sheet, tuple(self.numbers), own_ids)


def _at(cells: list[object], position: int) -> object:
    return cells[position] if position < len(cells) else None


def read_texts(path: str | Path) -> list[str]:
    """A corpus: the text of every row of a table, whatever its columns are."""
    rows = open_table(path)[0].rows
    texts = ["\n".join(c for c in cells if isinstance(c, str)) for _, cells in rows[1:]]
    return [t for t in texts if t]
