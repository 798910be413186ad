"""Small markets and the slow way to their best allocation: trying everything."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import polars as pl
from hypothesis import strategies as st

PAIR = st.tuples(
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(1, 9),
    st.sampled_from(["recommended", "blocked", "unknown"]),
)
PAIRS = st.lists(PAIR, max_size=6, unique_by=lambda p: p[:2])
QUANTITY = st.one_of(st.none(), st.integers(1, 3))
QUANTITIES = st.lists(QUANTITY, min_size=3, max_size=3)
SIZES = st.lists(st.sampled_from(["小型", "大型", "微型", None]), min_size=3, max_size=3)


@dataclass
class Market:
    """Three needs and three offers of the sales channel; quantities None where unknown."""

    pairs: list[tuple[int, int, int, str]]
    wanted: list[int | None]
    supplied: list[int | None]
    sizes: list[str | None]

    @property
    def frames(self) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
        return frame(self.pairs), listings("n", self.wanted, None), listings("o", self.supplied, self.sizes)


MARKETS = st.builds(Market, PAIRS, QUANTITIES, QUANTITIES, SIZES)


def frame(pairs: list[tuple[int, int, int, str]]) -> pl.DataFrame:
    rows = [(f"n{n}", f"o{o}", s / 10, v) for n, o, s, v in pairs]
    return pl.DataFrame(
        rows,
        schema={"need_id": pl.String, "offer_id": pl.String, "score": pl.Float64, "verdict": pl.String},
        orient="row",
    )


def listings(
    letter: str, quantities: list[int | None], sizes: list[str | None] | None = None
) -> pl.DataFrame:
    count = len(quantities)
    return pl.DataFrame(
        {
            "id": [f"{letter}{i}" for i in range(count)],
            "title": [f"{letter}{i}" for i in range(count)],
            "quantity": pl.Series(quantities, dtype=pl.Float64),
            "unit": ["套"] * count,
            "size_class": pl.Series(sizes or [None] * count, dtype=pl.String),
        }
    )


@dataclass
class Tried:
    """One allocation: its value, what it hands out, and how much of that to small firms."""

    value: float
    handed: float
    small: float


def every_allocation(market: Market, need_places: int = 1, offer_places: int = 1) -> Iterator[Tried]:
    """All whole allocations that keep to everyone's capacity, a listing's capacity being one whole."""
    open_ = [p for p in market.pairs if p[3] != "blocked"]
    kinds = [(market.wanted[n], market.supplied[o]) for n, o, _s, _v in open_]
    ranges = [range((min(a, b) if a and b else 1) + 1) for a, b in kinds]
    for amounts in product(*ranges):
        used: dict[tuple[str, int], float] = {}
        tried = Tried(0.0, 0.0, 0.0)
        for (n, o, score, _v), (a, b), amount in zip(open_, kinds, amounts, strict=True):
            share = amount / a if a and b else amount / need_places
            used["n", n] = used.get(("n", n), 0.0) + share
            used["o", o] = used.get(("o", o), 0.0) + (amount / b if a and b else amount / offer_places)
            handed = share * need_places
            tried.value += score / 10 * handed
            tried.handed += handed
            tried.small += handed * (market.sizes[o] in ("小型", "微型"))
        if max(used.values(), default=0.0) <= 1 + 1e-9:
            yield tried
