"""Decisions as a table for machines and as a workbook for people."""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from duijie.engine.rules import Decision, Ruleset, Way, explain
from duijie.engine.rules.results import LABELS
from duijie.tables.problems import CellProblem
from duijie.tables.rows import open_workbook, write_cell, write_rows

COLUMNS = ("编号", "企业名称", "项目", "结论", "等级", "金额（万元）", "卡在", "待定的事实", "怎样才符合")
MOST_TRACES = 2_000  # decisions with their whole proof in the workbook; more would be read by nobody
Row = tuple[str, str, Decision, tuple[Way, ...]]


def decision_rows(rows: Sequence[Row], rulesets: Sequence[Ruleset]) -> list[tuple[object, ...]]:
    """One row per firm and programme, in the order of COLUMNS."""
    titles = {r.id: r.title for r in rulesets}
    return [
        (
            identity,
            name,
            titles[decision.ruleset],
            LABELS[decision.result],
            decision.tier_label or None,
            decision.amount,
            "；".join(blocked_words(decision)) or None,
            "；".join(f"{m.label}（{m.supplier}）" for m in decision.missing) or None,
            "；或：".join("，并且".join(m.text for m in way.moves) for way in ways) or None,
        )
        for identity, name, decision, ways in rows
    ]


def blocked_words(decision: Decision) -> list[str]:
    """The parts that fail or are open, with their articles."""
    trace = decision.trace
    parts = () if trace is None else trace.parts if trace.kind == "all" else (trace,)
    said = [p for p in parts if p.code in decision.blocked]
    return [f"{p.text or p.needed}{f'（{p.clause}）' if p.clause else ''}" for p in said]


def write_decisions(
    path: str | Path, rows: Sequence[Row], rulesets: Sequence[Ruleset], problems: Sequence[CellProblem] = ()
) -> None:
    """A workbook with decisions, proofs and unusable cells; .csv and .parquet have the decisions alone."""
    path = Path(path)
    table = decision_rows(rows, rulesets)
    if path.suffix.lower() == ".parquet":
        pl.DataFrame(table, schema=list(COLUMNS), orient="row", infer_schema_length=None).write_parquet(path)
    elif path.suffix.lower() == ".csv":
        write_rows(path, COLUMNS, table)
    else:
        _workbook(path, table, rows, problems)


def _workbook(
    path: Path, table: list[tuple[object, ...]], rows: Sequence[Row], problems: Sequence[CellProblem]
) -> None:
    with open_workbook(path) as book:
        _sheet(book, "结论", COLUMNS, table)
        traces = [
            (identity, name, decision.title, line)
            for identity, name, decision, _ in rows[:MOST_TRACES]
            for line in explain(decision)
        ]
        _sheet(book, "依据", ("编号", "企业名称", "项目", "逐条依据"), traces)
        cells = [(p.row, p.column, p.value, p.message, p.remedy) for p in problems]
        _sheet(book, "问题", ("行", "列", "值", "问题", "怎么办"), cells)


def _sheet(book, name: str, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:  # type: ignore[no-untyped-def]
    sheet = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bg_color": "#1F4E8C", "font_color": "white", "border": 1})
    sheet.freeze_panes(1, 0)
    for position, title in enumerate(head):
        sheet.set_column(
            position, position, 60 if title in ("逐条依据", "怎样才符合", "待定的事实", "卡在") else 18
        )
    sheet.write_row(0, 0, head, bold)
    for at, row in enumerate(rows, start=1):
        for position, value in enumerate(row):
            write_cell(sheet, at, position, value)
