"""The compiled loops of retrieval: postings by piece, and the scan that stops when nothing new can win."""

import numpy as np

from duijie.engine.index.types import Bool, Float32, Float64, Int32, Int64, compiled

_SLACK = 1e-5  # more than sums of 32-bit numbers can be wrong by: bounds are drawn this much wider
_LOOK = 12  # looking an offer up in a list costs as much as reading so many postings
_FEW = 3  # pools of offers are scored from their rows at once

Rows = tuple[Int32, Int32, Float32]  # compressed rows: starts, columns, values
Postings = tuple[Int64, Int32, Float32, Float32]  # starts by column, offers, gains; the most gained by column


@compiled
def postings(text: Rows, tokens: Rows, wanted: Bool, split: int, share: Float64) -> Postings:
    """Offers by piece, for the wanted pieces; tokens are the columns from `split` on.

    A gain is the merit by unit of the need's weight: the offer's standing × its `share`.
    """
    starts = np.zeros(len(wanted) + 1, np.int64)
    for (_, columns, values), base in ((text, 0), (tokens, split)):
        for i in range(len(columns)):
            if wanted[base + columns[i]] and values[i] > 0:
                starts[base + columns[i] + 1] += 1
    starts = np.cumsum(starts)
    at = starts[:-1].copy()
    offers = np.empty(starts[-1], np.int32)
    gains = np.empty(starts[-1], np.float32)
    most = np.zeros(len(wanted), np.float32)
    for (bounds, columns, values), base in ((text, 0), (tokens, split)):
        for offer in range(len(share)):
            for i in range(bounds[offer], bounds[offer + 1]):
                column = base + columns[i]
                if wanted[column] and values[i] > 0:
                    gain = np.float32(values[i] * share[offer])
                    offers[at[column]], gains[at[column]] = offer, gain
                    most[column] = max(most[column], gain)
                    at[column] += 1
    return starts, offers, gains, most


@compiled
def find(
    needs: Int64,
    pool: int,
    asked: Rows,
    posted: Postings,
    text: Rows,
    tokens: Rows,
    split: int,
    share: Float64,
) -> tuple[Int64, Int64]:
    """The best offers of each need, ascending: how many each has, and all of them in one array."""
    partial = np.zeros(len(share), np.float32)
    seen = np.empty(len(share), np.int32)
    weight_of = np.zeros(len(posted[3]), np.float32)
    counts = np.zeros(len(needs), np.int64)
    found = np.empty(2 * pool * len(needs), np.int64)
    total = 0
    for n in range(len(needs)):
        low, high = asked[0][needs[n]], asked[0][needs[n] + 1]
        mine, weight = asked[1][low:high], asked[2][low:high]
        count = _scan(mine, weight, pool, posted, partial, seen)
        _note(weight_of, mine, weight)
        merit = _merits(seen[:count], weight_of, text, tokens, split, share)
        _note(weight_of, mine, np.zeros_like(weight))
        best = np.sort(seen[:count][merit >= _edge(merit, pool)])
        while total + len(best) > len(found):
            found = np.concatenate((found, np.empty_like(found)))
        found[total : total + len(best)] = best
        total += len(best)
        counts[n] = len(best)
    return counts, found[:total].copy()


@compiled
def _note(weight_of: Float32, columns: Int32, weight: Float32) -> None:
    for i in range(len(columns)):
        weight_of[columns[i]] = weight[i]


@compiled
def _edge(merit: Float32, pool: int) -> np.float32:
    """The merit in the last place of the pool; nothing where all find a place."""
    return np.partition(merit, len(merit) - pool)[len(merit) - pool] if len(merit) > pool else np.float32(0.0)


@compiled
def _scan(mine: Int32, weight: Float32, pool: int, posted: Postings, partial: Float32, seen: Int32) -> int:
    """Fills `seen` with every offer that may be among the best, returns how many; `partial` is left all zero."""
    starts, offers, gains, most = posted
    reach = weight * most[mine]
    order = np.argsort(-reach)
    rest = np.zeros(len(mine) + 1, np.float32)  # the most that lists from here on can add to an offer
    for i in range(len(mine) - 1, -1, -1):
        rest[i] = rest[i + 1] + reach[order[i]] * np.float32(1 + _SLACK)
    count = read = unchecked = 0
    while read < len(mine):
        low, high = starts[mine[order[read]]], starts[mine[order[read]] + 1]
        unchecked += high - low
        if unchecked > count > pool:  # looking for the edge costs about as much as reading on
            unchecked = high - low
            if rest[read] < _edge(partial[seen[:count]], pool):
                break
        count = _read(offers[low:high], gains[low:high], weight[order[read]], partial, seen, count)
        read += 1
    count = _kept(seen, count, partial, pool, rest[read])
    seen[:count].sort()
    while read < len(mine) and count > _FEW * pool:
        low, high = starts[mine[order[read]]], starts[mine[order[read]] + 1]
        _complete(offers[low:high], gains[low:high], weight[order[read]], partial, seen[:count])
        read += 1
        count = _kept(seen, count, partial, pool, rest[read])
    partial[seen[:count]] = 0.0
    return count


@compiled
def _read(
    offers: Int32, gains: Float32, weight: np.float32, partial: Float32, seen: Int32, count: int
) -> int:
    """Adds a list to what all its offers have; returns how many have been seen."""
    for k in range(len(offers)):
        offer = offers[k]
        if partial[offer] == 0:
            seen[count] = offer
            count += 1
        partial[offer] += weight * gains[k]
    return count


@compiled
def _complete(offers: Int32, gains: Float32, weight: np.float32, partial: Float32, seen: Int32) -> None:
    """Adds a list to what those seen have (ascending), the list in whole or looked into, whichever is less work."""
    if len(offers) < _LOOK * len(seen):
        for k in range(len(offers)):
            if partial[offers[k]] > 0:
                partial[offers[k]] += weight * gains[k]
        return
    at = 0
    for offer in seen:
        at += np.searchsorted(offers[at:], offer)
        if at == len(offers):
            return
        if offers[at] == offer:
            partial[offer] += weight * gains[at]


@compiled
def _kept(seen: Int32, count: int, partial: Float32, pool: int, rest: np.float32) -> int:
    """Keeps the offers that `rest` could still lift to the edge, and forgets what was noted of the others."""
    least = _edge(partial[seen[:count]], pool) * np.float32(1 - _SLACK) - rest
    kept = 0
    for i in range(count):
        offer = seen[i]
        if partial[offer] >= least:
            seen[kept] = offer
            kept += 1
        else:
            partial[offer] = 0.0
    return kept


@compiled
def _merits(
    offers: Int32, weight_of: Float32, text: Rows, tokens: Rows, split: int, share: Float64
) -> Float32:
    """Merit of each offer in whole, summed in the order of its columns."""
    merit = np.empty(len(offers), np.float32)
    for n in range(len(offers)):
        offer, shared = offers[n], 0.0
        for (bounds, columns, values), base in ((text, 0), (tokens, split)):
            for i in range(bounds[offer], bounds[offer + 1]):
                shared += np.float64(weight_of[base + columns[i]]) * values[i]
        merit[n] = shared * share[offer]
    return merit
