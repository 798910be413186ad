"""All that speaks for a pair beside its facts: shared words, related meaning, and what is offered together."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from duijie.engine import index, semantics
from duijie.engine.channels import Channel, Kind
from duijie.engine.channels.model import Related
from duijie.engine.index import Candidates, Float32, Float64, Index, Side, Terms
from duijie.engine.semantics import (
    Assortment,
    Claimed,
    Claims,
    Embedder,
    Entries,
    Goods,
    Kindred,
    Lists,
    Passages,
    Vectors,
    unit,
)
from duijie.engine.semantics.claims import Fields
from duijie.engine.similarity import similarity
from duijie.standards import industries

_NOTHING = Related(bias=0.0, words=0.0)
_SPEAKING = 5  # goods named in a reason
_ROOT = 2 / 3  # of the text fields' weights, where their directions are added up
MOST_CELLS = 50_000_000  # needs × offers up to which every pair is looked at for what is offered together


@dataclass(frozen=True, slots=True)
class Shown:
    """What is known of each of some pairs: None where the channel does not ask or nothing could be learned.

    words: similarity of texts; named: share of the need's list that the offer lists too; meaning: nearness of the whole
    texts and of the nearest passage; company: cosine; all of them 0..1. kindred: how much of the offer's list is of the
    same kind as what the need asks for; claim: log(1 + how many times as much as an average need this one claims the
    offer); both 0 or more.
    """

    words: Float32
    named: Float32 | None
    meaning: Float32 | None
    company: Float32 | None
    kindred: Float32 | None
    claim: Float64 | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A market made ready for scoring; members are None as in `Shown`."""

    index: Index
    mirror: Index | None  # the same with the sides exchanged, where the channel is symmetric
    lists: Lists | None
    meaning: Passages | None
    company: Vectors | None
    kindred: Kindred | None
    claims: Claimed | None

    def of(self, pairs: Candidates) -> Shown:
        """What is known of these pairs."""
        return Shown(
            words=self._words(pairs),
            named=self.lists.named(pairs) if self.lists else None,
            meaning=self.meaning.nearness(pairs) if self.meaning else None,
            company=self.company.nearness(pairs) if self.company else None,
            kindred=self.kindred.strength(pairs) if self.kindred else None,
            claim=self.claims.strength(pairs) if self.claims else None,
        )

    def speaking(self, pairs: Candidates) -> pl.Series | None:
        """The names in each offer's list that are of the same kind as what the need asks for, strongest first."""
        if self.kindred is None:
            return None
        return pl.Series(self.kindred.speaking(pairs, _SPEAKING), dtype=pl.List(pl.String))

    def _words(self, pairs: Candidates) -> Float32:
        words = similarity(self.index, pairs)
        if self.mirror is None:
            return words
        back = similarity(self.mirror, Candidates(need=pairs.offer, offer=pairs.need))
        return np.float32(0.5) * (words + back)


@dataclass(frozen=True, slots=True)
class Learned:
    """What a market has taught, good for listings that come later; None where there was too little to learn from."""

    channel: Channel
    terms: Terms
    space: Embedder | None
    assortment: Assortment | None
    claims: Claims | None

    @threadpool_limits.wrap(limits=1, user_api="blas")  # type: ignore[untyped-decorator]
    def evidence(self, needs: pl.DataFrame, offers: pl.DataFrame) -> Evidence:
        """These listings made ready for scoring, by what was learned before."""
        return self.of(
            needs, offers, self.terms.index(_side(self.channel, needs), _side(self.channel, offers))
        )

    def of(self, needs: pl.DataFrame, offers: pl.DataFrame, built: Index) -> Evidence:
        """The same of listings whose index is there already."""
        asked, space, goods = self.channel.related or _NOTHING, self.space, self.assortment
        named = asked.named and (goods or not asked.of_lists)  # else the words alone decide, see scoring
        lists = (_wanted(needs, asked.listed), _entries(offers, asked.listed)) if named or goods else ([], [])
        again = space or self.channel.symmetric
        sides = [_side(self.channel, frame) for frame in (needs, offers)] if again else []
        return Evidence(
            index=built,
            mirror=self.terms.index(*sides[::-1]) if self.channel.symmetric else None,
            lists=Lists.of(*lists) if named else None,
            meaning=_meaning(self.channel, space, needs, sides) if space else None,
            company=Vectors(goods.asked(lists[0]), goods.offered(lists[1])) if goods else None,
            kindred=_kindred(goods, *lists) if goods and asked.kindred else None,
            claims=self.claims.of(*(_fields(self.channel, frame) for frame in (needs, offers)))
            if self.claims
            else None,
        )


