"""The mathematical programme: the greatest total worth under everyone's capacity.

Where every listing counts in one way only, the constraint matrix is a network's: totally unimodular, so that the
vertex a linear programme ends on is whole and proven optimal (Hoffman and Kruskal 1956). Else it is a mixed-integer
programme: solved as it stands where it is small, else as `rounding` says.
"""

from dataclasses import replace

import numpy as np
import polars as pl
from scipy import sparse

from duijie.engine.allocation import rounding
from duijie.engine.allocation.highs import Floats, Programme, Solution, integer, linear, solution

EXACT = 500  # pairs up to which an integer programme is solved to the end
MIXED = 50_000  # pairs up to which partners are chosen by an integer programme where goods are counted too


def programme(terms: pl.DataFrame) -> Programme:
    """The programme of the open pairs: a row for each listing, a column for each pair."""
    scale = terms["limit"].to_numpy()
    blocks = [_block(terms, side) for side in ("need", "offer")]
    matrix = sparse.vstack([b[0] for b in blocks]).tocsr()
    return Programme(
        worth=terms["worth"].to_numpy() * scale,
        matrix=matrix,
        limits=np.concatenate([b[1] for b in blocks]),
        listings=len(blocks[0][1]) + len(blocks[1][1]),
        scale=scale,
        lump=~terms["goods"].to_numpy(),
        whole=terms["whole"].to_numpy(),
        pure=all(_pure(terms, side) for side in ("need", "offer")),
    )


def _block(terms: pl.DataFrame, side: str) -> tuple[sparse.csr_matrix, Floats]:
    """Capacity used by each pair in places, so that rows of partners are of ones."""
    ids = terms[f"{side}_id"].rank("dense").to_numpy().astype(np.int64) - 1
    places = terms[f"{side}_places"].to_numpy().astype(np.float64)
    used = terms[f"{side}_use"].to_numpy() * terms["limit"].to_numpy() * places
    limits = np.zeros(ids.max() + 1)
    limits[ids] = places
    return sparse.csr_matrix((used, (ids, np.arange(len(ids)))), shape=(len(limits), len(ids))), limits


def _pure(terms: pl.DataFrame, side: str) -> bool:
    return bool((terms.group_by(f"{side}_id").agg(pl.col("mode").n_unique())["mode"] == 1).all())


def solve(
    problem: Programme, *, worth: Floats | None = None, side: tuple[Floats, float] | None = None
) -> Solution | None:
    """The best amounts; `worth` replaces the programme's, `side` adds one row (coefficients, limit).

    None where no whole solution was found, which only a row on the side can cause. Raises RuntimeError where the
    solver fails.
    """
    rows = problem if worth is None else replace(problem, worth=worth)
    if side is not None:
        matrix = sparse.vstack([rows.matrix, sparse.csr_matrix(side[0])]).tocsr()
        rows = replace(rows, matrix=matrix, limits=np.append(rows.limits, side[1]))
    if problem.pure and side is None:
        relaxed = linear(rows)
        return relaxed and solution(rows, relaxed.x, -relaxed.fun)
    if len(rows.worth) <= EXACT:
        found = integer(rows, np.arange(len(rows.worth)), rows.limits, rows.counted)
        return found and solution(rows, *found)
    if problem.pure:
        return rounding.mended(rows)
    return rounding.filled(rows) if len(rows.worth) <= MIXED else rounding.dived(rows)
