"""What every runner promises."""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import polars as pl

from duijie.engine.errors import EngineError
from duijie.engine.index import Int64
from duijie.engine.plan import Plan

Report = Callable[[int], None]  # how many needs are done so far


class RunnerError(EngineError):
    """The work could not be done where it was to be done; the message is a sentence for people."""


class Runner(Protocol):
    """Does a plan's batches, wherever that is."""

    def run(self, plan: Plan, batches: Sequence[Int64], report: Report) -> Iterable[pl.DataFrame]:
        """`match_batch` of every batch, in the order of the batches, whatever was finished first.

        Raises RunnerError where the place of work fails, and what a batch itself raised as it is.
        """
        ...
