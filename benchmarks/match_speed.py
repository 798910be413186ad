"""`duijie match` beside a bare scipy BM25 top-10 of the same texts, in one run.

    python benchmarks/match_speed.py [--needs 5000] [--offers 50000]

The market is made of the demo city's own listings (sales), as many as are asked for; both start from the same .csv
files, and both times include reading, cutting and writing. The rival has no verdicts, reasons or ranks by offer.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from common import arguments, bm25, characters, counts, widen

BATCH = 256


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] == "rival":
        rival(Path(sys.argv[2]))
        return
    options = arguments(__doc__ or "", needs=5_000, offers=50_000)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write(folder, options.needs, options.offers)
        bare = run([sys.executable, __file__, "rival", str(folder)])
        for ending in ("parquet", "xlsx"):
            ours = run(
                [
                    sys.executable,
                    "-m",
                    "duijie",
                    "match",
                    str(folder / "needs.csv"),
                    str(folder / "offers.csv"),
                    "--channel",
                    "sales",
                    "-o",
                    str(folder / f"out.{ending}"),
                    "--json",
                ]
            )
            print(
                f"duijie match to .{ending}: {ours[0]:.1f} s, {ours[1]:.2f} GiB; {ours[0] / bare[0]:.2f} x the rival's"
            )
        print(f"bare scipy BM25 top-10: {bare[0]:.1f} s, {bare[1]:.2f} GiB")


def write(folder: Path, needs: int, offers: int) -> None:
    """A market of the demo city's sales listings."""
    from duijie.demo.city import build  # noqa: PLC0415  the rival's process must not pay for it

    listings = int((needs + offers) * 3.2)
    city = build(enterprises=2_000, listings=listings)
    for side, wanted in (("need", needs), ("offer", offers)):
        frame = city.listings["sales"][side]
        frame = pl.concat([frame] * -(-wanted // len(frame))).head(wanted)
        ids = pl.Series("id", [f"{side}{i}" for i in range(wanted)])
        texts = (
            "title",
            "products",
            "description",
            "certificates",
            "unit",
            "quantity",
            "price",
            "deliver_by",
        )
        joined = [
            pl.col(c).list.join("；") if frame.schema[c] == pl.List(pl.String) else pl.col(c) for c in texts
        ]
        frame.select(ids, *joined, "region", "industry").write_csv(folder / f"{side}s.csv")


def rival(folder: Path) -> None:
    """Top 10 by BM25 over character pairs, in batches, nothing else."""
    texts = {}
    for side in ("needs", "offers"):
        frame = pl.read_csv(folder / f"{side}.csv", infer_schema=False).fill_null("")
        texts[side] = [" ".join(r) for r in frame.select("title", "products", "description").rows()]
    ids: dict[str, int] = {}
    offers = counts(texts["offers"], characters, ids)
    needs = counts(texts["needs"], characters, ids)
    weighted = bm25(widen(offers, len(ids))).T.tocsr()
    best = []
    for low in range(0, needs.shape[0], BATCH):
        product = needs[low : low + BATCH] @ weighted
        for row in range(product.shape[0]):
            here = slice(product.indptr[row], product.indptr[row + 1])
            data = product.data[here]
            top = np.argpartition(data, -10)[-10:] if len(data) > 10 else np.arange(len(data))
            best.append(product.indices[here][top[np.argsort(-data[top])]])
    np.save(folder / "rival.npy", np.concatenate(best))


def run(command: list[str]) -> tuple[float, float]:
    """Seconds and peak GiB of a process."""
    before = time.perf_counter()
    done = subprocess.run(
        ["/usr/bin/env", "time", "-f", "%M", *command], capture_output=True, text=True, check=False
    )
    if done.returncode not in (0, 1):
        sys.exit(done.stderr)
    return time.perf_counter() - before, int(done.stderr.split()[-1]) / 1024**2


if __name__ == "__main__":
    main()
