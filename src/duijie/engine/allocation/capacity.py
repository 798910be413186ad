"""How much a pair can have, and how much of both sides' capacity that takes.

Every listing's capacity is one whole. A pair in units of goods takes its amount over the listing's quantity; a pair
whose quantities cannot be compared takes one of the listing's places. So both kinds live side by side, and nobody
promises the same thing twice.
"""

from dataclasses import dataclass

import polars as pl

from duijie.engine.allocation.model import AllocationError, Capacity
from duijie.engine.channels import Channel, FeatureKind, Side

QUANTITY, PARTNERS = "quantity", "partners"
_UNIT = "unit"
# A part of an amount to be lent is an amount; elsewhere a listing's money is a threshold.
_FUNDS = {"finance": "amount"}
# Who receives what a channel hands out: the seller gets the order, elsewhere the side that asks gets what it asks for.
_RECEIVER = {"sales": Side.OFFER}
_SIDES = {Side.NEED: "需求", Side.OFFER: "供给"}


@dataclass(frozen=True, slots=True)
class Measure:
    """The field in which a channel's capacity is counted, and the one with its unit."""

    field: str
    unit_field: str | None
    unit: str


def measure(channel: Channel) -> Measure | None:
    """The channel's own quantity: what an offer covers of a need (`cover`), or the funds asked for; None if none."""
    covered = (f.field for f in channel.features if f.kind is FeatureKind.COVER)
    name = next(covered, _FUNDS.get(channel.code))
    if name is None:
        return None
    has_unit = any(f.name == _UNIT for f in channel.fields)
    return Measure(name, _UNIT if has_unit else None, channel.field(name).unit)


def receiver(channel: Channel) -> Side:
    """The side whose firms receive what is handed out: orders, money, staff, space."""
    return _RECEIVER.get(channel.code, Side.NEED)


def with_places(pairs: pl.DataFrame, side: Side, capacity: Capacity) -> pl.DataFrame:
    """Adds `{side}_places`: how many partners a listing can have, 1 where an id is absent; AllocationError if negative."""
    key = pl.col(f"{side}_id")
    if isinstance(capacity, int):
        _check(_SIDES[side], capacity)
        places = pl.lit(capacity, dtype=pl.Int64)
    else:
        for name, limit in capacity.items():
            _check(name, limit)
        places = (
            key.replace_strict(dict(capacity), default=1, return_dtype=pl.Int64) if capacity else pl.lit(1)
        )
    return pairs.with_columns(places.alias(f"{side}_places"))


def _check(name: str, limit: int) -> None:
    if limit < 0:
        raise AllocationError(f"“{name}”的容量不能是负数（{limit}）。")


def with_quantities(
    pairs: pl.DataFrame, needs: pl.DataFrame, offers: pl.DataFrame, counted: Measure | None
) -> pl.DataFrame:
    """Adds {side}_amount and {side}_unit, null where unknown or where the channel has no quantity."""
    for side, frame in ((Side.NEED, needs), (Side.OFFER, offers)):
        found = frame.select(
            pl.col("id").cast(pl.String).alias(f"{side}_id"),
            _column(frame, counted.field if counted else None, pl.Float64()).alias(f"{side}_amount"),
            _unit(frame, counted).alias(f"{side}_unit"),
        )
        pairs = pairs.join(found, on=f"{side}_id", how="left", maintain_order="left")
    return pairs


def _column(frame: pl.DataFrame, name: str | None, dtype: pl.DataType) -> pl.Expr:
    return (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype)


def _unit(frame: pl.DataFrame, counted: Measure | None) -> pl.Expr:
    if counted is None or counted.unit_field is None:
        return pl.lit(counted.unit if counted else None, dtype=pl.String)
    return _column(frame, counted.unit_field, pl.String())


def with_terms(pairs: pl.DataFrame) -> pl.DataFrame:
    """The terms of each open pair: mode, limit (the most it can have), and per unit of it need_use, offer_use, weight.

    weight counts what is handed out in places of needs: 1 for a partner, the need's share for goods. Pairs of
    listings without any capacity are left out.
    """
    same = (pl.col("need_unit") == pl.col("offer_unit")).fill_null(value=False)
    goods = same & pl.all_horizontal(pl.col(f"{s}_amount").is_not_null() for s in Side)
    left = pl.all_horizontal(pl.col(f"{s}_amount").is_null() | (pl.col(f"{s}_amount") > 0) for s in Side)
    open_ = left & pl.all_horizontal(pl.col(f"{s}_places") > 0 for s in Side)
    return (
        pairs.filter(open_)
        .with_columns(goods=goods)
        .with_columns(
            mode=pl.when("goods").then(pl.lit(QUANTITY)).otherwise(pl.lit(PARTNERS)),
            limit=pl.when("goods").then(pl.min_horizontal("need_amount", "offer_amount")).otherwise(1.0),
            whole=~pl.col("goods") | pl.all_horizontal(pl.col(f"{s}_amount") % 1 == 0 for s in Side),
            need_use=_use(Side.NEED),
            offer_use=_use(Side.OFFER),
        )
        .with_columns(weight=pl.col("need_use") * pl.col("need_places"))
        .with_columns(worth=pl.col("score") * pl.col("weight"))
    )


def _use(side: Side) -> pl.Expr:
    return pl.when("goods").then(1 / pl.col(f"{side}_amount")).otherwise(1 / pl.col(f"{side}_places"))
