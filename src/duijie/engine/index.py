"""The lexical index: needs and offers as sparse matrices over one vocabulary, and batched retrieval.

A piece of text weighs the square of its inverse document frequency (once for each side, as in the TF-IDF inner
product; Spärck Jones 1972). How often it is repeated does not count, and lengths are not normalised by division:
sharing more substance can then never lower a similarity. Document frequencies count distinct texts, so that
copies of a listing change nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from duijie.engine.text import Grams, Int64, Lexicon, grams

Float32 = npt.NDArray[np.float32]

BACKGROUND = 50  # texts on other things that a market is taken to have besides its own
# Pieces found in more than this share of the offers are left out of the first pass over a large market; a need
# that finds too little without them is looked up again with all pieces, and scores always count all pieces.
_COMMON_SHARE = 0.03
_COMMON_AT_LEAST = 2_000
_CELLS_PER_BATCH = 12_000_000


@dataclass(frozen=True, slots=True)
class Side:
    """One side's texts by field, each with the field's weight; `tokens` are non-text facts that retrieve."""

    fields: tuple[tuple[Sequence[str | None], float], ...]
    tokens: tuple[tuple[Sequence[Sequence[str]], float], ...]
    size: int

    def whole(self) -> list[str]:
        """Every listing's fields as one text each."""
        columns = [texts for texts, _ in self.fields]
        return ["\n".join(t or "" for t in row) for row in zip(*columns, strict=True)] or [""] * self.size


@dataclass(frozen=True, slots=True)
class Index:
    """Matrices over the shared vocabulary: rows are listings, columns are pieces.

    needs: weight of the field × idf²; offers: field's standing in 0..1; mass: Σ over a row of what could be shared.
    """

    needs: sparse.csr_matrix
    offers: sparse.csr_matrix
    weight: Float32  # idf² by column
    need_mass: Float32
    offer_mass: Float32
    need_tokens: sparse.csr_matrix
    offer_tokens: sparse.csr_matrix
    singles: npt.NDArray[np.bool_]  # columns that are single characters: they score but do not retrieve


def build(needs: Side, offers: Side, corpus: Sequence[str] = ()) -> Index:
    """Index both sides; `corpus` texts only teach how common each piece is."""
    lexicon = Lexicon()
    need_terms, offer_terms = _terms(needs, lexicon), _terms(offers, lexicon)
    texts = list(dict.fromkeys([*needs.whole(), *offers.whole(), *corpus]))
    vocabulary = _once(np.concatenate([need_terms.code, offer_terms.code]))
    weight = _weight(grams(texts, lexicon, singles=True), len(texts), vocabulary)
    need_matrix = _matrix(need_terms, vocabulary, needs.size)
    offer_matrix = _matrix(offer_terms, vocabulary, offers.size)
    top = max((w for _, w in offers.fields), default=1.0)
    offer_matrix.data = np.sqrt(offer_matrix.data / top, dtype=np.float32)
    need_matrix.data *= weight[need_matrix.indices]
    need_tokens, offer_tokens = _token_matrices(needs, offers)
    return Index(
        needs=need_matrix,
        offers=offer_matrix,
        weight=weight,
        need_mass=np.asarray(need_matrix.sum(axis=1), dtype=np.float32).ravel(),
        offer_mass=np.asarray(offer_matrix @ weight, dtype=np.float32).ravel(),
        need_tokens=need_tokens,
        offer_tokens=offer_tokens,
        singles=vocabulary < (1 << 21),
    )


@dataclass(frozen=True, slots=True)
class _Terms:
    document: Int64
    code: Int64
    weight: Float32


def _terms(side: Side, lexicon: Lexicon) -> _Terms:
    parts = [(grams(texts, lexicon, singles=True), weight) for texts, weight in side.fields]
    return _Terms(
        document=np.concatenate([g.document for g, _ in parts] or [np.empty(0, np.int64)]),
        code=np.concatenate([g.code for g, _ in parts] or [np.empty(0, np.int64)]),
        weight=np.concatenate(
            [np.full(len(g.code), w, np.float32) for g, w in parts] or [np.empty(0, np.float32)]
        ),
    )


def _weight(counted: Grams, texts: int, vocabulary: Int64) -> Float32:
    """Idf² of each piece of the vocabulary, from the number of distinct texts that have it.

    A market of six offers of steel is not the world: as if `BACKGROUND` texts on other things were there, so that what
    all of them speak of still counts.
    """
    once = _once(_key(counted.document, np.searchsorted(vocabulary, counted.code), counted.code, vocabulary))
    frequency = np.bincount((once % max(len(vocabulary), 1)).astype(np.int64), minlength=len(vocabulary))
    idf = np.log((texts + BACKGROUND + 1.0) / (frequency + 0.5))
    return np.maximum(idf, 1e-3).astype(np.float32) ** 2


def _once(values: Int64) -> Int64:
    """Distinct values in order; by sorting, which for millions of numbers is faster than numpy's hashing `unique`."""
    values = np.sort(values)
    return values[np.r_[True, values[1:] != values[:-1]]] if len(values) else values


