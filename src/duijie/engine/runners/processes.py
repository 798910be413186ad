"""Batches spread over processes of this machine, which share one copy of the plan in memory.

Each worker is a fresh process (a fork of one that has threads can hang), at one end of a pipe. A worker that dies
closes its pipe, and so does this process if it dies: nobody waits for the dead.
"""

import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from duijie.engine.index import Int64
from duijie.engine.plan import Plan
from duijie.engine.runners import files, parcels
from duijie.engine.runners.base import Report, RunnerError

# The batches are the parallelism; threads inside them would only get in each other's way.
ONE_THREAD = {
    "POLARS_MAX_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
}
_GONE = (EOFError, ConnectionError)
_KILLED = -9  # what the system does to a process when memory runs out


class Processes:
    """Runs batches in `workers` processes, by default one per processor that this process may use.

    Programs that use it need the usual `if __name__ == "__main__":`, as workers import the main module.
    """

    def __init__(self, workers: int | None = None) -> None:
        self._workers = workers or _processors()

    def run(self, plan: Plan, batches: Sequence[Int64], report: Report) -> Iterator[pl.DataFrame]:
        with TemporaryDirectory(prefix="duijie-") as name:
            files.save(plan, Path(name))
            with _crew(min(self._workers, len(batches)), Path(name)) as crew:
                yield from _in_order(_finished(crew, batches), batches, report)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection


@contextmanager
def _crew(size: int, folder: Path) -> Iterator[list[_Worker]]:
    """Workers that are all gone afterwards, however it ends."""
    crew: list[_Worker] = []
    try:
        with _environment(ONE_THREAD):
            for _ in range(size):
                crew.append(_start(folder))  # noqa: PERF401  those that were started must be ended if the next fails
        yield crew
    finally:
        for worker in crew:
            worker.process.terminate()
        for worker in crew:
            worker.process.join()
            worker.pipe.close()


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set for the processes started meanwhile: libraries read these once, at import."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _start(folder: Path) -> _Worker:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(folder, theirs), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _serve(folder: Path, pipe: Connection) -> None:
    """A worker's life: batches in, parcels out, until the pipe closes. Ctrl-C is for the one who handed out the work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        while True:
            pipe.send(parcels.work(folder, pipe.recv()))
    except _GONE:
        return


def _finished(crew: list[_Worker], batches: Sequence[Int64]) -> Iterator[tuple[int, parcels.Parcel]]:
    """Batch numbers with their parcels as they come; a worker that is done gets the next batch."""
    todo = iter(enumerate(batches))
    busy: dict[Any, tuple[int, _Worker]] = {}

    def hand_out(worker: _Worker) -> None:
        for number, rows in todo:
            _send(worker, rows)
            busy[worker.pipe] = (number, worker)
            return

    for worker in crew:
        hand_out(worker)
    while busy:
        for ready in wait(list(busy)):
            number, worker = busy.pop(ready)
            parcel = _receive(worker)
            hand_out(worker)
            yield number, parcel


def _send(worker: _Worker, rows: Int64) -> None:
    try:
        worker.pipe.send(rows)
    except _GONE as error:
        raise _died(worker) from error


def _receive(worker: _Worker) -> parcels.Parcel:
    try:
        return worker.pipe.recv()
    except _GONE as error:
        raise _died(worker) from error


def _died(worker: _Worker) -> RunnerError:
    worker.process.join()
    code = worker.process.exitcode or 0
    how = f"信号 {-code}" if code < 0 else f"退出码 {code}"
    why = "多半是内存不足" if code == _KILLED else "原因见上面的输出"
    return RunnerError(
        f"一个计算进程意外结束（{how}，{why}），匹配没有完成。请减少进程数（--workers）或换内存更大的机器。"
    )


def _in_order(
    finished: Iterator[tuple[int, parcels.Parcel]], batches: Sequence[Int64], report: Report
) -> Iterator[pl.DataFrame]:
    """The batches' pairs in the order of the batches; progress as they are finished."""
    early: dict[int, pl.DataFrame] = {}
    due = done = 0
    for number, parcel in finished:
        early[number] = parcels.opened(parcel)
        done += len(batches[number])
        report(done)
        while due in early:
            yield early.pop(due)
            due += 1
