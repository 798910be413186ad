"""The same market by every runner: seconds, memory, size of what travels, and whether the results are the same bytes.

    python benchmarks/runners.py [--needs 20000] [--offers 50000] [--workers 2]

The market is made of the demo city's own listings (sales). Each runner has a process of its own. Spark runs on a
cluster made for it on this machine: a master and two workers of one core each, with networks of their own where the
system allows that. Memory is the highest sum over all Python processes of the runner, each page counted once (PSS).
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from common import arguments

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] == "one":
        one(sys.argv[2], Path(sys.argv[3]), sys.argv[4:])
        return
    options = arguments(__doc__ or "", needs=20_000, offers=50_000, workers=2)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, options.needs, options.offers)
        print(f"{options.needs:,} needs x {options.offers:,} offers; load before: {os.getloadavg()[0]:.1f}")
        print(
            "| runner | seconds | of these making the plan | memory, GiB | plan as files, MB | pairs | SHA-256 |"
        )
        print("|---|---|---|---|---|---|---|")
        run("serial", folder)
        run("processes", folder, str(options.workers))
        with cluster(folder) as (master, settings):
            run("spark", folder, master, *(f"{k}={v}" for k, v in settings.items()))


def write(folder: Path, needs: int, offers: int) -> None:
    """A market of the demo city's sales listings, no two with the same content."""
    from duijie.demo.city import build  # noqa: PLC0415  the runners' processes must not pay for it

    city = build(enterprises=2_000, listings=int((needs + offers) * 3.2))
    for side, wanted in (("need", needs), ("offer", offers)):
        frame = city.listings["sales"][side]
        frame = pl.concat([frame] * -(-wanted // len(frame))).head(wanted)
        numbered = pl.format("{} {}号", "title", pl.int_range(pl.len())).alias("title")
        ids = pl.Series("id", [f"{side}{i}" for i in range(wanted)])
        frame.with_columns(numbered, ids).write_parquet(folder / f"{side}s.parquet")


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The tests' cluster."""
    sys.path[:0] = [str(ROOT)]
    from tests.engine.runners.cluster import started  # noqa: PLC0415  needs PySpark

    with started(folder) as running:
        yield running.master, running.settings


def run(name: str, folder: Path, *options: str) -> None:
    call = [sys.executable, __file__, "one", name, str(folder), *options]
    subprocess.run(call, check=True, stderr=subprocess.DEVNULL)


def one(name: str, folder: Path, options: list[str]) -> None:
    """Match with one runner and print its row."""
    from duijie.engine import match  # noqa: PLC0415
    from duijie.engine.runners import Processes, Serial, Spark  # noqa: PLC0415

    if name == "spark":
        chosen = Timed(Spark(options[0], dict(o.split("=", 1) for o in options[1:])))
    else:
        chosen = Timed(Processes(int(options[0])) if options else Serial())
    needs, offers = (pl.read_parquet(folder / f"{side}.parquet") for side in ("needs", "offers"))
    memory = Memory()
    started = time.perf_counter()
    pairs = match(needs, offers, "sales", runner=chosen).pairs
    whole, planned, peak = time.perf_counter() - started, chosen.began - started, memory.stop()
    pairs.write_ipc(folder / "pairs.arrow", compat_level=pl.CompatLevel.oldest())
    digest = hashlib.sha256((folder / "pairs.arrow").read_bytes()).hexdigest()[:16]
    print(
        f"| {name} {options[0] if name == 'processes' else ''} | {whole:.1f} | {planned:.1f} | {peak:.2f} "
        f"| {chosen.size / 1e6:.0f} | {len(pairs):,} | {digest} |",
        flush=True,
    )


class Timed:
    """A runner that notes when it began, and how large the plan is that it was given."""

    def __init__(self, runner) -> None:
        self._runner = runner
        self.began, self.size = 0.0, 0

    def run(self, plan, batches, report):
        from duijie.engine.runners.files import save  # noqa: PLC0415

        self.began = time.perf_counter()
        with tempfile.TemporaryDirectory() as name:
            self.size = sum(f.stat().st_size for f in save(plan, Path(name)))
        return self._runner.run(plan, batches, report)


class Memory:
    """Watches this process and all Python processes that work for it, here and on the cluster's hosts."""

    def __init__(self) -> None:
        self._peak, self._ended = 0, threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(0.25):
            self._peak = max(self._peak, sum(map(_own, _pythons())))

    def stop(self) -> float:
        """The peak in GiB."""
        self._ended.set()
        self._thread.join()
        return self._peak / 1024**2


def _pythons() -> list[Path]:
    mine = (str(os.getpid()), "spawn_main", "pyspark.daemon")
    return [p for p in Path("/proc").iterdir() if p.name.isdigit() and (p.name in mine or _runs(p, mine[1:]))]


def _runs(process: Path, words: tuple[str, ...]) -> bool:
    try:
        line = (process / "cmdline").read_text()
    except OSError:
        return False
    return any(w in line for w in words)


def _own(process: Path) -> int:
    """Proportional set size in KiB."""
    try:
        lines = (process / "smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


if __name__ == "__main__":
    main()
