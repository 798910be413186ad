"""Who got how much: coverage of needs, of small firms, and how concentrated it is."""

import numpy as np
import polars as pl

from duijie.engine.allocation.model import Fairness
from duijie.engine.channels import Side

SMALL_SIZES = ("小型", "微型")
SIZE = "size_class"
_LARGEST = 5
_WHOLE = 1 - 1e-6


def firms(frame: pl.DataFrame, side: Side) -> pl.DataFrame:
    """{side}_id, {side}_firm and small (null where the size is unknown) of each listing.

    A firm is known by its credit code, else by its name; a listing with neither stands for itself.
    """
    names = [pl.col(c).cast(pl.String) for c in ("credit_code", "party") if c in frame.columns]
    size = pl.col(SIZE) if SIZE in frame.columns else pl.lit(None, dtype=pl.String)
    key = pl.col("id").cast(pl.String)
    return frame.select(
        key.alias(f"{side}_id"),
        pl.coalesce(*names, key).alias(f"{side}_firm"),
        size.is_in(SMALL_SIZES).alias("small"),
    )


def fairness(terms: pl.DataFrame, listed: int, side: Side) -> Fairness:
    """The report of an allocation: `terms` with `handed`, the places of needs that each pair got (0 for most)."""
    needs = terms.group_by("need_id").agg(pl.col("handed").sum(), pl.col("need_places").first())
    firm = (
        terms.group_by(f"{side}_firm").agg(pl.col("handed").sum(), pl.col("small").max()).sort(f"{side}_firm")
    )
    got = firm["handed"].to_numpy()
    served, small = firm["handed"] > 0, firm["small"].fill_null(value=False)
    return Fairness(
        needs=listed,
        needs_served=int((needs["handed"] > 0).sum()),
        needs_met=int((needs["handed"] >= _WHOLE * needs["need_places"]).sum()),
        side=side,
        receivers=len(firm),
        receivers_served=int(served.sum()),
        small=int(small.sum()),
        small_served=int((served & small).sum()),
        unknown_size=firm["small"].null_count(),
        small_share=float(got[small.to_numpy()].sum() / got.sum()) if got.sum() else None,
        top_share=float(np.sort(got)[-_LARGEST:].sum() / got.sum()) if got.sum() else None,
        hhi=float(((got / got.sum()) ** 2).sum()) if got.sum() else None,
        gini=gini(got),
    )


def gini(got: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float | None:
    """Gini coefficient of amounts >= 0; None where all are zero."""
    total, count = float(got.sum()), len(got)
    if not total:
        return None
    rank = np.arange(1, count + 1)
    return float(((2 * rank - count - 1) * np.sort(got)).sum() / (count * total))