def _key(document: Int64, column: Int64, code: Int64, vocabulary: Int64) -> Int64:
    """(document, column) as one number; pieces that are not in the vocabulary fall out."""
    column = np.minimum(column, max(len(vocabulary) - 1, 0))
    known = vocabulary[column] == code if len(vocabulary) else np.zeros(len(code), bool)
    return document[known] * len(vocabulary) + column[known]


def _matrix(terms: _Terms, vocabulary: Int64, rows: int) -> sparse.csr_matrix:
    """Each piece once per listing, with the weight of the best field it stands in."""
    key = terms.document * max(len(vocabulary), 1) + np.searchsorted(vocabulary, terms.code)
    order = np.lexsort((-terms.weight, key))
    key, first = np.unique(key[order], return_index=True)
    data = terms.weight[order][first]
    row, column = np.divmod(key, max(len(vocabulary), 1))
    shape = (rows, len(vocabulary))
    return sparse.csr_matrix((data, (row, column)), shape=shape, dtype=np.float32)


def _token_matrices(needs: Side, offers: Side) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    ids: dict[tuple[int, str], int] = {}
    sides = [_token_rows(side, ids) for side in (needs, offers)]
    shapes = [(side.size, max(len(ids), 1)) for side in (needs, offers)]
    need, offer = (
        sparse.csr_matrix((data, (row, column)), shape=shape, dtype=np.float32)
        for (row, column, data), shape in zip(sides, shapes, strict=True)
    )
    frequency = np.asarray((offer > 0).sum(axis=0), dtype=np.float64).ravel()
    need.data *= np.log1p(offers.size / (frequency + 0.5)).astype(np.float32)[need.indices]
    offer.data[:] = 1.0
    return need, offer


def _token_rows(side: Side, ids: dict[tuple[int, str], int]) -> tuple[list[int], list[int], list[float]]:
    rows: list[int] = []
    columns: list[int] = []
    data: list[float] = []
    for number, (column, weight) in enumerate(side.tokens):
        for row, tokens in enumerate(column):
            for token in dict.fromkeys(tokens):
                rows.append(row)
                columns.append(ids.setdefault((number, token), len(ids)))
                data.append(weight)
    return rows, columns, data


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs worth scoring, grouped by need; parallel arrays of row numbers."""

    need: Int64
    offer: Int64


class Searcher:
    """Finds the offers worth scoring; holds the transposed matrices that every batch multiplies with."""

    def __init__(self, index: Index) -> None:
        self._size = index.needs.shape[0]
        self._step = max(1, min(512, _CELLS_PER_BATCH // max(index.offers.shape[0], 1)))
        frequency = np.bincount(index.offers.indices, minlength=index.offers.shape[1])
        limit = max(_COMMON_AT_LEAST, int(_COMMON_SHARE * index.offers.shape[0]))
        telling = ~index.singles
        rare = telling & (frequency <= limit)
        self._all = _Pass(index, telling)
        self._first = _Pass(index, rare) if (telling & ~rare).any() else self._all

    def batches(self) -> Iterator[Int64]:
        """Row numbers of the needs, a batch at a time."""
        for low in range(0, self._size, self._step):
            yield np.arange(low, min(low + self._step, self._size), dtype=np.int64)

    def search(self, needs: Int64, pool: int) -> Candidates:
        """The `pool` best offers of each of these needs by shared weight, ties included; fewer where fewer share."""
        found = self._first.best(needs, pool)
        short = [i for i, offers in enumerate(found) if len(offers) < pool]
        if short and self._first is not self._all:
            for i, offers in zip(short, self._all.best(needs[short], pool), strict=True):
                found[i] = offers
        return Candidates(
            need=np.repeat(needs, [len(f) for f in found]),
            offer=np.concatenate([*found, np.empty(0, np.int64)]).astype(np.int64),
        )


class _Pass:
    """One product of needs and offers over some of the columns."""

    def __init__(self, index: Index, columns: npt.NDArray[np.bool_]) -> None:
        keep = np.flatnonzero(columns)
        self._needs = sparse.hstack([index.needs[:, keep], index.need_tokens], format="csr")
        offers = sparse.hstack([index.offers[:, keep], index.offer_tokens], format="csr")
        self._offers = offers.T.tocsr()
        self._mass = index.offer_mass + (np.median(index.offer_mass) + 1e-6 if len(index.offer_mass) else 1.0)

    def best(self, needs: Int64, pool: int) -> list[Int64]:
        """Each need's pool: shared weight, discounted for offers that speak of much else."""
        product = self._needs[needs] @ self._offers
        merit = product.data / self._mass[product.indices]
        cuts = product.indptr[1:-1]
        rows = zip(np.split(product.indices, cuts), np.split(merit, cuts), strict=True)
        return [_highest(offers, merits, pool) for offers, merits in rows]


def _highest(offers: npt.NDArray[np.int32], merit: Float32, pool: int) -> Int64:
    """The `pool` offers of most merit; all that tie with the last place stay in, for row order must not decide."""
    if len(offers) > pool:
        edge = np.partition(merit, len(merit) - pool)[len(merit) - pool]
        offers = offers[merit >= edge]
    return np.sort(offers).astype(np.int64)
