"""A market made ready for matching, and the work on one batch of its needs: the unit that runners hand out."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from duijie.engine import constraints, explain, scoring
from duijie.engine.channels import Channel
from duijie.engine.evidence import Evidence
from duijie.engine.index import Candidates, Int64, Searcher

_POOL = 48  # candidates scored per need, or four times as many as are asked for
FURTHEST = 4_096  # a need whose candidates are blocked looks through this many before it gives up
LEAST_COMPANY = 0.25  # cosine of company; below it nothing is looked at that shares no word
NO_ROWS = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that any process on any machine needs to match any batch of needs: plain values, frames and matrices.

    The searcher is part of it, ready made, so that processes on one machine can share its matrices' memory; so are the
    `beside`: offers to look at for what goes with them, though they may share no word with the need.
    """

    channel: Channel
    needs: pl.DataFrame
    offers: pl.DataFrame
    evidence: Evidence
    searcher: Searcher
    beside: Candidates
    k: int

    @classmethod
    def of(
        cls, channel: Channel, needs: pl.DataFrame, offers: pl.DataFrame, evidence: Evidence, k: int
    ) -> "Plan":
        """Make a market ready for the `k` best offers of its needs."""
        company, kindred, pool = evidence.company, evidence.kindred, pool_size(k)
        with threadpool_limits(limits=1, user_api="blas"):
            found = [company.nearest(pool, LEAST_COMPANY)] if company else []
            found += [kindred.nearest(pool)] if kindred else []
        evidence = replace(evidence, kindred=kindred.settled() if kindred else None)
        beside = Candidates(
            need=np.concatenate([NO_ROWS, *(f.need for f in found)]),
            offer=np.concatenate([NO_ROWS, *(f.offer for f in found)]),
        )
        return cls(channel, needs, offers, evidence, Searcher(evidence.index), beside, k)

    def batches(self) -> list[Int64]:
        """Rows of the needs by batch; the market alone decides how they are cut, never who works on them."""
        return list(self.searcher.batches())


def match_batch(plan: Plan, rows: Int64) -> pl.DataFrame:
    """The `k` best offers of these needs, as `explained` says it.

    A need whose candidates are mostly blocked looks further.
    """
    found = [_score(plan, Candidates(need=NO_ROWS, offer=NO_ROWS))]
    pool = pool_size(plan.k)
    while len(rows):
        scored = _score(plan, _candidates(plan, rows, pool))
        hungry = _hungry(scored, rows, plan.k, pool)
        found.append(_best(scored, plan.k, without=hungry))
        rows, pool = hungry, pool * 8
    return explained(plan.channel, plan.needs, plan.offers, plan.evidence, _concat(found))


def pool_size(k: int) -> int:
    """How many offers are looked at for the `k` best."""
    return max(_POOL, 4 * k)


def _candidates(plan: Plan, rows: Int64, pool: int) -> Candidates:
    """What the searcher finds, and what stands beside it; in the order of needs, then offers."""
    found = plan.searcher.search(rows, pool)
    if not len(plan.beside.need):
        return found
    more = np.isin(plan.beside.need, rows)
    pairs = np.column_stack(
        [np.r_[found.need, plan.beside.need[more]], np.r_[found.offer, plan.beside.offer[more]]]
    )
    need, offer = np.unique(pairs, axis=0).T
    return Candidates(need=need, offer=offer)


def explained(
    channel: Channel, needs: pl.DataFrame, offers: pl.DataFrame, known: Evidence, scored: scoring.Scored
) -> pl.DataFrame:
    """Each pair by the rows of both listings (need, offer), with score, verdict, blocked, undecided and reasons."""
    return pl.DataFrame(
        {
            "need": scored.candidates.need,
            "offer": scored.candidates.offer,
            "score": scored.score,
            "verdict": scored.verdict,
            "blocked": scored.outcomes.blocked,
            "undecided": scored.outcomes.undecided,
            "reasons": _reasons(channel, needs, offers, known, scored),
        }
    )


def _reasons(
    channel: Channel, needs: pl.DataFrame, offers: pl.DataFrame, known: Evidence, scored: scoring.Scored
) -> pl.Series:
    """Only the listings that stand in these pairs are put into words: a batch speaks of few of the offers."""
    need, need_at = np.unique(scored.candidates.need, return_inverse=True)
    offer, offer_at = np.unique(scored.candidates.offer, return_inverse=True)
    near = replace(scored, candidates=Candidates(need=need_at, offer=offer_at))
    return explain.reasons(channel, needs[need], offers[offer], near, known.speaking(scored.candidates))


def _score(plan: Plan, pairs: Candidates) -> scoring.Scored:
    return scoring.score(plan.channel, plan.evidence, plan.needs, plan.offers, pairs)


def _hungry(scored: scoring.Scored, rows: Int64, k: int, pool: int) -> Int64:
    """Needs with fewer than `k` offers that are not blocked, though more offers could be looked at."""
    if pool >= FURTHEST:
        return rows[:0]
    need = scored.candidates.need
    seen = np.bincount(need, minlength=int(rows.max()) + 1)[rows]
    usable = ~scored.outcomes.blocked.to_numpy()
    open_ = np.bincount(need[usable], minlength=int(rows.max()) + 1)[rows]
    return rows[(seen >= pool) & (open_ < k)]


def _best(scored: scoring.Scored, k: int, *, without: Int64) -> scoring.Scored:
    """The first `k` of each need: blocked ones last, then by score; ties: decided first, then by content. Not of those looked up again."""
    blocked, undecided = scored.outcomes.blocked.to_numpy(), scored.outcomes.undecided.to_numpy()
    order = np.lexsort((scored.candidates.offer, undecided, -scored.score, blocked, scored.candidates.need))
    order = order[(scored.score[order] > 0) & ~np.isin(scored.candidates.need[order], without)]
    need = scored.candidates.need[order]
    return scored.take(order[_place(need) <= k])


def _place(groups: Int64) -> Int64:
    """1, 2, 3 … within each run of equal values."""
    if not len(groups):
        return groups
    starts = np.flatnonzero(np.r_[True, groups[1:] != groups[:-1]])
    return np.arange(len(groups)) - np.repeat(starts, np.diff(np.r_[starts, len(groups)])) + 1


def _concat(found: list[scoring.Scored]) -> scoring.Scored:
    return scoring.Scored(
        candidates=Candidates(
            need=np.concatenate([f.candidates.need for f in found]),
            offer=np.concatenate([f.candidates.offer for f in found]),
        ),
        score=np.concatenate([f.score for f in found]),
        parts=pl.concat([f.parts for f in found]),
        outcomes=constraints.Outcomes(
            frame=pl.concat([f.outcomes.frame for f in found]),
            blocked=pl.concat([f.outcomes.blocked for f in found]),
            undecided=pl.concat([f.outcomes.undecided for f in found]),
        ),
        verdict=pl.concat([f.verdict for f in found]),
    )
