"""Both sides of a market as vectors: how near a pair is, and which offers are nearest."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from duijie.engine.index import Candidates, Float32

_PAIRS_PER_BLOCK = 20_000
_NEEDS_PER_BLOCK = 256


@dataclass(frozen=True, slots=True)
class Vectors:
    """Rows are listings in the order of their frames, of length one, or of zeros where nothing is known."""

    need: Float32
    offer: Float32

    def nearness(self, pairs: Candidates) -> Float32:
        """Cosine of each pair, 0 where it is negative: what is opposite is not less related than what is unrelated."""
        blocks = [
            np.einsum(
                "ij,ij->i",
                self.need[pairs.need[at : at + _PAIRS_PER_BLOCK]],
                self.offer[pairs.offer[at : at + _PAIRS_PER_BLOCK]],
            )
            for at in range(0, len(pairs.need), _PAIRS_PER_BLOCK)
        ]
        cosine = np.concatenate([*blocks, np.empty(0, np.float32)])
        return np.clip(cosine, 0.0, 1.0).astype(np.float32)

    def nearest(self, most: int, least: float) -> Candidates:
        """The `most` nearest offers of every need, ties with the last included, none below cosine `least`."""
        blocks = (
            self.need[low : low + _NEEDS_PER_BLOCK] @ self.offer.T
            for low in range(0, len(self.need), _NEEDS_PER_BLOCK)
        )
        return foremost(blocks, most, least)


def foremost(blocks: Iterable[Float32], most: int, least: float) -> Candidates:
    """The `most` greatest of every row, ties with the last included, none below `least`; the rows come in blocks."""
    needs, offers, low = [np.empty(0, np.int64)], [np.empty(0, np.int64)], 0
    for block in blocks:
        kept = (block >= least) & (block > 0)
        if block.shape[1] > most:
            kept &= block >= np.partition(block, block.shape[1] - most, axis=1)[:, -most, None]
        need, offer = np.nonzero(kept)
        needs.append(need + low)
        offers.append(offer)
        low += len(block)
    return Candidates(need=np.concatenate(needs), offer=np.concatenate(offers))
