"""Linear and integer programmes of an allocation, as HiGHS solves them (Huangfu and Hall 2018)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
NEAR = 1e-6  # rounding of the solver, relative
_SMALL = 5_000  # columns up to which the simplex method is quicker than the interior point
_COUNTED = 10_000  # a larger amount is as good as divisible: a unit is less than a ten-thousandth
_NODES = 2_000  # a limit of work, not of time: the same market has the same result on every machine


@dataclass(frozen=True, slots=True)
class Programme:
    """Maximise worth · x subject to matrix · x <= limits, 0 <= x <= 1 in shares of `scale`."""

    worth: Floats
    matrix: sparse.csr_matrix
    limits: Floats
    listings: int  # rows of listings; what follows are rows on the side
    scale: Floats  # the amount that x = 1 stands for
    lump: Bools  # all or nothing: partners
    whole: Bools  # amounts are whole numbers
    pure: bool  # nobody counts in two ways, so that a vertex is whole

    @property
    def counted(self) -> Bools:
        """Columns whose amounts are counted one by one."""
        return np.asarray(self.whole & (self.scale <= _COUNTED))


@dataclass(frozen=True, slots=True)
class Solution:
    """amount by pair; value reached; bound: nothing is worth more."""

    amount: Floats
    value: float
    bound: float


def linear(
    rows: Programme, lowest: Floats | float = 0.0, highest: Floats | float = 1.0
) -> OptimizeResult | None:
    """The best vertex with shares between the given ones; None where there is none. RuntimeError if HiGHS fails."""
    method = "highs-ds" if len(rows.worth) <= _SMALL else "highs-ipm"  # both end on a vertex
    bounds = np.column_stack(np.broadcast_arrays(lowest, highest, rows.worth)[:2])
    found = linprog(-rows.worth, A_ub=rows.matrix, b_ub=rows.limits, bounds=bounds, method=method)
    if found.status == 2:  # noqa: PLR2004  SciPy's number for infeasible
        return None
    if not found.success:
        raise RuntimeError(f"allocation failed: {found.message}")
    return found


def integer(
    rows: Programme, columns: NDArray[np.int64], limits: Floats, whole: Bools, gap: float = 0.0
) -> tuple[Floats, float] | None:
    """Shares of these columns alone and the proven bound; `whole` ones are counted. None where there is no solution."""
    if not len(columns):
        return np.zeros(0), 0.0
    unit = np.where(whole[columns], rows.scale[columns], 1.0)
    matrix = (rows.matrix[:, columns] @ sparse.diags(1 / unit)).tocsr()
    used = np.diff(matrix.indptr) > 0
    if (limits[~used] < -NEAR).any():
        return None
    found = milp(
        -rows.worth[columns] / unit,
        constraints=LinearConstraint(matrix[used], ub=limits[used]),
        integrality=whole[columns].astype(int),
        bounds=Bounds(0, unit),
        options={"mip_rel_gap": gap, "node_limit": _NODES},
    )
    return None if found.x is None else (np.asarray(found.x) / unit, -float(found.mip_dual_bound))


def solution(rows: Programme, share: Floats, bound: float) -> Solution:
    """Amounts in their units, whole ones rounded (down where the share is truly broken)."""
    amount = np.clip(share, 0, 1) * rows.scale
    near = np.abs(amount - np.round(amount)) <= NEAR * np.maximum(1, rows.scale)
    broken = np.where(rows.whole, np.floor(amount), amount)
    amount = np.where(near, np.round(amount), broken)
    value = float(rows.worth @ (amount / rows.scale))
    return Solution(amount, value, max(bound, value))
