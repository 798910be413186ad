"""Properties of match() and score_pairs() that hold for every channel."""

import random
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engine import match, score_pairs
from duijie.engine.channels import available
from tests.engine.market import listings, reasons_of

WORDS = ["主轴轴承", "偏航轴承", "轴承钢", "数控车床", "风电叶片", "切削液", "锻件", "钛合金板"]
NEEDS = [{"products": [w], "title": f"采购{w}", "price": 100.0, "unit": "套"} for w in WORDS]
OFFERS = [
    {"products": [w], "title": f"供应{w}", "price": p, "unit": "套"}
    for w in WORDS
    for p in (90.0, 120.0, None)
]

ROW = st.fixed_dictionaries(
    {
        "products": st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
        "title": st.sampled_from(WORDS),
        "price": st.one_of(st.none(), st.integers(1, 9).map(float)),
        "unit": st.sampled_from([None, "套", "吨"]),
        "certificates": st.lists(st.sampled_from(["ISO 9001", "ISO 14001"]), max_size=2),
        "quantity": st.one_of(st.none(), st.integers(0, 9).map(float)),
        "region": st.sampled_from([None, "410305", "410306", "110105"]),
        "deliver_by": st.sampled_from([None, date(2026, 12, 1), date(2027, 3, 1)]),
    }
)
ROWS = st.lists(ROW, min_size=1, max_size=7)


def content(pairs: pl.DataFrame) -> list[tuple[object, ...]]:
    rows = (
        pairs.sort("need_id", "rank", "offer_id")
        .select("need_id", "offer_id", "score", "rank", "verdict")
        .rows()
    )
    return [(n, o, round(s, 6), r, v) for n, o, s, r, v in rows]


def test_the_right_product_comes_first() -> None:
    pairs = match(listings("sales", *NEEDS), listings("sales", *OFFERS), "sales").pairs
    first = pairs.filter(pl.col("rank") == 1)
    assert len(first) == len(WORDS)
    for need, offer in first.select("need_id", "offer_id").rows():
        assert (int(offer) - 1) // 3 == int(need) - 1
    assert set(first["verdict"]) == {"recommended"}


@pytest.mark.parametrize("size", [1, 2, 6, 40])
def test_a_small_market_of_like_goods_still_matches(size: int) -> None:
    needs = [{"title": f"采购轴承钢第{i}批", "products": ["轴承钢棒材"]} for i in range(size)]
    offers = [{"title": f"供应轴承钢第{i}批", "products": ["轴承钢棒材"]} for i in range(size)]
    found = match(listings("sales", *needs), listings("sales", *offers), "sales", k=size).pairs
    assert len(found) == size**2
    assert found["score"].min() > 0.5


def test_nothing_is_invented_when_nothing_matches() -> None:
    needs = listings("research", {"title": "氟化锂制备"})
    offers = listings("research", {"title": "玉米育种"}, {"title": "x"})
    assert match(needs, offers, "research").pairs.is_empty()


@pytest.mark.parametrize("channel", available())
def test_empty_sides_match_nothing(channel: str) -> None:
    one = listings(
        channel, {"title": "轴承", "products": ["轴承"]} if channel == "sales" else {"title": "轴承"}
    )
    assert match(one.clear(), one, channel).pairs.is_empty()
    assert match(one, one.clear(), channel).pairs.is_empty()
    assert len(match(one, one, channel).pairs) == 1


@given(ROWS, ROWS)
@settings(max_examples=40)
def test_blocked_is_never_outweighed_and_parts_add_up(needs: list, offers: list) -> None:
    pairs = match(listings("sales", *needs), listings("sales", *offers), "sales", k=20).pairs
    for row in pairs.iter_rows(named=True):
        outcomes = {r["outcome"] for r in row["reasons"] if r["kind"] == "constraint"}
        assert (row["verdict"] == "blocked") == ("failed" in outcomes)
        if row["verdict"] in ("recommended", "possible"):
            assert "unknown" not in outcomes
        parts = [r["weight"] for r in row["reasons"] if r["kind"] == "evidence"]
        assert sum(parts) == pytest.approx(row["score"], abs=1e-6)
        assert 0 < row["score"] <= 1
        assert all(r["text"] for r in row["reasons"])
    for _, group in pairs.sort("rank").group_by("need_id"):
        blocked = (group["verdict"] == "blocked").to_list()
        assert blocked == sorted(blocked)


@given(ROWS, ROWS, st.randoms())
@settings(max_examples=40)
def test_row_order_and_ids_change_nothing(needs: list, offers: list, rng: random.Random) -> None:
    plain = match(listings("sales", *needs), listings("sales", *offers), "sales", k=4).pairs
    left = [n | {"id": f"N{i}"} for i, n in enumerate(needs)]
    right = [o | {"id": f"{'z' if i % 2 else 'a'}{i}"} for i, o in enumerate(offers)]
    rng.shuffle(left)
    rng.shuffle(right)
    mixed = match(listings("sales", *left), listings("sales", *right), "sales", k=4).pairs
    renamed = mixed.with_columns(
        pl.col("need_id").map_elements(lambda v: str(int(v[1:]) + 1), return_dtype=pl.String),
        pl.col("offer_id").map_elements(lambda v: str(int(v[1:]) + 1), return_dtype=pl.String),
    )
    assert content(renamed) == content(plain)


