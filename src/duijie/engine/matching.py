"""match() and score_pairs(): two frames of listings in, explained pairs out."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from duijie.engine import constraints, evidence, runners, scoring
from duijie.engine.channels import Channel, Kind, load
from duijie.engine.index import Candidates, Int64
from duijie.engine.plan import NO_ROWS, Plan, explained, match_batch
from duijie.engine.runners import Runner
from duijie.engine.semantics import Embedder

Progress = Callable[[int, int, str], None]
LevelsOf = Callable[[Channel, evidence.Shown, Int64], Int64]

PAIR_COLUMNS = ("need_id", "offer_id", "score", "rank", "offer_rank", "verdict", "reasons")
_NOT_MATCHED = ("id", "contact")  # decide nothing, and stay where they are when work is done elsewhere
_DTYPES: dict[Kind, pl.DataType] = {
    Kind.LIST: pl.List(pl.String()),
    Kind.CHOICES: pl.List(pl.String()),
    Kind.INTEGER: pl.Int64(),
    Kind.NUMBER: pl.Float64(),
    Kind.MONEY: pl.Float64(),
    Kind.DATE: pl.Date(),
}


@dataclass(frozen=True, slots=True)
class MatchResult:
    """The pairs found.

    pairs: need_id, offer_id, score (0..1), rank (per need, from 1), offer_rank (per offer, from 1), verdict,
    reasons (list of structs: kind, code, outcome, weight, text, evidence); ordered by need, then rank.
    """

    channel: Channel
    needs: pl.DataFrame
    offers: pl.DataFrame
    pairs: pl.DataFrame


def listing_dtype(kind: Kind) -> pl.DataType:
    """The column type of a field in a frame of listings."""
    return _DTYPES.get(kind, pl.String())


def prepare(channel: Channel, frame: pl.DataFrame) -> pl.DataFrame:
    """All of the channel's columns with their types, absent ones as null, and ranks of ordered choices.

    Raises ValueError where ids are missing or not unique.
    """
    if "id" not in frame.columns or frame["id"].null_count() or frame["id"].is_duplicated().any():
        raise ValueError("每条供需要有唯一的编号（id）。")
    wanted = {f.name: listing_dtype(f.kind) for f in channel.fields}
    columns = [
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(dtype).alias(name)
        for name, dtype in wanted.items()
    ]
    empty_is_unknown = [
        pl.when(pl.col(n).list.len() > 0).then(pl.col(n)).alias(n)
        for n, t in wanted.items()
        if t == pl.List(pl.String())
    ]
    return constraints.with_ranks(channel, frame.select(columns).with_columns(empty_is_unknown))


def match(
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    channel: Channel | str,
    *,
    k: int = 10,
    corpus: Sequence[str] = (),
    embedder: Embedder | None = None,
    runner: Runner | None = None,
    progress: Progress | None = None,
) -> MatchResult:
    """The `k` best offers of every need, with verdicts and reasons.

    `embedder` gives vectors of texts, where the channel compares meanings and the market's own texts shall not.
    `runner` says where the work is done (here, where none is given); the result is the same to the last bit.

    Offers that share nothing with a need are not listed, so a need can have fewer than `k` or none. Blocked offers
    come after all others. Listings that are copies of each other share one place.
    """
    channel = load(channel) if isinstance(channel, str) else channel
    needs, offers = prepare(channel, needs), prepare(channel, offers)
    need_copies, offer_copies = _distinct(channel, needs), _distinct(channel, offers)
    left, right = needs[need_copies.first], offers[offer_copies.first]
    plan = _plan(channel, left, right, k, corpus, embedder)
    pairs = _run(plan, runner or runners.Serial(), progress)
    pairs = _expand(pairs, need_copies, offer_copies, needs["id"], offers["id"])
    return MatchResult(channel=channel, needs=needs, offers=offers, pairs=pairs)


def score_pairs(
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    pairs: pl.DataFrame,
    channel: Channel | str,
    *,
    corpus: Sequence[str] = (),
    embedder: Embedder | None = None,
    levels: LevelsOf | None = None,
) -> MatchResult:
    """Score the given (need_id, offer_id) pairs, whatever they share; order of the input is kept.

    `levels` adds a column of levels, 1 to 4, that it makes out from the evidence and the rows of the needs.
    Raises ValueError naming the first id that the tables do not have.
    """
    channel = load(channel) if isinstance(channel, str) else channel
    needs, offers = prepare(channel, needs), prepare(channel, offers)
    given = Candidates(
        need=rows_of(pairs["need_id"], needs, "需求"), offer=rows_of(pairs["offer_id"], offers, "供给")
    )
    known = evidence.gather(channel, needs, offers, corpus=corpus, embedder=embedder)
    scored = scoring.score(channel, known, needs, offers, given)
    found = _ranked(explained(channel, needs, offers, known, scored)).with_columns(
        pairs["need_id"].cast(pl.String), pairs["offer_id"].cast(pl.String)
    )
    found = found.select(PAIR_COLUMNS)
    if levels:
        found = found.with_columns(level=levels(channel, known.of(given), given.need))
    return MatchResult(channel=channel, needs=needs, offers=offers, pairs=found)


def rows_of(ids: pl.Series, frame: pl.DataFrame, what: str) -> Int64:
    """Row of each id in the frame; ValueError names the first that it does not have."""
    at = {value: row for row, value in enumerate(frame["id"])}
    wanted = ids.cast(pl.String).to_list()
    unknown = next((i for i in wanted if i not in at), None)
    if unknown is not None or None in wanted:
        raise ValueError(f"{what}表里没有编号“{unknown}”。")
    return np.fromiter((at[i] for i in wanted), dtype=np.int64, count=len(wanted))


@dataclass(frozen=True, slots=True)
class _Copies:
    """`first`: row of one listing of each content, ordered by content; `group`: content number of every row."""

    first: Int64
    group: Int64


def _distinct(channel: Channel, frame: pl.DataFrame) -> _Copies:
    """Group listings with the same content, in an order that depends on the content alone.

    Row order and ids can then change nothing: not the order of ties and not who is among the best.
    """
    columns = [f.name for f in channel.fields if f.name not in _NOT_MATCHED]
    content = frame.select(pl.concat_str([_as_text(frame, c) for c in columns], separator="\x1e")).to_series()
    digests = (hashlib.blake2b(t.encode("utf-8"), digest_size=16).digest() for t in content)
    high, low = np.frombuffer(b"".join(digests), dtype=">u8").reshape(-1, 2).T.astype(np.uint64)
    order = np.lexsort((low, high))
    new = np.ones(len(order), bool)
    new[1:] = (np.diff(high[order]) != 0) | (np.diff(low[order]) != 0)
    group = np.empty(len(order), np.int64)
    group[order] = np.cumsum(new) - 1
    return _Copies(first=order[new], group=group)


def _as_text(frame: pl.DataFrame, column: str) -> pl.Expr:
    value = pl.col(column)
    text = value.list.join("\x1f") if frame.schema[column] == pl.List(pl.String) else value.cast(pl.String)
    return text.fill_null("\x00")


def _plan(
    channel: Channel,
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    k: int,
    corpus: Sequence[str],
    embedder: Embedder | None,
) -> Plan:
    known = evidence.gather(channel, needs, offers, corpus=corpus, embedder=embedder)
    return Plan.of(channel, needs.drop(_NOT_MATCHED), offers.drop(_NOT_MATCHED), known, k)


def _run(plan: Plan, runner: Runner, progress: Progress | None) -> pl.DataFrame:
    """The pairs of all batches, and their ranks, for which all pairs must be there."""

    def report(done: int) -> None:
        if progress:
            progress(done, len(plan.needs), "匹配")

    found = runner.run(plan, plan.batches(), report)
    return _ranked(pl.concat([match_batch(plan, NO_ROWS), *found]))


def _ranked(frame: pl.DataFrame) -> pl.DataFrame:
    """Ranks on both sides, in the order of `_best` (rows are in the order of content)."""
    best_first = [pl.col("blocked"), -pl.col("score"), pl.col("undecided")]
    frame = frame.with_row_index("at")
    for name, mine, other in (("rank", "need", "offer"), ("offer_rank", "offer", "need")):
        frame = frame.sort([mine, *best_first, other]).with_columns(
            pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(mine).alias(name)
        )
    return frame.sort("at")


def _expand(
    pairs: pl.DataFrame,
    need_copies: _Copies,
    offer_copies: _Copies,
    need_ids: pl.Series,
    offer_ids: pl.Series,
) -> pl.DataFrame:
    """Give every copy of a listing its twin's pairs, scores and ranks; order by the needs' own order."""
    needs = pl.DataFrame({"need": need_copies.group, "need_id": need_ids}).with_row_index("need_row")
    offers = pl.DataFrame({"offer": offer_copies.group, "offer_id": offer_ids}).with_row_index("offer_row")
    whole = (
        pairs.join(needs, on="need", how="inner")
        .join(offers, on="offer", how="inner")
        .sort("need_row", "rank", "offer_row")
    )
    return whole.select(PAIR_COLUMNS)
