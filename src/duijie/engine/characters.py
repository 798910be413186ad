"""Traditional characters read as simplified ones, one by one: a listing finds its match however it was typed.

OpenCC's table, of which only what maps one character to one is used, so that lengths and places in a text stay.
"""

from functools import cache

import numpy as np
import numpy.typing as npt
from opencc import OpenCC

_FIRST, _END = 0x3400, 0xA000  # CJK unified ideographs and their extension A
_POINTS = 0x110000
_KEPT = frozenset("乾徵夥摺")  # 通用规范汉字表 (2013) has them beside 干征伙折, for other meanings


@cache
def simplified() -> dict[int, int]:
    """Code points of traditional characters, and of what they are in simplified texts."""
    every = [chr(point) for point in range(_FIRST, _END)]
    told = OpenCC("t2s").convert("\n".join(every)).split("\n")
    pairs = zip(every, told, strict=True)
    return {ord(a): ord(b) for a, b in pairs if a != b and len(b) == 1 and a not in _KEPT}


@cache
def folding() -> npt.NDArray[np.uint32]:
    """The same as an array over all code points, for whole columns at once."""
    table = np.arange(_POINTS, dtype=np.uint32)
    table[list(simplified())] = list(simplified().values())
    return table
