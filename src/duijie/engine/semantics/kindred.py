"""Goods of a kind: who lists several that stand where the one asked for stands, and are named as narrowly, offers it too.

A name as long as another is about as general: 焊接机器人 is a sibling of 搬运机器人, while 搬运机器人末端执行器 is a part
of it and 机器人 the family. Firms name what they sell at one level, so siblings speak for a firm more than parts do.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from duijie.engine.index import Candidates, Float32
from duijie.engine.semantics.lists import Entries, listed
from duijie.engine.semantics.vectors import foremost
from duijie.engine.text import normalise

Stand = Callable[[list[str]], Float32]
LEAST_SPEAKING = 0.01  # what speaks less for a firm than this is left out
_SHARPNESS = 6  # power of the cosine: one near entry says more than many that are somewhat near
_BREADTH = 0.2  # of the bell over differences in log length: 4 and 5 characters 0.54, 4 and 8 nearly nothing
_HEARD = 0.2  # of what the strongest says; what says less is not named as a reason
_NAMES_PER_BLOCK, _NEEDS_PER_BLOCK, _PAIRS_PER_BLOCK = 256, 256, 20_000


@dataclass(frozen=True, slots=True)
class Goods:
    """One side's entries. stand: names × dimensions, of length one or zeros; length: log of the characters of each name.

    lists: listings × names; what a listing names shares one whole evenly.
    """

    names: list[str]
    stand: Float32
    length: Float32
    lists: sparse.csr_matrix

    @classmethod
    def of(cls, lists: Entries, stand: Stand) -> "Goods":
        names, shares = listed(lists)
        shares.data /= np.repeat(np.diff(shares.indptr), np.diff(shares.indptr))
        characters = [max(len(normalise(name).strip()), 1) for name in names]
        return cls(names, stand(names), np.log(np.array(characters, np.float32)), shares)


@dataclass(frozen=True, slots=True)
class Kindred:
    """Both sides' goods. reach: needs × offered names, how much each name speaks for whoever lists it.

    offers: offers × names; a list of n names counts each 1/√n: long lists name more of everything.
    """

    asked: Goods
    offered: Goods
    reach: sparse.csr_matrix
    offers: sparse.csr_matrix

    @classmethod
    def of(cls, asked: Goods, offered: Goods) -> "Kindred":
        offers = offered.lists.copy()
        offers.data = np.sqrt(offers.data)
        return cls(asked, offered, _reach(asked, offered), offers)

    def settled(self) -> "Kindred":
        """The same for these pairs alone: without where the goods stand, which other listings would be compared with."""
        nowhere = np.empty((0, 0), np.float32)
        return replace(
            self, asked=replace(self.asked, stand=nowhere), offered=replace(self.offered, stand=nowhere)
        )

    def strength(self, pairs: Candidates) -> Float32:
        """How much each offer's list speaks for its offering what the need asks for: 0 or more."""
        blocks = [
            np.asarray(self._spoken(pairs, at, at + _PAIRS_PER_BLOCK).sum(axis=1), np.float32).ravel()
            for at in range(0, len(pairs.need), _PAIRS_PER_BLOCK)
        ]
        return np.concatenate([*blocks, np.empty(0, np.float32)])

    def speaking(self, pairs: Candidates, most: int) -> list[list[str]]:
        """The names in each offer's list that speak for it, strongest first, without those that hardly add to it."""
        spoken = self._spoken(pairs, 0, len(pairs.need)).tocsr()
        found = []
        for row in range(spoken.shape[0]):
            span = slice(spoken.indptr[row], spoken.indptr[row + 1])
            names, says = spoken.indices[span], spoken.data[span]
            strongest = np.lexsort((names, -says))[:most]
            heard = strongest[says[strongest] >= _HEARD * says.max(initial=0.0)]
            found.append([self.offered.names[c] for c in names[heard]])
        return found

    def nearest(self, most: int) -> Candidates:
        """The `most` offers of every need that are spoken for most, ties with the last included."""
        rows = range(0, self.reach.shape[0], _NEEDS_PER_BLOCK)
        blocks = (self.every(slice(low, low + _NEEDS_PER_BLOCK)) for low in rows)
        return foremost(blocks, most, LEAST_SPEAKING)

    def every(self, needs: slice = slice(None)) -> Float32:
        """The strength of every pair with one of these needs: needs × offers."""
        return np.asarray((self.reach[needs] @ self.offers.T).toarray(), dtype=np.float32)

    def _spoken(self, pairs: Candidates, low: int, high: int) -> sparse.csr_matrix:
        """Pairs × offered names: what each name adds."""
        return self.reach[pairs.need[low:high]].multiply(self.offers[pairs.offer[low:high]])


def _reach(asked: Goods, offered: Goods) -> sparse.csr_matrix:
    """Needs × offered names: the mean over what each need asks for."""
    blocks = [
        _kinship(asked, offered, slice(low, low + _NAMES_PER_BLOCK))
        for low in range(0, len(asked.names), _NAMES_PER_BLOCK)
    ]
    none = sparse.csr_matrix((0, len(offered.names)), dtype=np.float32)
    return sparse.csr_matrix(asked.lists @ sparse.vstack([none, *blocks], format="csr", dtype=np.float32))


def _kinship(asked: Goods, offered: Goods, rows: slice) -> sparse.csr_matrix:
    near = np.clip(asked.stand[rows] @ offered.stand.T, 0.0, 1.0) ** _SHARPNESS
    apart = (asked.length[rows, None] - offered.length) / np.float32(_BREADTH)
    near *= np.exp(np.float32(-0.5) * apart * apart)
    near[near < LEAST_SPEAKING] = 0.0
    return sparse.csr_matrix(near, dtype=np.float32)
