"""How much of what a need asks for an offer speaks of: a weighted Tversky index, and its calibration.

Tversky, A. (1977). Features of similarity. Psychological Review 84. With S the weight of the shared pieces, A that
of the need's others and B that of the offer's others: S / (S + ALPHA·A + BETA·B'), B' = B·M / (B + M) with M a share
of what the need asks for. Adding a shared piece to an offer raises S and raises no other, so the index never falls.
"""

import numpy as np
from scipy import sparse

from duijie.engine.index import Candidates, Float32, Index

ALPHA = 0.03  # a need says much that no offer repeats (background, conditions): that costs little
BETA = 0.8  # an offer that speaks of other things is about other things
# A title against a page of text: what the page says besides counts ever less, and all of it no more than this share of
# what the need asks for.
AT_MOST = 0.15
_PAIRS_PER_BLOCK = 100_000


def similarity(index: Index, pairs: Candidates) -> Float32:
    """The Tversky index in 0..1 of each pair."""
    blocks = [
        _block(
            index,
            Candidates(
                need=pairs.need[i : i + _PAIRS_PER_BLOCK], offer=pairs.offer[i : i + _PAIRS_PER_BLOCK]
            ),
        )
        for i in range(0, len(pairs.need), _PAIRS_PER_BLOCK)
    ]
    return np.concatenate([*blocks, np.empty(0, np.float32)])


def _block(index: Index, pairs: Candidates) -> Float32:
    common = index.needs[pairs.need].multiply(index.offers[pairs.offer]).tocsr()
    shared = np.asarray(common.sum(axis=1), dtype=np.float64).ravel()
    needs_part = _where(index.needs[pairs.need], common)
    offers_part = np.asarray(
        _where(index.offers[pairs.offer], common) @ index.weight, dtype=np.float64
    ).ravel()
    need_others = np.maximum(index.need_mass[pairs.need] - np.asarray(needs_part.sum(axis=1)).ravel(), 0.0)
    offer_others = np.maximum(index.offer_mass[pairs.offer] - offers_part, 0.0)
    offer_others = _bounded(offer_others, AT_MOST * index.need_mass[pairs.need])
    whole = shared + ALPHA * need_others + BETA * offer_others
    return np.divide(shared, whole, out=np.zeros_like(shared), where=shared > 0).astype(np.float32)


def _bounded(mass: Float32, most: Float32) -> Float32:
    """Grows with `mass`, at first as fast, and never beyond `most`."""
    whole = mass + most
    return np.divide(mass * most, whole, out=np.zeros_like(whole), where=whole > 0)


def _where(matrix: sparse.csr_matrix, mask: sparse.csr_matrix) -> sparse.csr_matrix:
    """The entries of `matrix` at the places that `mask` fills."""
    ones = mask.copy()
    ones.data = np.ones_like(ones.data)
    return matrix.multiply(ones).tocsr()


def calibrate(similarity: Float32, half: float, slope: float) -> Float32:
    """Share of such pairs that professionals call relevant: a logistic curve over the logarithm of similarity.

    `half` is the similarity at which one pair in two is relevant.
    """
    power = np.power(similarity.astype(np.float64), slope)
    return (power / (power + half**slope)).astype(np.float32)
