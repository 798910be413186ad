"""What travels back from a worker: the pairs of a batch as bytes, or the error that stopped it."""

import io
import pickle
import traceback
from pathlib import Path

import polars as pl

from duijie.engine.index import Int64
from duijie.engine.plan import match_batch
from duijie.engine.runners import files

Parcel = bytes | Exception


def work(folder: Path, rows: Int64) -> Parcel:
    """Match one batch of the plan in the folder. Lack of memory or disk is the machine's fault and raised here."""
    try:
        found = match_batch(files.load(folder), rows)
    except (MemoryError, OSError):
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, its sentence must reach who asked
        return _portable(error)
    whole = io.BytesIO()
    found.write_ipc(whole, compression="zstd")
    return whole.getvalue()


def _portable(error: Exception) -> Exception:
    """The error with its trace as a note; one that cannot be pickled in its own words."""
    error.add_note("".join(traceback.format_exception(error)))
    try:
        return pickle.loads(pickle.dumps(error))  # noqa: S301  made here
    except Exception:  # noqa: BLE001  any kind of object may refuse
        return RuntimeError(f"{type(error).__name__}: {error}")


def opened(parcel: Parcel) -> pl.DataFrame:
    """The pairs; raises the error where the parcel holds one."""
    if isinstance(parcel, Exception):
        raise parcel
    return pl.read_ipc(io.BytesIO(parcel))
