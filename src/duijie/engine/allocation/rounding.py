"""Whole solutions of large programmes, with what they can have cost proven by a relaxation's bound."""

import numpy as np

from duijie.engine.allocation.highs import NEAR, Bools, Floats, Programme, Solution, integer, linear, solution

_CLOSE = 1e-5  # of the bound: less than anybody can tell
_GAP = 1e-4  # of the bound, where partners are chosen by an integer programme
_GROWN = 20_000  # columns beyond which a part chosen anew grows no further
_DIVES = 3


def mended(rows: Programme) -> Solution | None:
    """For a network with one more row: its vertex, chosen anew in whole amounts where it is broken.

    One more row breaks few columns. The part chosen anew grows along what shares a listing with it until little is
    lost against the relaxation's bound.
    """
    relaxed = linear(rows)
    if relaxed is None:
        return None
    touches = (rows.matrix[:-1] != 0).astype(np.int64)
    amount = relaxed.x * rows.scale
    kept = np.where(rows.counted, np.round(amount) / rows.scale, relaxed.x)
    free = rows.counted & (np.abs(amount - np.round(amount)) > NEAR)
    while True:
        free = free | (touches.T @ (touches @ free)).astype(bool)
        share = np.where(free, 0.0, kept)
        chosen = integer(rows, np.flatnonzero(free), rows.limits - rows.matrix @ share, rows.counted)
        done = bool(free.sum() > _GROWN or free.all())
        if chosen is not None:
            share[free] = chosen[0]
            done = done or rows.worth @ share >= -relaxed.fun * (1 - _CLOSE)
        if chosen is not None and done:
            return solution(rows, share, -relaxed.fun)
        if free.all():
            return None


def filled(rows: Programme) -> Solution | None:
    """For listings that count in two ways: partners by an integer programme, then goods around them."""
    chosen = integer(rows, np.arange(len(rows.worth)), rows.limits, rows.lump, _GAP)
    if chosen is None:
        return None
    share, bound = chosen
    return _around(rows, np.round(share), rows.lump, bound)


def dived(rows: Programme) -> Solution | None:
    """The same for a market too large for that: partners are fixed in a few rounds, the surest first."""
    share, fixed = np.zeros(len(rows.worth)), np.zeros(len(rows.worth), bool)
    bound = None
    for _round in range(_DIVES):
        relaxed = linear(rows, np.where(fixed, share, 0.0), np.where(fixed, share, 1.0))
        if relaxed is None:
            return None
        bound = -relaxed.fun if bound is None else bound
        share = _surest(rows, np.where(fixed, share, 0.0), relaxed.x)
        fixed = fixed | (share > 0)
    return _around(rows, share, rows.lump, bound or 0.0)


def _surest(rows: Programme, share: Floats, wished: Floats) -> Floats:
    """Partners taken whole, those with the greatest share wished for first, as long as both sides have room."""
    matrix, left = rows.matrix.tocsc(), rows.limits - rows.matrix @ share
    wanted = np.flatnonzero(rows.lump & (share == 0) & (wished > NEAR))
    for column in wanted[np.lexsort((wanted, -wished[wanted]))]:
        part = slice(matrix.indptr[column], matrix.indptr[column + 1])
        at, used = matrix.indices[part], matrix.data[part]
        if (used <= left[at] + NEAR).all():
            left[at] -= used
            share[column] = 1.0
    return share


def _around(rows: Programme, share: Floats, fixed: Bools, bound: float) -> Solution | None:
    """The best goods beside fixed partners."""
    found = linear(rows, np.where(fixed, share, 0.0), np.where(fixed, share, 1.0))
    return found and solution(rows, found.x, bound)
