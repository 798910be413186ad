"""Measures by hand."""

import numpy as np
import pytest

from duijie.engine.learning import measures


def test_ndcg_by_hand() -> None:
    levels = np.array([1, 4, 2])
    assert measures.ndcg(np.array([0.1, 0.9, 0.5]), levels) == pytest.approx(1.0)
    worst = (0 + 1 / np.log2(3) + 7 / 2) / (7 + 1 / np.log2(3))
    assert measures.ndcg(np.array([0.9, 0.1, 0.5]), levels) == pytest.approx(worst)
    assert measures.ndcg(np.array([0.9, 0.1]), np.array([1, 1])) is None


def test_ndcg_looks_no_further_than_ten() -> None:
    levels = np.array([1] * 10 + [4])
    assert measures.ndcg(-np.arange(11.0), levels) == 0


def test_closeness() -> None:
    assert measures.closeness(np.array([1, 3]), np.array([2, 3])) == pytest.approx(1 / 1.5)
