"""What is said of an allocation: why this much, how a need is met as a whole, who could take over."""

import polars as pl

from duijie.engine.allocation.capacity import Measure
from duijie.engine.channels import Channel, Side

_NEAR = 1e-9
_WHOLE = 1 - 1e-6


def substitutes(terms: pl.DataFrame) -> pl.DataFrame:
    """need_id, offer_id, substitute: the best offer with enough capacity left to take over the pair's part.

    Each pair is looked at by itself: two can name the same substitute.
    """
    left = terms.group_by("offer_id").agg((1 - (pl.col("amount") * pl.col("offer_use")).sum()).alias("left"))
    chosen = terms.filter(pl.col("amount") > 0)
    others = terms.join(chosen, on=["need_id", "offer_id"], how="anti").join(left, on="offer_id")
    part = pl.col("part") * pl.when("goods").then(pl.col("need_amount") * pl.col("offer_use")).otherwise(
        pl.col("offer_use") / pl.col("part")
    )
    return (
        chosen.select("need_id", "offer_id", part=pl.col("amount") * pl.col("need_use"))
        .join(others.rename({"offer_id": "substitute"}), on="need_id")
        .filter(part <= pl.col("left") + _NEAR)
        .sort("score", "substitute", descending=[True, False])
        .unique(["need_id", "offer_id"], keep="first", maintain_order=True)
        .select("need_id", "offer_id", "substitute")
    )


def with_reasons(chosen: pl.DataFrame, channel: Channel, counted: Measure | None) -> pl.DataFrame:
    """Adds `reason` to each chosen pair and `together` for its need."""
    unit = pl.coalesce("unit", pl.lit(""))
    goods = pl.format(
        "分到 {} {}，占需求的 {}%", _number("amount"), unit, (pl.col("share") * 100).round(0).cast(pl.Int64)
    )
    why = pl.when("goods").then(goods).otherwise(pl.lit("按家数分配") + _why_places(channel, counted))
    asked = (
        pl.when(pl.col("verdict") == "unknown")
        .then(pl.lit("；还有条件没有核实，补充事实后再定"))
        .otherwise(pl.lit(""))
    )
    return chosen.with_columns(reason=why + asked).join(
        _together(chosen), on="need_id", how="left", maintain_order="left"
    )


def _number(column: str) -> pl.Expr:
    """Thousands separated, at most two decimals."""
    return pl.col(column).map_elements(lambda v: f"{v:,.2f}".rstrip("0").rstrip("."), return_dtype=pl.String)


def _why_places(channel: Channel, counted: Measure | None) -> pl.Expr:
    if counted is None:
        return pl.lit("：这类对接没有可以相加的数量")
    field = channel.field(counted.field)
    need, offer = pl.col("need_amount").is_null(), pl.col("offer_amount").is_null()
    return (
        pl.when(need & offer)
        .then(pl.lit(f"：双方都没有填数量（{field.label(Side.NEED)}、{field.label(Side.OFFER)}）"))
        .when(need)
        .then(pl.lit(f"：需方没有填{field.label(Side.NEED)}"))
        .when(offer)
        .then(pl.lit(f"：供方没有填{field.label(Side.OFFER)}"))
        .otherwise(
            pl.format(
                "：计量单位不同（{}、{}），不能相加",
                pl.col("need_unit").fill_null("未填"),
                pl.col("offer_unit").fill_null("未填"),
            )
        )
    )


def _together(chosen: pl.DataFrame) -> pl.DataFrame:
    """How each need is met as a whole: “甲供 600 套、乙供 400 套，合计满足 1,000 套”, or by how many where several."""
    unit = pl.coalesce("unit", pl.lit(""))
    whole = (
        chosen.with_columns(unit=unit, part=pl.format("{}供 {} {}", "offer_name", _number("amount"), unit))
        .group_by("need_id", maintain_order=True)
        .agg(
            pl.col("part").str.join("、"),
            pl.col("amount").sum(),
            pl.col("goods").all(),
            pl.len().alias("partners"),
            pl.col("share").sum(),
            pl.col("unit", "need_amount").first(),
        )
        .with_columns(rest=pl.col("need_amount") - pl.col("amount"))
    )
    missing = pl.format("，还差 {} {}", _number("rest"), "unit")
    ends = pl.when(pl.col("share") < _WHOLE).then(missing).otherwise(pl.lit(""))
    head = pl.when(pl.col("partners") > 1).then(pl.lit("合计满足")).otherwise(pl.lit("满足"))
    goods = pl.format("{}，{} {} {}{}", "part", head, _number("amount"), "unit", ends)
    partners = pl.when(pl.col("partners") > 1).then(pl.format("共对接 {} 家", "partners"))
    return whole.select("need_id", together=pl.when("goods").then(goods).otherwise(partners))
