"""From candidates to scores and verdicts: calibrated text, graded features, hard constraints."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.special import expit

from duijie.engine import constraints, features
from duijie.engine.channels import Channel
from duijie.engine.channels.model import Related
from duijie.engine.evidence import Evidence, Shown
from duijie.engine.index import Candidates
from duijie.engine.similarity import calibrate

Float64 = npt.NDArray[np.float64]

RECOMMENDED, POSSIBLE, BLOCKED, UNDECIDED = "recommended", "possible", "blocked", "unknown"
TEXT, MEANING, COMPANY, KINDRED, CLAIM = (
    "text",
    "meaning",
    "company",
    "kindred",
    "claim",
)  # parts of what is said; all others are features
# The part that each kind of evidence belongs to: names in common are words in common.
PARTS = {
    "words": TEXT,
    "named": TEXT,
    "meaning": MEANING,
    "company": COMPANY,
    "kindred": KINDRED,
    "claim": CLAIM,
}
_LEVELS = 50.0  # similarities of a fiftieth and less are told apart evenly, larger ones by their ratios
_KINDRED_LEVELS = 1_000.0  # the same of goods of a kind


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
    channel: Channel, evidence: Evidence, needs: pl.DataFrame, offers: pl.DataFrame, pairs: Candidates
) -> Scored:
    """Score every candidate: a weighted mean of what is said and of the known features, each in 0..1.

    A feature whose facts are missing has no say (it is neither yes, no nor half); what is missing is in the reasons.
    """
    need, offer = pl.Series(pairs.need), pl.Series(pairs.offer)
    said = _said(channel, evidence.of(pairs))
    values = graded(channel, needs, offers, pairs)
    weights = np.array([f.weight for f in channel.features])
    whole = channel.text_weight + np.where(np.isnan(values), 0.0, weights).sum(axis=1)
    parts = {name: value * channel.text_weight / whole for name, value in said.items()}
    for at, feature in enumerate(channel.features):
        parts[feature.code] = np.nan_to_num(values[:, at]) * feature.weight / whole
    outcomes = constraints.decide(channel, constraints.pair_frame(channel, needs, offers, need, offer))
    total = np.sum(list(parts.values()), axis=0)
    return Scored(
        candidates=pairs,
        score=total,
        parts=pl.DataFrame(parts),
        outcomes=outcomes,
        verdict=_verdict(channel, total, outcomes),
    )


def _said(channel: Channel, shown: Shown) -> dict[str, Float64]:
    """By part, how likely the texts make it that the pair is relevant; the parts add up to the probability."""
    odds = log_odds(channel.related, shown) if channel.related else None
    if channel.related is None or odds is None:
        text = calibrate(shown.words, channel.text_half, channel.text_slope)
        return {TEXT: text.astype(np.float64)}
    whole = np.sum(list(odds.values()), axis=0)
    share = np.divide(likely(channel.related.bias, whole), whole, out=np.zeros_like(whole), where=whole > 0)
    return {part: value * share for part, value in odds.items()}


def likely(bias: float, odds: Float64) -> Float64:
    """The probability that evidence worth these log-odds makes; none where there is no evidence at all."""
    return np.where(odds > 0, expit(bias + odds), 0.0)


def likely_by_words(channel: Channel, words: Float64) -> Float64:
    """The same by the channel's curve over similarities, from the `words` of `terms`."""
    similarity = (np.expm1(words) / _LEVELS).astype(np.float32)
    return calibrate(similarity, channel.text_half, channel.text_slope).astype(np.float64)


def terms(shown: Shown) -> dict[str, Float64]:
    """What the weights of `Related` multiply, by their names, as far as it is known."""
    found = {name: getattr(shown, name) for name in PARTS}
    known = {name: value.astype(np.float64) for name, value in found.items() if value is not None}
    if "kindred" in known:
        known["kindred"] = np.log1p(_KINDRED_LEVELS * known["kindred"])
    return known | {"words": np.log1p(_LEVELS * known["words"])}


def log_odds(related: Related, shown: Shown) -> dict[str, Float64] | None:
    """What each part adds to the log-odds, 0 or more; None where a kind of evidence that counts is not known."""
    known = terms(shown)
    odds: dict[str, Float64] = {}
    for name, part in PARTS.items():
        if weight := getattr(related, name):
            if name not in known:
                return None
            odds[part] = odds.get(part, 0.0) + weight * known[name]
    return odds or {TEXT: np.zeros(len(shown.words))}


def graded(channel: Channel, needs: pl.DataFrame, offers: pl.DataFrame, pairs: Candidates) -> Float64:
    """Value of each feature of each pair, NaN where unknown."""
    values = [
        features.value(f, needs[f.field].gather(pairs.need), offers[f.field].gather(pairs.offer))
        for f in channel.features
    ]
    return np.column_stack([np.empty((len(pairs.need), 0)), *values])


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
