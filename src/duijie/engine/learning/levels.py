"""From evidence to a level as people give it, 1 (not related) to 4 (strongly): what professionals would have written.

Gradient-boosted trees (Ke, G. et al. 2017. LightGBM. NeurIPS) over the evidence and over where a pair stands in its
need's list; of the predicted levels the median, which is what the mean absolute error asks for.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from duijie.engine.index import Int64
from duijie.engine.learning.examples import Examples, LearningError
from duijie.engine.scoring import Float64

LEVELS = 4
FEWEST = 500
_HALF = 0.5
_ROUNDS = 120
_SETTINGS = {
    "objective": "multiclass",
    "num_class": LEVELS,
    "num_leaves": 7,
    "learning_rate": 0.05,
    "min_data_in_leaf": 80,
    "feature_fraction": 0.5,
    "lambda_l2": 5.0,
    "num_threads": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


@dataclass(frozen=True, slots=True)
class Levels:
    """Trees as LightGBM writes them down."""

    trees: str

    @classmethod
    def fit(cls, examples: Examples, log_odds: Float64) -> "Levels | None":
        """From the judged pairs; None where they are too few, or not on a scale of levels."""
        level = examples.level[: examples.judged]
        if examples.judged < FEWEST or len(np.unique(level)) <= 2:  # noqa: PLR2004  yes and no are no scale
            return None
        rows = placed(examples.terms[: examples.judged], log_odds[: examples.judged], examples.lists())
        light = _library()
        trees = light.train(_SETTINGS, light.Dataset(rows, level - 1), _ROUNDS)
        return cls(trees.model_to_string())

    def predict(self, terms: Float64, log_odds: Float64, lists: list[Int64]) -> Int64:
        """Level of every pair; `lists`: positions by need."""
        if not len(terms):
            return np.empty(0, np.int64)
        chance = np.asarray(_trees(self.trees).predict(placed(terms, log_odds, lists), num_threads=1))
        above = 1.0 - np.cumsum(chance, axis=1)[:, :-1]
        return 1 + (above > _HALF).sum(axis=1).astype(np.int64)


def placed(terms: Float64, log_odds: Float64, lists: list[Int64]) -> Float64:
    """Columns: each kind of evidence and their log-odds, and of each its place in the list, 0..1, and what the best has more."""
    values = np.column_stack([terms, log_odds])
    place, share, gap = np.zeros_like(values), np.zeros_like(values), np.zeros_like(values)
    for at in lists:
        order = np.argsort(np.argsort(-values[at], axis=0, kind="stable"), axis=0)
        place[at], share[at], gap[at] = order, order / len(at), values[at].max(axis=0) - values[at]
    return np.column_stack([values, place, share, gap])


@cache
def _library() -> Any:
    """LightGBM, loaded late: it is large, and only levels need it."""
    try:
        import lightgbm  # noqa: PLC0415
    except OSError as error:
        raise LearningError(f"判断等级要用系统库 libgomp（Debian：apt install libgomp1）：{error}") from error
    return lightgbm


@cache
def _trees(text: str) -> Any:
    return _library().Booster(model_str=text)
