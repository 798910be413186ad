"""How far scores are probabilities: of pairs scored so, what share is about the same thing in the demo city.

    python benchmarks/calibration.py [--seed 7]

The demo city knows what every listing is really about. Fitted on one seed, printed for another: the `text_half` and
`text_slope` that suit each channel best, the log loss before and after, and the reliability of the shipped values; where
a channel weighs more than the similarity of texts (`[score.related]`) and the city is large enough for it, of these too.
(Technology is calibrated on real judgments instead: benchmarks/tech_match.py.)
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np
from scipy.optimize import minimize

from common import arguments
from duijie.demo.city import City, build
from duijie.demo.truth import Relation, relation
from duijie.engine import match
from duijie.engine.channels import Channel, available, load

TINY = 1e-6
Sample = tuple[np.ndarray, np.ndarray, np.ndarray]


def main() -> None:
    options = arguments(__doc__ or "", seed=7)
    known, held_out = build(options.seed), build(options.seed + 1)
    for code in available():
        whole = load(code)
        channel = replace(whole, related=None)
        values, weights, same = sample(known, channel)
        start = [np.log(0.1), 1.0]
        best = minimize(partial(loss, known=(values, weights, same)), start, method="Nelder-Mead")
        half, slope = float(np.exp(best.x[0])), float(best.x[1])
        checked = sample(held_out, channel)
        ours = (np.log(channel.text_half), channel.text_slope)
        print(
            f"{code}: shipped half {channel.text_half} slope {channel.text_slope}, log loss {loss(ours, checked):.3f}; "
            f"fitted half {half:.3f} slope {slope:.2f}, log loss {loss(tuple(best.x), checked):.3f}"
        )
        print("   " + "  ".join(reliability(scores(ours, *checked[:2]), checked[2])))
        if whole.related:
            print("   all evidence: " + "  ".join(reliability(*said(held_out, whole))))


def sample(city: City, channel: Channel) -> Sample:
    """Similarity of texts and values of the features (NaN: unknown), weights, and whether the pair is about the same."""
    sides = city.listings[channel.code]
    rows_of = {row["id"]: row for frame in sides.values() for row in frame.iter_rows(named=True)}
    pairs = match(sides["need"], sides["offer"], channel, k=20).pairs
    names = ["text", *(f.code for f in channel.features)]
    weights = np.array([channel.text_weight, *(f.weight for f in channel.features)])
    rows, same = [], []
    for pair in pairs.iter_rows(named=True):
        shares = {r["code"]: r["weight"] for r in pair["reasons"] if r["kind"] == "evidence"}
        rows.append([shares.get(name, np.nan) for name in names])
        related = relation(channel.code, rows_of[pair["need_id"]], rows_of[pair["offer_id"]])
        same.append(related == Relation.SAME)
    parts = np.array(rows)
    whole = np.where(np.isnan(parts), 0.0, weights).sum(axis=1, keepdims=True)
    values = parts * whole / weights
    values[:, 0] = similarity_of(channel, np.nan_to_num(values[:, 0]))
    return values, weights, np.array(same)


def said(city: City, channel: Channel) -> tuple[np.ndarray, np.ndarray]:
    """Scores as shipped, and whether the pair is about the same."""
    sides = city.listings[channel.code]
    rows_of = {row["id"]: row for frame in sides.values() for row in frame.iter_rows(named=True)}
    pairs = match(sides["need"], sides["offer"], channel, k=20).pairs
    both = zip(pairs["need_id"], pairs["offer_id"], strict=True)
    same = [relation(channel.code, rows_of[n], rows_of[o]) == Relation.SAME for n, o in both]
    return pairs["score"].to_numpy(), np.array(same)


def similarity_of(channel: Channel, value: np.ndarray) -> np.ndarray:
    """The similarity that the shipped calibration turned into this value."""
    value = np.clip(value, TINY, 1 - TINY)
    return channel.text_half * (value / (1 - value)) ** (1 / channel.text_slope)


def scores(params: tuple[float, float], values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    half, slope = np.exp(params[0]), params[1]
    parts = values.copy()
    parts[:, 0] = 1 / (1 + (half / np.maximum(values[:, 0], TINY)) ** slope)
    known = ~np.isnan(parts)
    return np.where(known, parts * weights, 0).sum(axis=1) / np.where(known, weights, 0).sum(axis=1)


def loss(params: tuple[float, float], known: Sample) -> float:
    values, weights, same = known
    said = np.clip(scores(params, values, weights), TINY, 1 - TINY)
    return float(-np.mean(np.where(same, np.log(said), np.log(1 - said))))


def reliability(said: np.ndarray, same: np.ndarray) -> Iterator[str]:
    for low in np.arange(0, 1, 0.1):
        here = (said >= low) & (said < low + 0.1)
        if here.any():
            yield f"{low:.1f}: {same[here].mean():.2f} ({here.sum()})"


if __name__ == "__main__":
    main()
