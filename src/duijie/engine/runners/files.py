"""A plan as a folder of files that any process on any machine can open.

The matrices, the bulk of it, are not read but mapped into memory: processes on one machine share one copy, in the
page cache. The mapping is private: what a process should ever write into an array stays its own.
"""

import mmap
import pickle
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

import polars as pl

from duijie.engine.plan import Plan
from duijie.engine.runners.arithmetic import arithmetic, check

FRAMES = ("needs", "offers")
_VALUES, _ARRAYS = "values.pickle", "arrays.bin"
_ALIGNED = 64  # bytes; what the widest machine instructions like


def save(plan: Plan, folder: Path) -> list[Path]:
    """Write the plan and what this machine's arithmetic is like; returns the files, to be shipped together."""
    for name in FRAMES:
        getattr(plan, name).write_ipc(folder / f"{name}.arrow", compression="uncompressed")
    values = {f.name: getattr(plan, f.name) for f in fields(plan) if f.name not in FRAMES}
    arrays: list[pickle.PickleBuffer] = []
    packed = pickle.dumps(values, protocol=5, buffer_callback=arrays.append)
    places = _write_arrays(arrays, folder / _ARRAYS)
    (folder / _VALUES).write_bytes(pickle.dumps((arithmetic(), places, packed)))
    return sorted(folder.iterdir())


def _write_arrays(arrays: list[pickle.PickleBuffer], path: Path) -> list[tuple[int, int]]:
    """Where each array begins and ends in the file."""
    places = []
    with path.open("wb") as file:
        file.write(bytes(_ALIGNED))  # an empty file cannot be mapped
        for array in arrays:
            raw = array.raw()
            places.append((file.tell(), file.tell() + raw.nbytes))
            file.write(raw)
            file.write(bytes(-file.tell() % _ALIGNED))
    return places


@lru_cache(maxsize=1)
def load(folder: Path) -> Plan:
    """The plan in this folder, kept open for the batches to come.

    Raises RunnerError where this machine does not calculate as the one that wrote the plan.
    """
    theirs, places, packed = pickle.loads((folder / _VALUES).read_bytes())  # noqa: S301  our own file
    check(theirs)
    with (folder / _ARRAYS).open("rb") as file:
        mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY))
    values = pickle.loads(packed, buffers=[mapped[low:high] for low, high in places])  # noqa: S301
    frames: dict[str, Any] = {name: pl.read_ipc(folder / f"{name}.arrow") for name in FRAMES}
    return Plan(**values, **frames)
