import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engine import Allocation, AllocationError, allocate
from tests.engine.allocation.markets import MARKETS, Market, every_allocation, frame, listings


def solved(market: Market, **options: object) -> Allocation:
    return allocate(*market.frames, "sales", **options)


def market_of(pairs: list, wanted: list, supplied: list, sizes: list | None = None) -> Market:
    return Market(pairs, wanted, supplied, sizes or [None] * len(supplied))


def chosen(found: Allocation, *columns: str) -> set[tuple]:
    return set(found.pairs.select("need_id", "offer_id", *columns).rows())


@given(MARKETS, st.integers(1, 2), st.integers(1, 2))
@settings(max_examples=150, deadline=None)
def test_as_good_as_trying_everything(market: Market, need: int, offer: int) -> None:
    found = solved(market, need_capacity=need, offer_capacity=offer)
    best = max(t.value for t in every_allocation(market, need, offer))
    assert found.value == pytest.approx(best, abs=1e-6)
    assert found.bound >= best - 1e-6
    assert found.gap == pytest.approx((found.bound - best) / (found.bound or 1), abs=2e-6)
    assert found.pairs["value"].sum() == pytest.approx(best, abs=1e-6)
    assert "blocked" not in found.pairs["verdict"].to_list()


@given(MARKETS)
@settings(max_examples=60, deadline=None)
def test_single_places_and_whole_amounts_are_proven_optimal(market: Market) -> None:
    assert solved(market).optimal


@given(MARKETS, st.integers(1, 2), st.integers(1, 2))
@settings(max_examples=60, deadline=None)
def test_nobody_gives_or_gets_more_than_there_is(market: Market, need: int, offer: int) -> None:
    pairs = solved(market, need_capacity=need, offer_capacity=offer).pairs
    assert (
        pairs.group_by("need_id").agg(pl.col("share").sum())["share"].max()
        in (
            None,
            pytest.approx(1),
        )
        or pairs.group_by("need_id").agg(pl.col("share").sum())["share"].max() < 1
    )
    for side, known, places in (("need", market.wanted, need), ("offer", market.supplied, offer)):
        for key, part in pairs.group_by(f"{side}_id"):
            whole = known[int(str(key[0])[1:])]
            goods = (part["amount"].sum() or 0) / whole if whole else 0
            assert goods + (part["mode"] == "partners").sum() / places <= 1 + 1e-9
            assert (part["amount"].drop_nulls() % 1 == 0).all()


@given(MARKETS, st.randoms())
@settings(max_examples=40, deadline=None)
def test_row_order_decides_nothing(market: Market, rng) -> None:
    pairs, needs, offers = market.frames
    order = list(range(len(pairs)))
    rng.shuffle(order)
    plain = allocate(pairs, needs, offers, "sales")
    other = allocate(pairs[order], needs.reverse(), offers.reverse(), "sales")
    assert plain.pairs.sort("need_id", "offer_id").equals(other.pairs.sort("need_id", "offer_id"))
    assert (plain.value, plain.fairness, plain.notes) == (other.value, other.fairness, other.notes)


def test_pairs_keep_their_order_and_columns() -> None:
    pairs = frame([(1, 1, 5, "recommended"), (0, 0, 5, "unknown")]).with_columns(rank=pl.Series([1, 2]))
    found = allocate(pairs, listings("n", [None] * 2), listings("o", [None] * 2), "sales").pairs
    assert found.select(pairs.columns).equals(pairs)


def test_the_best_whole_beats_the_best_first() -> None:
    pairs = [(0, 0, 9, "recommended"), (0, 1, 8, "recommended"), (1, 0, 8, "recommended")]
    assert chosen(solved(market_of(pairs, [None] * 2, [None] * 2))) == {("n0", "o1"), ("n1", "o0")}


def test_a_need_too_large_for_one_is_met_by_several() -> None:
    pairs = [(0, 0, 9, "recommended"), (0, 1, 8, "recommended"), (0, 2, 3, "unknown")]
    found = solved(market_of(pairs, [1000], [600, 450, 700]))
    assert chosen(found, "amount", "unit") == {("n0", "o0", 600.0, "套"), ("n0", "o1", 400.0, "套")}
    assert set(found.pairs["together"]) == {"o0供 600 套、o1供 400 套，合计满足 1,000 套"}
    assert found.pairs["reason"].to_list() == ["分到 600 套，占需求的 60%", "分到 400 套，占需求的 40%"]
    assert found.pairs["substitute"].to_list() == ["o2", "o2"]  # 700 left, enough for either part
    assert found.value == pytest.approx(0.9 * 0.6 + 0.8 * 0.4)
    assert (found.fairness.needs_served, found.fairness.needs_met) == (1, 1)