@threadpool_limits.wrap(limits=1, user_api="blas")  # type: ignore[untyped-decorator]
def learn(
    channel: Channel,
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    *,
    corpus: Sequence[str] = (),
    embedder: Embedder | None = None,
) -> tuple[Learned, Evidence]:
    """Index both sides and learn from them; `corpus` texts add to what is learned.

    On one thread: the same numbers on machines with few cores and many, and no waiting for cores that others use.
    What is offered together is left alone where it would have to be looked up for more than `MOST_CELLS` pairs.
    """
    left, right = _side(channel, needs), _side(channel, offers)
    asked = channel.related or _NOTHING
    terms, built = index.learn(left, right, corpus)
    space = (embedder or _space(left, right, corpus)) if asked.meaning else None
    small = len(needs) * len(offers) <= MOST_CELLS
    goods = Assortment.learn(_entries(offers, asked.listed)) if asked.of_lists and small else None
    claims = Claims.learn(_fields(channel, needs), _fields(channel, offers)) if asked.claim else None
    learned = Learned(channel, terms, space, goods, claims)
    return learned, learned.of(needs, offers, built)


def _space(left: Side, right: Side, corpus: Sequence[str]) -> Embedder | None:
    columns = [texts.drop_nulls().to_list() for side in (left, right) for texts, _ in side.texts()]
    return semantics.learn([*(text for column in columns for text in column), *corpus])


def gather(
    channel: Channel,
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    *,
    corpus: Sequence[str] = (),
    embedder: Embedder | None = None,
) -> Evidence:
    """The same for those who match these listings and no others."""
    return learn(channel, needs, offers, corpus=corpus, embedder=embedder)[1]


def _side(channel: Channel, frame: pl.DataFrame) -> Side:
    return Side(
        fields=tuple((_text_column(frame, name), weight) for name, weight in channel.text_weights.items()),
        tokens=tuple(
            (_tokens(channel, frame, name), weight) for name, weight in channel.token_weights.items()
        ),
        size=len(frame),
    )


def _fields(channel: Channel, frame: pl.DataFrame) -> Fields:
    """The text fields in falling order of weight, each listing's as one string."""
    return [
        (_text_column(frame, name).fill_null("").to_list(), weight)
        for name, weight in sorted(channel.text_weights.items(), key=lambda field: -field[1])
    ]


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


def _meaning(channel: Channel, space: Embedder, needs: pl.DataFrame, sides: list[Side]) -> Passages:
    """Both sides' directions, and those of the passages in what a need says beside its weightiest field.

    Symmetric channels compare the wholes only: passages would make it matter which listing is the need.
    """
    whole = Vectors(*(_embedded(space, side) for side in sides))
    fields = [] if channel.symmetric else [texts for texts, _ in _fields(channel, needs)[1:]]
    beside = ["\n".join(texts) for texts in zip(*fields, strict=True)] if fields else [""] * len(needs)
    return Passages.of(space, whole, beside)


def _embedded(space: Embedder, side: Side) -> Float32:
    """The fields' directions together, by a root of their weights: a title of few words against a long text."""
    rows = [
        np.float32(weight**_ROOT) * space.embed(texts.fill_null("").to_list())
        for texts, weight in side.texts()
    ]
    return unit(np.sum(rows, axis=0))


def _kindred(goods: Assortment, wanted: Entries, offered: Entries) -> Kindred:
    return Kindred.of(Goods.of(wanted, goods.stand), Goods.of(offered, goods.met_at))


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
