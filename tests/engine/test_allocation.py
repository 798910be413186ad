from itertools import combinations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engine import allocate

PAIR = st.tuples(
    st.integers(0, 3),
    st.integers(0, 3),
    st.integers(1, 9),
    st.sampled_from(["recommended", "blocked", "unknown"]),
)
PAIRS = st.lists(PAIR, max_size=9, unique_by=lambda p: p[:2])


def frame(pairs: list[tuple[int, int, int, str]]) -> pl.DataFrame:
    rows = [(f"n{n}", f"o{o}", s / 10, v) for n, o, s, v in pairs]
    return pl.DataFrame(
        rows,
        schema={"need_id": pl.String, "offer_id": pl.String, "score": pl.Float64, "verdict": pl.String},
        orient="row",
    )


def best(pairs: list[tuple[int, int, int, str]], need: int, offer: int) -> int:
    """The greatest total score over every subset that keeps to the capacities."""
    open_ = [p for p in pairs if p[3] != "blocked"]
    found = 0
    for size in range(len(open_) + 1):
        for chosen in combinations(open_, size):
            needs = [p[0] for p in chosen]
            offers = [p[1] for p in chosen]
            if (
                max(map(needs.count, needs), default=0) <= need
                and max(map(offers.count, offers), default=0) <= offer
            ):
                found = max(found, sum(p[2] for p in chosen))
    return found


@given(PAIRS, st.integers(1, 2), st.integers(1, 3))
@settings(max_examples=60)
def test_as_good_as_trying_everything(pairs: list, need: int, offer: int) -> None:
    chosen = allocate(frame(pairs), need, offer)
    assert chosen["score"].sum() * 10 == pytest.approx(best(pairs, need, offer))
    assert chosen["need_id"].value_counts()["count"].max() in (None, *range(1, need + 1))
    assert chosen["offer_id"].value_counts()["count"].max() in (None, *range(1, offer + 1))
    assert "blocked" not in chosen["verdict"].to_list()


@given(PAIRS, st.randoms())
@settings(max_examples=40)
def test_row_order_decides_nothing(pairs: list, rng) -> None:
    mixed = list(pairs)
    rng.shuffle(mixed)
    plain, other = allocate(frame(pairs)), allocate(frame(mixed))
    assert set(plain.select("need_id", "offer_id").rows()) == set(other.select("need_id", "offer_id").rows())


def test_the_best_whole_beats_the_best_first() -> None:
    pairs = [(0, 0, 9, "recommended"), (0, 1, 8, "recommended"), (1, 0, 8, "recommended")]
    assert set(allocate(frame(pairs)).select("need_id", "offer_id").rows()) == {("n0", "o1"), ("n1", "o0")}


def test_capacities_by_id() -> None:
    pairs = [(n, 0, 5, "recommended") for n in range(4)]
    assert len(allocate(frame(pairs), offer_capacity={"o0": 3})) == 3
    assert len(allocate(frame(pairs), offer_capacity={"other": 3})) == 1
    with pytest.raises(ValueError, match="o0"):
        allocate(frame(pairs), offer_capacity={"o0": -1})


def test_nothing_usable_allocates_nothing() -> None:
    assert allocate(frame([(0, 0, 5, "blocked")])).is_empty()
    assert allocate(frame([])).is_empty()
