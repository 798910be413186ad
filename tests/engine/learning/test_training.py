"""Learning end to end: what it needs, what it finds, what it says of itself."""

import numpy as np
import polars as pl
import pytest

from duijie.engine import match, score_pairs
from duijie.engine.learning import LearningError, train
from tests.engine.learning.judging import CHANNEL, market

NEEDS, OFFERS, PAIRS = market()
MODEL = train(NEEDS, OFFERS, PAIRS, CHANNEL)


def test_what_is_judged_related_scores_higher_than_before_and_is_more_likely() -> None:
    told = MODEL.evaluation
    assert told["log_loss_after"] < told["log_loss_before"]
    assert told["ndcg_after"] > 0.95
    assert told["better"] is True
    scored = score_pairs(NEEDS, OFFERS, PAIRS, MODEL.apply(CHANNEL)).pairs
    related = PAIRS["level"] > 1
    assert scored["score"].filter(related).mean() > 0.7
    assert scored["score"].filter(~related).mean() < 0.3


def test_scores_of_the_model_are_those_it_was_fitted_with() -> None:
    """The engine, with the model, says what the learner saw: parts add up, and 0 stays 0."""
    found = match(NEEDS, OFFERS, MODEL.apply(CHANNEL), k=5).pairs
    weights = found["reasons"].list.eval(pl.element().struct.field("weight").sum()).list.first()
    assert np.allclose(weights.to_numpy(), found["score"].to_numpy())


def test_the_order_of_pairs_and_repeats_change_nothing() -> None:
    again = train(
        NEEDS[::-1], OFFERS, pl.concat([PAIRS[:9], PAIRS.sample(fraction=1.0, shuffle=True, seed=4)]), CHANNEL
    )
    assert again.related.words == pytest.approx(MODEL.related.words, rel=0.05)
    assert again.related.bias == pytest.approx(MODEL.related.bias, rel=0.05)


def test_reliability_covers_every_judged_pair() -> None:
    assert sum(band["pairs"] for band in MODEL.evaluation["reliability"]) == len(PAIRS)


def test_groups_stay_in_one_fold() -> None:
    grouped = PAIRS.with_columns(group=pl.col("need_id").str.slice(0, 2))
    assert train(NEEDS, OFFERS, grouped, CHANNEL).evaluation["groups"] == grouped["group"].n_unique()


@pytest.mark.parametrize("pairs", [PAIRS[:29], PAIRS.filter(pl.col("need_id").is_in(["n1", "n2", "n3"]))])
def test_too_few_pairs_are_refused(pairs: pl.DataFrame) -> None:
    with pytest.raises(LearningError, match="可学的配对太少"):
        train(NEEDS, OFFERS, pairs, CHANNEL)


def test_nothing_to_tell_apart_is_refused() -> None:
    with pytest.raises(LearningError, match="结论都一样"):
        train(NEEDS, OFFERS, PAIRS.with_columns(level=pl.lit(2, pl.Int64)), CHANNEL)


def test_an_id_that_no_table_has_is_named() -> None:
    with pytest.raises(ValueError, match="n999"):
        train(NEEDS, OFFERS, PAIRS.with_columns(need_id=pl.lit("n999")), CHANNEL)
