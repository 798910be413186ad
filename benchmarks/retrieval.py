"""Retrieval alone: the 10 best of 50,000 short Chinese texts for each of 5,000, beside three quick rivals in one run.

    python benchmarks/retrieval.py [--needs 5000] [--offers 50000] [--runs 3] [--data FOLDER]

Rivals: BM25 by scipy's sparse product, bm25s (numba), tantivy (in memory), all over pairs of characters and on as many
threads as we use. Each contestant runs in a process of its own, on the same lines of text. Printed, as medians: seconds
to start (imports, and compiling or loading what is compiled, by a warm-up on 64 texts), to cut the texts into terms, to
index, to answer; all of it with and without the start; peak memory. Ours is also compared, need by need, with a plain
product of its matrices. With --data, real texts too: registered firms' business scopes ask for listed firms' products.
"""

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from common import arguments, bm25, characters, counts, peak_gib, widen

TOP, THREADS, BATCH = 10, 2, 256
Laps = dict[str, float]


def main() -> None:
    if len(sys.argv) > 1 and sys.argv[1] in CONTESTANTS:
        contestant(sys.argv[1], Path(sys.argv[2]))
        return
    options = arguments(__doc__ or "", needs=5_000, offers=50_000, runs=3)
    for name, write in (("demo", write_demo), ("real", write_real)):
        with tempfile.TemporaryDirectory() as folder:
            if write(Path(folder), options):
                compare(name, Path(folder), options.runs)


def write_demo(folder: Path, options: object) -> bool:
    from markets import listings, texts  # noqa: PLC0415  the contestants must not pay for it

    for side in ("need", "offer"):
        save(folder, side, texts(listings(side, getattr(options, f"{side}s"))))
    return True


def write_real(folder: Path, options: object) -> bool:
    import polars as pl  # noqa: PLC0415

    data = options.data
    if not data.is_dir():
        print(f"{data} is absent: no real texts (give the measuring data's folder with --data)")
        return False
    firms = pl.read_csv(
        data / "enterprises/registered_2004.csv", truncate_ragged_lines=True, ignore_errors=True
    )
    scopes = firms["经营范围"].drop_nulls().unique(maintain_order=True).str.replace_all(r"\s+", " ")
    made = pl.read_csv(data / "industry_chain/firm_products.csv")["product"].str.replace_all(r"\s+", " ")
    save(folder, "need", scopes.head(options.needs).to_list())
    save(folder, "offer", made.head(options.offers).to_list())
    return True


def save(folder: Path, side: str, lines: Sequence[str]) -> None:
    (folder / side).write_text("\n".join(lines), encoding="utf-8")
    lengths = sum(map(len, lines)) / len(lines)
    print(f"{len(lines):>8,} {side}s of {lengths:.0f} characters")


def compare(market: str, folder: Path, runs: int) -> None:
    """Rounds of all contestants in turn, so that what else the machine does hits all alike."""
    rounds = [{name: run(name, folder) for name in CONTESTANTS} for _ in range(runs)]
    print(f"{market}: medians of {runs}, in seconds; {THREADS} threads")
    print("                start   terms   index  answer |  total  without start   GiB")
    middle = {
        name: {lap: statistics.median(r[name][lap] for r in rounds) for lap in rounds[0][name]}
        for name in CONTESTANTS
    }
    for name, laps in middle.items():
        cells = "".join(f"{laps[lap]:8.2f}" for lap in ("start", "terms", "index", "answer"))
        print(
            f"  {name:<10} {cells} |{laps['total']:7.2f} {laps['total'] - laps['start']:14.2f} {laps['gib']:5.2f}"
        )
    for what, start in (("with start", 0), ("without start", 1)):
        ours, *rivals = (laps["total"] - start * laps["start"] for laps in middle.values())
        print(f"  the fastest rival takes {min(rivals) / ours:.1f} x our time {what}")
    bare = min(laps["index"] + laps["answer"] for name, laps in middle.items() if name != "duijie")
    ours = middle["duijie"]["total"] - middle["duijie"]["start"]
    print(
        f"  given its terms for nothing, the fastest rival takes {bare / ours:.1f} x our time, cutting included"
    )
    print(f"  the same 10 as a plain product of the matrices: {agreement(folder):.2%} of the needs")


def run(name: str, folder: Path) -> Laps:
    before = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, name, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    laps = json.loads(done.stdout.splitlines()[-1])
    total = time.perf_counter() - before
    return laps | {"total": total, "start": total - laps["terms"] - laps["index"] - laps["answer"]}


def contestant(name: str, folder: Path) -> None:
    offers, needs = ((folder / s).read_text(encoding="utf-8").split("\n") for s in ("offer", "need"))
    CONTESTANTS[name](offers[:64], needs[:64])
    laps, best = CONTESTANTS[name](offers, needs)
    np.save(folder / f"{name}.npy", best)
    print(json.dumps(laps | {"gib": peak_gib()}))


def laps_of(times: Sequence[float]) -> Laps:
    return dict(zip(("terms", "index", "answer"), np.diff(times).tolist(), strict=True))


