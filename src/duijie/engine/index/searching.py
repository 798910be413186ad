"""Exact retrieval: the offers of most merit for every need, without looking at all that share something.

The merit of an offer is the weight it shares with the need, discounted for speaking of much else: Σ weight of the
need's piece × standing of the offer's, over the pieces both have, divided by (mass of the offer + median mass).
It is a sum over postings, each with a known most, so that lists can be left unread as soon as what remains
cannot lift an offer not yet seen among the best (MaxScore: Turtle, H. and Flood, J. 1995. Query evaluation:
strategies and optimizations. Information Processing & Management 31(6)). The offers left are then scored from their
own rows, always in the same order of columns: pruning changes neither who is found nor a single digit.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numba
import numpy as np
from scipy import sparse

from duijie.engine.index.building import Index
from duijie.engine.index.scanning import Rows, find, postings
from duijie.engine.index.types import Int64

_NEEDS_PER_BATCH = 512
_NEEDS_PER_TURN = 16


@dataclass(frozen=True, slots=True)
class Candidates:
    """Pairs worth scoring, grouped by need; parallel arrays of row numbers."""

    need: Int64
    offer: Int64


class Searcher:
    """Finds the offers worth scoring; holds the postings that every batch reads."""

    def __init__(self, index: Index, *, threads: int | None = None) -> None:
        self._size, self._split = index.needs.shape
        self._threads = threads
        self._asked = _rows(_retrieving(index))
        median = np.median(index.offer_mass) if len(index.offer_mass) else 1.0
        self._share = 1.0 / (index.offer_mass.astype(np.float64) + median + 1e-6)
        self._text, self._tokens = _rows(index.offers), _rows(index.offer_tokens)
        wanted = np.zeros(self._split + index.offer_tokens.shape[1], np.bool_)
        wanted[self._asked[1]] = True
        self._posted = postings(self._text, self._tokens, wanted, self._split, self._share)

    def batches(self) -> Iterator[Int64]:
        """Row numbers of the needs, a batch at a time."""
        for low in range(0, self._size, _NEEDS_PER_BATCH):
            yield np.arange(low, min(low + _NEEDS_PER_BATCH, self._size), dtype=np.int64)

    def search(self, needs: Int64, pool: int) -> Candidates:
        """The `pool` best offers of each of these needs by merit, ties at the edge included; fewer where fewer share."""
        turns = [needs[i : i + _NEEDS_PER_TURN] for i in range(0, len(needs), _NEEDS_PER_TURN)]
        with ThreadPoolExecutor(self._threads or numba.config.NUMBA_NUM_THREADS) as threads:  # type: ignore[attr-defined]
            found = list(threads.map(lambda turn: self._find(turn, pool), turns))
        none = np.empty(0, np.int64)
        return Candidates(
            need=np.repeat(needs, np.concatenate([*(counts for counts, _ in found), none])),
            offer=np.concatenate([*(offers for _, offers in found), none]),
        )

    def _find(self, needs: Int64, pool: int) -> tuple[Int64, Int64]:
        return find(
            needs, pool, self._asked, self._posted, self._text, self._tokens, self._split, self._share
        )


def _rows(matrix: sparse.csr_matrix) -> Rows:
    return matrix.indptr, matrix.indices, matrix.data


def _retrieving(index: Index) -> sparse.csr_matrix:
    """The needs' pieces and tokens by which offers are found: columns of text, then those of tokens."""
    needs = index.needs.copy()
    needs.data[index.singles[needs.indices]] = 0.0
    needs.eliminate_zeros()
    return sparse.hstack([needs, index.need_tokens], format="csr")
