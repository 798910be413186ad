"""Needs as vectors by the whole and by the passage: what an offer answers may stand in one clause of a long text.

A page of background and conditions drowns the one clause that says what is asked for. So an offer's nearness is that to
the whole need and, with a smaller say, that to whichever of its passages is nearest.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from duijie.engine.index import Candidates, Float32, Int64
from duijie.engine.semantics.embedders import Embedder
from duijie.engine.semantics.vectors import Vectors

PASSAGE = 0.3  # what the nearest passage counts beside the whole; from 0.2 to 0.4 lists are ranked alike
MOST = 16  # passages of one need: beyond these more memory and hardly more to find
_SHORTEST = 4  # characters; fewer say nothing by themselves
_END = re.compile(r"[。;；!！?？:：,，\n]+")
_PASSAGES_PER_BLOCK = 20_000


def passages(text: str) -> list[str]:
    """The distinct clauses of a text, longest first, in an order of their own; at most `MOST`."""
    found = {part.strip() for part in _END.split(text)}
    return sorted((p for p in found if len(p) >= _SHORTEST), key=lambda p: (-len(p), p))[:MOST]


@dataclass(frozen=True, slots=True)
class Passages:
    """Both sides' whole texts, and of every need the rows of `parts` from its `starts` to the next; all of length one."""

    whole: Vectors
    parts: Float32
    starts: Int64  # one more than needs

    @classmethod
    def of(cls, space: Embedder, whole: Vectors, texts: Sequence[str]) -> "Passages":
        """`texts`: what of each need is to be looked at by the passage."""
        cut = [passages(text) for text in texts]
        starts = np.cumsum([0, *map(len, cut)])
        parts = [part for one in cut for part in one]
        rows = space.embed(parts) if parts else np.empty((0, whole.need.shape[1]), np.float32)
        return cls(whole, rows, starts)

    def nearness(self, pairs: Candidates) -> Float32:
        """0..1: nearness of the wholes, and of the offer to the need's nearest passage; a need without any is its own."""
        whole = self.whole.nearness(pairs)
        best = np.where(np.diff(self.starts)[pairs.need] > 0, np.float32(0), whole)
        for low, high in self._blocks(pairs):
            own, row, offer = self._opened(pairs, low, high)
            np.maximum.at(best, own, np.einsum("ij,ij->i", self.parts[row], self.whole.offer[offer]))
        said = (whole + np.float32(PASSAGE) * np.minimum(best, 1.0)) / np.float32(1 + PASSAGE)
        return said.astype(np.float32)

    def _blocks(self, pairs: Candidates) -> Iterator[tuple[int, int]]:
        step = _PASSAGES_PER_BLOCK // MOST
        return ((low, min(low + step, len(pairs.need))) for low in range(0, len(pairs.need), step))

    def _opened(self, pairs: Candidates, low: int, high: int) -> tuple[Int64, Int64, Int64]:
        """For every passage of the pairs from `low` to `high`: the pair's position, the passage's row, the offer's."""
        first = self.starts[pairs.need[low:high]]
        count = self.starts[pairs.need[low:high] + 1] - first
        own = np.repeat(np.arange(low, high), count)
        within = np.arange(len(own)) - np.repeat(np.cumsum(count) - count, count)
        return own, np.repeat(first, count) + within, pairs.offer[own]
