"""Which listed firms make a product that their profiles do not name: Duijie's defaults beside simple rivals, in one run.

    python benchmarks/industry_chain.py [--data FOLDER]

Firms with three or more products left are the offers; each product of the development queries is a need. Printed: mean
reciprocal rank and recall within the first twenty. `duijie` is `match --channel sales`, k = 200.
"""

import sys
import time
from collections import defaultdict
from pathlib import Path

import numpy as np
import polars as pl

from common import arguments
from duijie.engine import match
from rivals import places, reciprocal_and_recall, rivals

FEWEST = 3
DEPTH = 200


def main() -> None:
    options = arguments(__doc__ or "")
    folder = options.data / "industry_chain"
    if not folder.is_dir():
        sys.exit(f"{folder} is absent: give the measuring data's folder with --data")
    products, lists, firms, relevant = load(folder)
    print(f"industry_chain: {len(products)} products, {len(firms)} firms")
    for name, scorer in rivals(products, ["；".join(names) for names in lists]).items():
        report(name, [places(scorer(i), r) for i, r in enumerate(relevant)])
    started = time.perf_counter()
    report("duijie, shipped defaults", ours(products, lists, firms, relevant))
    print(f"  ({time.perf_counter() - started:.1f} s for all of it)")


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


def ours(
    products: list[str], lists: list[list[str]], firms: list[str], relevant: list[np.ndarray]
) -> list[np.ndarray]:
    needs = pl.DataFrame(
        {"id": [str(i) for i in range(len(products))], "title": products, "products": [[p] for p in products]}
    )
    offers = pl.DataFrame({"id": firms, "products": lists})
    found = match(needs, offers, "sales", k=DEPTH).pairs
    rank = {(n, o): r for n, o, r in found.select("need_id", "offer_id", "rank").rows()}
    return [
        np.array([rank.get((str(i), firms[o]), np.inf) for o in makers]) for i, makers in enumerate(relevant)
    ]


def report(name: str, ranks: list[np.ndarray]) -> None:
    reciprocal, recall = reciprocal_and_recall(ranks)
    print(f"  {name:<28} MRR {reciprocal:.4f}  recall@20 {recall:.4f}")


if __name__ == "__main__":
    main()
