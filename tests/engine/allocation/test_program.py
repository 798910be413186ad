"""The way of large markets, on small ones: forced, and held against the programme solved as it stands."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from duijie.engine.allocation import program
from tests.engine.allocation.markets import MARKETS, Market
from tests.engine.allocation.test_allocate import solved


@given(
    market=MARKETS,
    offer=st.integers(1, 2),
    asked=st.sampled_from([0.0, 0.5, 1.0]),
    mixed=st.sampled_from([0, 99]),
)
@settings(max_examples=100, deadline=None)
def test_mending_the_relaxation_is_feasible_and_its_gap_is_honest(
    market: Market, offer: int, asked: float, mixed: int
) -> None:
    open_ = [o for _n, o, _s, verdict in market.pairs if verdict != "blocked"]
    assume(any(market.sizes[o] is not None for o in open_))
    exact = solved(market, offer_capacity=offer, small_floor=asked)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(program, "EXACT", 0)
        patch.setattr(program, "MIXED", mixed)
        found = solved(market, offer_capacity=offer, small_floor=asked)
    assert found.value <= exact.value + 1e-6
    assert found.bound >= exact.value - 1e-6
    if not asked:
        assert exact.value - found.value <= found.gap * found.bound + 2e-6
