"""Which listed firms make a product that their profiles do not name: Duijie's defaults beside simple rivals, in one run.

    python benchmarks/industry_chain.py [--data FOLDER] [--hidden 600] [--seed 0]

Firms with three or more products left are the offers; each product of the development queries is a need. Printed: mean
reciprocal rank and recall within the first twenty, of all and of every second product. `duijie` is `match --channel
sales`, k = 200. With --hidden the same is asked of products that three firms or more do list, taken out of all lists: by
these the weights of `[score.related]` are fitted and what is tried is chosen. How far scores are probabilities is
printed for both.
"""

import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
from scipy.optimize import minimize
from scipy.special import expit, logit

from common import arguments
from duijie.engine import match
from rivals import places, reciprocal_and_recall, rivals

FEWEST = 3  # makers of a product that is asked for, and entries of a list
DEPTH = 200


def main() -> None:
    options = arguments(__doc__ or "", hidden=0, seed=0)
    folder = options.data / "industry_chain"
    if not folder.is_dir():
        sys.exit(f"{folder} is absent: give the measuring data's folder with --data")
    products, lists, firms, relevant = load(folder)
    print(f"industry_chain: {len(products)} products, {len(firms)} firms")
    for name, scorer in rivals(products, ["；".join(names) for names in lists]).items():
        report(name, [places(scorer(i), r) for i, r in enumerate(relevant)])
    started = time.perf_counter()
    judge(products, lists, firms, relevant)
    print(f"  ({time.perf_counter() - started:.1f} s for all of it)")
    if options.hidden:
        products, lists, firms, relevant = hide(lists, firms, options.hidden, options.seed)
        print(f"taken out of the market: {len(products)} products, {len(firms)} firms")
        judge(products, lists, firms, relevant)


def load(folder: Path) -> tuple[list[str], list[list[str]], list[str], list[np.ndarray]]:
    """Products asked for, the firms' lists and codes, and which firms make each product."""
    made = pl.read_csv(folder / "firm_products.csv").group_by("firm_code", maintain_order=True).agg("product")
    made = made.with_columns(pl.col("product").list.unique(maintain_order=True))
    made = made.filter(pl.col("product").list.len() >= FEWEST)
    at = {code: row for row, code in enumerate(made["firm_code"])}
    makers: dict[str, list[int]] = defaultdict(list)
    for product, code in (
        pl.read_csv(folder / "supplier_queries_dev.csv").select("product", "firm_code").rows()
    ):
        makers[product] += [at[code]] if code in at else []
    known = {product: np.array(rows) for product, rows in makers.items() if rows}
    return list(known), made["product"].to_list(), made["firm_code"].to_list(), list(known.values())


def hide(
    lists: list[list[str]], firms: list[str], size: int, seed: int
) -> tuple[list[str], list[list[str]], list[str], list[np.ndarray]]:
    """Some of the products that are listed often enough, nowhere listed any more; as `load`."""
    makers: dict[str, list[int]] = defaultdict(list)
    for row, names in enumerate(lists):
        for name in names:
            makers[name].append(row)
    common = sorted(name for name, rows in makers.items() if len(rows) >= FEWEST)
    gone = set(np.random.default_rng(seed).choice(common, min(size, len(common)), replace=False).tolist())
    left = [[name for name in names if name not in gone] for names in lists]
    kept = [row for row, names in enumerate(left) if len(names) >= FEWEST]
    at = {row: place for place, row in enumerate(kept)}
    asked = {name: [at[row] for row in makers[name] if row in at] for name in sorted(gone)}
    known = {name: np.array(rows) for name, rows in asked.items() if rows}
    return list(known), [left[row] for row in kept], [firms[row] for row in kept], list(known.values())


def judge(products: list[str], lists: list[list[str]], firms: list[str], relevant: list[np.ndarray]) -> None:
    """Prints how the makers of these products are found, and what share of those shown make them, by score."""
    ranks, scores, true = ours(products, lists, firms, relevant)
    for name, part in (
        ("", slice(None)),
        (", even rows", slice(0, None, 2)),
        (", odd rows", slice(1, None, 2)),
    ):
        report(f"duijie, shipped{name or ' defaults'}", ranks[part])
    shift, scale = platt(scores, true)
    print(f"  makers among those shown, by score; log-odds should be {scale:.2f} as much, and {shift:+.2f}")
    print("   " + "  ".join(reliability(scores, true)))


def platt(scores: np.ndarray, true: np.ndarray) -> tuple[float, float]:
    """What to add to the log-odds, multiplied by what, to make the outcomes most likely."""
    odds = logit(scores)

    def loss(weights: np.ndarray) -> float:
        said = np.clip(expit(weights[0] + weights[1] * odds), 1e-9, 1 - 1e-9)
        return float(-np.mean(np.where(true, np.log(said), np.log(1 - said))))

    return tuple(minimize(loss, [0.0, 1.0], method="Nelder-Mead").x)


def reliability(scores: np.ndarray, true: np.ndarray) -> Iterator[str]:
    edges = (0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1)
    for low, high in pairwise(edges):
        here = (scores >= low) & (scores < high)
        if here.any():
            yield f"{low}-{high}: {true[here].mean():.3f} ({here.sum()})"


def ours(
    products: list[str], lists: list[list[str]], firms: list[str], relevant: list[np.ndarray]
) -> tuple[list[np.ndarray], np.ndarray, np.ndarray]:
    """Ranks of the makers by product; scores of all pairs shown, and whether the firm makes the product."""
    needs = pl.DataFrame(
        {"id": [str(i) for i in range(len(products))], "title": products, "products": [[p] for p in products]}
    )
    offers = pl.DataFrame({"id": firms, "products": lists})
    found = match(needs, offers, "sales", k=DEPTH).pairs
    rank = {(n, o): r for n, o, r in found.select("need_id", "offer_id", "rank").rows()}
    ranks = [
        np.array([rank.get((str(i), firms[o]), np.inf) for o in makers]) for i, makers in enumerate(relevant)
    ]
    makes = {(str(i), firms[o]) for i, makers in enumerate(relevant) for o in makers}
    true = [pair in makes for pair in found.select("need_id", "offer_id").rows()]
    return ranks, found["score"].to_numpy(), np.array(true)


def report(name: str, ranks: list[np.ndarray]) -> None:
    reciprocal, recall = reciprocal_and_recall(ranks)
    print(f"  {name:<28} MRR {reciprocal:.4f}  recall@20 {recall:.4f}")


if __name__ == "__main__":
    main()
