"""The best assignment of offers to needs under everyone's capacity.

A transportation problem: its constraint matrix is totally unimodular, so the linear programme's vertex that the
simplex method ends on is whole and proven optimal (Dantzig 1951).
"""

from collections.abc import Mapping

import numpy as np
import polars as pl
from scipy import sparse
from scipy.optimize import linprog

Capacity = Mapping[str, int] | int
_HALF = 0.5


def allocate(pairs: pl.DataFrame, need_capacity: Capacity = 1, offer_capacity: Capacity = 1) -> pl.DataFrame:
    """The chosen pairs, in the order given: greatest total score, blocked pairs never.

    pairs: need_id, offer_id, score, verdict. Capacities are how many partners a need or an offer can have, for all
    or by id (1 where an id is absent); raises ValueError for a negative one. Of equally good assignments the one
    with the better ranks is taken, and then the one whose ids come first: the order of rows decides nothing.
    """
    usable = pairs.with_row_index("_row").filter((pl.col("verdict") != "blocked") & (pl.col("score") > 0))
    usable = usable.unique(["need_id", "offer_id"], keep="first", maintain_order=True)
    ordered = usable.sort("need_id", "offer_id")
    if ordered.is_empty():
        return pairs.clear()
    chosen = _solve(ordered, need_capacity, offer_capacity)
    rows = ordered.filter(chosen)["_row"].sort()
    return pairs[rows]


def _solve(pairs: pl.DataFrame, need_capacity: Capacity, offer_capacity: Capacity) -> pl.Series:
    count = len(pairs)
    rows, limits, start = [], [], 0
    for column, capacity in (("need_id", need_capacity), ("offer_id", offer_capacity)):
        ids = pairs[column].unique(maintain_order=True)
        place = {v: i for i, v in enumerate(ids)}
        rows.append(np.fromiter((place[v] + start for v in pairs[column]), dtype=np.int64, count=count))
        limits += [_limit(capacity, v) for v in ids]
        start += len(ids)
    at = np.tile(np.arange(count), 2)
    matrix = sparse.csr_matrix((np.ones(2 * count), (np.concatenate(rows), at)), shape=(start, count))
    # A nudge far below any difference of scores that matters makes the best assignment unique.
    nudge = 1e-9 * np.arange(count, 0, -1) / count
    solved = linprog(
        -(pairs["score"].to_numpy() + nudge), A_ub=matrix, b_ub=limits, bounds=(0, 1), method="highs-ds"
    )
    if not solved.success:
        raise RuntimeError(f"allocation failed: {solved.message}")
    return pl.Series(solved.x > _HALF)


def _limit(capacity: Capacity, key: str) -> int:
    limit = capacity if isinstance(capacity, int) else capacity.get(key, 1)
    if limit < 0:
        raise ValueError(f"“{key}”的容量不能是负数（{limit}）。")
    return limit
