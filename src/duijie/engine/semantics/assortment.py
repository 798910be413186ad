"""What is offered together: who offers such things as go with the thing needed is likely to offer it too.

Firms' lists are reduced to what they have in common (latent semantic analysis: Deerwester et al. 1990), and a ridge
regression learns from every entry's own words what those who list it are like on average. A need is placed by the
words of its entries alone, so that things nobody lists yet have a place as well.
"""

from collections.abc import Sequence
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
_DOUBTFUL = 2.0  # so many lists say half of what they could about where an entry of theirs stands


@dataclass(frozen=True)
class Places:
    """Where lists stand by what they hold: rows of length one in the leading directions of all lists together."""

    counter: tokens.Counter
    weight: Float32
    across: Float32  # dimensions × tokens

    @classmethod
    def learn(cls, lists: Entries) -> "Places":
        distinct = sorted({_text(entries) for entries in lists})
        counter = tokens.Counter(tokens.phrases)
        counts = counter.learn(distinct)
        weight = tokens.rarity(counts, _BACKGROUND)
        return cls(counter, weight, leading(_text_rows(counts, weight), _DIMENSIONS, _PASSES)[2])

    def place(self, lists: Entries) -> Float32:
        counts = self.counter.count([_text(entries) for entries in lists])
        return unit(np.asarray(_text_rows(counts, self.weight) @ self.across.T, dtype=np.float32))


@dataclass(frozen=True)
class Assortment:
    """`asking`: from the tokens of an entry to where those who offer it stand.

    `met`: where those stand who list the entries of `rows`, the shorter the fewer they are.
    """

    places: Places
    counter: tokens.Counter
    weight: Float32
    asking: Float32
    rows: dict[str, int]
    met: Float32

    @classmethod
    def learn(cls, lists: Entries) -> "Assortment | None":
        """From the offers' lists; None where too few of them have several entries, or where they are too many."""
        several = sum(len(entries) >= _SEVERAL for entries in lists)
        if several < LEAST_LISTS or len(lists) > MOST_LISTS:
            return None
        places = Places.learn(lists)
        names, lists_of = listed(lists)
        counter = tokens.Counter(tokens.phrases)
        counts = counter.learn(names)
        weight = tokens.rarity(_ones(counts), _BACKGROUND + 1)
        times = np.asarray(lists_of.sum(axis=0), dtype=np.float32).reshape(-1, 1)
        whole = np.asarray(lists_of.T @ places.place(lists), dtype=np.float32)
        often = np.sqrt(times)  # what is listed often weighs more in the fit
        asked = sparse.csr_matrix(sparse.diags(often.ravel()) @ _entry_rows(counts, weight))
        met = np.asarray(unit(whole) * (times / (times + _DOUBTFUL)), np.float32)
        rows = {name: row for row, name in enumerate(names)}
        return cls(places, counter, weight, _ridge(asked, np.asarray(whole / often, np.float32)), rows, met)

    def offered(self, lists: Entries) -> Float32:
        """Where those who list this stand."""
        return self.places.place(lists)

    def asked(self, lists: Entries) -> Float32:
        """Where those who offer these entries are expected: rows of length one, zeros where no token is known."""
        names, lists_of = listed(lists)
        return unit(np.asarray(lists_of @ self.stand(names), dtype=np.float32))

    def stand(self, names: Sequence[str]) -> Float32:
        """The same of single entries."""
        return unit(_entry_rows(self.counter.count(names), self.weight) @ self.asking)

    def met_at(self, names: Sequence[str]) -> Float32:
        """Where single entries stand by their words and, as far as they were met, by those who list them."""
        found = self.stand(names)
        known = [(at, self.rows[name]) for at, name in enumerate(names) if name in self.rows]
        if known:
            at, row = np.array(known).T
            found[at] += self.met[row]
        return unit(found)


def _text(entries: Sequence[str]) -> str:
    return "；".join(entries)


def _text_rows(counts: sparse.csr_matrix, weight: Float32) -> sparse.csr_matrix:
    return unit_sparse(tokens.damped(counts) @ sparse.diags(weight))


def _ones(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    present = counts.copy()
    present.data[:] = 1.0
    return present


def _entry_rows(counts: sparse.csr_matrix, weight: Float32) -> sparse.csr_matrix:
    return unit_sparse(_ones(counts) @ sparse.diags(weight))


def _ridge(asked: sparse.csr_matrix, wanted: Float32) -> Float32:
    """argmin ‖asked·W − wanted‖² + ridge·‖W‖², by conjugate gradients, all columns of W at once."""
    asking = np.zeros((asked.shape[1], wanted.shape[1]), np.float32)
    rest = np.asarray(asked.T @ wanted, dtype=np.float32)
    step, size = rest.copy(), (rest * rest).sum(axis=0)
    for _ in range(_STEPS):
        turned = asked.T @ (asked @ step) + _RIDGE * step
        length = size / np.maximum((step * turned).sum(axis=0), 1e-12)
        asking += length * step
        rest = rest - length * turned
        new = (rest * rest).sum(axis=0)
        step, size = rest + (new / np.maximum(size, 1e-12)) * step, new
    return asking.astype(np.float32)
