"""What a whole province costs: `duijie match` on markets of growing size, in processes of their own.

    python benchmarks/scale.py [--needs 100000] [--offers 1000000] [--steps 3] [--plot FILE.svg]
        [--market FOLDER]

Sales listings as the demo city's firms write them, no two texts alike. The largest market is as given; each step before
it is a tenth of the next. Printed: seconds and peak memory of reading, matching (top 10 with verdicts and reasons) and
writing Parquet. Then the largest market is opened once (`engine.Market`), and new listings are matched with it: the median
and the longest of twenty of either side. The plot has both axes by powers of ten. Making the
listings takes minutes: `--market` keeps them for the next time.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from common import arguments, growth_plot, peak_gib
from markets import listings

LATER = 20
PEAK = "import resource,sys; from duijie.cli import main\ntry:\n main()\nfinally:\n print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] == "later":
        later(Path(sys.argv[2]))
        return
    options = arguments(__doc__ or "", needs=100_000, offers=1_000_000, steps=3, plot=Path(), market=Path())
    points = []
    with tempfile.TemporaryDirectory() as name:
        folder = options.market if options.market.name else Path(name)
        for side, wanted in (("need", options.needs), ("offer", options.offers)):
            if not (folder / f"{side}s.parquet").is_file():
                listings(side, wanted).write_parquet(folder / f"{side}s.parquet")
        for step in range(options.steps - 1, -1, -1):
            needs, offers = options.needs // 10**step, options.offers // 10**step
            seconds, gib, facts = run(folder, needs, offers)
            points.append((offers, seconds, gib))
            print(
                f"{needs:>8,} needs x {offers:>9,} offers: {seconds:7.1f} s, {gib:5.2f} GiB, {facts['pairs']:,} pairs",
                flush=True,
            )
        print(
            subprocess.run(
                [sys.executable, __file__, "later", str(folder)], capture_output=True, text=True, check=True
            ).stdout
        )
    if options.plot.name:
        options.plot.write_text(growth_plot(points), "utf-8")


def run(folder: Path, needs: int, offers: int) -> tuple[float, float, dict]:
    for side, wanted in (("need", needs), ("offer", offers)):
        frame = pl.scan_parquet(folder / f"{side}s.parquet").head(wanted).collect()
        lists = [c for c, t in frame.schema.items() if t == pl.List(pl.String)]
        frame.with_columns(pl.col(lists).list.join("；")).write_csv(folder / f"{side}.csv")
    files = [str(folder / "need.csv"), str(folder / "offer.csv")]
    command = ["match", *files, "-c", "sales", "-o", str(folder / "out.parquet"), "--json"]
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", PEAK, *command], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode not in (0, 1):
        sys.exit(done.stdout + done.stderr)
    return seconds, int(done.stderr.split()[-1]) / 1024**2, json.loads(done.stdout)


def later(folder: Path) -> None:
    """Open the market and match listings that are not in it."""
    from duijie.engine import Market  # noqa: PLC0415  in a process of its own

    frames = {side: pl.read_parquet(folder / f"{side}s.parquet") for side in ("need", "offer")}
    new = {
        side: frame.tail(LATER).with_columns(id=pl.format("new-{}", "id")) for side, frame in frames.items()
    }
    started = time.perf_counter()
    market = Market(frames["need"].head(-LATER), frames["offer"].head(-LATER), "sales")
    print(f"opened in {time.perf_counter() - started:.1f} s")
    for side, listings_ in new.items():
        times = []
        for row in range(LATER):
            started = time.perf_counter()
            market.match(side, listings_[row])
            market.add(side, listings_[row])
            times.append(time.perf_counter() - started)
        middle, longest = statistics.median(times[1:]), max(times[1:])
        print(
            f"a new {side} matched and added: {middle:.2f} s, at most {longest:.2f} s (the first, {times[0]:.2f} s)"
        )
    print(f"{peak_gib():.2f} GiB")


if __name__ == "__main__":
    main()
