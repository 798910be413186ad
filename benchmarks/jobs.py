"""Which advertisement's text belongs to a job title, among all: Duijie's defaults beside simple rivals, in one run.

    python benchmarks/jobs.py [--data FOLDER]

Also of each half of the advertisements as a market of its own: the shipped weights of `talent` were fitted on the first
half and on the demo city, which is done again here and printed. Titles are the needs, the texts (without their title) the offers; one text is right. Many titles are the same: a perfect
guesser that knows only which title a text belongs to would reach the ceiling that is printed. `duijie` is
`match --channel talent`, k = 100.
"""

import sys
import time
from collections import Counter

import numpy as np
import polars as pl
from scipy.optimize import minimize
from scipy.special import log_expit

from common import arguments, bare
from duijie.demo.city import build
from duijie.demo.truth import Relation, relation
from duijie.engine import evidence, match, prepare, scoring
from duijie.engine.channels import load
from duijie.engine.index import Candidates
from rivals import places, reciprocal_and_recall, rivals

DEPTH = 100
SHOWN = 20  # of each need, the pairs that weights are fitted on
WORDS = 3.0  # weight of `words` beside that of `claim`: the demo city asks for much of it, advertisements for little
Known = tuple[np.ndarray, np.ndarray]


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
    halves = np.array_split(np.random.default_rng(0).permutation(len(titles)), 2)
    for name, half in zip(("fitted on", "not seen"), halves, strict=True):
        mine, theirs = [titles[i] for i in half], [texts[i] for i in half]
        print(f"the half {name}: {len(half)} advertisements")
        report("duijie, shipped defaults", ours(mine, theirs))
        scorer = rivals(mine, theirs)["character BM25"]
        report("character BM25", [places(scorer(i), np.array([i])) for i in range(len(mine))])
    bias, claim = fitted([advertised(titles, texts, halves[0]), city()])
    print(
        f"weights from the first half and the demo city: bias {bias:.1f} words {WORDS * claim:.2f} claim {claim:.2f}"
    )


def ours(titles: list[str], texts: list[str]) -> list[np.ndarray]:
    ids = [str(i) for i in range(len(titles))]
    needs = pl.DataFrame({"id": ids, "title": titles})
    offers = pl.DataFrame({"id": ids, "description": texts})
    found = match(needs, offers, "talent", k=DEPTH).pairs.filter(pl.col("need_id") == pl.col("offer_id"))
    rank = dict(found.select("need_id", "rank").rows())
    return [np.array([rank.get(i, np.inf)]) for i in ids]


def advertised(titles: list[str], texts: list[str], half: np.ndarray) -> Known:
    """What is known of pairs, and which are of one title: another's text may suit as well as one's own."""
    ids = [str(i) for i in half]
    needs = pl.DataFrame({"id": ids, "title": [titles[i] for i in half]})
    offers = pl.DataFrame({"id": ids, "description": [texts[i] for i in half]})
    return shown(needs, offers, np.array([[titles[i] == titles[j] for j in half] for i in half]))


def city() -> Known:
    """The same of the demo city's vacancies, by what it knows to be about the same."""
    needs, offers = build(7).listings["talent"].values()
    rows = [list(frame.iter_rows(named=True)) for frame in (needs, offers)]
    same = [[relation("talent", need, offer) == Relation.SAME for offer in rows[1]] for need in rows[0]]
    return shown(needs, offers, np.array(same))


def shown(needs: pl.DataFrame, offers: pl.DataFrame, relevant: np.ndarray) -> Known:
    """Log-odds by unit of the claim's weight of the `SHOWN` best of each need, and which of them are relevant."""
    channel = load("talent")
    needs, offers = prepare(channel, needs), prepare(channel, offers)
    need, offer = (at.ravel() for at in np.indices(relevant.shape))
    known = scoring.terms(evidence.gather(channel, needs, offers).of(Candidates(need=need, offer=offer)))
    odds = (WORDS * known["words"] + known["claim"]).reshape(relevant.shape)
    best = np.argsort(-odds, axis=1, kind="stable")[:, :SHOWN]
    return np.take_along_axis(odds, best, axis=1).ravel(), np.take_along_axis(relevant, best, axis=1).ravel()


def fitted(markets: list[Known]) -> tuple[float, float]:
    """Bias and weight of the claim by which what is relevant is most likely, all markets counting alike."""

    def loss(weights: np.ndarray) -> float:
        odds = [(weights[0] + weights[1] * known, relevant) for known, relevant in markets]
        return -sum(float(np.mean(log_expit(np.where(yes, value, -value)))) for value, yes in odds)

    found = minimize(loss, [-3.0, 0.5], method="L-BFGS-B", bounds=[(-30, 30), (0, 9)]).x
    return float(found[0]), float(found[1])


def report(name: str, ranks: list[np.ndarray]) -> None:
    reciprocal, recall = reciprocal_and_recall(ranks)
    print(f"  {name:<28} MRR {reciprocal:.4f}  recall@20 {recall:.4f}")


if __name__ == "__main__":
    main()
