"""The workbook of matches, to be sent on as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import xlsxwriter

from duijie.engine import wording
from duijie.engine.allocation import Allocation
from duijie.engine.channels import Channel, Side
from duijie.tables.allocation_sheet import add_allocation, allocation_facts, allocation_rows
from duijie.tables.problems import CellProblem
from duijie.tables.rows import open_workbook, write_cell

VERDICTS = {"recommended": "推荐", "possible": "可考虑", "unknown": "待补充", "blocked": "不符合"}
COLOURS = {"recommended": "#D7F0DD", "possible": "#E3ECFA", "unknown": "#FDF0CF", "blocked": "#F9DADA"}
_MARKS = {"met": "✓", "failed": "✗", "unknown": "？"}
_PAIR_HEAD = ("名次", "评分", "结论", "匹配依据", "硬性条件", "需要补充")
_PAIR_WIDTHS = (6, 8, 9, 60, 50, 40)


@dataclass(frozen=True, slots=True)
class _Styles:
    head: Any
    wrap: Any
    score: Any
    verdicts: dict[str, Any]
    title: Any
    bold: Any


def write_matches(
    path: str | Path,
    *,
    channel: Channel,
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    pairs: pl.DataFrame,
    need_problems: Sequence[CellProblem] = (),
    offer_problems: Sequence[CellProblem] = (),
    allocation: Allocation | None = None,
) -> None:
    """Summary, ranked offers per need, ranked needs per offer, unmatched needs, every problem row.

    Contacts are left out: they open when both sides agree.
    """
    told = _told(channel, needs, offers, pairs)
    with open_workbook(Path(path)) as book:
        styles = _styles(book)
        _summary(book, styles, channel, needs, offers, pairs, (need_problems, offer_problems), allocation)
        _pairs(book, styles, "按需求", told.sort("need_row", "rank", "offer_row"), Side.NEED)
        _pairs(book, styles, "按供给", told.sort("offer_row", "offer_rank", "need_row"), Side.OFFER)
        if allocation is not None:
            add_allocation(
                book, allocation_rows(allocation, needs, offers, VERDICTS), allocation_facts(allocation)
            )
        _unmatched(book, styles, needs, pairs)
        _problems(book, styles, _private(channel), need_problems, offer_problems)


def _styles(book: xlsxwriter.Workbook) -> _Styles:
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D5DAE1"}
    return _Styles(
        head=book.add_format(
            {"bold": True, "bg_color": "#1F4E8C", "font_color": "white", "border": 1, "valign": "vcenter"}
        ),
        wrap=book.add_format(cell),
        score=book.add_format({**cell, "num_format": "0.00"}),
        verdicts={v: book.add_format({**cell, "bg_color": c}) for v, c in COLOURS.items()},
        title=book.add_format({"bold": True, "font_size": 16}),
        bold=book.add_format({"bold": True, "valign": "top"}),
    )


def _told(channel: Channel, needs: pl.DataFrame, offers: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs with what people call both sides, and their reasons as text."""
    return (
        pairs.join(_names(needs, "need"), on="need_id", how="left", maintain_order="left")
        .join(_names(offers, "offer"), on="offer_id", how="left", maintain_order="left")
        .with_columns(
            _parts(channel).alias("because"),
            _constraints().alias("hard"),
            _sentences("missing").alias("ask"),
        )
        .drop("reasons")
    )


def _names(frame: pl.DataFrame, side: str) -> pl.DataFrame:
    return frame.select(
        pl.col("id").alias(f"{side}_id"),
        pl.col("title").alias(f"{side}_title"),
        pl.col("party").alias(f"{side}_party"),
    ).with_row_index(f"{side}_row")


def _of_kind(kind: str) -> pl.Expr:
    return pl.col("reasons").list.filter(pl.element().struct.field("kind") == kind)


def _sentences(kind: str) -> pl.Expr:
    return (
        _of_kind(kind)
        .list.eval(pl.element().struct.field("text"))
        .list.unique(maintain_order=True)
        .list.join("；")
    )


