"""One listing in a market kept ready, against matching the whole market anew."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings

from duijie.engine import Market, match
from duijie.engine.channels import Side, available
from tests.engine.market import listings
from tests.engine.test_evidence import FIRMS, SALES
from tests.engine.test_matching import NEEDS, OFFERS, ROWS

PAIR = ["need_id", "offer_id", "score", "verdict"]


def told(pairs: pl.DataFrame) -> set[tuple[str, str, float, str]]:
    return {(n, o, round(s, 5), v) for n, o, s, v in pairs.select(PAIR).rows()}


@given(ROWS, ROWS)
@settings(max_examples=30)
def test_one_of_the_market_finds_what_the_whole_market_gives_it(
    needs: list[dict], offers: list[dict]
) -> None:
    """Both ways: a need's offers, and an offer's needs. Copies share one place in a whole market, not here."""
    left, right = listings("sales", *needs), listings("sales", *offers)
    whole = match(left, right, SALES, k=len(right)).pairs
    market = Market(left, right, SALES)
    for side, mine, size in ((Side.NEED, left, len(right)), (Side.OFFER, right, len(left))):
        for row in range(len(mine)):
            found = market.match(side, mine[row], k=size).pairs
            assert told(found) == told(whole.filter(pl.col(f"{side}_id") == mine["id"][row]))
            usable = found.filter(pl.col("verdict") != "blocked")["score"]
            assert usable.is_sorted(descending=True)
            assert found["rank"].to_list() == list(range(1, len(found) + 1))


@pytest.mark.parametrize("side", list(Side))
def test_what_is_added_is_found_and_keeps_being_found(side: Side) -> None:
    market = Market(listings("sales", *NEEDS), listings("sales", *OFFERS), SALES)
    row = {
        "title": "钛合金板材",
        "products": ["钛合金板"],
        "price": 50.0 if side is Side.OFFER else 200.0,
        "unit": "套",
    }
    size = market.size(side)
    for i in range(3):
        market.add(side, listings("sales", row | {"id": f"new{i}"}))
    assert market.size(side) == size + 3
    asked = listings(
        "sales", {"title": "钛合金板", "products": ["钛合金板"], "price": 100.0, "unit": "套", "id": "ask"}
    )
    found = market.match(side.other, asked, k=20).pairs
    assert {"new0", "new1", "new2"} <= set(found[f"{side}_id"])
    alone = market.match(side, listings("sales", row | {"id": "other"}), k=20).pairs
    assert len(alone) > 0


def test_pieces_that_nobody_had_before_meet_in_listings_that_come_later() -> None:
    market = Market(listings("sales", *NEEDS), listings("sales", *OFFERS), SALES)
    row = {"title": "蒙脱石膨润土", "products": ["膨润土"]}
    assert market.match("need", listings("sales", row)).pairs.is_empty()
    market.add("offer", listings("sales", row | {"id": "clay"}))
    found = market.match("need", listings("sales", row)).pairs
    assert found["offer_id"].to_list() == ["clay"]
    assert found["score"][0] > 0.9


def test_company_is_looked_for_as_in_a_whole_market() -> None:
    market = Market(listings("sales", {"products": ["黄油"]}), FIRMS, SALES)
    asked = listings("sales", {"products": ["奶粉"], "id": "ask"})
    found = market.match("need", asked, k=10).pairs
    assert len(found) == 10
    assert {"company", "kindred"} <= {r["code"] for r in found["reasons"].to_list()[0]}
    whole = match(asked, FIRMS, SALES, k=10).pairs
    assert np.allclose(found["score"], whole["score"], atol=1e-3)
    market.add("need", asked)
    firm = listings("sales", {"products": ["鲜牛奶", "酸奶", "奶酪"], "id": "firm"})
    assert "ask" in market.match("offer", firm).pairs["need_id"].to_list()


def test_blocked_offers_come_last_and_do_not_hide_others() -> None:
    dear = [{"title": "供应轴承钢", "products": ["轴承钢"], "price": 900.0, "unit": "吨"} for _ in range(300)]
    cheap = {
        "title": "轴承钢圆棒和其他钢材现货",
        "products": ["圆棒"],
        "price": 10.0,
        "unit": "吨",
        "id": "cheap",
    }
    market = Market(listings("sales", *NEEDS), listings("sales", *dear, cheap), SALES)
    asked = listings("sales", {"title": "采购轴承钢", "products": ["轴承钢"], "price": 100.0, "unit": "吨"})
    found = market.match("need", asked, k=5).pairs
    assert found["offer_id"][0] == "cheap"
    assert found["verdict"].to_list() == [found["verdict"][0], *["blocked"] * 4]
    assert found["verdict"][0] != "blocked"


@pytest.mark.parametrize("channel", available())
def test_an_empty_market_and_an_empty_listing(channel: str) -> None:
    one = listings(channel, {"title": "轴承"})
    assert Market(one.clear(), one.clear(), channel).match("need", one).pairs.is_empty()
    assert Market(one, one, channel).match("offer", listings(channel, {"id": "e"})).pairs.is_empty()


def test_what_cannot_be_done_is_said_and_changes_nothing() -> None:
    market = Market(listings("sales", *NEEDS), listings("sales", *OFFERS), SALES)
    size = market.size("need")
    with pytest.raises(ValueError, match="已在市场里"):
        market.add("need", listings("sales", NEEDS[0]))
    with pytest.raises(ValueError, match="一次匹配一条"):
        market.match("need", listings("sales", *NEEDS))
    assert market.size("need") == size
