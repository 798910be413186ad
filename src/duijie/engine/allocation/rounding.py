"""Whole solutions of large programmes, with what they can have cost proven by a relaxation's bound."""

from dataclasses import replace

import numpy as np

from duijie.engine.allocation.highs import NEAR, Bools, Floats, Programme, Solution, integer, linear, solution

_CLOSE = 1e-5  # of the bound: less than anybody can tell
_GAP = 1e-4  # of the bound, where partners are chosen by an integer programme
_GROWN = 20_000  # columns beyond which a part chosen anew grows no further
_DIVES = 3


def mended(
    rows: Programme, share: Floats | None = None, fixed: Bools | None = None, bound: float | None = None
) -> Solution | None:
    """For a network with one more row: its vertex, chosen anew in whole amounts where it is broken.

    One more row breaks few columns. The part chosen anew grows along what shares a listing with it until little is
    lost against the relaxation's bound. `fixed` columns keep the shares given, and `bound` is then that of the whole.
    """
    fixed = np.zeros(len(rows.worth), bool) if fixed is None else fixed
    share = np.zeros(len(rows.worth)) if share is None else share
    relaxed = linear(rows, np.where(fixed, share, 0.0), np.where(fixed, share, 1.0))
    if relaxed is None:
        return None
    best = -relaxed.fun
    touches = (rows.matrix[: rows.listings] != 0).astype(np.int64)
    amount = relaxed.x * rows.scale
    kept = np.where(rows.counted, np.round(amount) / rows.scale, relaxed.x)
    free = ~fixed & rows.counted & (np.abs(amount - np.round(amount)) > NEAR)
    grown = -1
    while True:
        free = ~fixed & (free | (touches.T @ (touches @ free)).astype(bool))
        share = np.where(free, 0.0, kept)
        chosen = integer(rows, np.flatnonzero(free), rows.limits - rows.matrix @ share, rows.counted)
        stuck = free.sum() == grown  # everything that shares a listing is in it
        grown = int(free.sum())
        done = stuck or grown > _GROWN
        if chosen is not None:
            share[free] = chosen[0]
            done = done or rows.worth @ share >= best * (1 - _CLOSE)
        if chosen is not None and done:
            return solution(rows, share, best if bound is None else bound)
        if stuck:
            return None


def filled(rows: Programme) -> Solution | None:
    """For listings that count in two ways: partners by an integer programme, then goods around them."""
    chosen = integer(rows, np.arange(len(rows.worth)), rows.limits, rows.lump, _GAP)
    if chosen is None:
        return None
    share, bound = chosen
    return _around(rows, np.where(rows.lump, np.round(share), 0.0), bound)


def dived(rows: Programme) -> Solution | None:
    """The same for a market too large for that: partners are fixed in a few rounds, the surest first."""
    share = np.zeros(len(rows.worth))
    bound = None
    for _round in range(_DIVES):
        relaxed = linear(rows, share, np.where(share > 0, share, 1.0))
        if relaxed is None:
            return None
        bound = -relaxed.fun if bound is None else bound
        share = _surest(rows, share, relaxed.x)
    return _around(rows, share, bound or 0.0)


def _around(rows: Programme, share: Floats, bound: float) -> Solution | None:
    """The best goods beside fixed partners, in whole units of what these leave."""
    left = rows.limits - rows.matrix @ share
    step = _unit_steps(rows)
    whole = np.where(step > 0, np.floor(left / np.where(step > 0, step, 1.0) + NEAR) * step, left)
    tight = replace(rows, limits=rows.limits - left + whole)
    return mended(tight, share, rows.lump, bound)


def _unit_steps(rows: Programme) -> Floats:
    """What one unit of goods takes of each row's limit; 0 where goods are divisible or there are none."""
    matrix = rows.matrix.tocoo()
    goods = ~rows.lump[matrix.col]
    step = np.zeros(len(rows.limits))
    np.maximum.at(step, matrix.row[goods], np.abs(matrix.data / rows.scale[matrix.col])[goods])
    step[matrix.row[goods & ~rows.whole[matrix.col]]] = 0.0
    step[rows.listings :] = 0.0
    return step


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
