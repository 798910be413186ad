"""From candidates to scores and verdicts: calibrated text, graded features, hard constraints."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from duijie.engine import constraints, features
from duijie.engine.channels import Channel
from duijie.engine.index import Candidates, Index
from duijie.engine.similarity import calibrate, similarity

Float64 = npt.NDArray[np.float64]

RECOMMENDED, POSSIBLE, BLOCKED, UNDECIDED = "recommended", "possible", "blocked", "unknown"
TEXT = "text"


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs with everything that explains them; all members are parallel to `candidates`.

    parts: contribution of each part to the score, one Float64 column per part; the row sums are the scores.
    """

    candidates: Candidates
    score: Float64
    parts: pl.DataFrame
    outcomes: constraints.Outcomes
    verdict: pl.Series

    def take(self, at: npt.NDArray[np.int64]) -> "Scored":
        """The pairs at these positions, in this order."""
        return Scored(
            candidates=Candidates(need=self.candidates.need[at], offer=self.candidates.offer[at]),
            score=self.score[at],
            parts=self.parts[at],
            outcomes=constraints.Outcomes(
                frame=self.outcomes.frame[at],
                blocked=self.outcomes.blocked[at],
                undecided=self.outcomes.undecided[at],
            ),
            verdict=self.verdict[at],
        )


def score(
    channel: Channel, index: Index, needs: pl.DataFrame, offers: pl.DataFrame, pairs: Candidates
) -> Scored:
    """Score every candidate: a weighted mean of the known parts, each in 0..1.

    A part whose facts are missing has no say (it is neither yes, no nor half); what is missing is in the reasons.
    """
    need, offer = pl.Series(pairs.need), pl.Series(pairs.offer)
    values = _values(channel, index, needs, offers, pairs)
    weights = np.array([channel.text_weight, *(f.weight for f in channel.features)])
    known = ~np.isnan(values)
    whole = np.where(known, weights, 0.0).sum(axis=1, keepdims=True)
    parts = np.where(known, values, 0.0) * weights / np.where(whole > 0, whole, 1.0)
    outcomes = constraints.decide(channel, constraints.pair_frame(channel, needs, offers, need, offer))
    total = parts.sum(axis=1)
    return Scored(
        candidates=pairs,
        score=total,
        parts=pl.DataFrame(parts, schema=[TEXT, *(f.code for f in channel.features)], orient="row"),
        outcomes=outcomes,
        verdict=_verdict(channel, total, outcomes),
    )


def _values(
    channel: Channel, index: Index, needs: pl.DataFrame, offers: pl.DataFrame, pairs: Candidates
) -> Float64:
    """Value of each part of each pair, NaN where unknown; text first, then the channel's features."""
    text = calibrate(similarity(index, pairs), channel.text_half, channel.text_slope).astype(np.float64)
    graded = [
        features.value(f, needs[f.field].gather(pairs.need), offers[f.field].gather(pairs.offer))
        for f in channel.features
    ]
    return np.column_stack([text, *graded])


def _verdict(channel: Channel, score: Float64, outcomes: constraints.Outcomes) -> pl.Series:
    frame = pl.DataFrame({"score": score, "blocked": outcomes.blocked, "undecided": outcomes.undecided})
    verdict = (
        pl.when("blocked")
        .then(pl.lit(BLOCKED))
        .when("undecided")
        .then(pl.lit(UNDECIDED))
        .when(pl.col("score") >= channel.recommend_at)
        .then(pl.lit(RECOMMENDED))
        .otherwise(pl.lit(POSSIBLE))
    )
    return frame.select(verdict.alias("verdict")).to_series()
