"""match() and score_pairs(): two frames of listings in, explained pairs out."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from duijie.engine import constraints, explain, index, scoring
from duijie.engine.channels import Channel, Kind, load
from duijie.engine.index import Candidates, Int64
from duijie.standards import industries

Progress = Callable[[int, int, str], None]

PAIR_COLUMNS = ("need_id", "offer_id", "score", "rank", "offer_rank", "verdict", "reasons")
_POOL = 48  # candidates scored per need, or four times as many as are asked for
_FURTHEST = 4_096  # a need whose candidates are blocked looks through this many before it gives up
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
    progress: Progress | None = None,
) -> MatchResult:
    """The `k` best offers of every need, with verdicts and reasons.

    Offers that share nothing with a need are not listed, so a need can have fewer than `k` or none. Blocked offers
    come after all others. Listings that are copies of each other share one place.
    """
    channel = load(channel) if isinstance(channel, str) else channel
    needs, offers = prepare(channel, needs), prepare(channel, offers)
    need_copies, offer_copies = _distinct(channel, needs), _distinct(channel, offers)
    left, right = needs[need_copies.first], offers[offer_copies.first]
    found = _search(channel, left, right, k, corpus, progress)
    pairs = _pairs(channel, left, right, found)
    pairs = _expand(pairs, need_copies, offer_copies, needs["id"], offers["id"])
    return MatchResult(channel=channel, needs=needs, offers=offers, pairs=pairs)


def score_pairs(
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    pairs: pl.DataFrame,
    channel: Channel | str,
    *,
    corpus: Sequence[str] = (),
) -> MatchResult:
    """Score the given (need_id, offer_id) pairs, whatever they share; order of the input is kept.

    Raises ValueError naming the first id that neither table has.
    """
    channel = load(channel) if isinstance(channel, str) else channel
    needs, offers = prepare(channel, needs), prepare(channel, offers)
    given = Candidates(
        need=_rows(pairs["need_id"], needs, "需求"), offer=_rows(pairs["offer_id"], offers, "供给")
    )
    built = _index(channel, needs, offers, corpus)
    scored = scoring.score(channel, built, needs, offers, given)
    return MatchResult(
        channel=channel, needs=needs, offers=offers, pairs=_pairs(channel, needs, offers, scored)
    )


def _rows(ids: pl.Series, frame: pl.DataFrame, what: str) -> Int64:
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
    columns = [f.name for f in channel.fields if f.name not in ("id", "contact")]
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


def _index(channel: Channel, needs: pl.DataFrame, offers: pl.DataFrame, corpus: Sequence[str]) -> index.Index:
    return index.build(_side(channel, needs), _side(channel, offers), corpus)


def _side(channel: Channel, frame: pl.DataFrame) -> index.Side:
    return index.Side(
        fields=tuple((_text_column(frame, name), weight) for name, weight in channel.text_weights.items()),
        tokens=tuple(
            (_tokens(channel, frame, name), weight) for name, weight in channel.token_weights.items()
        ),
        size=len(frame),
    )


def _text_column(frame: pl.DataFrame, name: str) -> pl.Series:
    column = frame[name]
    return column.list.join("；") if column.dtype == pl.List(pl.String) else column


def _tokens(channel: Channel, frame: pl.DataFrame, name: str) -> pl.Series:
    """Facts by which listings find each other without a shared word: choices, and trades with their ancestors."""
    kind, column = channel.field(name).kind, frame[name]
    if kind is Kind.INDUSTRY:
        return _mapped(column, lambda code: [c for c in industries.ancestors(code) if not c.isalpha()])
    if kind is Kind.REGION:
        return _mapped(column, lambda code: [code, code[:4]])
    return column if column.dtype == pl.List(pl.String) else _mapped(column, lambda value: [value])


def _mapped(column: pl.Series, tokens: Callable[[str], list[str]]) -> pl.Series:
    """The tokens of every value, worked out once for each distinct one."""
    distinct = column.cast(pl.String).drop_nulls().unique()
    of = pl.Series("tokens", [tokens(v) for v in distinct], dtype=pl.List(pl.String))
    known = pl.DataFrame({"value": distinct, "tokens": of})
    wanted = pl.DataFrame({"value": column.cast(pl.String)})
    return wanted.join(known, on="value", how="left", maintain_order="left")["tokens"]


def _search(
    channel: Channel,
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    k: int,
    corpus: Sequence[str],
    progress: Progress | None,
) -> scoring.Scored:
    """Candidates by shared weight, scored whole; a need whose candidates are mostly blocked looks further."""
    built = _index(channel, needs, offers, corpus)
    searcher = index.Searcher(built)
    batches = [scoring.score(channel, built, needs, offers, _nothing())]
    done = 0
    for batch in searcher.batches():
        rows, pool = batch, max(_POOL, 4 * k)
        while len(rows):
            scored = scoring.score(channel, built, needs, offers, searcher.search(rows, pool))
            hungry = _hungry(scored, rows, k, pool)
            batches.append(_best(scored, k, without=hungry))
            done += len(rows) - len(hungry)
            rows, pool = hungry, pool * 8
        if progress:
            progress(done, len(needs), "匹配")
    return _concat(batches)


def _hungry(scored: scoring.Scored, rows: Int64, k: int, pool: int) -> Int64:
    """Needs with fewer than `k` offers that are not blocked, though more offers could be looked at."""
    if pool >= _FURTHEST:
        return rows[:0]
    need = scored.candidates.need
    seen = np.bincount(need, minlength=int(rows.max()) + 1)[rows]
    usable = ~scored.outcomes.blocked.to_numpy()
    open_ = np.bincount(need[usable], minlength=int(rows.max()) + 1)[rows]
    return rows[(seen >= pool) & (open_ < k)]


def _nothing() -> Candidates:
    return Candidates(need=np.empty(0, np.int64), offer=np.empty(0, np.int64))


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


def _concat(batches: list[scoring.Scored]) -> scoring.Scored:
    return scoring.Scored(
        candidates=Candidates(
            need=np.concatenate([b.candidates.need for b in batches]),
            offer=np.concatenate([b.candidates.offer for b in batches]),
        ),
        score=np.concatenate([b.score for b in batches]),
        parts=pl.concat([b.parts for b in batches]),
        outcomes=constraints.Outcomes(
            frame=pl.concat([b.outcomes.frame for b in batches]),
            blocked=pl.concat([b.outcomes.blocked for b in batches]),
            undecided=pl.concat([b.outcomes.undecided for b in batches]),
        ),
        verdict=pl.concat([b.verdict for b in batches]),
    )


def _pairs(
    channel: Channel, needs: pl.DataFrame, offers: pl.DataFrame, scored: scoring.Scored
) -> pl.DataFrame:
    frame = pl.DataFrame(
        {
            "need": scored.candidates.need,
            "offer": scored.candidates.offer,
            "need_id": needs["id"].gather(scored.candidates.need),
            "offer_id": offers["id"].gather(scored.candidates.offer),
            "score": scored.score,
            "verdict": scored.verdict,
            "blocked": scored.outcomes.blocked,
            "undecided": scored.outcomes.undecided,
            "reasons": explain.reasons(channel, needs, offers, scored),
        }
    )
    return _ranked(frame).select(*PAIR_COLUMNS, "need", "offer")


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
        pairs.drop("need_id", "offer_id")
        .join(needs, on="need", how="inner")
        .join(offers, on="offer", how="inner")
        .sort("need_row", "rank", "offer_row")
    )
    return whole.select(PAIR_COLUMNS)
