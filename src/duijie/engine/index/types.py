"""Names for the arrays that the index is made of, and the decorator that compiles its loops."""

from collections.abc import Callable
from typing import Any, TypeVar

import numba
import numpy as np
import numpy.typing as npt

Int32 = npt.NDArray[np.int32]
Int64 = npt.NDArray[np.int64]
Float32 = npt.NDArray[np.float32]
Float64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]

Loop = TypeVar("Loop", bound=Callable[..., Any])


def compiled(loop: Loop) -> Loop:
    """Compile a loop over arrays to run beside others (without the interpreter's lock), and keep the result on disk.

    Where no folder for it can be written to (`NUMBA_CACHE_DIR` names one), every process compiles anew.
    """
    try:
        return numba.njit(loop, nogil=True, cache=True)
    except RuntimeError:  # numba has found no folder to write to
        return numba.njit(loop, nogil=True)