def _parts(channel: Channel) -> pl.Expr:
    """What each part adds to the score, in hundredths that add up to the score as it is shown, and what it rests on.

    Each is the step from one rounded sum to the next, so that nothing is lost in rounding.
    """
    code, weight, text = (pl.element().struct.field(name) for name in ("code", "weight", "text"))
    label = code.replace({c: wording.part(channel, c) for c in wording.parts(channel)})
    whole = (weight.cum_sum() * 100).round().cast(pl.Int64)
    part = whole - whole.shift(1, fill_value=0)
    shown = pl.format("{}.{}", part // 100, (part % 100).cast(pl.String).str.zfill(2))
    return _of_kind("evidence").list.eval(pl.format("{} {}　{}", shown, label, text)).list.join("\n")


def _constraints() -> pl.Expr:
    """Each with its mark, and what would turn those that failed."""
    kind, text = (pl.element().struct.field(name) for name in ("kind", "text"))
    mark = (
        pl.when(kind == "change")
        .then(pl.lit("→"))
        .otherwise(pl.element().struct.field("outcome").replace(_MARKS))
    )
    told = pl.col("reasons").list.filter(kind.is_in(["constraint", "change"]))
    return told.list.eval(mark + " " + text).list.join("\n")


def _sheet(
    book: xlsxwriter.Workbook, styles: _Styles, name: str, head: Sequence[str], widths: Sequence[int]
) -> Any:
    sheet = book.add_worksheet(name)
    for position, width in enumerate(widths):
        sheet.set_column(position, position, width)
    sheet.write_row(0, 0, head, styles.head)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def _pairs(book: xlsxwriter.Workbook, styles: _Styles, name: str, told: pl.DataFrame, first: Side) -> None:
    """One row a pair; the side whose list it is stands first."""
    labels = {Side.NEED: ("需求编号", "需求", "需方"), Side.OFFER: ("供给编号", "供给", "供方")}
    head = (*labels[first], *_PAIR_HEAD[:1], *labels[first.other], *_PAIR_HEAD[1:])
    sheet = _sheet(book, styles, name, head, (10, 30, 22, 6, 10, 30, 22, *_PAIR_WIDTHS[1:]))
    rank = "rank" if first is Side.NEED else "offer_rank"
    columns = [*_columns(first), rank, *_columns(first.other), "score", "verdict", "because", "hard", "ask"]
    for number, row in enumerate(told.select(columns).iter_rows(), start=1):
        for position, value in enumerate(row):
            style = styles.score if columns[position] == "score" else styles.wrap
            if columns[position] == "verdict":
                style, value = styles.verdicts[value], VERDICTS[value]  # noqa: PLW2901
            write_cell(sheet, number, position, value or None if isinstance(value, str) else value, style)
    sheet.autofilter(0, 0, max(len(told), 1), len(head) - 1)


def _columns(side: Side) -> tuple[str, str, str]:
    return (f"{side}_id", f"{side}_title", f"{side}_party")


def _summary(
    book: xlsxwriter.Workbook,
    styles: _Styles,
    channel: Channel,
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    pairs: pl.DataFrame,
    problems: tuple[Sequence[CellProblem], Sequence[CellProblem]],
    allocation: Allocation | None,
) -> None:
    sheet = book.add_worksheet("汇总")
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 70)
    sheet.write_string(0, 0, f"{channel.label}清单", styles.title)
    for row, (name, text) in enumerate(_facts(channel, needs, offers, pairs, problems, allocation), start=2):
        sheet.write_string(row, 0, name, styles.bold)
        sheet.write_string(row, 1, text)


