"""What can happen on a cluster: a host that dies, one that has nothing to give, one that is not there."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import pytest

from duijie.engine import match
from duijie.engine.index import Int64
from duijie.engine.plan import Plan
from duijie.engine.runners import Report, RunnerError, Spark
from tests.engine.runners.market import Deadly, Slow, arrow, market, plan_of
from tests.engine.runners.system import wait_until

if TYPE_CHECKING:
    from tests.engine.runners.cluster import Cluster

PIECES = 30


@dataclass
class InSmallPieces:
    """A runner that has its batches cut small, each with a delay, so that there is time for something to happen."""

    runner: Spark
    notes: Path

    def run(self, plan: Plan, batches: Sequence[Int64], report: Report) -> Iterable[pl.DataFrame]:
        pieces = np.array_split(np.concatenate(batches), PIECES)
        slow = replace(plan, searcher=Slow(plan.searcher, 0.2, str(self.notes)))
        return self.runner.run(slow, pieces, report)


@pytest.mark.spark
def test_a_host_that_dies_changes_nothing(cluster: "Cluster", tmp_path: Path) -> None:
    both = [side.with_columns(price=None) for side in market(needs=200)]  # so that each batch is one search
    expected = arrow(match(*both, "sales", k=5).pairs)
    victim = cluster.workers[0]
    died_at: list[int] = []

    def begun_by(pids: Iterable[int]) -> int:
        return sum(int(note.name.partition("-")[2]) in pids for note in tmp_path.iterdir())

    def strike(done: int, total: int, what: str) -> None:
        """Once some batches are done, and the victim has just begun another."""
        pids = set(victim.processes())
        so_far = begun_by(pids)
        if so_far and not died_at:
            wait_until(lambda: begun_by(pids) > so_far)
            victim.cut_power()
            died_at.append(done)

    runner = InSmallPieces(Spark(cluster.master, cluster.settings), tmp_path)
    found = match(*both, "sales", k=5, runner=runner, progress=strike).pairs
    cluster.start_worker(victim)
    assert arrow(found) == expected
    assert died_at
    assert 0 < died_at[0] < 150
    begun = [p.name.partition("-")[0] for p in tmp_path.iterdir()]
    assert len(set(begun)) == PIECES
    assert len(begun) > PIECES, "the batch that the dead host was at was begun again elsewhere"


@pytest.mark.spark
def test_the_command_runs_on_the_cluster(cluster: "Cluster", tmp_path: Path) -> None:
    for side, frame in zip(("needs", "offers"), market(needs=30, offers=60), strict=True):
        frame.select("id", "title", "price", pl.col("products").list.join("；")).write_csv(
            tmp_path / f"{side}.csv"
        )
    (tmp_path / "spark-defaults.conf").write_text("".join(f"{k} {v}\n" for k, v in cluster.settings.items()))
    env = os.environ | {"SPARK_CONF_DIR": str(tmp_path), "DUIJIE_SPARK_MASTER": cluster.master}
    outputs = []
    for name in ("serial", "spark"):
        outputs.append(tmp_path / f"{name}.parquet")
        call = [sys.executable, "-m", "duijie", "match", tmp_path / "needs.csv", tmp_path / "offers.csv"]
        call += ["-c", "sales", "--runner", name, "-o", outputs[-1]]
        done = subprocess.run(call, env=env, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stderr
        assert "Exception" not in done.stderr
    assert outputs[0].read_bytes() == outputs[1].read_bytes()


@pytest.mark.spark
def test_a_cluster_that_has_nothing_to_give_is_not_waited_for_forever(cluster: "Cluster") -> None:
    plan = plan_of(*market(needs=5, offers=5))
    greedy = cluster.settings | {"spark.executor.memory": "500g"}
    with pytest.raises(RunnerError, match="1 秒没有执行任何任务"):
        list(Spark(cluster.master, greedy, patience=1).run(plan, plan.batches(), lambda done: None))


def run_nowhere(master: str) -> None:
    plan = plan_of(*market(needs=5, offers=5))
    list(Spark(master).run(plan, plan.batches(), lambda done: None))


@pytest.mark.spark
def test_a_master_that_does_not_answer_is_told_at_once(cluster: "Cluster") -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    before = time.monotonic()
    with pytest.raises(RunnerError, match=f"连不上 Spark 集群 spark://127.0.0.1:{port}：主节点没有应答"):
        run_nowhere(f"spark://127.0.0.1:{port}")
    assert time.monotonic() - before < 30


@pytest.mark.spark
@pytest.mark.parametrize("address", ["spark://", "spark://host", "spark://host:port", "spark://:7077"])
def test_an_address_that_is_none_is_told(cluster: "Cluster", address: str) -> None:
    with pytest.raises(RunnerError, match=r"地址.*不对"):
        run_nowhere(address)


def test_no_address_is_told() -> None:
    with pytest.raises(RunnerError, match="--master spark://"):
        Spark(None)


@pytest.mark.spark
def test_a_batch_that_kills_its_process_everywhere_is_told(cluster: "Cluster") -> None:
    plan = plan_of(*market())
    deadly = replace(plan, searcher=Deadly(plan.searcher))
    with pytest.raises(RunnerError, match=r"Spark 没有算完：.*Python worker exited unexpectedly"):
        list(Spark("local[1]", cluster.settings).run(deadly, plan.batches(), lambda done: None))


def test_without_pyspark_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    with pytest.raises(RunnerError, match=r"pip install duijie\[spark\]"):
        run_nowhere("spark://127.0.0.1:7077")


@pytest.mark.spark
def test_without_java_it_says_what_to_install(
    cluster: "Cluster", monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(RunnerError, match="Java 17"):
        run_nowhere(cluster.master)