@given(ROWS, ROWS)
@settings(max_examples=30)
def test_copies_change_nothing_for_the_others(needs: list, offers: list) -> None:
    plain = match(listings("sales", *needs), listings("sales", *offers), "sales", k=3).pairs
    twice = [o | {"id": str(i + 1)} for i, o in enumerate(offers)] + [
        offers[0] | {"id": f"copy{i}"} for i in range(5)
    ]
    more = match(listings("sales", *needs), listings("sales", *twice), "sales", k=3).pairs
    assert content(more.filter(~pl.col("offer_id").str.starts_with("copy"))) == content(plain)


@given(ROWS, ROWS)
@settings(max_examples=30)
def test_match_and_score_pairs_agree(needs: list, offers: list) -> None:
    left, right = listings("sales", *needs), listings("sales", *offers)
    found = match(left, right, "sales", k=50).pairs
    again = score_pairs(left, right, found.select("need_id", "offer_id"), "sales").pairs
    assert again["need_id"].to_list() == found["need_id"].to_list()
    assert again["score"].to_list() == pytest.approx(found["score"].to_list(), abs=1e-6)
    assert again["verdict"].to_list() == found["verdict"].to_list()


def test_a_need_whose_best_offers_are_blocked_looks_further() -> None:
    need = {"products": ["主轴轴承"], "price": 10.0, "unit": "套"}
    dear = [
        {"products": ["主轴轴承"], "title": f"主轴轴承{i}", "price": 99.0, "unit": "套"} for i in range(200)
    ]
    cheap = {
        "id": "cheap",
        "products": ["主轴轴承"],
        "title": "大型风力发电机组配套用主轴轴承及附件",
        "price": 9.0,
        "unit": "套",
    }
    pairs = match(listings("sales", need), listings("sales", *dear, cheap), "sales", k=3).pairs
    assert pairs.filter(pl.col("rank") == 1)["offer_id"].to_list() == ["cheap"]


def test_an_unknown_fact_says_what_to_ask() -> None:
    needs = listings("sales", {"products": ["轴承"], "price": 10.0, "unit": "套"})
    offers = listings("sales", {"products": ["轴承"], "unit": "套"})
    pairs = match(needs, offers, "sales").pairs
    assert pairs["verdict"].to_list() == ["unknown"]
    missing = [r for r in reasons_of(pairs, "1", "1") if r["kind"] == "missing"]
    assert [r["code"] for r in missing] == ["offer.price"]
    assert missing[0]["text"] == "请供方补充“报价”，以判断价格"


def test_prices_in_different_units_are_not_compared() -> None:
    needs = listings("sales", {"products": ["钢材"], "price": 10.0, "unit": "千克"})
    offers = listings("sales", {"products": ["钢材"], "price": 4000.0, "unit": "吨"})
    assert match(needs, offers, "sales").pairs["verdict"].to_list() == ["unknown"]


def test_a_demand_nobody_made_blocks_nobody() -> None:
    needs = listings("sales", {"products": ["轴承"]})
    offers = listings("sales", {"products": ["轴承"], "price": 1e9})
    pairs = match(needs, offers, "sales").pairs
    assert pairs["verdict"].to_list() == ["recommended"]
    assert not [r for r in reasons_of(pairs, "1", "1") if r["kind"] == "constraint"]


def test_reasons_carry_the_values() -> None:
    needs = listings("finance", {"title": "设备贷款", "amount": 800.0, "term_months": 24})
    offers = listings("finance", {"title": "设备更新贷款", "amount": 500.0, "term_months": 36})
    pairs = match(needs, offers, "finance").pairs
    texts = {r["code"]: r["text"] for r in reasons_of(pairs, "1", "1") if r["kind"] == "constraint"}
    assert texts["amount"] == "最高额度 500 万元，不够融资金额 800 万元"
    assert texts["term"] == "最长 36 个月，够需要的 24 个月"
    assert pairs["verdict"].to_list() == ["blocked"]


def test_an_id_that_does_not_exist_is_named() -> None:
    one = listings("research", {"title": "轴承"})
    pairs = pl.DataFrame({"need_id": ["1"], "offer_id": ["nobody"]})
    with pytest.raises(ValueError, match="nobody"):
        score_pairs(one, one, pairs, "research")


def test_ids_must_be_unique() -> None:
    with pytest.raises(ValueError, match="编号"):
        listings("research", {"id": "1", "title": "轴承"}, {"id": "1", "title": "钢"})


def test_progress_ends_at_the_number_of_needs() -> None:
    seen: list[tuple[int, int]] = []
    match(
        listings("sales", *NEEDS),
        listings("sales", *OFFERS),
        "sales",
        progress=lambda done, total, _: seen.append((done, total)),
    )
    assert seen[-1] == (len(NEEDS), len(NEEDS))
