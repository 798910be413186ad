"""Both sides of a market as vectors: how near a pair is, and which offers are nearest."""

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
        needs, offers = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
        for low in range(0, len(self.need), _NEEDS_PER_BLOCK):
            cosine = self.need[low : low + _NEEDS_PER_BLOCK] @ self.offer.T
            if cosine.shape[1] > most:
                edge = np.partition(cosine, cosine.shape[1] - most, axis=1)[:, -most, None]
                cosine[cosine < edge] = 0.0
            need, offer = np.nonzero((cosine >= least) & (cosine > 0))
            needs.append(need + low)
            offers.append(offer)
        return Candidates(need=np.concatenate(needs), offer=np.concatenate(offers))