def duijie(offers: list[str], needs: list[str]) -> tuple[Laps, np.ndarray]:
    """Cutting and indexing are one step of ours: it counts as indexing."""
    from duijie.engine.index import Searcher  # noqa: PLC0415  each contestant imports its own

    started = time.perf_counter()
    searcher = Searcher(index_of(offers, needs), threads=THREADS)
    indexed = time.perf_counter()
    found = [searcher.search(batch, TOP) for batch in searcher.batches()]
    best = np.array([np.concatenate([f.need for f in found]), np.concatenate([f.offer for f in found])])
    return laps_of([started, started, indexed, time.perf_counter()]), best


def index_of(offers: list[str], needs: list[str]):
    from duijie.engine.index import Side, build  # noqa: PLC0415

    sides = (Side(fields=((texts, 1.0),), tokens=(), size=len(texts)) for texts in (needs, offers))
    return build(*sides)


def agreement(folder: Path) -> float:
    """Share of the needs for which the product of the two matrices in whole finds the same, ties included."""
    offers, needs = ((folder / s).read_text(encoding="utf-8").split("\n") for s in ("offer", "need"))
    index = index_of(offers, needs)
    asked = index.needs.astype(np.float64)
    asked.data[index.singles[asked.indices]] = 0
    offered = index.offers.astype(np.float64).T.tocsr()
    share = 1 / (index.offer_mass.astype(np.float64) + np.median(index.offer_mass) + 1e-6)
    need, offer = np.load(folder / "duijie.npy")
    same = 0
    for low in range(0, len(needs), BATCH):
        merits = ((asked[low : low + BATCH] @ offered).toarray() * share).astype(np.float32)
        for row, merit in enumerate(merits):
            wanted = np.flatnonzero((merit > 0) & (merit >= np.sort(merit)[-TOP]))
            same += np.array_equal(wanted, offer[need == low + row])
    return same / len(needs)


def scipy_bm25(offers: list[str], needs: list[str]) -> tuple[Laps, np.ndarray]:
    started = time.perf_counter()
    ids: dict[str, int] = {}
    rows, asked = counts(offers, characters, ids), counts(needs, characters, ids)
    cut = time.perf_counter()
    weighted = bm25(widen(rows, len(ids))).T.tocsr()
    indexed = time.perf_counter()

    def best(low: int) -> list[np.ndarray]:
        product = asked[low : low + BATCH] @ weighted
        cuts = product.indptr[1:-1]
        return [
            top(i, d)
            for i, d in zip(np.split(product.indices, cuts), np.split(product.data, cuts), strict=True)
        ]

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(best, range(0, len(needs), BATCH)))
    return laps_of([started, cut, indexed, time.perf_counter()]), np.array([len(f) for f in found])


def top(offers: np.ndarray, scores: np.ndarray) -> np.ndarray:
    if len(offers) > TOP:
        at = np.argpartition(scores, -TOP)[-TOP:]
        offers, scores = offers[at], scores[at]
    return offers[np.argsort(-scores)]


def bm25s_numba(offers: list[str], needs: list[str]) -> tuple[Laps, np.ndarray]:
    import bm25s  # noqa: PLC0415

    started = time.perf_counter()
    ids: dict[str, int] = {}
    rows, asked = (
        [[ids.setdefault(t, len(ids)) for t in characters(x)] for x in texts] for texts in (offers, needs)
    )
    cut = time.perf_counter()
    index = bm25s.BM25(backend="numba")
    index.index((rows, ids), show_progress=False)
    indexed = time.perf_counter()
    best, _ = index.retrieve(asked, k=min(TOP, len(offers)), n_threads=THREADS, show_progress=False)
    return laps_of([started, cut, indexed, time.perf_counter()]), best


def tantivy_bm25(offers: list[str], needs: list[str]) -> tuple[Laps, np.ndarray]:
    import tantivy  # noqa: PLC0415

    started = time.perf_counter()
    # Its tokeniser splits at blanks, so the pairs have none.
    lines, asked = (
        [[t.replace(" ", "_") for t in characters(x)] for x in texts] for texts in (offers, needs)
    )
    cut = time.perf_counter()
    schema = (
        tantivy.SchemaBuilder().add_text_field("t", tokenizer_name="whitespace", index_option="freq").build()
    )
    index = tantivy.Index(schema)
    writer = index.writer(heap_size=256_000_000, num_threads=THREADS)
    for line in lines:
        document = tantivy.Document()
        document.add_text("t", " ".join(line))
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()
    indexed = time.perf_counter()

    def best(terms: list[str]) -> int:
        either = [
            (tantivy.Occur.Should, tantivy.Query.term_query(schema, "t", t, "freq")) for t in set(terms)
        ]
        return len(searcher.search(tantivy.Query.boolean_query(either), TOP, count=False).hits)

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(best, asked))
    return laps_of([started, cut, indexed, time.perf_counter()]), np.array(found)


CONTESTANTS: dict[str, Callable[[list[str], list[str]], tuple[Laps, np.ndarray]]] = {
    "duijie": duijie,
    "scipy": scipy_bm25,
    "bm25s": bm25s_numba,
    "tantivy": tantivy_bm25,
}

if __name__ == "__main__":
    main()