def test_a_need_met_in_part_says_what_is_missing() -> None:
    found = solved(market_of([(0, 0, 9, "recommended")], [1000], [600]))
    assert found.pairs["together"].to_list() == ["o0供 600 套，满足 600 套，还差 400 套"]
    assert found.pairs["substitute"].to_list() == [None]
    assert (found.fairness.needs_served, found.fairness.needs_met) == (1, 0)


def test_partners_are_counted_where_quantities_cannot_be_compared_and_it_is_said() -> None:
    needs = listings("n", [5, 5, None, 5])
    offers = listings("o", [None, 9, 9, 9]).with_columns(unit=pl.Series(["套", "箱", "套", "套"]))
    pairs = frame([(i, i, 5, "recommended" if i else "unknown") for i in range(4)])
    found = allocate(pairs, needs, offers, "sales")
    assert found.pairs["mode"].to_list() == ["partners"] * 3 + ["quantity"]
    assert found.pairs["reason"].to_list() == [
        "按家数分配：供方没有填可供数量；还有条件没有核实，补充事实后再定",
        "按家数分配：计量单位不同（套、箱），不能相加",
        "按家数分配：需方没有填采购数量",
        "分到 5 套，占需求的 100%",
    ]
    assert found.notes == ("4 对中有 3 对的数量（可供数量）没有填全或单位不同，按家数分配。",)


@pytest.mark.parametrize(
    ("channel", "field", "unit"), [("finance", "amount", "万元"), ("talent", "headcount", "人")]
)
def test_each_channel_counts_in_its_own_quantity(channel: str, field: str, unit: str) -> None:
    needs = listings("n", [30, 20]).rename({"quantity": field}).drop("unit")
    offers = listings("o", [50]).rename({"quantity": field}).drop("unit")
    found = allocate(frame([(0, 0, 5, "recommended"), (1, 0, 5, "recommended")]), needs, offers, channel)
    assert chosen(found, "amount", "unit") == {("n0", "o0", 30.0, unit), ("n1", "o0", 20.0, unit)}
    alone = allocate(
        frame([(0, 0, 5, "recommended"), (1, 0, 6, "recommended")]), needs, offers, channel, by_quantity=False
    )
    assert chosen(alone) == {("n1", "o0")}


def test_a_channel_without_quantity_counts_partners() -> None:
    found = allocate(frame([(0, 0, 5, "recommended")]), listings("n", [3]), listings("o", [3]), "research")
    assert found.pairs["reason"].to_list() == ["按家数分配：这类对接没有可以相加的数量"]
    assert found.notes == ()


def test_nothing_is_given_where_nothing_is_left() -> None:
    assert solved(market_of([(0, 0, 5, "recommended")], [5], [0])).pairs.is_empty()
    assert solved(market_of([(0, 0, 5, "recommended")], [None], [0])).pairs.is_empty()


def test_capacities_by_id() -> None:
    market = market_of([(n, 0, 5, "recommended") for n in range(4)], [None] * 4, [None])
    assert len(solved(market, offer_capacity={"o0": 3}).pairs) == 3
    assert len(solved(market, offer_capacity={"other": 3}).pairs) == 1
    assert len(solved(market, offer_capacity={}).pairs) == 1
    assert solved(market, offer_capacity=0).pairs.is_empty()
    with pytest.raises(AllocationError, match="o0"):
        solved(market, offer_capacity={"o0": -1})
    with pytest.raises(AllocationError, match="“供给”的容量不能是负数"):
        solved(market, offer_capacity=-1)


def test_the_substitute_is_the_best_that_has_room() -> None:
    pairs = [
        (0, 0, 9, "recommended"),
        (0, 1, 8, "recommended"),
        (0, 2, 7, "recommended"),
        (0, 3, 6, "blocked"),
    ]
    market = market_of([*pairs, (1, 1, 9, "recommended")], [None] * 2, [None] * 4)
    assert chosen(solved(market), "substitute") == {("n0", "o0", "o2"), ("n1", "o1", None)}
    roomy = solved(market, offer_capacity={"o1": 2})
    assert chosen(roomy, "substitute") == {("n0", "o0", "o1"), ("n1", "o1", None)}


def test_nothing_usable_allocates_nothing() -> None:
    for pairs in ([(0, 0, 5, "blocked")], []):
        found = solved(market_of(pairs, [1], [1]), small_floor=0.5)
        assert found.pairs.is_empty()
        assert found.optimal
        assert found.floor is None
        assert (found.fairness.needs, found.fairness.needs_served, found.fairness.gini) == (1, 0, None)


def test_a_floor_outside_0_to_1_is_refused() -> None:
    with pytest.raises(ValueError, match="0 到 1"):
        solved(market_of([], [], []), small_floor=1.5)
