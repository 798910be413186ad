"""What the benchmarks share: the data folder, simple rivals and measures."""

import argparse
import re
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from math import log10
from pathlib import Path

import numpy as np
import rjieba
from scipy import sparse

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def arguments(description: str, **options: int | Path) -> argparse.Namespace:
    """`--data FOLDER` and the given options, whole numbers or files."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with the measuring data")
    for name, default in options.items():
        parser.add_argument(
            f"--{name.replace('_', '-')}",
            type=type(default) if isinstance(default, int) else Path,
            default=default,
        )
    return parser.parse_args()


@contextmanager
def timed(label: str, into: dict[str, float]) -> Iterator[None]:
    started = time.perf_counter()
    yield
    into[label] = time.perf_counter() - started


def peak_gib() -> float:
    """Highest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def ndcg(scores: Sequence[float], levels: Sequence[int], k: int = 10) -> float | None:
    """NDCG@k with gain 2^(level-1) - 1; None where every gain is zero."""
    gain = 2.0 ** (np.asarray(levels) - 1) - 1
    best = np.sort(gain)[::-1][:k]
    discount = 1 / np.log2(np.arange(2, len(best) + 2))
    ideal = float(best @ discount)
    got = gain[np.argsort(-np.asarray(scores), kind="stable")[:k]]
    return float(got @ discount) / ideal if ideal else None


def characters(text: str) -> list[str]:
    """Pairs of characters: the plainest Chinese terms."""
    return [text[i : i + 2] for i in range(len(text) - 1)]


def segmented(text: str) -> list[str]:
    return [w for w in rjieba.cut(text) if len(w) > 1]


def counts(texts: Iterable[str], terms: Callable[[str], list[str]], ids: dict[str, int]) -> sparse.csr_matrix:
    """Term counts by text; `ids` grows with the terms."""
    rows, columns, size = [], [], 0
    for size, text in enumerate(texts, start=1):
        found = [ids.setdefault(t, len(ids)) for t in terms(text)]
        columns += found
        rows += [size - 1] * len(found)
    data = np.ones(len(rows), np.float32)
    return sparse.csr_matrix((data, (rows, columns)), shape=(size, len(ids)), dtype=np.float32)


def widen(matrix: sparse.csr_matrix, columns: int) -> sparse.csr_matrix:
    return sparse.csr_matrix((matrix.data, matrix.indices, matrix.indptr), shape=(matrix.shape[0], columns))


def bm25(offers: sparse.csr_matrix, k1: float = 1.5, b: float = 0.75) -> sparse.csr_matrix:
    """BM25 weights of a term-count matrix (Robertson and Zaragoza 2009), Lucene's idf."""
    length = np.asarray(offers.sum(axis=1)).ravel()
    frequency = np.bincount(offers.indices, minlength=offers.shape[1])
    idf = np.log(1 + (offers.shape[0] - frequency + 0.5) / (frequency + 0.5))
    row = np.repeat(np.arange(offers.shape[0]), np.diff(offers.indptr))
    norm = k1 * (1 - b + b * length / max(length.mean(), 1e-9))
    weighted = offers.copy()
    weighted.data = (idf[offers.indices] * offers.data * (k1 + 1) / (offers.data + norm[row])).astype(
        np.float32
    )
    return weighted


def tfidf(matrix: sparse.csr_matrix, idf: np.ndarray) -> sparse.csr_matrix:
    """Length-normalised TF-IDF with sublinear counts."""
    weighted = matrix.copy()
    weighted.data = (1 + np.log(weighted.data)) * idf[weighted.indices]
    norm = np.sqrt(np.asarray(weighted.multiply(weighted).sum(axis=1)).ravel())
    return sparse.diags(1 / np.maximum(norm, 1e-9)) @ weighted


def bare(text: str | None) -> str:
    """The published file has Python's brackets around most cells."""
    return re.sub(r"^\['?|'?\]$", "", text or "").strip()


_SIDE, _EDGE = 360, 44
_COLOURS = ("#1f4e9c", "#c2410c")


def reliability_plot(bands: dict[str, list[tuple[float, float, int]]]) -> str:
    """An SVG: by band of scores the mean score against the share that is relevant; the diagonal is perfect."""
    marks = []
    for at, (name, points) in enumerate(bands.items()):
        colour, place = _COLOURS[at], [(_x(said), _y(true), count) for said, true, count in points]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in place)
        marks.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        marks += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + count**0.5 / 12:.1f}" fill="{colour}"/>'
            for x, y, count in place
        ]
        marks.append(f'<text x="{_x(0.04):.0f}" y="{_y(0.95) + 18 * at:.0f}" fill="{colour}">{name}</text>')
    for tick in (0, 0.25, 0.5, 0.75, 1):
        marks.append(f'<text x="{_x(tick):.0f}" y="{_y(0) + 18:.0f}" text-anchor="middle">{tick:g}</text>')
        marks.append(f'<text x="{_x(0) - 8:.0f}" y="{_y(tick) + 4:.0f}" text-anchor="end">{tick:g}</text>')
    size = _SIDE + 2 * _EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}" '
        f'font-family="sans-serif" font-size="12"><rect width="{size}" height="{size}" fill="#fff"/>'
        f'<rect x="{_EDGE}" y="{_EDGE}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#cbd5e1"/>'
        f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="#94a3b8" stroke-dasharray="4"/>'
        + "".join(marks)
        + f'<text x="{size / 2}" y="{size - 8}" text-anchor="middle">score</text>'
        f'<text x="14" y="{size / 2}" text-anchor="middle" transform="rotate(-90 14 {size / 2})">judged related</text></svg>\n'
    )


def _x(value: float) -> float:
    return _EDGE + _SIDE * value


def _y(value: float) -> float:
    return _EDGE + _SIDE * (1 - value)


def growth_plot(points: list[tuple[int, float, float]]) -> str:
    """An SVG: seconds and GiB by the number of offers, all by powers of ten."""
    low, high = log10(points[0][0]), log10(points[-1][0])
    lines = []
    for at, (name, unit) in enumerate((("seconds", 1), ("GiB", 2))):
        place = [
            (_x((log10(p[0]) - low) / (high - low or 1)), _y((log10(max(p[unit], 0.1)) + 1) / 4), p[unit])
            for p in points
        ]
        line = " ".join(f"{x:.0f},{y:.0f}" for x, y, _ in place)
        lines.append(f'<polyline points="{line}" fill="none" stroke="{_COLOURS[at]}" stroke-width="2"/>')
        lines += [
            f'<text x="{x:.0f}" y="{y - 8:.0f}" fill="{_COLOURS[at]}" text-anchor="middle">{value:,.1f} {name}</text>'
            for x, y, value in place
        ]
    lines += [
        f'<text x="{_x((log10(p[0]) - low) / (high - low or 1)):.0f}" y="{_y(0) + 18}" text-anchor="middle">{p[0]:,}</text>'
        for p in points
    ]
    size = _SIDE + 2 * _EDGE
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}" '
        f'font-family="sans-serif" font-size="12"><rect width="{size}" height="{size}" fill="#fff"/>'
        f'<rect x="{_EDGE}" y="{_EDGE}" width="{_SIDE}" height="{_SIDE}" fill="none" stroke="#cbd5e1"/>'
        + "".join(lines)
        + f'<text x="{size / 2}" y="{size - 6}" text-anchor="middle">offers (a tenth as many needs)</text></svg>\n'
    )
