"""A batch is matched alike, whatever else is in it."""

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engine.plan import match_batch
from tests.engine.runners.market import arrow, market, plan_of

PLAN = plan_of(*market(needs=60, offers=120))
SIZE = len(PLAN.needs)
WHOLE = match_batch(PLAN, np.arange(SIZE)).sort("need", "offer")


@given(st.lists(st.integers(0, SIZE), max_size=6))
@settings(max_examples=25)
def test_where_batches_are_cut_changes_no_bit(cuts: list[int]) -> None:
    batches = np.split(np.arange(SIZE), sorted(cuts))
    found = pl.concat([match_batch(PLAN, rows) for rows in batches]).sort("need", "offer")
    assert arrow(found) == arrow(WHOLE)


def test_batches_are_all_needs_once() -> None:
    assert np.concatenate(PLAN.batches()).tolist() == list(range(SIZE))


def test_some_pairs_are_blocked_so_that_these_tests_see_all_paths() -> None:
    assert set(WHOLE["verdict"]) >= {"recommended", "unknown", "blocked"}


def test_ids_and_contacts_are_not_in_it() -> None:
    """What decides nothing does not travel to other machines."""
    for frame in (PLAN.needs, PLAN.offers):
        assert {"id", "contact"}.isdisjoint(frame.columns)
