"""What a whole province costs: `duijie match` on markets of growing size, in processes of their own.

    python benchmarks/scale.py [--needs 100000] [--offers 1000000] [--steps 3] [--plot FILE.svg]

Sales listings as the demo city's firms write them, no two texts alike. The largest market is as given; each step before
it is a tenth of the next. Printed: seconds and peak memory of reading, matching (top 10 with verdicts and reasons) and
writing Parquet. The plot has both axes by powers of ten.
"""

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from common import arguments, growth_plot
from markets import listings

PEAK = "import resource,sys; from duijie.cli import main\ntry:\n main()\nfinally:\n print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)"


def main() -> None:
    options = arguments(__doc__ or "", needs=100_000, offers=1_000_000, steps=3, plot=Path())
    points = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for side, wanted in (("need", options.needs), ("offer", options.offers)):
            listings(side, wanted).write_parquet(folder / f"{side}s.parquet")
        for step in range(options.steps - 1, -1, -1):
            needs, offers = options.needs // 10**step, options.offers // 10**step
            seconds, gib, facts = run(folder, needs, offers)
            points.append((offers, seconds, gib))
            print(
                f"{needs:>8,} needs x {offers:>9,} offers: {seconds:7.1f} s, {gib:5.2f} GiB, {facts['pairs']:,} pairs",
                flush=True,
            )
    if options.plot.name:
        options.plot.write_text(growth_plot(points), "utf-8")


def run(folder: Path, needs: int, offers: int) -> tuple[float, float, dict]:
    import polars as pl  # noqa: PLC0415  only to cut the files

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


if __name__ == "__main__":
    main()
