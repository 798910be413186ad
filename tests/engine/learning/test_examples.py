"""What is learned from: how much each pair counts, and what was never shown."""

import numpy as np
import polars as pl

from duijie.engine import evidence
from duijie.engine.learning.examples import Examples, examples
from duijie.engine.matching import rows_of
from tests.engine.learning.judging import CHANNEL, market

NEEDS, OFFERS, PAIRS = market()
KNOWN = evidence.gather(CHANNEL, NEEDS, OFFERS)
JUDGED = PAIRS.with_columns(
    need=rows_of(PAIRS["need_id"], NEEDS, "需求"), offer=rows_of(PAIRS["offer_id"], OFFERS, "供给")
)


def found(judged: pl.DataFrame = JUDGED) -> Examples:
    return examples(CHANNEL, KNOWN, NEEDS, OFFERS, judged)


def test_what_was_never_shown_is_unrelated_and_weighs_a_tenth() -> None:
    whole = found()
    rest = slice(whole.judged, None)
    assert whole.judged == len(PAIRS)
    assert (whole.level[rest] == 1).all()
    assert np.isclose(whole.weight[rest].sum(), len(PAIRS) / 10)


def test_never_shown_pairs_are_not_among_the_judged() -> None:
    """All offers judged for one need: nothing is left to draw for it."""
    one = pl.DataFrame(
        {"need": np.zeros(60, np.int64), "offer": np.arange(60), "level": np.ones(60, np.int64)}
    )
    assert found(one).judged == len(found(one).level)


def test_a_pair_shown_far_down_counts_more_but_not_beyond_bounds() -> None:
    ranks = np.where(np.arange(len(JUDGED)) % 3 == 0, 1, np.where(np.arange(len(JUDGED)) % 3 == 1, 5, 900))
    weight = found(JUDGED.with_columns(rank=pl.Series(ranks))).weight[: len(JUDGED)]
    assert np.allclose(weight[1::3] / weight[0], 5)
    assert np.allclose(weight[2::3] / weight[0], 10)
    assert np.isclose(weight.mean(), 1)


def test_taking_groups_keeps_pairs_and_their_kind() -> None:
    whole = found()
    part = whole.take(np.array([1, 5]))
    assert set(part.group) == {1, 5}
    assert part.judged == np.isin(whole.group[: whole.judged], [1, 5]).sum()
    assert (part.level[part.judged :] == 1).all()


def test_only_the_evidence_that_the_channel_asks_for() -> None:
    assert found().names == ("words",)
