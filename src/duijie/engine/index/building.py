"""Needs and offers as sparse matrices over one vocabulary.

A piece of text weighs the square of its inverse document frequency (once for each side, as in the TF-IDF inner
product; Spärck Jones 1972). How often it is repeated does not count, and lengths are not normalised by division:
sharing more substance can then never lower a similarity. Document frequencies count distinct texts, so that
copies of a listing change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import sparse

from duijie.engine.index.cutting import SINGLES_BELOW, Pieces, Vocabulary
from duijie.engine.index.types import Bool, Float32

BACKGROUND = 50  # texts on other things that a market is taken to have besides its own
Texts = pl.Series | Sequence[str | None]
Tokens = pl.Series | Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Side:
    """One side's texts by field, each with the field's weight; `tokens` are non-text facts that retrieve."""

    fields: tuple[tuple[Texts, float], ...]
    tokens: tuple[tuple[Tokens, float], ...]
    size: int

    def texts(self) -> list[tuple[pl.Series, float]]:
        """The fields in falling order of weight; one without texts where there are no fields."""
        columns = [(pl.Series(texts, dtype=pl.String), weight) for texts, weight in self.fields]
        empty = pl.Series([None], dtype=pl.String).new_from_index(0, self.size)
        return sorted(columns, key=lambda c: -c[1]) or [(empty, 1.0)]

    def whole(self) -> pl.Series:
        """Every listing's fields as one text each."""
        columns = [pl.Series(texts, dtype=pl.String).fill_null("") for texts, _ in self.fields]
        if not columns:
            return pl.Series([""]).new_from_index(0, self.size)
        return pl.select(pl.concat_str(columns, separator="\n")).to_series()


@dataclass(frozen=True, slots=True)
class Index:
    """Matrices over the shared vocabulary: rows are listings, columns are pieces in ascending order.

    needs: weight of the field × idf²; offers: field's standing in 0..1; mass: Σ over a row of what could be shared.
    """

    needs: sparse.csr_matrix
    offers: sparse.csr_matrix
    weight: Float32  # idf² by column
    need_mass: Float32
    offer_mass: Float32
    need_tokens: sparse.csr_matrix
    offer_tokens: sparse.csr_matrix
    singles: Bool  # columns that are single characters: they score but do not retrieve


class Terms:
    """Pieces and tokens with their weights: learned from a market once, good for listings that come later.

    What only later listings have weighs as if a single text had it; tokens that the market does not have fall out.
    """

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self.texts = 0
        self.heaviest = 1.0  # weight of the offers' weightiest field
        self.tokens = pl.DataFrame(schema={"kind": pl.Int32, "token": pl.String, "column": pl.Int64})
        self.token_weight = np.zeros(1, np.float32)

    @property
    def weight(self) -> Float32:
        """Idf² by column.

        A market of six offers of steel is not the world: as if `BACKGROUND` texts on other things were there, so that
        what all of them speak of still counts.
        """
        frequency = np.maximum(self.vocabulary.frequency, 1)
        idf = np.log((self.texts + BACKGROUND + 1.0) / (frequency + 0.5))
        return np.maximum(idf, 1e-3).astype(np.float32) ** 2

    def index(self, needs: Side, offers: Side) -> Index:
        """Index listings that may have come later; nothing is learned from them."""
        cut = [
            self.vocabulary.cut([t for t, _ in s.texts()], np.zeros(s.size, np.bool_))
            for s in (needs, offers)
        ]
        return self.index_of(needs, offers, cut, [_token_rows(needs), _token_rows(offers)])

    def index_of(self, needs: Side, offers: Side, cut: list[Pieces], tokens: list[pl.DataFrame]) -> Index:
        """The index of listings that have been cut already."""
        weight = self.weight
        need_matrix = _matrix(cut[0], _weights(needs), len(weight))
        need_matrix.data *= weight[need_matrix.indices]
        standing = np.sqrt(_weights(offers) / self.heaviest, dtype=np.float32)
        offer_matrix = _matrix(cut[1], standing, len(weight))
        need_tokens, offer_tokens = (
            self._token_matrix(rows, side.size) for rows, side in zip(tokens, (needs, offers), strict=True)
        )
        need_tokens.data *= self.token_weight[need_tokens.indices]
        offer_tokens.data[:] = 1.0
        return Index(
            needs=need_matrix,
            offers=offer_matrix,
            weight=weight,
            need_mass=np.asarray(need_matrix.sum(axis=1), dtype=np.float32).ravel(),
            offer_mass=np.asarray(offer_matrix @ weight, dtype=np.float32).ravel(),
            need_tokens=need_tokens,
            offer_tokens=offer_tokens,
            singles=self.vocabulary.codes < SINGLES_BELOW,
        )

    def _token_matrix(self, rows: pl.DataFrame, size: int) -> sparse.csr_matrix:
        found = rows.join(self.tokens, on=["kind", "token"], how="inner", maintain_order="left")
        at = (found["row"].to_numpy(), found["column"].to_numpy())
        shape = (size, len(self.token_weight))
        matrix = sparse.csr_matrix((found["weight"].to_numpy(), at), shape=shape, dtype=np.float32)
        matrix.sort_indices()
        return matrix


