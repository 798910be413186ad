"""How well technology needs rank their judged achievements, and how near the levels come: Duijie beside rivals, in one run.

    python benchmarks/tech_match.py [--data FOLDER] [--plot FILE.svg]

NDCG@10 (gain 2^(level-1) - 1) averaged over needs; each need ranks its own judged list. What is learned (the LightGBM
ranker on all rivals' scores, and `duijie train`) is measured in five folds by need, on needs that its fold has not seen.
Also printed: the contest's score of predicted levels, 1 / (1 + mean absolute error), and how far scores are
probabilities: of the judged pairs in each band of scores, the share judged related (level 2 or more).
"""

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import lightgbm
import numpy as np
import polars as pl

from common import arguments, ndcg, reliability_plot
from duijie.engine import score_pairs
from duijie.engine.learning import train
from rivals import rivals

FOLDS, SEED = 5, 0
RANKER = {
    "objective": "lambdarank",
    "num_leaves": 15,
    "learning_rate": 0.05,
    "min_data_in_leaf": 50,
    "label_gain": [0, 1, 3, 7],
    "num_threads": 1,
    "deterministic": True,
    "verbose": -1,
}


def main() -> None:
    options = arguments(__doc__ or "", plot=Path())
    folder = options.data / "tech_match"
    if not folder.is_dir():
        sys.exit(f"{folder} is absent: give the measuring data's folder with --data")
    needs, offers, pairs = load(folder)
    levels = pairs["level"].to_numpy()
    print(f"tech_match: {pairs['need_id'].n_unique()} needs, {len(pairs)} judged pairs")
    report("random order (seed 0)", pairs, np.random.default_rng(0).random(len(pairs)).tolist())
    scores = lexical(needs, offers, pairs)
    for name, values in scores.items():
        report(name, pairs, values)
    report("LightGBM ranker on all these", pairs, ranker(np.column_stack(list(scores.values())), pairs))
    ours = score_pairs(needs, offers, pairs, "research").pairs["score"].to_numpy()
    report("duijie, shipped defaults", pairs, ours.tolist())
    learned = train(needs, offers, pairs, "research")
    found = learned.evaluation
    print(f"  {'duijie train, unseen needs':<28} NDCG@10 {found['ndcg_after']:.4f}")
    print(
        f"level: constant 2 {1 / (1 + np.abs(levels - 2).mean()):.4f}; duijie train, unseen needs {found['level_score']:.4f}"
    )
    print(f"fitted: {learned.related}")
    bands = calibration(levels, ours)
    if options.plot.name:
        options.plot.write_text(
            reliability_plot({"shipped defaults": bands, "duijie train": told(found)}), "utf-8"
        )


def load(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Needs and offers as listings, and the judged pairs."""
    needs = pl.read_csv(folder / "needs.csv").select(id="need_id", title="title", description="content")
    judged = pl.read_csv(folder / "judged_pairs.csv")
    offers = judged.unique("achievement_id", maintain_order=True).select(
        id="achievement_id", title="achievement_title"
    )
    return needs, offers, judged.select("need_id", "level", offer_id="achievement_id")


def lexical(needs: pl.DataFrame, offers: pl.DataFrame, pairs: pl.DataFrame) -> dict[str, np.ndarray]:
    """Scores of the judged pairs by each rival, which may use all texts of the market."""
    left = [f"{t}\n{d}" for t, d in needs.select("title", "description").fill_null("").rows()]
    right = [t.replace(" ", "") for t in offers["title"]]
    need, offer = index(needs, pairs["need_id"]), index(offers, pairs["offer_id"])
    found = {}
    for name, scorer in rivals(left, right).items():
        every = {n: np.asarray(scorer(n)) for n in sorted(set(need))}
        found[name] = np.array([every[n][o] for n, o in zip(need, offer, strict=True)])
    return found


def ranker(features: np.ndarray, pairs: pl.DataFrame) -> list[float]:
    """LambdaMART on the rivals' scores, each need's scores from trees that have not seen it."""
    need = pairs["need_id"].rank("dense").to_numpy().astype(int)
    order = np.argsort(need, kind="stable")
    level = pairs["level"].to_numpy() - 1
    said = np.zeros(len(need))
    for held_out in np.array_split(np.random.default_rng(SEED).permutation(np.unique(need)), FOLDS):
        seen = order[~np.isin(need[order], held_out)]
        data = lightgbm.Dataset(
            features[seen], level[seen], group=np.unique(need[seen], return_counts=True)[1]
        )
        at = np.isin(need, held_out)
        said[at] = lightgbm.train(RANKER, data, 150).predict(features[at])
    return said.tolist()


def index(frame: pl.DataFrame, ids: pl.Series) -> list[int]:
    place = {v: i for i, v in enumerate(frame["id"])}
    return [place[i] for i in ids]


def report(name: str, pairs: pl.DataFrame, scores: Sequence[float]) -> None:
    lists: dict[str, tuple[list[float], list[int]]] = defaultdict(lambda: ([], []))
    for need, level, score in zip(pairs["need_id"], pairs["level"], scores, strict=True):
        lists[need][0].append(score)
        lists[need][1].append(level)
    found = [v for v in (ndcg(s, levels) for s, levels in lists.values()) if v is not None]
    print(f"  {name:<28} NDCG@10 {np.mean(found):.4f}  ({len(found)} needs)")


def calibration(levels: np.ndarray, scores: np.ndarray) -> list[tuple[float, float, int]]:
    """Mean score, share judged related and pairs, by band; printed."""
    print("  score band    pairs   judged related")
    bands = []
    for low in np.arange(0, 1, 0.1):
        here = (scores >= low) & (scores < low + 0.1 + (low > 0.85))
        if here.any():
            share = float((levels[here] >= 2).mean())
            bands.append((float(scores[here].mean()), share, int(here.sum())))
            print(f"  {low:.1f} - {low + 0.1:.1f}  {here.sum():>7}   {share:.2f}")
    return bands


def told(evaluation: dict) -> list[tuple[float, float, int]]:
    return [(band["score"], band["relevant"], band["pairs"]) for band in evaluation["reliability"]]


if __name__ == "__main__":
    main()
