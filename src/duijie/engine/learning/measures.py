"""How well scores do: how lists are ranked, how true the probabilities are, how near the levels."""

import numpy as np

from duijie.engine.index import Int64
from duijie.engine.learning.examples import Examples
from duijie.engine.scoring import Float64

_DEPTH = 10
_TINY = 1e-9
BANDS = 10


def ndcg(scores: Float64, levels: Int64) -> float | None:
    """NDCG@10 of one list, gain 2^(level-1) - 1; None where every gain is zero. Ties stand in the order given."""
    gain = 2.0 ** (levels - 1) - 1
    discount = 1 / np.log2(np.arange(2, min(len(gain), _DEPTH) + 2))
    best = float(np.sort(gain)[::-1][:_DEPTH] @ discount)
    got = gain[np.argsort(-scores, kind="stable")[:_DEPTH]]
    return float(got @ discount) / best if best else None


def ranking(scores: Float64, examples: Examples) -> dict[int, float]:
    """NDCG@10 of every need that has anything to find."""
    found = {int(examples.need[at[0]]): ndcg(scores[at], examples.level[at]) for at in examples.lists()}
    return {need: value for need, value in found.items() if value is not None}


def log_loss(scores: Float64, examples: Examples) -> float:
    """How surprising what people said is, and that what was never shown is unrelated, by weight; 0.693 is a coin's."""
    said = np.clip(scores, _TINY, 1 - _TINY)
    right = np.where(examples.relevant, said, 1 - said)
    return float(-np.average(np.log(right), weights=examples.weight))


def reliability(scores: Float64, examples: Examples) -> list[dict[str, float]]:
    """By band of scores: judged pairs, their mean score, and the share that is relevant."""
    said, relevant = scores[: examples.judged], examples.relevant[: examples.judged]
    band = np.minimum((said * BANDS).astype(int), BANDS - 1)
    return [
        {
            "pairs": int(here.sum()),
            "score": round(float(said[here].mean()), 4),
            "relevant": round(float(relevant[here].mean()), 4),
        }
        for here in (band == b for b in range(BANDS))
        if here.any()
    ]


def closeness(levels: Int64, wanted: Int64) -> float:
    """1 / (1 + mean absolute error)."""
    return float(1 / (1 + np.abs(levels - wanted).mean()))
