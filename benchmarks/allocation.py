"""The best allocation of a whole market beside the best first and SciPy's own assignment, in the same run.

    python benchmarks/allocation.py [--needs 20000] [--offers 20000] [--candidates 20]

Each need has `candidates` offers drawn at random with a score; a third of the offers are small firms', whose scores are a fifth lower. Value is the sum
of scores times the share of the need that is met. SciPy's `min_weight_full_bipartite_matching` (sparse) serves one
partner each and no quantities, floors or proofs; every need gets an empty offer of its own, so that a full matching
exists. Its `linear_sum_assignment` is dense: it runs only where its matrix fits (`--needs 5000` and fewer).
"""

import time
from collections.abc import Callable

import numpy as np
import polars as pl
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from common import arguments, peak_gib
from duijie.engine import Allocation, allocate

DENSE = 5_000


def main() -> None:
    options = arguments(__doc__ or "", needs=20_000, offers=20_000, candidates=20)
    pairs, needs, offers = market(options.needs, options.offers, options.candidates)
    print(f"{len(needs):,} needs x {len(offers):,} offers, {len(pairs):,} candidate pairs")
    print("| method | seconds | pairs | value | proven gap | to small firms |")
    print("|---|---|---|---|---|---|")
    plain = pairs, needs.drop("quantity"), offers.drop("quantity")
    ours("one partner each", *plain)
    rival("best first", lambda: best_first(pairs))
    rival("SciPy, sparse matching", lambda: matching(pairs))
    if max(options.needs, options.offers) <= DENSE:
        rival("SciPy, linear_sum_assignment", lambda: assignment(pairs))
    ours("up to three partners an offer", *plain, offer_capacity=3)
    ours("the same, 0.3 to small firms", *plain, offer_capacity=3, small_floor=0.3)
    ours("by quantity", pairs, needs, offers)
    ours("the same, 0.3 to small firms", pairs, needs, offers, small_floor=0.3)
    known = pl.when(pl.int_range(pl.len()) % 8 > 0).then("quantity").alias("quantity")
    ours("by quantity, an eighth unknown", pairs, needs.with_columns(known), offers.with_columns(known))
    print(f"peak memory {peak_gib():.1f} GiB")


def market(needs: int, offers: int, candidates: int) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Pairs, needs and offers of an invented market, the same for the same sizes."""
    rng = np.random.default_rng(7)
    key = np.unique(
        np.repeat(np.arange(needs), candidates) * offers + rng.integers(0, offers, needs * candidates)
    )
    pairs = pl.DataFrame(
        {"need_id": key // offers, "offer_id": key % offers, "score": rng.beta(3, 2, len(key)).round(4)}
    ).with_columns(verdict=pl.lit("recommended"))
    small = rng.random(offers) < 1 / 3
    score = np.where(small[pairs["offer_id"]], 0.8, 1.0) * pairs["score"]  # so that a floor has a price
    pairs = pairs.with_columns(
        pl.format("n{}", "need_id"), pl.format("o{}", "offer_id"), score=score.round(4)
    )
    sizes = np.where(small, "小型", "大型")
    return (
        pairs,
        listings("n", needs, rng),
        listings("o", offers, rng).with_columns(size_class=pl.Series(sizes)),
    )


def listings(letter: str, count: int, rng: np.random.Generator) -> pl.DataFrame:
    ids = [f"{letter}{i}" for i in range(count)]
    amount = np.round(rng.lognormal(5, 1, count)) + 1
    return pl.DataFrame({"id": ids, "title": ids, "quantity": amount, "unit": ["套"] * count})


def ours(name: str, *frames: pl.DataFrame, **options: object) -> None:
    started = time.perf_counter()
    found: Allocation = allocate(*frames, "sales", **options)
    seconds = time.perf_counter() - started
    share = found.fairness.small_share or 0
    print(
        f"| ours, {name} | {seconds:.1f} | {len(found.pairs):,} | {found.value:,.2f} | {found.gap:.1e} | {share:.1%} |",
        flush=True,
    )


def rival(name: str, method: Callable[[], tuple[int, float]]) -> None:
    started = time.perf_counter()
    pairs, value = method()
    print(f"| {name} | {time.perf_counter() - started:.1f} | {pairs:,} | {value:,.2f} | | |", flush=True)


def best_first(pairs: pl.DataFrame) -> tuple[int, float]:
    """The highest score first, whoever is still free."""
    needs, offers, value = set(), set(), 0.0
    for need, offer, score in (
        pairs.select("need_id", "offer_id", "score").sort("score", descending=True).iter_rows()
    ):
        if need not in needs and offer not in offers:
            needs.add(need)
            offers.add(offer)
            value += score
    return len(needs), value


def weights(pairs: pl.DataFrame) -> sparse.csr_matrix:
    need, offer = (pairs[c].rank("dense").to_numpy().astype(int) - 1 for c in ("need_id", "offer_id"))
    return sparse.csr_matrix((pairs["score"].to_numpy(), (need, offer)))


def matching(pairs: pl.DataFrame) -> tuple[int, float]:
    scores = weights(pairs)
    nobody = 1e-9  # an explicit zero would be no edge
    full = sparse.hstack([scores, nobody * sparse.eye(scores.shape[0])]).tocsr()
    rows, columns = min_weight_full_bipartite_matching(full, maximize=True)
    real = columns < scores.shape[1]
    return int(real.sum()), float(scores[rows[real], columns[real]].sum())


def assignment(pairs: pl.DataFrame) -> tuple[int, float]:
    scores = weights(pairs).toarray()
    rows, columns = linear_sum_assignment(scores, maximize=True)
    found = scores[rows, columns]
    return int((found > 0).sum()), float(found.sum())


if __name__ == "__main__":
    main()
