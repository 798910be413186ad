"""What there is to learn from: judged pairs with their evidence, and pairs that nobody was shown."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from duijie.engine import scoring
from duijie.engine.channels import Channel
from duijie.engine.errors import EngineError
from duijie.engine.evidence import Evidence, Shown
from duijie.engine.index import Candidates, Int64
from duijie.engine.scoring import Float64

OUTCOMES = {"accepted": 2, "declined": 1, "接受": 2, "拒绝": 1, "有意向": 2, "不合适": 1}
FEWEST_PAIRS, FEWEST_GROUPS = 30, 10
_UNSHOWN_PER_NEED = 20
_SEED = 20_260_601
_MOST_WEIGHT = 10.0  # of a pair far down a list: rare, and not to be believed without bound


class LearningError(EngineError, ValueError):
    """There is nothing to learn from these pairs; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Examples:
    """Pairs with what is known of them. Judged pairs come first, `judged` of them; the rest nobody was shown.

    terms: pairs × names, as `scoring.terms` has them; graded: pairs × features, NaN where unknown; level: 1 (not
    related) to 4, 1 for what was not shown; weight: how much a pair counts; group: who must not be in two folds.
    """

    names: tuple[str, ...]
    terms: Float64
    graded: Float64
    need: Int64
    group: Int64
    level: Int64
    weight: Float64
    judged: int

    def take(self, groups: Int64) -> "Examples":
        """The pairs of these groups."""
        at = np.flatnonzero(np.isin(self.group, groups))
        rows = {n: getattr(self, n)[at] for n in ("terms", "graded", "need", "group", "level", "weight")}
        return replace(self, **rows, judged=int((at < self.judged).sum()))

    @property
    def relevant(self) -> np.ndarray:
        return self.level > 1

    def lists(self) -> list[Int64]:
        """Positions of the judged pairs, by need."""
        return by_need(self.need[: self.judged])


def by_need(need: Int64) -> list[Int64]:
    """Positions of equal values together."""
    order = np.argsort(need, kind="stable")
    cuts = np.flatnonzero(np.diff(need[order])) + 1
    return [part for part in np.split(order, cuts) if len(part)]


def examples(
    channel: Channel,
    evidence: Evidence,
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    pairs: pl.DataFrame,
) -> Examples:
    """Judged pairs (rows need, offer; level; optional group, rank) and as many again that were never shown.

    What people were shown first they answer more often (Joachims, Swaminathan and Schnabel 2017. Unbiased
    learning-to-rank with biased feedback. WSDM): where a `rank` is given, a pair counts in proportion to it, the
    inverse of the chance to be looked at, up to ten times. Lists never hold what nobody would think of: pairs drawn at
    random teach that the rest of the market is unrelated; together they weigh a tenth of the judged ones.
    """
    judged = Candidates(need=pairs["need"].to_numpy(), offer=pairs["offer"].to_numpy())
    unshown = _unshown(judged, len(offers))
    both = Candidates(
        need=np.concatenate([judged.need, unshown.need]), offer=np.concatenate([judged.offer, unshown.offer])
    )
    names, terms = asked_terms(channel, evidence.of(both))
    weight = np.minimum(pairs["rank"].to_numpy(), _MOST_WEIGHT) if "rank" in pairs.columns else None
    weight = np.ones(len(pairs)) if weight is None else weight / weight.mean()
    rest = np.full(len(unshown.need), 0.1 * len(pairs) / max(len(unshown.need), 1))
    group = pairs["group"] if "group" in pairs.columns else pairs["need"]
    numbered = group.cast(pl.String).rank("dense").cast(pl.Int64).to_numpy()
    of_need = dict(zip(judged.need.tolist(), numbered.tolist(), strict=True))
    return Examples(
        names=names,
        terms=terms,
        graded=scoring.graded(channel, needs, offers, both),
        need=both.need,
        group=np.concatenate(
            [numbered, np.array([of_need[n] for n in unshown.need.tolist()], dtype=np.int64)]
        ),
        level=np.concatenate([pairs["level"].to_numpy(), np.ones(len(unshown.need), np.int64)]),
        weight=np.concatenate([weight, rest]),
        judged=len(pairs),
    )


def asked_terms(channel: Channel, shown: Shown) -> tuple[tuple[str, ...], Float64]:
    """Only the kinds of evidence that the channel asks for: the others are not there when it is used."""
    known = scoring.terms(shown)
    asked = [n for n in known if n == "words" or (channel.related and getattr(channel.related, n))]
    return tuple(asked), np.column_stack([known[n] for n in asked])


def _unshown(judged: Candidates, offers: int) -> Candidates:
    """Offers drawn at random for each need, without those it was judged with."""
    drawn = np.random.default_rng(_SEED)
    needs = np.unique(judged.need)
    need = np.repeat(needs, _UNSHOWN_PER_NEED)
    offer = drawn.integers(0, offers, len(need))
    known = np.isin(need * offers + offer, judged.need * offers + judged.offer)
    return Candidates(need=need[~known], offer=offer[~known].astype(np.int64))
