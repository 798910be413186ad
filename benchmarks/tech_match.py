"""How well technology needs rank their judged achievements: Duijie's defaults beside simple rivals, in one run.

    python benchmarks/tech_match.py [--data FOLDER]

NDCG@10 (gain 2^(level-1) - 1) averaged over needs; each need ranks its own judged list. Also prints how well the
scores are calibrated: the share of pairs judged related (level 2 or more) in each band of scores.
"""

import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from common import arguments, bm25, characters, counts, ndcg, segmented, tfidf, widen
from duijie.engine import score_pairs


def main() -> None:
    options = arguments(__doc__ or "")
    folder = options.data / "tech_match"
    if not folder.is_dir():
        sys.exit(f"{folder} is absent: give the measuring data's folder with --data")
    needs, offers, pairs = load(folder)
    print(f"tech_match: {pairs['need_id'].n_unique()} needs, {len(pairs)} judged pairs")
    ours = score_pairs(needs, offers, pairs, "research").pairs["score"].to_list()
    report("random order (seed 0)", pairs, np.random.default_rng(0).random(len(pairs)).tolist())
    for name, scores in rivals(needs, offers, pairs).items():
        report(name, pairs, scores)
    report("duijie, shipped defaults", pairs, ours)
    calibration(pairs["level"].to_numpy(), np.array(ours))


def load(folder: Path) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Needs and offers as listings, and the judged pairs."""
    needs = pl.read_csv(folder / "needs.csv").select(id="need_id", title="title", description="content")
    judged = pl.read_csv(folder / "judged_pairs.csv")
    offers = judged.unique("achievement_id", maintain_order=True).select(
        id="achievement_id", title="achievement_title"
    )
    return needs, offers, judged.select("need_id", "level", offer_id="achievement_id")


def rivals(needs: pl.DataFrame, offers: pl.DataFrame, pairs: pl.DataFrame) -> dict[str, list[float]]:
    """Scores of the judged pairs by TF-IDF and BM25 over characters and over words."""
    left = [f"{t}\n{d}" for t, d in needs.select("title", "description").fill_null("").rows()]
    right = [t.replace(" ", "") for t in offers["title"]]
    spaced = offers["title"].to_list()
    at = (index(needs, pairs["need_id"]), index(offers, pairs["offer_id"]))
    found = {}
    for name, terms, texts in (("character", characters, right), ("word", segmented, spaced)):
        ids: dict[str, int] = {}
        offer = counts(texts, terms, ids)
        need = counts(left, terms, ids)
        offer = widen(offer, len(ids))
        frequency = np.bincount(offer.indices, minlength=len(ids)) + np.bincount(
            need.indices, minlength=len(ids)
        )
        idf = np.log((1 + len(left) + len(right)) / (1 + frequency)) + 1
        found[f"{name} TF-IDF"] = cosine(tfidf(need, idf), tfidf(offer, idf), at)
        found[f"{name} BM25"] = cosine(need, bm25(offer), at)
    return found


def cosine(need, offer, at) -> list[float]:
    return np.asarray(need[at[0]].multiply(offer[at[1]]).sum(axis=1)).ravel().tolist()


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


def calibration(levels: np.ndarray, scores: np.ndarray) -> None:
    print("  score band    pairs   judged related")
    for low in np.arange(0, 1, 0.1):
        here = (scores >= low) & (scores < low + 0.1 + (low > 0.85))
        if here.any():
            print(f"  {low:.1f} - {low + 0.1:.1f}  {here.sum():>7}   {(levels[here] >= 2).mean():.2f}")


if __name__ == "__main__":
    main()
