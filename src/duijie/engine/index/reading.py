"""The compiled loops that read code points into pieces and number them; see `cutting` for what a piece is."""

import numpy as np
import numpy.typing as npt

from duijie.engine.index.types import Bool, Int32, Int64, compiled

Points = npt.NDArray[np.uint32]
Bytes = npt.NDArray[np.uint8]
Table = tuple[
    Int32, Int64, Int64, Int64
]  # slots by hash; codes, last listing seen in and frequency by column

# Code points that stand for no character in any text.
END, NEXT_FIELD = 0x10FFFF, 0x10FFFE
BITS = 21  # of a code point; two neighbours take 42, and words begin above them
WORDS_FROM = 1 << 62
_HAN = ((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x3134F))
_LATIN = ((ord("a"), ord("z")), (ord("0"), ord("9")))
_JOINTS = tuple((ord(c), ord(c)) for c in ".+#/-")  # hold a word together from within: gb/t, 2.5, h-beam
_NONE = np.int64(0)
_FNV_START, _FNV_PRIME, _FIBONACCI = 0xCBF29CE484222325, 0x100000001B3, 0x9E3779B97F4A7C15


@compiled
def read_listings(
    points: Points, counted: Bool, serial: int, learn: bool, table: Table, size: int
) -> tuple[Int64, Int32, Bytes, Table, int]:
    """Starts, columns and fields of the listings' distinct pieces; the table with those that were new, and its size.

    `serial` numbers the first listing among all that the table has seen.
    """
    starts = np.zeros(len(counted) + 1, np.int64)
    columns = np.empty(2 * len(points), np.int32)
    fields = np.empty(2 * len(points), np.uint8)
    found = np.empty(0, np.int64)
    at = total = 0
    for listing in range(len(counted)):
        end = at
        while points[end] != END:
            end += 1
        most = 2 * (end - at)
        while 2 * (size + most) > len(table[0]):
            table = _grown(table, size)
        if len(found) < most:
            found = np.empty(2 * most, np.int64)
        count, size = _read_listing(
            points[at:end], serial + listing, counted[listing], learn, table, size, found
        )
        found[:count].sort()
        for k in range(count):
            columns[total + k] = found[k] >> 8
            fields[total + k] = found[k] & 0xFF
        total += count
        starts[listing + 1] = total
        at = end + 1
    return starts, columns[:total].copy(), fields[:total].copy(), table, size


@compiled
def _read_listing(
    points: Points, serial: int, counted: bool, learn: bool, table: Table, size: int, found: Int64
) -> tuple[int, int]:
    """Notes column × 256 + field of each distinct piece in `found`; returns how many, and the table's size."""
    _, _, seen, frequency = table
    count = field = i = 0
    while i < len(points):
        if points[i] == NEXT_FIELD:
            field += 1
        first, second, i = _codes_at(points, i)
        for code in (first, second):
            column, size = _column(code, learn, table, size)
            if column >= 0 and seen[column] != serial:
                seen[column] = serial
                frequency[column] += counted
                found[count] = (np.int64(column) << 8) | min(field, 0xFF)
                count += 1
    return count, size


@compiled
def _codes_at(points: Points, i: int) -> tuple[np.int64, np.int64, int]:
    """Codes of the character and the pair, or of the word, that begin at `i` (0: none), and where to read on."""
    point = np.int64(points[i])
    if _within(point, _HAN):
        if i + 1 < len(points) and _within(points[i + 1], _HAN):
            return point, (point << BITS) | np.int64(points[i + 1]), i + 1
        return point, _NONE, i + 1
    if not _within(point, _LATIN):
        return _NONE, _NONE, i + 1
    code = np.uint64(_FNV_START)
    while i < len(points) and _goes_on(points, i):
        code = (code ^ np.uint64(points[i])) * np.uint64(_FNV_PRIME)
        i += 1
    return np.int64(code & np.uint64(WORDS_FROM - 1)) | WORDS_FROM, _NONE, i


@compiled
def _goes_on(points: Points, i: int) -> bool:
    if _within(points[i], _LATIN):
        return True
    return _within(points[i], _JOINTS) and i + 1 < len(points) and _within(points[i + 1], _LATIN)


@compiled
def _within(point: np.int64 | np.uint32, ranges: tuple[tuple[int, int], ...]) -> bool:
    for low, high in ranges:  # noqa: SIM110  compiled loops know no `any`
        if low <= point <= high:
            return True
    return False


@compiled
def _column(code: np.int64, learn: bool, table: Table, size: int) -> tuple[int, int]:
    """The code's column, a new one if it has none and may learn (else -1), and the table's size."""
    slots, codes, seen, frequency = table
    if code == 0:
        return -1, size
    slot = _slot(code, slots, codes)
    if slots[slot] >= 0 or not learn:
        return slots[slot], size
    slots[slot], codes[size], seen[size], frequency[size] = size, code, -1, 0
    return size, size + 1


@compiled
def _slot(code: np.int64, slots: Int32, codes: Int64) -> np.int64:
    """Where the table has the code, or the free place for it (open addressing, Fibonacci hashing)."""
    mask = len(slots) - 1
    at = np.int64((np.uint64(code) * np.uint64(_FIBONACCI)) >> np.uint64(32)) & mask
    while slots[at] >= 0 and codes[slots[at]] != code:
        at = (at + 1) & mask
    return at


@compiled
def _grown(table: Table, size: int) -> Table:
    """The same table with twice the room."""
    old_slots, old_codes, old_seen, old_frequency = table
    room = len(old_slots)
    slots = np.full(2 * room, -1, np.int32)
    codes, seen, frequency = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
    codes[:size], seen[:size], frequency[:size] = old_codes[:size], old_seen[:size], old_frequency[:size]
    for column in range(size):
        slots[_slot(codes[column], slots, codes)] = column
    return slots, codes, seen, frequency
