"""One question to the prover: is it possible, at what cost, for which reasons not."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from duijie.engine.meetings.encoding import Encoding
from duijie.engine.meetings.process import Prover

Clauses = Sequence[Sequence[int]]
Weighted = Sequence[tuple[Sequence[int], int]]
_PATIENCE = 0.05  # seconds between looks at the clock


@dataclass(frozen=True)
class Answer:
    """``slots`` of the best found (None: nothing found); ``impossible`` and ``optimal`` are proven."""

    slots: list[int | None] | None
    impossible: bool = False
    optimal: bool = False


def ask(
    encoding: Encoding,
    soft: Weighted = (),
    *,
    also: Clauses = (),
    limit: float = 10.0,
    cancelled: Callable[[], bool] | None = None,
) -> Answer:
    """The cheapest way to break soft clauses, if it is found within ``limit`` seconds; any way if there are none."""
    slots, ends = None, time.perf_counter() + limit
    with Prover([*encoding.hard, *also], soft, encoding.watched) as prover:
        while time.perf_counter() < ends and not (cancelled and cancelled()):
            told = prover.news(_PATIENCE) or {}
            if told.get("impossible"):
                return Answer(None, impossible=True)
            if "model" in told:
                slots = encoding.slots(told["model"])
            if "optimum" in told:
                return Answer(slots, optimal=True)
    return Answer(slots)


def contradiction(hard: Clauses, groups: Sequence[int], *, limit: float = 10.0) -> tuple[list[int], bool]:
    """Numbers of ``groups`` (literals) that cannot all hold, few or, if True, the fewest; empty if none was found."""
    found, ends = list[int](), time.perf_counter() + limit
    with Prover(hard, [([group], 1) for group in groups], what="explain") as prover:
        while time.perf_counter() < ends:
            told = prover.news(_PATIENCE) or {}
            found = told.get("reasons", found)
            if told.get("smallest"):
                return found, True
            if told.get("possible") or told.get("ended"):
                break
    return found, False
