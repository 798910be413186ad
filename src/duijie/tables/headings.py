"""Which row of a sheet is the heading, and which column is which."""

import difflib
from dataclasses import dataclass

from duijie.engine.channels import Kind
from duijie.tables.files import Sheet
from duijie.tables.problems import UnusableFile
from duijie.tables.schemas import Column, Schema, heading_unit, plain

_LOOK_AT = 15  # titles and notes above the heading are fewer than this
_SHOWN = 12
_PROVINCE = frozenset({"省", "省份", "所在省份", "所在省", "province"})


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the table starts and what its columns are: position -> (column, unit said in the heading)."""

    sheet: Sheet
    start: int  # index into sheet.rows of the first row of data
    columns: dict[int, tuple[Column, str]]
    ignored: tuple[str, ...]
    province: int | None = None  # position of a column that holds only the province of the column of places


def locate(sheets: list[Sheet], schema: Schema, name: str) -> Layout:
    """The sheet and the row whose headings fit best; raises UnusableFile saying what was seen instead."""
    known = schema.by_heading()
    found = [
        (len(columns), sheet, at, columns) for sheet in sheets for at, columns in _candidates(sheet, known)
    ]
    best = max(found, key=lambda f: f[0], default=None)
    needed = _needed(schema)
    if best is None or not best[0]:
        labels = [c.label for c in schema.columns if c.name in needed]
        raise UnusableFile(_unrecognised(sheets, labels, name))
    _, sheet, at, columns = best
    if not {c.name for c, _ in columns.values()} & set(needed):
        labels = "或".join(f"“{c.label}”" for c in schema.columns if c.name in needed)
        raise UnusableFile(f"{name} 缺少{labels}这一列。看到的列有：{_seen(sheet, at)}。")
    province = _province(sheet, at, columns)
    return Layout(sheet, at + 1, columns, _ignored(sheet, at, columns, province, schema), province)


def _province(sheet: Sheet, at: int, columns: dict[int, tuple[Column, str]]) -> int | None:
    if not any(column.kind is Kind.REGION for column, _ in columns.values()):
        return None
    heads = enumerate(sheet.rows[at][1])
    return next((p for p, head in heads if p not in columns and plain(str(head)) in _PROVINCE), None)


def _needed(schema: Schema) -> list[str]:
    required = [c.name for c in schema.columns if c.field.required]
    return (
        list(dict.fromkeys([*required, "title", schema.title_from.name])) if schema.title_from else required
    )


def _candidates(sheet: Sheet, known: dict[str, Column]) -> list[tuple[int, dict[int, tuple[Column, str]]]]:
    return [(at, _columns(cells, known)) for at, (_, cells) in enumerate(sheet.rows[:_LOOK_AT])]


def _columns(cells: list[object], known: dict[str, Column]) -> dict[int, tuple[Column, str]]:
    """Each column once; the first heading that names it wins."""
    found: dict[int, tuple[Column, str]] = {}
    taken: set[str] = set()
    for exact in (True, False):
        for position, cell in enumerate(cells):
            column = known.get(plain(str(cell))) if isinstance(cell, str) and position not in found else None
            if column is None or column.name in taken:
                continue
            if exact and plain(str(cell)) not in (plain(column.name), plain(column.label)):
                continue
            found[position] = (column, heading_unit(str(cell)))
            taken.add(column.name)
    return found


def _seen(sheet: Sheet, at: int) -> str:
    cells = ["".join(filter(str.isprintable, str(c))) for c in sheet.rows[at][1] if c is not None]
    return "、".join(c[:20] for c in cells[:_SHOWN]) + ("……" if len(cells) > _SHOWN else "")


def _unrecognised(sheets: list[Sheet], needed: list[str], name: str) -> str:
    names = "、".join(s.name for s in sheets[:_SHOWN])
    return (
        f"{name} 里没有认得的表头（看过工作表：{names}；第一行是：{_seen(sheets[0], 0)}）。"
        f"请用 duijie template 生成的填报表，或写上“{'”“'.join(needed)}”等列名。"
    )


def _ignored(
    sheet: Sheet, at: int, columns: dict[int, tuple[Column, str]], province: int | None, schema: Schema
) -> tuple[str, ...]:
    """Headings that were not recognised, with the column each may have meant."""
    labels = {c.label: c for c in schema.columns if c not in [f for f, _ in columns.values()]}
    said = []
    for position, cell in enumerate(sheet.rows[at][1]):
        if cell is None or position in columns or position == province:
            continue
        near = difflib.get_close_matches(str(cell), labels, n=1, cutoff=0.6)
        said.append(f"{str(cell)[:30]}（是不是“{near[0]}”？）" if near else str(cell)[:30])
    return tuple(said)
