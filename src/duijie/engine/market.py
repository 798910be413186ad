"""A market kept ready: a listing that comes later is matched with the whole other side at once, nothing is rebuilt.

One listing's merit with a million others is one product of their matrix with its row; the best by merit are then scored
as any pair is, by what the market taught when it was opened. How common a piece is, what goes together and what words
mean stay as they were then: after many changes, open it anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from duijie.engine import evidence, scoring
from duijie.engine.channels import Channel, Side, load
from duijie.engine.index import Bool, Candidates, Float32, Index
from duijie.engine.matching import MatchResult, prepare
from duijie.engine.plan import FURTHEST, LEAST_COMPANY, explained, pool_size
from duijie.engine.semantics import Embedder, Kindred
from duijie.engine.semantics.kindred import LEAST_SPEAKING

_LISTINGS_PER_BLOCK = 1_000
_BEST_FIRST = ("blocked", "lost", "undecided", "id")


@dataclass(frozen=True, slots=True)
class _Block:
    """Some listings of one side; `known` has them as needs or as offers, beside nothing on the other side."""

    frame: pl.DataFrame
    known: evidence.Evidence


class Market:
    """Both sides of a channel's market; raises ValueError as `prepare` does where ids are missing or not unique."""

    def __init__(
        self,
        needs: pl.DataFrame,
        offers: pl.DataFrame,
        channel: Channel | str,
        *,
        corpus: Sequence[str] = (),
        embedder: Embedder | None = None,
    ) -> None:
        self.channel = load(channel) if isinstance(channel, str) else channel
        frames = {Side.NEED: prepare(self.channel, needs), Side.OFFER: prepare(self.channel, offers)}
        self._learned, known = evidence.learn(
            self.channel, *frames.values(), corpus=corpus, embedder=embedder
        )
        self._blocks = {side: [_Block(frame, known)] for side, frame in frames.items()}
        self._usual = {side: _usual(_rows(known.index, side).mass) for side in Side}
        self._ids = {side: set(frame["id"]) for side, frame in frames.items()}

    def size(self, side: Side | str) -> int:
        return sum(len(block.frame) for block in self._blocks[Side(side)])

    def add(self, side: Side | str, listing: pl.DataFrame) -> None:
        """Put one listing or a few into the market; raises ValueError for an id that is there already."""
        side, frame = Side(side), prepare(self.channel, listing)
        there = self._ids[side] & set(frame["id"])
        if there:
            raise ValueError(f"编号“{min(there)}”已在市场里。")
        blocks = self._blocks[side]
        if len(blocks) > 1 and len(blocks[-1].frame) < _LISTINGS_PER_BLOCK:
            frame = pl.concat([blocks.pop().frame, frame])
        blocks.append(_Block(frame, self._alone(side, frame)))
        self._ids[side].update(frame["id"])

    def match(self, side: Side | str, listing: pl.DataFrame, k: int = 10) -> MatchResult:
        """The `k` best of the other side for one listing of `side`, which need not be in the market.

        pairs: need_id, offer_id, score, rank (from 1, of the other side's listings), verdict, reasons.
        """
        side, one = Side(side), prepare(self.channel, listing)
        if len(one) != 1:
            raise ValueError(f"一次匹配一条，这里有 {len(one)} 条。")
        alone = self._alone(side, one)
        merit = [self._merit(side, alone, block) for block in self._blocks[side.other]]
        pool = pool_size(k)
        while True:
            others = self._best(side.other, alone, merit, pool)
            found = self._scored(side, one, others, k)
            if len(found.filter(~pl.col("blocked"))) >= k or len(others) < pool or pool >= FURTHEST:
                break
            pool *= 8
        pairs = found.with_columns(rank=pl.int_range(1, pl.len() + 1, dtype=pl.Int64))
        pairs = pairs.select("need_id", "offer_id", "score", "rank", "verdict", "reasons")
        needs, offers = (one, others) if side is Side.NEED else (others, one)
        return MatchResult(channel=self.channel, needs=needs, offers=offers, pairs=pairs)

    def _alone(self, side: Side, frame: pl.DataFrame) -> evidence.Evidence:
        none = self._blocks[side.other][0].frame.clear()
        return self._learned.evidence(*((frame, none) if side is Side.NEED else (none, frame)))

    def _merit(self, side: Side, alone: evidence.Evidence, block: _Block) -> Float32:
        """What each listing of the block shares with the one, discounted for speaking of much else."""
        mine, theirs = _rows(alone.index, side), _rows(block.known.index, side.other)
        shared = _shared(mine.text, theirs.text, alone.index.singles) + _shared(mine.tokens, theirs.tokens)
        return np.asarray(shared / (theirs.mass + self._usual[side.other]), dtype=np.float32)

    def _best(self, other: Side, alone: evidence.Evidence, merit: list[Float32], pool: int) -> pl.DataFrame:
        """The `pool` best listings by merit, ties at the edge included, and as many by the company and the kind of their goods."""
        edge = _edge(np.concatenate(merit), pool)
        near = [self._near(other, alone, block) for block in self._blocks[other]]
        closest = max(_edge(np.concatenate(near), pool), LEAST_COMPANY)
        kin = [self._kin(other, alone, block) for block in self._blocks[other]]
        dearest = max(_edge(np.concatenate(kin), pool), LEAST_SPEAKING)
        chosen = [
            block.frame.filter(pl.Series(((m >= edge) & (m > 0)) | (n >= closest) | (s >= dearest)))
            for block, m, n, s in zip(self._blocks[other], merit, near, kin, strict=True)
        ]
        return pl.concat(chosen)

    def _near(self, other: Side, alone: evidence.Evidence, block: _Block) -> Float32:
        if alone.company is None or block.known.company is None:
            return np.zeros(len(block.frame), np.float32)
        mine, theirs = alone.company.need, block.known.company.offer
        if other is Side.NEED:
            mine, theirs = alone.company.offer, block.known.company.need
        return np.asarray(theirs @ mine[0], dtype=np.float32)

    def _kin(self, other: Side, alone: evidence.Evidence, block: _Block) -> Float32:
        mine, theirs = alone.kindred, block.known.kindred
        if mine is None or theirs is None:
            return np.zeros(len(block.frame), np.float32)
        if other is Side.NEED:
            return Kindred.of(theirs.asked, mine.offered).every()[:, 0]
        return Kindred.of(mine.asked, theirs.offered).every()[0]

    def _scored(self, side: Side, one: pl.DataFrame, others: pl.DataFrame, k: int) -> pl.DataFrame:
        needs, offers = (one, others) if side is Side.NEED else (others, one)
        every, first = np.arange(len(others)), np.zeros(len(others), np.int64)
        pairs = (
            Candidates(need=first, offer=every) if side is Side.NEED else Candidates(need=every, offer=first)
        )
        known = self._learned.evidence(needs, offers)
        scored = scoring.score(self.channel, known, needs, offers, pairs)
        best = pl.DataFrame(
            {
                "at": every,
                "blocked": scored.outcomes.blocked,
                "lost": -scored.score,
                "undecided": scored.outcomes.undecided,
                "id": others["id"],
            }
        )
        kept = best.filter(pl.col("lost") < 0).sort(_BEST_FIRST).head(k)["at"].to_numpy()
        told = explained(self.channel, needs, offers, known, scored.take(kept))
        return told.with_columns(
            need_id=needs["id"].gather(told["need"]), offer_id=offers["id"].gather(told["offer"])
        )


@dataclass(frozen=True, slots=True)
class _Rows:
    text: sparse.csr_matrix
    tokens: sparse.csr_matrix
    mass: Float32


def _rows(index: Index, side: Side) -> _Rows:
    if side is Side.NEED:
        return _Rows(index.needs, index.need_tokens, index.need_mass)
    return _Rows(index.offers, index.offer_tokens, index.offer_mass)


def _usual(mass: Float32) -> float:
    return float(np.median(mass)) + 1e-6 if len(mass) else 1.0


def _shared(mine: sparse.csr_matrix, theirs: sparse.csr_matrix, unseen: Bool | None = None) -> Float32:
    """The product of one row with all of theirs; columns that came after theirs are shared with nobody."""
    row = np.zeros(max(mine.shape[1], theirs.shape[1]), np.float32)
    row[mine.indices] = mine.data
    if unseen is not None:
        row[: len(unseen)][unseen] = 0.0
    return np.asarray(theirs @ row[: theirs.shape[1]], dtype=np.float32)


def _edge(values: Float32, pool: int) -> float:
    return float(np.partition(values, len(values) - pool)[len(values) - pool]) if len(values) > pool else 0.0
