"""One batch after the other, in this process."""

from collections.abc import Iterator, Sequence

import polars as pl

from duijie.engine.index import Int64
from duijie.engine.plan import Plan, match_batch
from duijie.engine.runners.base import Report


class Serial:
    """The runner that needs nothing, and the measure of the others."""

    def run(self, plan: Plan, batches: Sequence[Int64], report: Report) -> Iterator[pl.DataFrame]:
        done = 0
        for rows in batches:
            yield match_batch(plan, rows)
            done += len(rows)
            report(done)