def learn(needs: Side, offers: Side, corpus: Sequence[str] = ()) -> tuple[Terms, Index]:
    """Index both sides, and keep the terms; `corpus` texts only teach how common each piece is."""
    terms = Terms()
    more = pl.Series(corpus, dtype=pl.String)
    first = pl.concat([needs.whole(), offers.whole(), more]).is_first_distinct().to_numpy()
    counted = np.split(first, [needs.size, needs.size + offers.size])
    cut = [
        terms.vocabulary.cut([t for t, _ in side.texts()], count)
        for side, count in zip((needs, offers), counted[:2], strict=True)
    ]
    terms.vocabulary.cut([more], counted[2], learn=False)
    terms.texts = int(first.sum())
    terms.heaviest = float(_weights(offers).max())
    tokens = [_token_rows(needs), _token_rows(offers)]
    distinct = pl.concat(tokens).select("kind", "token").unique().sort("kind", "token")
    terms.tokens = distinct.with_columns(column=pl.int_range(pl.len(), dtype=pl.Int64))
    found = tokens[1].join(terms.tokens, on=["kind", "token"])["column"].to_numpy()
    frequency = np.bincount(found, minlength=max(len(distinct), 1))
    terms.token_weight = np.log1p(offers.size / (frequency + 0.5)).astype(np.float32)
    return terms, terms.index_of(needs, offers, cut, tokens)


def build(needs: Side, offers: Side, corpus: Sequence[str] = ()) -> Index:
    """The same for those who need no terms."""
    return learn(needs, offers, corpus)[1]


def _weights(side: Side) -> Float32:
    return np.array([weight for _, weight in side.texts()], dtype=np.float32)


def _matrix(pieces: Pieces, by_field: Float32, columns: int) -> sparse.csr_matrix:
    """Each piece once per listing, with the value of the best field it stands in."""
    rows = len(pieces.starts) - 1
    starts = pieces.starts.astype(np.int32) if len(pieces.column) < 2**31 else pieces.starts
    matrix = sparse.csr_matrix(
        (by_field[pieces.field], pieces.column, starts), shape=(rows, columns), copy=False
    )
    matrix.has_canonical_format = True  # the cutter puts them in order, and scipy need not look
    return matrix


def _token_rows(side: Side) -> pl.DataFrame:
    """Columns row, kind, token, weight: every distinct token of every listing."""
    columns = [
        pl.DataFrame({"token": pl.Series(tokens, dtype=pl.List(pl.String))})
        .with_row_index("row")
        .explode("token")
        .drop_nulls()
        .unique()
        .with_columns(kind=kind, weight=pl.lit(weight, dtype=pl.Float32))
        for kind, (tokens, weight) in enumerate(side.tokens)
    ]
    schema = {"row": pl.UInt32, "token": pl.String, "kind": pl.Int32, "weight": pl.Float32}
    return pl.concat([pl.DataFrame(schema=schema), *columns])
