"""All that speaks for a pair beside its facts: shared words, related meaning, and what is offered together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from duijie.engine import index
from duijie.engine.channels import Channel, Kind
from duijie.engine.channels.model import Related
from duijie.engine.index import Candidates, Float32, Index, Side
from duijie.engine.semantics import Assortment, Embedder, Entries, Lists, Vectors, learn, unit
from duijie.engine.similarity import similarity
from duijie.standards import industries

MOST_CELLS = 50_000_000  # needs × offers up to which every pair is looked at for what is offered together


@dataclass(frozen=True, slots=True)
class Shown:
    """What is known of each of some pairs: each 0..1, None where the channel does not ask or nothing could be learned.

    words: similarity of texts; named: share of the need's list that the offer lists too; meaning, company: cosines.
    """

    words: Float32
    named: Float32 | None
    meaning: Float32 | None
    company: Float32 | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A market made ready for scoring; members are None as in `Shown`."""

    index: Index
    lists: Lists | None
    meaning: Vectors | None
    company: Vectors | None

    def of(self, pairs: Candidates) -> Shown:
        """What is known of these pairs."""
        return Shown(
            words=similarity(self.index, pairs),
            named=self.lists.named(pairs) if self.lists else None,
            meaning=self.meaning.nearness(pairs) if self.meaning else None,
            company=self.company.nearness(pairs) if self.company else None,
        )


def gather(
    channel: Channel,
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    *,
    corpus: Sequence[str] = (),
    embedder: Embedder | None = None,
) -> Evidence:
    """Index both sides and learn from them; `corpus` texts add to what is learned.

    On one thread: the same numbers on machines with few cores and many, and no waiting for cores that others use.
    What is offered together is left alone where it would have to be looked up for more than `MOST_CELLS` pairs.
    """
    left, right = _side(channel, needs), _side(channel, offers)
    asked = channel.related or Related(bias=0.0, words=0.0)
    small = len(needs) * len(offers) <= MOST_CELLS
    wanted, listed = (
        (_wanted(needs, asked.listed), _entries(offers, asked.listed)) if asked.listed else ([], [])
    )
    with threadpool_limits(limits=1, user_api="blas"):
        return Evidence(
            index=index.build(left, right, corpus),
            lists=Lists.of(wanted, listed) if asked.named else None,
            meaning=_meaning(left, right, corpus, embedder) if asked.meaning else None,
            company=_company(wanted, listed) if asked.company and small else None,
        )


def _side(channel: Channel, frame: pl.DataFrame) -> Side:
    return Side(
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


def _meaning(left: Side, right: Side, corpus: Sequence[str], embedder: Embedder | None) -> Vectors | None:
    """Vectors of both sides in one space: the given embedder's, or one learned from the texts themselves."""
    sides = [[(texts.fill_null("").to_list(), weight) for texts, weight in s.texts()] for s in (left, right)]
    space = embedder or learn([*(t for side in sides for texts, _ in side for t in texts), *corpus])
    return None if space is None else Vectors(*(_embedded(space, side) for side in sides))


def _embedded(space: Embedder, fields: Sequence[tuple[list[str], float]]) -> Float32:
    """The fields' directions together, by the cube root of their weights: a title of few words against a long text."""
    return unit(
        np.sum([np.float32(np.cbrt(weight)) * space.embed(texts) for texts, weight in fields], axis=0)
    )


def _company(wanted: Entries, listed: Entries) -> Vectors | None:
    learned = Assortment.learn(listed)
    return None if learned is None else Vectors(learned.place(wanted), learned.offers)


def _entries(frame: pl.DataFrame, field: str) -> list[list[str]]:
    return frame[field].fill_null([]).to_list()


def _wanted(needs: pl.DataFrame, field: str) -> list[list[str]]:
    """What each need lists, or its title where it lists nothing."""
    titles = needs["title"].fill_null("").to_list()
    return [entries or [title] for entries, title in zip(_entries(needs, field), titles, strict=True)]


def _mapped(column: pl.Series, tokens: Callable[[str], list[str]]) -> pl.Series:
    """The tokens of every value, worked out once for each distinct one."""
    distinct = column.cast(pl.String).drop_nulls().unique()
    of = pl.Series("tokens", [tokens(v) for v in distinct], dtype=pl.List(pl.String))
    known = pl.DataFrame({"value": distinct, "tokens": of})
    wanted = pl.DataFrame({"value": column.cast(pl.String)})
    return wanted.join(known, on="value", how="left", maintain_order="left")["tokens"]
