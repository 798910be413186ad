import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from duijie.engine import allocate
from tests.engine.allocation.markets import MARKETS, Market, every_allocation
from tests.engine.allocation.test_allocate import market_of, solved


@given(MARKETS, st.sampled_from([0.2, 0.5, 0.75, 1.0]))
@settings(max_examples=150, deadline=None)
def test_as_good_as_trying_everything(market: Market, asked: float) -> None:
    open_ = [o for _n, o, _s, verdict in market.pairs if verdict != "blocked"]
    assume(any(market.sizes[o] is not None for o in open_))
    tried = list(every_allocation(market))
    most = max(t.small for t in tried)
    kept = [t for t in tried if t.small >= asked * t.handed - 1e-9 or t.small >= most - 1e-9]
    found = solved(market, small_floor=asked)
    best, free = max(t.value for t in kept), max(t.value for t in tried)
    assert found.value == pytest.approx(best, abs=1e-6)
    assert found.floor is not None
    assert found.floor.cost == pytest.approx(free - best, abs=1e-6)
    assert not found.floor.reachable or found.floor.reached >= asked - 1e-9 or not found.value
    assert found.fairness.small_share in (None, pytest.approx(found.floor.reached))


def test_the_floor_costs_what_is_given_up_for_it() -> None:
    pairs = [(0, 0, 9, "recommended"), (0, 1, 7, "recommended"), (1, 0, 8, "recommended")]
    market = market_of([*pairs, (1, 1, 3, "recommended")], [None] * 2, [None] * 2, ["大型", "小型"])
    found = solved(market, small_floor=0.5, offer_capacity=2)
    assert found.floor is not None
    assert (found.floor.without, found.floor.reached, found.floor.reachable) == (0.0, 0.5, True)
    assert found.floor.cost == pytest.approx(0.2)
    assert solved(market, small_floor=0.5).floor.cost == 0  # the best has it anyway


def test_others_are_still_served_where_small_firms_cannot_have_that_much() -> None:
    pairs = [(n, n, 9, "recommended") for n in range(4)]
    market = market_of(pairs, [None] * 4, [None] * 4, ["小型", "大型", "大型", "大型"])
    found = solved(market, small_floor=0.5)
    assert len(found.pairs) == 4
    assert found.floor is not None
    assert (found.floor.reachable, found.floor.reached) == (False, 0.25)
    assert "只到 25.0%，达不到 50%" in found.notes[-1]


def test_firms_of_unknown_size_are_not_counted_as_small_and_it_is_said() -> None:
    market = market_of(
        [(0, 0, 9, "recommended"), (1, 1, 9, "recommended")], [None] * 2, [None] * 2, ["小型", None]
    )
    found = solved(market, small_floor=0.4)
    assert found.notes[-1] == "1 家没有写明企业规模，没有算作小微企业。"
    assert found.fairness.unknown_size == 1
    with pytest.raises(ValueError, match="企业规模"):
        solved(market_of([(0, 0, 9, "recommended")], [None], [None]), small_floor=0.4)


def test_in_finance_it_is_the_borrower_who_receives() -> None:
    pairs, needs, offers = market_of(
        [(0, 0, 9, "recommended"), (1, 0, 5, "recommended")], [None] * 2, [None]
    ).frames
    needs = needs.with_columns(size_class=needs["id"].replace_strict({"n0": "大型", "n1": "微型"}))
    found = allocate(pairs, needs, offers, "finance", small_floor=0.3)
    assert found.pairs["need_id"].to_list() == ["n1"]
    assert found.pairs["small"].to_list() == [True]