def _facts(
    channel: Channel,
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    pairs: pl.DataFrame,
    problems: tuple[Sequence[CellProblem], Sequence[CellProblem]],
    allocation: Allocation | None,
) -> list[tuple[str, str]]:
    usable = pairs.filter(pl.col("verdict") != "blocked")
    counts = dict(pairs["verdict"].value_counts().iter_rows())
    recommended = pairs.filter(pl.col("verdict") == "recommended")["need_id"].n_unique()
    facts = [
        ("需求", _read(len(needs), problems[0])),
        ("供给", _read(len(offers), problems[1])),
        ("找到供给的需求", share(usable["need_id"].n_unique(), len(needs))),
        ("有推荐供给的需求", share(recommended, len(needs))),
        ("被匹配到的供给", share(usable["offer_id"].n_unique(), len(offers))),
        *((f"结论为“{label}”的配对", share(counts.get(v, 0), len(pairs))) for v, label in VERDICTS.items()),
    ]
    if allocation is not None:
        facts.append(("整体分配", f"{len(allocation.pairs):,} 对，见“整体分配”和“分配报告”"))
    return [
        *facts,
        (
            "结论怎么定",
            (
                "有硬性条件不符合即“不符合”；有硬性条件缺事实即“待补充”；其余评分"
                f"达到 {channel.recommend_at:g} 为“推荐”，不到为“可考虑”。"
            ),
        ),
        ("评分怎么算", "0 到 1，由各项匹配依据相加而成；缺少事实的一项不参与，不算有也不算无。"),
        ("没有列出的", "与需求没有任何共同内容的供给不列；联系方式在双方同意后才互相公开。"),
    ]


def share(part: int, whole: int) -> str:
    """“37 / 52，71%”."""
    return f"{part:,} / {whole:,}" + (f"，{part / whole:.0%}" if whole else "")


def _read(used: int, problems: Sequence[CellProblem]) -> str:
    rejected = len({p.row for p in problems if p.fatal})
    kept = sum(not p.fatal for p in problems)
    text = f"可用 {used:,} 条"
    text += f"，未用 {rejected:,} 条" if rejected else ""
    return text + (f"，另有 {kept:,} 个单元格读不懂、按未填处理（见“问题行”）" if kept else "")


def _unmatched(book: xlsxwriter.Workbook, styles: _Styles, needs: pl.DataFrame, pairs: pl.DataFrame) -> None:
    usable = pairs.filter(pl.col("verdict") != "blocked")
    lost = needs.join(usable.select(id="need_id").unique(), on="id", how="anti", maintain_order="left")
    blocked = set(pairs["need_id"].unique())
    sheet = _sheet(
        book, styles, "未匹配", ("需求编号", "需求", "需方", "原因", "可以怎么办"), (10, 40, 26, 44, 50)
    )
    for number, (key, title, party) in enumerate(lost.select("id", "title", "party").iter_rows(), start=1):
        why = ("有相近供给，但都有硬性条件不符合。", "看“按需求”里不符合的条件，能否放宽。")
        if key not in blocked:
            why = ("没有供给与它有共同内容。", "把说明写具体些，或发布到更大范围征集供给。")
        for position, text in enumerate((key, title, party, *why)):
            write_cell(sheet, number, position, text, styles.wrap)


def _private(channel: Channel) -> set[str]:
    """Columns whose contents never leave the officer's own file."""
    return {words.label for field in channel.fields if field.private for words in field.wording.values()}


def _problems(
    book: xlsxwriter.Workbook,
    styles: _Styles,
    private: set[str],
    needs: Sequence[CellProblem],
    offers: Sequence[CellProblem],
) -> None:
    head = ("文件", "行", "列", "填的是", "问题", "怎么改", "处理")
    sheet = _sheet(book, styles, "问题行", head, (10, 8, 18, 30, 44, 44, 16))
    number = 0
    for name, problems in (("需求表", needs), ("供给表", offers)):
        for problem in problems:
            number += 1
            done = "整行未用" if problem.fatal else "按未填处理"
            value = "（不公开）" if problem.column in private else problem.value
            cells = (name, problem.row, problem.column, value, problem.message, problem.remedy, done)
            for position, cell in enumerate(cells):
                write_cell(sheet, number, position, cell, styles.wrap)
