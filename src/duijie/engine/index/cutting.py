"""Texts into numbered pieces: Chinese characters, pairs of neighbours, Latin words.

A piece has a code of its own whatever text it stands in: a character its code point (21 bits), two neighbours both
of theirs (42 bits), a Latin or digit word a 62-bit FNV-1a hash. Among a million words two share one by a chance of
one in ten million. Columns number the pieces in the order in which they are met.
"""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import polars as pl

from duijie.engine.characters import folding
from duijie.engine.index.reading import BITS, END, NEXT_FIELD, Bytes, Points, Table, read_listings
from duijie.engine.index.types import Bool, Int32, Int64

SINGLES_BELOW = 1 << BITS
_NO_TEXT = f"[{chr(NEXT_FIELD)}{chr(END)}]"
_LISTINGS_PER_STEP = 20_000
_ROOM = 1 << 12


@dataclass(frozen=True, slots=True)
class Pieces:
    """Distinct pieces by listing (compressed rows, columns ascending), each with the first field that has it."""

    starts: Int64
    column: Int32
    field: Bytes


class Vocabulary:
    """The columns of all pieces met so far: code by column, and in how many counted texts each stands."""

    def __init__(self) -> None:
        slots = np.full(2 * _ROOM, -1, np.int32)
        self._table: Table = (slots, *(np.empty(_ROOM, np.int64) for _ in range(3)))  # type: ignore[assignment]
        self._size = 0
        self._listings = 0

    def __len__(self) -> int:
        return self._size

    @property
    def codes(self) -> Int64:
        return self._table[1][: self._size]

    @property
    def frequency(self) -> Int64:
        return self._table[3][: self._size]

    def cut(self, fields: Sequence[pl.Series], counted: Bool, *, learn: bool = True) -> Pieces:
        """The pieces of every listing; `fields` in falling order of weight, all as long as `counted`.

        Texts that are `counted` add to the frequencies. Without `learn`, pieces not met before fall out.
        """
        lows = range(0, len(counted), _LISTINGS_PER_STEP)
        ready = _ahead(lambda low: _points(fields, low), lows)
        parts = [
            self._step(points, counted[low : low + _LISTINGS_PER_STEP], learn=learn)
            for low, points in zip(lows, ready, strict=True)
        ]
        sizes = np.concatenate([*(np.diff(p.starts) for p in parts), np.empty(0, np.int64)])
        return Pieces(
            starts=np.r_[0, np.cumsum(sizes)],
            column=np.concatenate([*(p.column for p in parts), np.empty(0, np.int32)]),
            field=np.concatenate([*(p.field for p in parts), np.empty(0, np.uint8)]),
        )

    def _step(self, points: Points, counted: Bool, *, learn: bool) -> Pieces:
        starts, column, field, self._table, self._size = read_listings(
            points, counted, self._listings, learn, self._table, self._size
        )
        self._listings += len(counted)
        return Pieces(starts=starts, column=column, field=field)


def _points(fields: Sequence[pl.Series], low: int) -> Points:
    """Code points of some listings, normalised as `text.normalise` does."""
    texts = [f[low : low + _LISTINGS_PER_STEP].fill_null("").str.replace_all(_NO_TEXT, "") for f in fields]
    whole = pl.select(pl.concat_str(texts, separator=chr(NEXT_FIELD))).to_series()
    joined = whole.str.normalize("NFKC").str.to_lowercase().str.join(chr(END)).item() + chr(END)
    return folding()[np.frombuffer(joined.encode("utf-32-le"), dtype=np.uint32)]


def _ahead(make: Callable[[int], Points], items: range) -> Iterator[Points]:
    """`make` of each item, the next one made by another thread while the caller works on this one."""
    with ThreadPoolExecutor(1) as pool:
        waiting: Future[Points] | None = None
        for item in items:
            coming = pool.submit(make, item)
            if waiting:
                yield waiting.result()
            waiting = coming
        if waiting:
            yield waiting.result()
