"""A floor for small firms: the share of all that is handed out which they get at least."""

from dataclasses import replace

import numpy as np
import polars as pl

from duijie.engine.allocation.highs import Bools, Floats, Programme, Solution
from duijie.engine.allocation.model import Floor
from duijie.engine.allocation.program import solve

_NEAR = 1e-9
_ROUNDED = 1e-4  # large amounts are rounded to whole units


def small_share(terms: pl.DataFrame, amount: Floats) -> float:
    """The share of small receivers in what is handed out (0 where nothing is)."""
    handed = terms["weight"].to_numpy() * amount
    total = float(handed.sum())
    return float(handed[_small(terms)].sum()) / total if total else 0.0


def with_floor(
    terms: pl.DataFrame, problem: Programme, free: Solution, asked: float
) -> tuple[Solution, Floor]:
    """The most valuable allocation in which small receivers get the asked share, or all that they can get.

    A share alone could be kept by leaving everybody else without; so where small receivers cannot have that much of
    the market, the others go on being served beside them.
    """
    without = small_share(terms, free.amount)
    if without >= asked - _NEAR:
        return free, Floor(asked, without, without, 0.0, reachable=True)
    handed = terms["weight"].to_numpy() * problem.scale
    small = handed * _small(terms)
    most = solve(problem, worth=small)
    if most is None:
        raise RuntimeError("allocation failed: there is no solution without a floor")
    found = [solve(problem, side=(asked * handed - small, 0.0))]
    if most.bound < asked * _demand(terms):  # else whoever has all has the share too
        found.append(solve(problem, side=(-small, -most.value * (1 - _ROUNDED))))
    best = max((f for f in found if f), key=lambda f: f.value, default=_alone(problem, most, small))
    reached = small_share(terms, best.amount)
    reachable = reached >= asked - _ROUNDED
    best = replace(best, bound=max(f.bound if f else free.bound for f in found))
    return best, Floor(asked, reached, without, max(0.0, free.value - best.value), reachable=reachable)


def _alone(problem: Programme, most: Solution, small: Floats) -> Solution:
    """Small receivers alone, which keeps every floor: where no better whole solution was found."""
    amount = np.where(small > 0, most.amount, 0.0)
    return Solution(amount, float(problem.worth @ (amount / problem.scale)), 0.0)


def _small(terms: pl.DataFrame) -> Bools:
    return terms["small"].fill_null(value=False).to_numpy()


def _demand(terms: pl.DataFrame) -> float:
    """No allocation hands out more than this: all places of all needs."""
    return float(terms.unique("need_id")["need_places"].sum())
