"""The prover as a process of its own: it answers, it can be stopped, its death is told, nothing of it is left."""

import os
import signal
import time
from pathlib import Path

import pytest

from duijie.engine.meetings import ProverError
from duijie.engine.meetings.process import Prover

HOLES = 9  # pigeons in one hole fewer: out of reach of a solver without counting, in the time of a test


def told(prover: Prover, key: str) -> dict[str, object]:
    ends = time.perf_counter() + 30
    while time.perf_counter() < ends:
        if key in (news := prover.news(0.1) or {}):
            return news
    raise AssertionError(key)


def pigeons(count: int) -> list[list[int]]:
    def at(pigeon: int, hole: int) -> int:
        return pigeon * count + hole + 1

    clauses = [[at(p, h) for h in range(count)] for p in range(count + 1)]
    return clauses + [
        [-at(p, h), -at(q, h)] for h in range(count) for q in range(count + 1) for p in range(q)
    ]


def test_the_cheapest_model_and_its_cost() -> None:
    with Prover([[1, 2], [-1, -2]], [([1], 3), ([2], 1)], [1, 2]) as prover:
        assert told(prover, "optimum") == {"optimum": 1, "model": [1]}


def test_clauses_that_contradict_each_other() -> None:
    with Prover([[1], [-1]], []) as prover:
        assert told(prover, "impossible")


def test_a_prover_that_is_killed_is_told_in_a_sentence() -> None:
    with Prover(pigeons(HOLES + 3), [([1], 1)]) as prover:
        os.kill(prover._process.pid, signal.SIGKILL)
        with pytest.raises(ProverError, match="求解进程没有算完就结束了"):
            told(prover, "optimum")


def test_leaving_ends_the_process_and_closes_its_files() -> None:
    files = Path("/proc/self/fd")
    before = len(list(files.iterdir())) if files.is_dir() else 0
    for _ in range(3):
        with Prover(pigeons(HOLES + 3), [([1], 1)]) as prover:
            pid = prover._process.pid
        assert prover._process.returncode is not None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    if files.is_dir():
        assert len(list(files.iterdir())) == before


def test_ctrl_c_does_not_reach_the_prover() -> None:
    """A terminal sends it to the whole group: the prover goes on until who started it has its answer."""
    with Prover(pigeons(HOLES), [([1], 1)]) as prover:
        assert os.getpgid(prover._process.pid) != os.getpgid(0)
