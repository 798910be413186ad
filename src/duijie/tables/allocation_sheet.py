"""The sheets of an allocation: who gets what, who could take over, and what it does to whom."""

from typing import Any

import polars as pl
import xlsxwriter

from duijie.engine.allocation import Allocation, Fairness, Floor
from duijie.engine.channels import Side
from duijie.tables.rows import Target, open_workbook, safe_text, write_cell

# column: heading, width
ALLOCATION_COLUMNS = {
    "need_id": ("需求编号", 10),
    "need_title": ("需求", 30),
    "need_party": ("需方", 22),
    "offer_id": ("供给编号", 10),
    "offer_title": ("供给", 30),
    "offer_party": ("供方", 22),
    "score": ("评分", 8),
    "verdict": ("结论", 9),
    "amount": ("分到数量", 12),
    "unit": ("单位", 8),
    "share": ("占需求", 9),
    "reason": ("怎么分的", 40),
    "together": ("合计", 44),
    "substitute": ("候补供给", 34),
}
_FORMATS = {"score": "0.00", "share": "0%", "amount": "#,##0.##"}
_SIDES = {Side.NEED: "需方", Side.OFFER: "供方"}
Facts = list[tuple[str, str]]


def write_allocation(target: Target, rows: pl.DataFrame, facts: Facts) -> None:
    """A workbook of one allocation; rows: the columns of `ALLOCATION_COLUMNS`, all but the numbers as text."""
    with open_workbook(target) as book:
        add_allocation(book, rows, facts)


def add_allocation(book: xlsxwriter.Workbook, rows: pl.DataFrame, facts: Facts) -> None:
    """Add the sheets 整体分配 and 分配报告."""
    head = book.add_format({"bold": True, "bg_color": "#1F4E8C", "font_color": "white", "border": 1})
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D5DAE1"}
    styles = {
        c: book.add_format({**cell, "num_format": _FORMATS.get(c, "General")}) for c in ALLOCATION_COLUMNS
    }
    sheet = _sheet(book, "整体分配", [width for _heading, width in ALLOCATION_COLUMNS.values()])
    sheet.write_row(0, 0, [heading for heading, _width in ALLOCATION_COLUMNS.values()], head)
    for number, row in enumerate(rows.select(ALLOCATION_COLUMNS.keys()).iter_rows(), start=1):
        for position, (column, value) in enumerate(zip(ALLOCATION_COLUMNS, row, strict=True)):
            write_cell(sheet, number, position, safe_text(value), styles[column])
    sheet.autofilter(0, 0, max(len(rows), 1), len(ALLOCATION_COLUMNS) - 1)
    report = _sheet(book, "分配报告", (26, 90))
    report.write_row(0, 0, ("项目", "结果"), head)
    for number, (name, text) in enumerate(facts, start=1):
        report.write_string(number, 0, name, styles["reason"])
        report.write_string(number, 1, text, styles["reason"])


def _sheet(book: xlsxwriter.Workbook, name: str, widths: Any) -> Any:
    sheet = book.add_worksheet(name)
    for position, width in enumerate(widths):
        sheet.set_column(position, position, width)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def allocation_rows(
    found: Allocation, needs: pl.DataFrame, offers: pl.DataFrame, verdicts: dict[str, str]
) -> pl.DataFrame:
    """The rows to write, in the order of the needs; a substitute is told by its number, title and firm."""
    names = {side: _names(frame, side) for side, frame in ((Side.NEED, needs), (Side.OFFER, offers))}
    reserve = names[Side.OFFER].select(
        pl.col("offer_id").alias("substitute"),
        pl.concat_str("offer_id", "offer_title", "offer_party", separator=" ", ignore_nulls=True).alias(
            "told"
        ),
    )
    return (
        found.pairs.join(names[Side.NEED], on="need_id", how="left")
        .join(names[Side.OFFER], on="offer_id", how="left")
        .join(reserve, on="substitute", how="left")
        .sort("need_row", "share", "offer_row", descending=[False, True, False])
        .with_columns(
            pl.col("told").fill_null("没有").alias("substitute"), pl.col("verdict").replace(verdicts)
        )
        .select(ALLOCATION_COLUMNS.keys())
    )


def _names(frame: pl.DataFrame, side: Side) -> pl.DataFrame:
    return frame.select(
        pl.col("id").alias(f"{side}_id"),
        pl.col("title").alias(f"{side}_title"),
        pl.col("party").alias(f"{side}_party"),
    ).with_row_index(f"{side}_row")


def allocation_facts(found: Allocation) -> Facts:
    """What the report says, as (name, sentence)."""
    facts = [
        ("分配", f"{len(found.pairs):,} 对，总价值 {found.value:,.2f}（评分乘以满足需求的比例）"),
        ("是不是最好", _proof(found)),
        *_fairness(found.fairness),
    ]
    if found.floor is not None:
        facts.append(("小微企业保底", _floor(found.floor)))
    return [*facts, *(("需要注意", note) for note in found.notes)]


def _proof(found: Allocation) -> str:
    if found.optimal:
        return "已证明：在同样的容量和保底要求下，没有总价值更高的分配"
    return f"已证明：最好的分配比它最多高 {found.gap:.2%}（不超过 {found.bound:,.2f}）"


def _floor(floor: Floor) -> str:
    said = f"要求不低于 {floor.asked:.0%}，实际 {floor.reached:.1%}；不设保底时 {floor.without:.1%}"
    said += f"，为此总价值少 {floor.cost:,.2f}" if floor.cost else "，没有因此减少总价值"
    return said if floor.reachable else f"{said}；小微企业能做的都给了，达不到要求"


def _fairness(report: Fairness) -> Facts:
    who = _SIDES[report.side]
    return [
        ("对接上的需求", _of(report.needs_served, report.needs)),
        ("完全满足的需求", _of(report.needs_met, report.needs)),
        (f"分到的{who}", f"{_of(report.receivers_served, report.receivers)}（有候选的{who}）"),
        ("分到的小微企业", _of(report.small_served, report.small)),
        (f"没有写明规模的{who}", f"{report.unknown_size:,} 家，没有算作小微企业"),
        ("小微企业所得占比", _share(report.small_share)),
        (f"最大五家{who}所得占比", _share(report.top_share)),
        ("集中度（HHI，1 为一家独得）", _number(report.hhi)),
        ("基尼系数（0 为人人相同）", _number(report.gini)),
    ]


def _of(part: int, whole: int) -> str:
    return f"{part:,} / {whole:,}" + (f"，{part / whole:.0%}" if whole else "")


def _share(value: float | None) -> str:
    return "没有分配" if value is None else f"{value:.1%}"


def _number(value: float | None) -> str:
    return "没有分配" if value is None else f"{value:.3f}"
