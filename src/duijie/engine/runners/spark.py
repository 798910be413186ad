"""Batches as the tasks of a Spark job: one task per batch, done again elsewhere where a host is lost.

The plan travels once to every executor as files; its Python processes map them into memory. Results come back as
bytes, in the order of the batches.
"""

import os
import shutil
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import polars as pl

from duijie.engine.index import Int64
from duijie.engine.plan import Plan
from duijie.engine.runners import files, parcels
from duijie.engine.runners.base import Report, RunnerError
from duijie.engine.runners.processes import ONE_THREAD

if TYPE_CHECKING:
    from pyspark import SparkContext

_SETTINGS = {
    "spark.driver.maxResultSize": "0",  # all pairs are to come back: that is what was asked for
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",  # we have our own
    **{f"spark.executorEnv.{name}": value for name, value in ONE_THREAD.items()},
}
_KNOCK = 5.0  # seconds for a master to answer at its port
_LOOK = 0.2  # seconds between two looks at the progress


class Spark:
    """Runs batches on the cluster at `master` ("spark://host:7077", several masters separated by commas).

    settings: Spark's own, over those in `spark-defaults.conf`. patience: seconds without a single running task
    after which the cluster is taken to have nothing to give.
    """

    def __init__(
        self, master: str | None, settings: Mapping[str, str] | None = None, *, patience: float = 120.0
    ) -> None:
        if not master:
            raise RunnerError(
                "没有给出 Spark 集群的地址：请用 --master spark://主机:7077，或设置 DUIJIE_SPARK_MASTER。"
            )
        self._master = master
        self._settings = _SETTINGS | dict(settings or {})
        self._patience = patience

    def run(self, plan: Plan, batches: Sequence[Int64], report: Report) -> Iterator[pl.DataFrame]:
        if not batches:
            return
        with TemporaryDirectory(prefix="duijie-") as name:
            written = files.save(plan, Path(name))
            with _context(self._master, self._settings) as context:
                for file in written:
                    context.addFile(str(file))
                found = _collected(context, batches, report, self._patience)
        for parcel in found:
            yield parcels.opened(parcel)


@contextmanager
def _context(master: str, settings: Mapping[str, str]) -> Iterator["SparkContext"]:
    """A connection to the cluster, closed afterwards; the main thread's Ctrl-C is what it was before."""
    spark = _pyspark()
    _knock(master)
    # The same image on every host, unless said otherwise; PySpark takes this from the environment alone.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    conf = spark.SparkConf().setMaster(master).setAppName("duijie").setAll(list(settings.items()))
    on_main = threading.current_thread() is threading.main_thread()
    before = signal.getsignal(signal.SIGINT) if on_main else None
    with _as_sentences(spark, f"连不上 Spark 集群 {master}，或它不接受这次计算"):
        context = spark.SparkContext(conf=conf)
    try:
        yield context
    finally:
        context.stop()
        if before is not None:
            signal.signal(signal.SIGINT, before)


def _pyspark() -> Any:
    try:
        import pyspark  # noqa: PLC0415  an extra that only this runner needs
    except ImportError as error:
        raise RunnerError("没有安装 PySpark：pip install duijie[spark]。") from error
    home = os.environ.get("JAVA_HOME")
    if not shutil.which("java", path=str(Path(home) / "bin") if home else None):
        raise RunnerError(
            "找不到 Java：Spark 需要 Java 17 或更新（Debian：apt install default-jre-headless）。"
        )
    return pyspark


def _knock(master: str) -> None:
    """Spark itself would try for a minute and fill the screen with its log."""
    if not master.startswith("spark://"):
        return
    for address in master.removeprefix("spark://").split(","):
        host, _, port = address.rpartition(":")
        if not host or not port.isdigit():
            raise RunnerError(f"Spark 集群的地址“{master}”不对，应如 spark://主机:7077。")
        try:
            socket.create_connection((host, int(port)), timeout=_KNOCK).close()
        except OSError:
            continue
        return
    raise RunnerError(f"连不上 Spark 集群 {master}：主节点没有应答。请检查地址、端口和防火墙。")


@contextmanager
def _as_sentences(spark: Any, what: str) -> Iterator[None]:
    """Spark's errors with their first line; the rest is in Spark's own log."""
    from py4j.protocol import Py4JError, Py4JJavaError  # noqa: PLC0415

    try:
        yield
    except (Py4JError, spark.errors.PySparkException) as error:
        said = error.java_exception.getMessage() if isinstance(error, Py4JJavaError) else str(error)
        raise RunnerError(f"{what}：{(said or type(error).__name__).splitlines()[0]}") from error


def _collected(
    context: "SparkContext", batches: Sequence[Int64], report: Report, patience: float
) -> list[parcels.Parcel]:
    tasks = context.parallelize(list(batches), len(batches)).map(_task)
    sizes = [0, *accumulate(len(b) for b in batches)]
    with ThreadPoolExecutor(1) as other:
        found = other.submit(tasks.collect)
        try:
            seen = _watch(context, found, sizes, report, patience)
        except BaseException:
            context.cancelAllJobs()
            raise
        with _as_sentences(_pyspark(), "Spark 没有算完"):
            answers = found.result()
    if seen < len(batches):
        report(sizes[-1])
    return answers


def _task(rows: Int64) -> parcels.Parcel:
    """Runs on an executor."""
    from pyspark import SparkFiles  # noqa: PLC0415

    return parcels.work(Path(SparkFiles.getRootDirectory()), rows)


def _watch(
    context: "SparkContext", found: Future[Any], sizes: Sequence[int], report: Report, patience: float
) -> int:
    """Report progress until the job ends; how many batches it had seen done by then.

    Raises RunnerError when nothing has run for `patience` seconds.
    """
    tracker, seen, alive = context.statusTracker(), 0, time.monotonic()
    while not wait([found], timeout=_LOOK).done:
        stages = [s for s in map(tracker.getStageInfo, tracker.getActiveStageIds()) if s]
        if any(s.numActiveTasks for s in stages):
            alive = time.monotonic()
        elif time.monotonic() - alive > patience:
            raise RunnerError(
                f"Spark 集群 {patience:.0f} 秒没有执行任何任务：请检查工作节点是否在线、有没有空闲的核和内存。"
            )
        done = min(max((s.numCompletedTasks for s in stages), default=0), len(sizes) - 1)
        if done > seen:
            seen = done
            report(sizes[seen])
    return seen
