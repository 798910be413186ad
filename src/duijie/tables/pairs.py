"""Reads tables of pairs: which to score, and what people said of them."""

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from duijie.tables import values
from duijie.tables.files import open_table
from duijie.tables.problems import CellProblem, UnusableFile

Headings = dict[str, tuple[str, ...]]
_IDS: Headings = {
    "need_id": ("need_id", "需求编号"),
    "offer_id": ("offer_id", "供给编号", "achievement_id"),
}
_SAID: Headings = {
    "level": ("level", "等级"),
    "outcome": ("outcome", "结果"),
    "group": ("group", "分组"),
    "rank": ("rank", "名次"),
}
_LEVELS = {str(n): n for n in range(1, 5)}
_SHOWN_VALUE = 80


def read_pairs(path: str | Path) -> pl.DataFrame:
    """Columns need_id and offer_id (需求编号, 供给编号) of a table, as text."""
    return _read(path, _IDS).select(list(_IDS)).drop_nulls()


def read_judged(path: str | Path, outcomes: Mapping[str, int]) -> tuple[pl.DataFrame, list[CellProblem]]:
    """The same with `level`, 1 to 4, from a column of levels or of outcomes, and group and rank where there are such.

    Rows whose conclusion cannot be read are left out and told.
    """
    frame = _read(path, _IDS | _SAID).drop_nulls(list(_IDS))
    said = next((name for name in ("level", "outcome") if name in frame.columns), None)
    if said is None:
        raise UnusableFile(
            f"{Path(path).name} 缺少结论：要有“等级”列（level，1 到 4）或“结果”列（outcome，接受或拒绝）。"
        )
    level = pl.col(said).replace_strict(_LEVELS | dict(outcomes), default=None, return_dtype=pl.Int64)
    found = frame.with_columns(conclusion=pl.col(said), level=level)
    if "rank" in found.columns:
        found = found.with_columns(pl.col("rank").cast(pl.Int64, strict=False).clip(1).fill_null(1))
    wanted = [name for name in ("need_id", "offer_id", "level", "group", "rank") if name in found.columns]
    wrong = found.filter(pl.col("level").is_null()).select("row", pl.col("conclusion").fill_null(""))
    return found.drop_nulls("level").select(wanted), [_problem(said, *cell) for cell in wrong.rows()]


def _problem(column: str, row: int, value: str) -> CellProblem:
    return CellProblem(
        row=row,
        column=_SAID[column][1],
        value=value[:_SHOWN_VALUE],
        message=f"“{value[:_SHOWN_VALUE]}”不是能用的结论，这一行没有用。"
        if value
        else "没有填结论，这一行没有用。",
        remedy="等级写 1 到 4；结果写接受或拒绝。",
        fatal=True,
    )


def _read(path: str | Path, headings: Headings) -> pl.DataFrame:
    """The columns of these headings that the table has, as text, with each one's `row`; UnusableFile without the ids."""
    sheet = open_table(path)[0]
    heading = [str(c).strip().lower() if c is not None else "" for c in sheet.rows[0][1]]
    at = {n: next((heading.index(h) for h in names if h in heading), None) for n, names in headings.items()}
    lost = [names[1] for n, names in _IDS.items() if at[n] is None]
    if lost:
        raise UnusableFile(f"{Path(path).name} 缺少“{'”“'.join(lost)}”列。")
    there = {n: p for n, p in at.items() if p is not None}
    rows = [
        {"row": number, **{n: _text(cells[p] if p < len(cells) else None) for n, p in there.items()}}
        for number, cells in sheet.rows[1:]
    ]
    return pl.DataFrame(rows, schema={"row": pl.Int64} | dict.fromkeys(there, pl.String))


def _text(cell: object) -> str | None:
    return None if cell is None else values.clean(cell)
