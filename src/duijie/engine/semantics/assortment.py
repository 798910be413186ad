"""What is offered together: who offers such things as go with the thing needed is likely to offer it too.

Firms' lists are reduced to what they have in common (latent semantic analysis: Deerwester et al. 1990), and a ridge
regression learns from every entry's own words what those who list it are like on average. A need is placed by the
words of its entries alone, so that things nobody lists yet have a place as well.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from duijie.engine.index import Float32
from duijie.engine.semantics import tokens
from duijie.engine.semantics.algebra import leading, unit, unit_sparse
from duijie.engine.semantics.lists import Entries, listed

LEAST_LISTS = 300  # below this, what goes together is chance
MOST_LISTS = 200_000  # beyond, cutting all lists into words takes minutes
_SEVERAL = 2
_DIMENSIONS, _PASSES = 300, 4
_RIDGE, _STEPS = 4.0, 15
_BACKGROUND = 50


@dataclass(frozen=True)
class Assortment:
    """`placing`: from the tokens of an entry to the offers' own coordinates."""

    counter: tokens.Counter
    weight: Float32
    placing: Float32
    offers: Float32

    @classmethod
    def learn(cls, lists: Entries) -> "Assortment | None":
        """From the offers' lists; None where too few of them have several entries, or where they are too many."""
        several = sum(len(entries) >= _SEVERAL for entries in lists)
        if several < LEAST_LISTS or len(lists) > MOST_LISTS:
            return None
        offers = _places(lists)
        names, lists_of = listed(lists)
        counter = tokens.Counter(tokens.phrases)
        present = counter.learn(names)
        present.data[:] = 1.0
        weight = tokens.rarity(present, _BACKGROUND + 1)
        fewer = np.sqrt(np.asarray(lists_of.sum(axis=0), dtype=np.float32)).ravel()
        mean = (lists_of.T @ offers) / fewer[
            :, None
        ]  # each entry's mean × √(how many list it): its weight in the fit
        asked = sparse.csr_matrix(sparse.diags(fewer) @ _entry_rows(present, weight))
        return cls(counter, weight, _ridge(asked, mean), offers)

    def place(self, lists: Entries) -> Float32:
        """Where those who offer these entries are expected: rows of length one, zeros where no token is known."""
        names, lists_of = listed(lists)
        placed = unit(_entry_rows(self.counter.count(names), self.weight) @ self.placing)
        return unit(np.asarray(lists_of @ placed, dtype=np.float32))


def _places(lists: Entries) -> Float32:
    texts = ["；".join(entries) for entries in lists]
    distinct, at = np.unique(np.array(texts, dtype=object), return_inverse=True)
    counts = tokens.Counter(tokens.phrases).learn(distinct.tolist())
    rows = unit_sparse(tokens.damped(counts) @ sparse.diags(tokens.rarity(counts, _BACKGROUND)))
    left, values = leading(rows, _DIMENSIONS, _PASSES)
    return unit(left * values)[at]


def _entry_rows(counts: sparse.csr_matrix, weight: Float32) -> sparse.csr_matrix:
    present = counts.copy()
    present.data[:] = 1.0
    return unit_sparse(present @ sparse.diags(weight))


def _ridge(asked: sparse.csr_matrix, wanted: Float32) -> Float32:
    """argmin ‖asked·W − wanted‖² + ridge·‖W‖², by conjugate gradients, all columns of W at once."""
    placing = np.zeros((asked.shape[1], wanted.shape[1]), np.float32)
    rest = np.asarray(asked.T @ wanted, dtype=np.float32)
    step, size = rest.copy(), (rest * rest).sum(axis=0)
    for _ in range(_STEPS):
        turned = asked.T @ (asked @ step) + _RIDGE * step
        length = size / np.maximum((step * turned).sum(axis=0), 1e-12)
        placing += length * step
        rest = rest - length * turned
        new = (rest * rest).sum(axis=0)
        step, size = rest + (new / np.maximum(size, 1e-12)) * step, new
    return placing.astype(np.float32)
