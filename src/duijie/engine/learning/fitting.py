"""From examples to weights: first their direction, by how lists are ranked; then their scale, by how likely pairs are."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_expit

from duijie.engine.learning.examples import Examples
from duijie.engine.scoring import Float64, likely

_RIDGE = 1e-3


@dataclass(frozen=True, slots=True)
class Weights:
    """bias and weight of each kind of evidence in the log-odds; `features`: weight of each feature beside the text."""

    bias: float
    terms: Float64
    features: Float64

    def log_odds(self, examples: Examples) -> Float64:
        return self.bias + examples.terms @ self.terms

    def score(self, examples: Examples) -> Float64:
        """As `scoring.score` does it."""
        return mean(likely(self.bias, examples.terms @ self.terms), examples.graded, self.features)


def mean(text: Float64, graded: Float64, features: Float64) -> Float64:
    """The weighted mean of what the text says (weight 1) and of the known features."""
    known = ~np.isnan(graded)
    value = text + np.nan_to_num(graded) @ features
    return value / (1.0 + known @ features)


def fit(examples: Examples, features: Float64) -> Weights:
    """Weights of at least 0; `features` are the weights to begin with, relative to the text's 1."""
    spread = examples.terms[: examples.judged].std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    direction = _direction(examples, examples.terms / spread) / spread
    return _scaled(examples, direction, features)


def _direction(examples: Examples, terms: Float64) -> Float64:
    """Minimises the listwise softmax loss with gains 2^(level-1) - 1.

    Cao, Z. et al. (2007). Learning to rank: from pairwise approach to listwise approach. ICML (ListNet, top one).
    """
    lists = []
    for at in examples.lists():
        gain = (2.0 ** (examples.level[at] - 1) - 1) * examples.weight[at]
        if gain.sum() > 0 and (examples.level[at] != examples.level[at][0]).any():
            lists.append((terms[at], gain / gain.sum()))
    even = np.ones(terms.shape[1])
    if not lists or len(even) == 1:
        return even

    def loss(weights: Float64) -> tuple[float, Float64]:
        total, slope = _RIDGE * float(weights @ weights), 2 * _RIDGE * weights
        for rows, wanted in lists:
            said = rows @ weights
            chance = np.exp(said - said.max())
            chance /= chance.sum()
            total -= float(wanted @ np.log(chance + 1e-12)) / len(lists)
            slope = slope + rows.T @ (chance - wanted) / len(lists)
        return total, slope

    bounds = [(0.0, None)] * len(even)
    found = minimize(loss, even, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found if found.any() else even


def _scaled(examples: Examples, direction: Float64, features: Float64) -> Weights:
    """Scale, bias and the features' weights by the likelihood of what was judged (Platt 1999)."""
    along = examples.terms @ direction
    size = max(float(along[: examples.judged].std()), 1e-9)
    sign = np.where(examples.relevant, 1.0, -1.0)
    share = examples.weight / examples.weight.sum()

    def loss(found: Float64) -> float:
        score = mean(likely(found[0], np.exp(found[1]) * along / size), examples.graded, found[2:])
        score = np.clip(score, 1e-9, 1 - 1e-9)
        away = float(((found[2:] - features) ** 2).sum())
        return float(-share @ log_expit(sign * np.log(score / (1 - score)))) + _RIDGE * away

    start = np.concatenate([[0.0, 0.0], features])
    bounds = [(-30.0, 30.0), (-4.0, 4.0), *[(0.0, 2.0)] * len(features)]
    found = minimize(loss, start, method="L-BFGS-B", bounds=bounds).x
    return Weights(float(found[0]), direction * float(np.exp(found[1])) / size, found[2:])
