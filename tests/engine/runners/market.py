"""A market of several batches, and its pairs to the last bit."""

import io
import os
import random
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from duijie.engine import match
from duijie.engine.index import Candidates, Int64, Searcher
from duijie.engine.plan import Plan, match_batch
from duijie.engine.runners import Report
from tests.engine.market import listings

_WORDS = (
    "主轴轴承",
    "偏航轴承",
    "数控车床",
    "风电叶片",
    "切削液",
    "锻件",
    "钛合金板",
    "齿轮箱",
    "机床床身",
    "密封圈",
)
_PLACES = (None, "410305", "410306", "110105")


def market(needs: int = 1_300, offers: int = 300, seed: int = 7) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Needs of three batches, with prices that block many offers, and copies on both sides."""
    chance = random.Random(seed)  # noqa: S311  a market, not a secret
    return _side(chance, "采购", needs, (None, 1, 1, 3, 5)), _side(
        chance, "供应", offers, (None, *range(2, 20))
    )


def _side(chance: random.Random, verb: str, size: int, prices: tuple[int | None, ...]) -> pl.DataFrame:
    rows = []
    for _ in range(size):
        words = chance.sample(_WORDS, chance.randint(1, 3))
        row = {"title": f"{verb}{words[0]}{chance.randrange(10**6)}型", "products": words, "unit": "套"}
        row |= {"price": chance.choice(prices), "region": chance.choice(_PLACES)}
        rows.append(row)
    rows[-1] = dict(rows[0])
    return listings("sales", *rows)


def arrow(pairs: pl.DataFrame) -> bytes:
    """Columns, order, reasons and every bit of every score."""
    whole = io.BytesIO()
    pairs.write_ipc(whole, compat_level=pl.CompatLevel.oldest())
    return whole.getvalue()


class Inspect:
    """A runner that keeps the plan it is given; it can do all batches as one."""

    def __init__(self, *, all_at_once: bool = False) -> None:
        self._all_at_once = all_at_once
        self.plan: Plan

    def run(self, plan: Plan, batches: Sequence[Int64], report: Report) -> list[pl.DataFrame]:
        self.plan = plan
        return [match_batch(plan, np.concatenate(batches))] if self._all_at_once else []


def plan_of(needs: pl.DataFrame, offers: pl.DataFrame, k: int = 5) -> Plan:
    """The plan that `match` makes of these."""
    seen = Inspect()
    match(needs, offers, "sales", k=k, runner=seen)
    return seen.plan


@dataclass
class Refusing:
    """A searcher that stops at the second batch with a sentence."""

    searcher: Searcher
    sentence: str

    def search(self, needs: Int64, pool: int) -> Candidates:
        if 0 in needs:
            return self.searcher.search(needs, pool)
        raise ValueError(self.sentence)


@dataclass
class Deadly:
    """A searcher that kills the process it is in at the second batch, as the system does when memory runs out."""

    searcher: Searcher

    def search(self, needs: Int64, pool: int) -> Candidates:
        if 0 not in needs:
            os.kill(os.getpid(), signal.SIGKILL)
        return self.searcher.search(needs, pool)


@dataclass
class Slow:
    """A searcher that takes its time and notes in a folder what it began."""

    searcher: Searcher
    seconds: float
    notes: str

    def search(self, needs: Int64, pool: int) -> Candidates:
        Path(self.notes, f"{needs[0]}-{os.getpid()}").touch()
        time.sleep(self.seconds)
        return self.searcher.search(needs, pool)
