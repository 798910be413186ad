"""What every runner promises, in one suite for all: the same results to the last bit, progress, errors that arrive."""

from collections.abc import Callable
from dataclasses import replace

import polars as pl
import pytest

from duijie.engine import match
from duijie.engine.runners import NAMES, Processes, Runner, RunnerError, Spark, runner
from tests.engine.runners.market import Inspect, Refusing, arrow, market, plan_of

Make = Callable[[], Runner]
RUNNERS = ["serial", "processes", pytest.param("spark", marks=pytest.mark.spark)]


@pytest.fixture(params=RUNNERS)
def here(request: pytest.FixtureRequest) -> Runner:
    """Each runner in turn."""
    if request.param == "spark":
        cluster = request.getfixturevalue("cluster")
        return Spark(cluster.master, cluster.settings)
    return runner(request.param)


@pytest.fixture(scope="module")
def both() -> tuple[pl.DataFrame, pl.DataFrame]:
    return market()


@pytest.fixture(scope="module")
def expected(both: tuple[pl.DataFrame, pl.DataFrame]) -> bytes:
    """The pairs when all needs are matched at once, in one batch, by no runner of ours."""
    return arrow(match(*both, "sales", k=5, runner=Inspect(all_at_once=True)).pairs)


def test_the_same_to_the_last_bit(
    here: Runner, both: tuple[pl.DataFrame, pl.DataFrame], expected: bytes
) -> None:
    seen: list[tuple[int, int]] = []
    found = match(
        *both, "sales", k=5, runner=here, progress=lambda done, total, _: seen.append((done, total))
    )
    assert arrow(found.pairs) == expected
    assert {r["kind"] for r in found.pairs["reasons"].explode().to_list()} == {
        "evidence",
        "constraint",
        "missing",
        "change",
    }
    total = plan_of(*both).needs.height
    assert seen[-1] == (total, total)
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


@pytest.mark.parametrize("workers", [1, 3])
def test_the_number_of_processes_changes_nothing(
    workers: int, both: tuple[pl.DataFrame, pl.DataFrame], expected: bytes
) -> None:
    assert arrow(match(*both, "sales", k=5, runner=Processes(workers)).pairs) == expected


def test_nothing_to_do_is_done(here: Runner, both: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    needs, offers = both
    assert match(needs.clear(), offers, "sales", runner=here).pairs.is_empty()


def test_what_stops_a_batch_reaches_who_asked(here: Runner, both: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    plan = plan_of(*both)
    broken = replace(plan, searcher=Refusing(plan.searcher, "这一批算不了"))
    with pytest.raises(ValueError, match="这一批算不了"):
        list(here.run(broken, plan.batches(), lambda done: None))


def test_who_cancels_is_obeyed(here: Runner, both: tuple[pl.DataFrame, pl.DataFrame]) -> None:
    plan = plan_of(*both)
    with pytest.raises(InterruptedError):
        list(here.run(plan, plan.batches(), _cancel))


def _cancel(done: int) -> None:
    raise InterruptedError


def test_an_unknown_runner_is_named_with_the_known() -> None:
    with pytest.raises(RunnerError, match=f"“hadoop”.*{'、'.join(NAMES)}"):
        runner("hadoop")


@pytest.mark.parametrize(
    ("name", "options"),
    [("serial", {"workers": 2}), ("spark", {"workers": 2}), ("processes", {"master": "spark://a:1"})],
)
def test_an_option_of_another_runner_is_refused(name: str, options: dict) -> None:
    with pytest.raises(RunnerError, match="只用于"):
        runner(name, **options)
