from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.engine import allocate
from duijie.engine.allocation.fairness import gini
from tests.engine.allocation.markets import frame, listings


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12))
def test_gini_is_the_mean_difference_over_twice_the_mean(got: list[int]) -> None:
    found = gini(np.array(got, float))
    if not sum(got):
        assert found is None
        return
    apart = sum(abs(a - b) for a, b in product(got, got))
    assert found == pytest.approx(apart / (2 * len(got) * sum(got)))


def test_the_report_counts_firms_and_not_listings() -> None:
    offers = listings("o", [None] * 8, ["小型", "小型", "大型", None, "微型", "大型", "大型", "大型"])
    offers = offers.with_columns(party=pl.Series(["甲", "甲", "乙", "丙", "丁", "戊", "己", "庚"]))
    pairs = frame([(n, n, 9, "recommended") for n in range(7)] + [(6, 7, 1, "recommended")])
    report = allocate(pairs, listings("n", [None] * 9), offers, "sales").fairness
    assert (report.needs, report.needs_served, report.needs_met) == (9, 7, 7)
    assert (report.receivers, report.receivers_served, report.small, report.small_served) == (7, 6, 2, 2)
    assert report.unknown_size == 1
    assert report.small_share == pytest.approx(3 / 7)
    assert report.top_share == pytest.approx(6 / 7)
    assert report.hhi == pytest.approx((4 + 5) / 49)
    assert report.gini == pytest.approx(gini(np.array([2, 1, 1, 1, 1, 1, 0.0])))
