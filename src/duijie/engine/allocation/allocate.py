"""allocate(): scored pairs in, the best whole out, with shares, substitutes, reasons and the fairness report."""

import numpy as np
import polars as pl

from duijie.engine.allocation import capacity, fairness, told
from duijie.engine.allocation.floor import with_floor
from duijie.engine.allocation.highs import Solution
from duijie.engine.allocation.model import Allocation, AllocationError, Capacity, Floor
from duijie.engine.allocation.program import programme, solve
from duijie.engine.channels import Channel, Side, load

_NOTHING = 1e-9
_PROVEN = 1e-6  # the solver's own tolerance: a smaller gap is none
_ADDED = {
    "mode": pl.String(),
    "amount": pl.Float64(),
    "unit": pl.String(),
    "share": pl.Float64(),
    "value": pl.Float64(),
    "small": pl.Boolean(),
    "substitute": pl.String(),
    "reason": pl.String(),
    "together": pl.String(),
}


def allocate(
    pairs: pl.DataFrame,
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    channel: Channel | str,
    *,
    need_capacity: Capacity = 1,
    offer_capacity: Capacity = 1,
    by_quantity: bool = True,
    small_floor: float = 0.0,
) -> Allocation:
    """The pairs of the greatest total value under everyone's capacity; blocked pairs never, undecided ones marked.

    pairs: need_id, offer_id, score (0..1), verdict; needs and offers: frames of listings with id (as `prepare` makes
    them). Goods are shared out by quantity where both sides know it in the same unit (unless `by_quantity` is false);
    elsewhere partners are counted, and a capacity is how many of them a listing can have, for all or by id (1 where an
    id is absent). Value is score times the share of the need that is met, times the need's capacity. `small_floor` is
    the share (0..1) of what is handed out that small and micro firms get at least. The order of rows decides nothing.

    Raises AllocationError for a negative capacity, a floor outside 0..1, or one where no receiver's size is known.
    """
    channel = load(channel) if isinstance(channel, str) else channel
    if not 0 <= small_floor <= 1:
        raise AllocationError(f"小微企业的占比要在 0 到 1 之间，写的是 {small_floor:g}。")
    counted = capacity.measure(channel) if by_quantity else None
    side = capacity.receiver(channel)
    terms = _terms(pairs, needs, offers, counted, need_capacity, offer_capacity, side)
    if small_floor and not terms.is_empty() and terms["small"].is_null().all():
        raise AllocationError(
            "没有一家写明企业规模，保证不了小微企业的占比。请在表中补填“企业规模”（大型、中型、小型、微型）。"
        )
    solution, floor = _solve(terms, small_floor)
    terms = terms.with_columns(amount=pl.Series(solution.amount)).with_columns(
        handed=pl.col("weight") * pl.col("amount")
    )
    gap = (solution.bound - solution.value) / solution.bound if solution.bound > 0 else 0.0
    return Allocation(
        pairs=_chosen(pairs, terms, offers, channel, counted),
        value=solution.value,
        bound=solution.bound,
        gap=gap if gap > _PROVEN else 0.0,
        fairness=fairness.fairness(terms, len(needs), side),
        floor=floor,
        notes=_notes(terms, channel, counted, floor, side),
    )


def _terms(
    pairs: pl.DataFrame,
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    counted: capacity.Measure | None,
    need_capacity: Capacity,
    offer_capacity: Capacity,
    side: Side,
) -> pl.DataFrame:
    """The open pairs in the order of their ids, each once, with all that is counted."""
    open_ = pairs.filter((pl.col("verdict") != "blocked") & (pl.col("score") > 0))
    listed = (
        open_.select(
            pl.col("need_id", "offer_id").cast(pl.String), pl.col("score").cast(pl.Float64), "verdict"
        )
        .sort("need_id", "offer_id", "score", descending=[False, False, True])
        .unique(["need_id", "offer_id"], keep="first", maintain_order=True)
    )
    listed = capacity.with_places(listed, Side.NEED, need_capacity)
    listed = capacity.with_places(listed, Side.OFFER, offer_capacity)
    terms = capacity.with_terms(capacity.with_quantities(listed, needs, offers, counted))
    known = fairness.firms(offers if side is Side.OFFER else needs, side)
    return terms.join(known, on=f"{side}_id", how="left", maintain_order="left")


def _solve(terms: pl.DataFrame, small_floor: float) -> tuple[Solution, Floor | None]:
    if terms.is_empty():
        return Solution(np.zeros(0), 0.0, 0.0), None
    problem = programme(terms)
    free = solve(problem)
    if free is None:
        raise RuntimeError("allocation failed: the programme has no solution")
    return with_floor(terms, problem, free, small_floor) if small_floor else (free, None)


def _chosen(
    pairs: pl.DataFrame,
    terms: pl.DataFrame,
    offers: pl.DataFrame,
    channel: Channel,
    counted: capacity.Measure | None,
) -> pl.DataFrame:
    """The chosen pairs as they were given, with what was found out about them."""
    chosen = terms.filter(pl.col("amount") > _NOTHING).with_columns(
        share=pl.col("amount") * pl.col("need_use"),
        value=pl.col("amount") * pl.col("worth"),
        unit=pl.col("need_unit"),
    )
    name = pl.coalesce(
        *(pl.col(c) for c in ("party", "title") if c in offers.columns), pl.col("id").cast(pl.String)
    )
    names = offers.select(pl.col("id").cast(pl.String).alias("offer_id"), name.alias("offer_name"))
    chosen = chosen.join(names, on="offer_id", how="left", maintain_order="left")
    chosen = chosen.join(
        told.substitutes(terms), on=["need_id", "offer_id"], how="left", maintain_order="left"
    )
    chosen = told.with_reasons(chosen, channel, counted).with_columns(
        pl.when("goods").then(c).alias(c) for c in ("amount", "unit")
    )
    added = chosen.select("need_id", "offer_id", *(pl.col(n).cast(t) for n, t in _ADDED.items()))
    given = (
        pairs.drop(_ADDED, strict=False)
        .with_row_index("_at")
        .sort("score", descending=True, maintain_order=True)
    )
    best = given.unique(["need_id", "offer_id"], keep="first", maintain_order=True)
    return best.join(added, on=["need_id", "offer_id"], how="inner").sort("_at").drop("_at")


def _notes(
    terms: pl.DataFrame, channel: Channel, counted: capacity.Measure | None, floor: Floor | None, side: Side
) -> tuple[str, ...]:
    """What could not be counted, and what a person can do about it."""
    chosen = terms.filter(pl.col("amount") > _NOTHING)
    places = int((~chosen["goods"]).sum())
    notes = []
    if counted is not None and places:
        label = channel.field(counted.field).label(Side.OFFER)
        notes.append(f"{len(chosen):,} 对中有 {places:,} 对的数量（{label}）没有填全或单位不同，按家数分配。")
    unknown = terms.filter(pl.col("small").is_null())[f"{side}_firm"].n_unique()
    if floor is not None and unknown:
        notes.append(f"{unknown:,} 家没有写明企业规模，没有算作小微企业。")
    if floor is not None and not floor.reachable:
        notes.append(f"小微企业能做的都给了，只到 {floor.reached:.1%}，达不到 {floor.asked:.0%}。")
    return tuple(notes)
