"""Lists of names as a sparse matrix: who lists which, and how much of what one lists another lists too."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from duijie.engine.index import Candidates, Float32
from duijie.engine.text import normalise

Entries = Sequence[Sequence[str]]
_PAIRS_PER_BLOCK = 100_000


def listed(lists: Entries) -> tuple[list[str], sparse.csr_matrix]:
    """The distinct names in order, and who lists which: lists × names, ones."""
    names = sorted({name for entries in lists for name in entries})
    at = {name: i for i, name in enumerate(names)}
    columns = [sorted({at[name] for name in entries}) for entries in lists]
    starts = np.cumsum([0, *map(len, columns)])
    flat = np.fromiter((c for row in columns for c in row), dtype=np.int64, count=int(starts[-1]))
    shape = (len(lists), len(names))
    return names, sparse.csr_matrix((np.ones(len(flat), np.float32), flat, starts), shape=shape)


@dataclass(frozen=True, slots=True)
class Lists:
    """What the needs list (each name with its share of the list) and the offers (ones), over the same names."""

    needs: sparse.csr_matrix
    offers: sparse.csr_matrix

    @classmethod
    def of(cls, needs: Entries, offers: Entries) -> "Lists":
        _names, both = listed([[normalise(name).strip() for name in e] for e in (*needs, *offers)])
        left, right = both[: len(needs)].tocsr(), both[len(needs) :].tocsr()
        left.data /= np.repeat(np.diff(left.indptr), np.diff(left.indptr))
        return cls(left, right)

    def named(self, pairs: Candidates) -> Float32:
        """Share of the need's list that the offer lists too, by pair."""
        blocks = [
            self._shared(pairs.need[at : at + _PAIRS_PER_BLOCK], pairs.offer[at : at + _PAIRS_PER_BLOCK])
            for at in range(0, len(pairs.need), _PAIRS_PER_BLOCK)
        ]
        return np.concatenate([*blocks, np.empty(0, np.float32)])

    def _shared(self, need: np.ndarray, offer: np.ndarray) -> Float32:
        return np.asarray(self.needs[need].multiply(self.offers[offer]).sum(axis=1), np.float32).ravel()
