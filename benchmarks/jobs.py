"""Which advertisement's text belongs to a job title, among all: Duijie's defaults beside simple rivals, in one run.

    python benchmarks/jobs.py [--data FOLDER]

Titles are the needs, the texts (without their title) the offers; one text is right. Many titles are the same: a perfect
guesser that knows only which title a text belongs to would reach the ceiling that is printed. `duijie` is
`match --channel talent`, k = 100.
"""

import sys
import time
from collections import Counter

import numpy as np
import polars as pl

from common import arguments, bare
from duijie.engine import match
from rivals import places, reciprocal_and_recall, rivals

DEPTH = 100


def main() -> None:
    options = arguments(__doc__ or "")
    path = options.data / "jobs" / "51job_2019.csv"
    if not path.is_file():
        sys.exit(f"{path} is absent: give the measuring data's folder with --data")
    rows = pl.read_csv(path, infer_schema=False).select(title="职位", text="岗位信息").drop_nulls()
    titles, texts = ([bare(cell) for cell in rows[name]] for name in ("title", "text"))
    kept = [i for i in range(len(titles)) if titles[i] and texts[i]]
    titles, texts = [titles[i] for i in kept], [texts[i] for i in kept]
    same = Counter(titles)
    ceiling = np.mean([np.mean(1 / np.arange(1, same[t] + 1)) for t in titles])
    print(f"jobs: {len(titles)} advertisements; ceiling for who knows the titles MRR {ceiling:.4f}")
    for name, scorer in rivals(titles, texts).items():
        report(name, [places(scorer(i), np.array([i])) for i in range(len(titles))])
    started = time.perf_counter()
    report("duijie, shipped defaults", ours(titles, texts))
    print(f"  ({time.perf_counter() - started:.1f} s for all of it)")


def ours(titles: list[str], texts: list[str]) -> list[np.ndarray]:
    ids = [str(i) for i in range(len(titles))]
    needs = pl.DataFrame({"id": ids, "title": titles})
    offers = pl.DataFrame({"id": ids, "description": texts})
    found = match(needs, offers, "talent", k=DEPTH).pairs.filter(pl.col("need_id") == pl.col("offer_id"))
    rank = dict(found.select("need_id", "rank").rows())
    return [np.array([rank.get(i, np.inf)]) for i in ids]


def report(name: str, ranks: list[np.ndarray]) -> None:
    reciprocal, recall = reciprocal_and_recall(ranks)
    print(f"  {name:<28} MRR {reciprocal:.4f}  recall@20 {recall:.4f}")


if __name__ == "__main__":
    main()
