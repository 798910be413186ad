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
from duijie.engine.index.types import Bool, Float32, Int64

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


def build(needs: Side, offers: Side, corpus: Sequence[str] = ()) -> Index:
    """Index both sides; `corpus` texts only teach how common each piece is."""
    vocabulary = Vocabulary()
    more = pl.Series(corpus, dtype=pl.String)
    first = pl.concat([needs.whole(), offers.whole(), more]).is_first_distinct().to_numpy()
    counted = np.split(first, [needs.size, needs.size + offers.size])
    need_pieces, offer_pieces = (
        vocabulary.cut([t for t, _ in side.texts()], count)
        for side, count in zip((needs, offers), counted[:2], strict=True)
    )
    vocabulary.cut([more], counted[2], learn=False)
    weight = _weight(vocabulary.frequency, int(first.sum()))
    need_matrix = _matrix(need_pieces, _weights(needs), len(weight))
    need_matrix.data *= weight[need_matrix.indices]
    standing = _weights(offers)
    offer_matrix = _matrix(offer_pieces, np.sqrt(standing / standing.max(), dtype=np.float32), len(weight))
    need_tokens, offer_tokens = _token_matrices(needs, offers)
    return Index(
        needs=need_matrix,
        offers=offer_matrix,
        weight=weight,
        need_mass=np.asarray(need_matrix.sum(axis=1), dtype=np.float32).ravel(),
        offer_mass=np.asarray(offer_matrix @ weight, dtype=np.float32).ravel(),
        need_tokens=need_tokens,
        offer_tokens=offer_tokens,
        singles=vocabulary.codes < SINGLES_BELOW,
    )


def _weights(side: Side) -> Float32:
    return np.array([weight for _, weight in side.texts()], dtype=np.float32)


def _weight(frequency: Int64, texts: int) -> Float32:
    """Idf² of each piece of the vocabulary, from the number of distinct texts that have it.

    A market of six offers of steel is not the world: as if `BACKGROUND` texts on other things were there, so that what
    all of them speak of still counts.
    """
    idf = np.log((texts + BACKGROUND + 1.0) / (frequency + 0.5))
    return np.maximum(idf, 1e-3).astype(np.float32) ** 2


def _matrix(pieces: Pieces, by_field: Float32, columns: int) -> sparse.csr_matrix:
    """Each piece once per listing, with the value of the best field it stands in."""
    rows = len(pieces.starts) - 1
    starts = pieces.starts.astype(np.int32) if len(pieces.column) < 2**31 else pieces.starts
    matrix = sparse.csr_matrix(
        (by_field[pieces.field], pieces.column, starts), shape=(rows, columns), copy=False
    )
    matrix.has_canonical_format = True  # the cutter puts them in order, and scipy need not look
    return matrix


def _token_matrices(needs: Side, offers: Side) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    frames = [_token_rows(side).with_columns(side=i) for i, side in enumerate((needs, offers))]
    numbered = pl.concat(frames).with_columns(
        column=pl.struct("kind", "token").rank("dense").cast(pl.Int64) - 1
    )
    columns = max(numbered["column"].n_unique(), 1)
    need, offer = (
        _token_matrix(numbered.filter(pl.col("side") == i), (side.size, columns))
        for i, side in enumerate((needs, offers))
    )
    frequency = np.bincount(offer.indices, minlength=columns)
    need.data *= np.log1p(offers.size / (frequency + 0.5)).astype(np.float32)[need.indices]
    offer.data[:] = 1.0
    return need, offer


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


def _token_matrix(tokens: pl.DataFrame, shape: tuple[int, int]) -> sparse.csr_matrix:
    rows, columns = tokens["row"].to_numpy(), tokens["column"].to_numpy()
    matrix = sparse.csr_matrix((tokens["weight"].to_numpy(), (rows, columns)), shape=shape, dtype=np.float32)
    matrix.sort_indices()
    return matrix
