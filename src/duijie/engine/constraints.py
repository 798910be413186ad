"""Hard constraints of a channel over pairs: met, failed, unknown or not asked, never outweighed by anything."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from duijie.engine import conditions
from duijie.engine.channels import Channel, Constraint, Side

NOT_ASKED, MET, FAILED, UNKNOWN = "not_asked", "met", "failed", "unknown"


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One String column per constraint code, parallel to the pairs, and the verdict's two facts."""

    frame: pl.DataFrame
    blocked: pl.Series
    undecided: pl.Series


@cache
def condition(constraint: Constraint) -> conditions.Condition:
    """The parsed condition of a constraint."""
    return conditions.parse(constraint.when)


def fields_used(constraint: Constraint) -> tuple[str, ...]:
    """Dotted names the constraint reads, as "need.price"; ranks are read from their field."""
    used = set(condition(constraint).fields) | set(constraint.asked_by)
    return tuple(sorted({name.removesuffix("_rank") for name in used}))


def pair_frame(
    channel: Channel, needs: pl.DataFrame, offers: pl.DataFrame, need: pl.Series, offer: pl.Series
) -> pl.DataFrame:
    """The facts that the channel's constraints read, one row per pair, columns named "need.x" and "offer.x"."""
    used = {name for c in channel.constraints for name in (*condition(c).fields, *c.asked_by)}
    columns = [
        rows[name.split(".", 1)[1]].gather(at).alias(name)
        for side, rows, at in ((Side.NEED, needs, need), (Side.OFFER, offers, offer))
        for name in sorted(used)
        if name.startswith(f"{side}.")
    ]
    return pl.DataFrame(columns)


def outcome(constraint: Constraint, values: Mapping[str, object]) -> str:
    """The outcome for one pair's facts, named "need.x" and "offer.x"; the same as `decide` says of the column."""
    if any(values.get(name) is None for name in constraint.asked_by):
        return NOT_ASKED
    return {True: MET, False: FAILED, None: UNKNOWN}[condition(constraint).evaluate(values)]


def with_ranks(channel: Channel, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds `<field>_rank` for choices whose order counts, so that conditions can compare them."""
    for field in channel.fields:
        if field.ordered and field.name in frame.columns:
            order = {c.value: i for i, c in enumerate(field.choices)}
            rank = pl.col(field.name).replace_strict(order, default=None, return_dtype=pl.Int64)
            frame = frame.with_columns(rank.alias(f"{field.name}_rank"))
    return frame


def decide(channel: Channel, facts: pl.DataFrame) -> Outcomes:
    """Evaluate every constraint on every pair."""
    frame = facts.select(_outcome(c).alias(c.code) for c in channel.constraints)
    return Outcomes(
        frame=frame,
        blocked=_any(frame, FAILED),
        undecided=_any(frame, UNKNOWN),
    )


def _any(frame: pl.DataFrame, outcome: str) -> pl.Series:
    return frame.select(pl.any_horizontal(pl.all() == outcome)).to_series()


def _outcome(constraint: Constraint) -> pl.Expr:
    asked = pl.all_horizontal(
        [pl.col(name).is_not_null() for name in constraint.asked_by] or [pl.lit(value=True)]
    )
    holds = condition(constraint).expression()
    return (
        pl.when(~asked)
        .then(pl.lit(NOT_ASKED))
        .when(holds.is_null())
        .then(pl.lit(UNKNOWN))
        .when(holds)
        .then(pl.lit(MET))
        .otherwise(pl.lit(FAILED))
    )
