"""Weights found again where they are known."""

import numpy as np
from scipy.special import expit

from duijie.engine.learning.examples import Examples
from duijie.engine.learning.fitting import fit, mean

DRAWN = np.random.default_rng(8)


def drawn(weights: list[float], bias: float, size: int = 6000) -> Examples:
    terms = DRAWN.random((size, len(weights)))
    likely = expit(bias + terms @ weights)
    return Examples(
        names=("words", "meaning", "company")[: len(weights)],
        terms=terms,
        graded=np.empty((size, 0)),
        need=np.arange(size) // 20,
        group=np.arange(size) // 20,
        level=1 + (DRAWN.random(size) < likely).astype(np.int64),
        weight=np.ones(size),
        judged=size,
    )


def test_weights_are_found_again() -> None:
    found = fit(drawn([4.0, 2.0], -3.0), np.empty(0))
    assert np.allclose(found.terms, [4.0, 2.0], rtol=0.2)
    assert abs(found.bias + 3.0) < 0.4


def test_evidence_that_speaks_against_counts_nothing_rather_than_less_than_nothing() -> None:
    found = fit(drawn([3.0, -3.0], 0.0), np.empty(0))
    assert found.terms[1] < 0.1
    assert (found.terms >= 0).all()


def test_mean_leaves_unknown_features_out() -> None:
    value = mean(np.array([0.5, 0.5]), np.array([[1.0], [np.nan]]), np.array([0.25]))
    assert np.allclose(value, [0.75 / 1.25, 0.5])
