"""Whose an offer is: each need looks at the whole market, and an offer that many needs look at says little of each.

How much an offer speaks of what a need names is BM25 over characters, pairs of neighbours and Latin words, what is
repeated counting more (Robertson, S. and Zaragoza, H. 2009. The probabilistic relevance framework: BM25 and beyond,
with fields as in BM25F). Every need spreads one unit of attention over all offers by it; the share of what an offer
gets that comes from a need is that need's claim. It is the hubness correction of bilingual dictionaries, one pass of
Sinkhorn's scaling: Smith, S. et al. (2017). Offline bilingual word vectors, orthogonal transformations and the inverted
softmax. ICLR.

All is learned from distinct texts in an order of their own: copies, ids and the order of rows change nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce
from operator import add

import numpy as np
from scipy import sparse
from scipy.special import logsumexp

from duijie.engine.index import Candidates, Float64
from duijie.engine.semantics import tokens

LEAST_LISTINGS = 50  # distinct ones on either side; below, there are too few to be compared with
MOST_CELLS = 25_000_000  # needs × offers, all of which are looked at
Fields = Sequence[tuple[Sequence[str], float]]  # each field's texts by listing, and its weight
_SATURATION, _LENGTH = 3.0, 0.75  # BM25's k1 and b
_BACKGROUND = 50
_SHARPNESS = 0.3  # pieces overlap: two neighbours say less together than apart
_MOST_MASS = 120.0  # what a need says beyond makes it no more decided
_NEEDS_PER_BLOCK, _PAIRS_PER_BLOCK = 256, 20_000


@dataclass(frozen=True, slots=True)
class Claimed:
    """Both sides of a market made ready: rows are listings in the order of their frames.

    need, offer: their product is how strongly a need looks at an offer; spread: the logarithm of what a need looks at in
    all; sought: the logarithm of the attention that an offer gets; needs: how many compete.
    """

    need: sparse.csr_matrix
    offer: sparse.csr_matrix
    spread: Float64
    sought: Float64
    needs: int

    def strength(self, pairs: Candidates) -> Float64:
        """log(1 + how many times as much as an average need this one claims the offer); 0 where nothing is shared."""
        blocks = [
            self._strength(pairs.need[at : at + _PAIRS_PER_BLOCK], pairs.offer[at : at + _PAIRS_PER_BLOCK])
            for at in range(0, len(pairs.need), _PAIRS_PER_BLOCK)
        ]
        return np.concatenate([*blocks, np.empty(0)])

    def _strength(self, need: np.ndarray, offer: np.ndarray) -> Float64:
        looks = np.asarray(self.need[need].multiply(self.offer[offer]).sum(axis=1), np.float64).ravel()
        claim = looks - self.spread[need] - self.sought[offer] + np.log(self.needs)
        return np.where(looks > 0, np.logaddexp(0.0, claim), 0.0)


@dataclass(frozen=True)
class Claims:
    """What a market has taught. needs, offers: its distinct listings, ready for the product; usual: mean length."""

    counter: tokens.Counter
    rarity: Float64
    usual: float
    heaviest: float
    needs: sparse.csr_matrix
    offers: sparse.csr_matrix

    @classmethod
    def learn(cls, needs: Fields, offers: Fields) -> "Claims | None":
        """None where there are too few distinct listings to be compared, or too many to compare all."""
        left, right = _distinct(needs), _distinct(offers)
        least, cells = min(_size(left), _size(right)), _size(left) * _size(right)
        if least < LEAST_LISTINGS or cells > MOST_CELLS:
            return None
        counter = tokens.Counter(tokens.pieces)
        counter.learn(sorted({text for texts, _ in (*left, *right) for text in texts}))
        heaviest = max(_standing(weight) for _, weight in (*left, *right))
        asked, told = _weighed(counter, left), _weighed(counter, right)
        present = np.bincount(np.r_[asked.indices, told.indices], minlength=asked.shape[1])
        rarity = np.log((_size(left) + _size(right) + _BACKGROUND) / (present + 0.5))
        usual = float(told.sum(axis=1).mean())
        found = cls(counter, np.maximum(rarity, 0.0), usual, heaviest, asked[:0], told[:0])
        return replace(found, needs=found._looking(left), offers=found._looked_at(right))

    def of(self, needs: Fields, offers: Fields) -> Claimed:
        """These listings, which may have come later, compared with those that were there when this was learned."""
        asked, told = self._looking(needs), self._looked_at(offers)
        return Claimed(
            need=asked,
            offer=told,
            spread=_spread(asked, self.offers),
            sought=self._sought(told),
            needs=self.needs.shape[0],
        )

    @cached_property
    def _spreads(self) -> Float64:
        return _spread(self.needs, self.offers)

    def _sought(self, told: sparse.csr_matrix) -> Float64:
        """The attention that all needs give to each of these, one need after the other in their order."""
        whole, across = np.full(told.shape[0], -np.inf), told.T.tocsr()
        for low in range(0, self.needs.shape[0], _NEEDS_PER_BLOCK):
            rows = slice(low, low + _NEEDS_PER_BLOCK)
            looks = (self.needs[rows] @ across).toarray() - self._spreads[rows, None]
            whole = np.logaddexp.reduce(np.vstack([whole, looks]), axis=0)
        return whole

    def _looking(self, needs: Fields) -> sparse.csr_matrix:
        """What the needs name: rarity by the standing of the best field that has it, and no more than `_MOST_MASS` in all."""
        rows = [_ones(self.counter.count(texts)) * (_standing(w) / self.heaviest) for texts, w in needs]
        named = sparse.csr_matrix(reduce(lambda best, more: best.maximum(more), rows))
        named.data *= self.rarity[named.indices]
        mass = np.asarray(named.sum(axis=1), np.float64).ravel()
        share = _SHARPNESS * np.minimum(1.0, _MOST_MASS / np.maximum(mass, 1e-9))
        named.data *= np.repeat(share, np.diff(named.indptr))
        return named

    def _looked_at(self, offers: Fields) -> sparse.csr_matrix:
        """How much the offers speak of each piece: repeated, but ever less, and against their length."""
        told = _weighed(self.counter, offers)
        length = np.asarray(told.sum(axis=1), np.float64).ravel() / max(self.usual, 1e-9)
        bound = _SATURATION * (1 - _LENGTH + _LENGTH * length)
        told.data = told.data * (_SATURATION + 1) / (told.data + np.repeat(bound, np.diff(told.indptr)))
        return told


def _distinct(fields: Fields) -> Fields:
    """One listing of each content, in the order of the texts."""
    rows = sorted(set(zip(*(texts for texts, _ in fields), strict=True)))
    return [([row[at] for row in rows], weight) for at, (_, weight) in enumerate(fields)]


def _size(fields: Fields) -> int:
    return len(fields[0][0])


def _standing(weight: float) -> float:
    """Fields by the cube root of their weights: a title of few words against a long text."""
    return float(np.cbrt(weight))


def _ones(counts: sparse.csr_matrix) -> sparse.csr_matrix:
    found = counts.astype(np.float64)
    found.data[:] = 1.0
    return found


def _weighed(counter: tokens.Counter, fields: Fields) -> sparse.csr_matrix:
    """Counts by listing, each field's by its standing."""
    rows = [counter.count(texts).astype(np.float64) * _standing(weight) for texts, weight in fields]
    return sparse.csr_matrix(reduce(add, rows))


def _spread(asked: sparse.csr_matrix, offers: sparse.csr_matrix) -> Float64:
    across, steps = offers.T.tocsr(), range(0, asked.shape[0], _NEEDS_PER_BLOCK)
    blocks = [logsumexp((asked[at : at + _NEEDS_PER_BLOCK] @ across).toarray(), axis=1) for at in steps]
    return np.concatenate([*blocks, np.empty(0)])
