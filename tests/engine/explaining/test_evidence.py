"""What each part of the score rests on, told by name."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import polars as pl
import pytest

from duijie.engine import constraints, explain, wording
from duijie.engine.channels import Channel, load
from duijie.engine.explaining.evidence import common_industry, common_region, shared_words
from duijie.engine.index import Candidates
from duijie.engine.scoring import Scored
from tests.engine.explaining.rows import pair_reasons
from tests.engine.market import listings

Listing = dict[str, Any]


def evidence(channel: str, need: Listing, offer: Listing) -> dict[str, dict[str, Any]]:
    return {r["code"]: r for r in pair_reasons(load(channel), need, offer) if r["kind"] == "evidence"}


def test_the_smallest_area_that_holds_both_is_named() -> None:
    found = evidence("sales", {"title": "轴承", "region": "410305"}, {"title": "轴承", "region": "410323"})
    assert "同属 洛阳市（需方 " in found["region"]["text"]
    assert found["region"]["evidence"] == ["洛阳市"]
    assert common_region("410305", "410305") == "洛阳市涧西区"
    assert common_region("410305", "110105") is None


def test_the_narrowest_trade_that_holds_both_is_named() -> None:
    assert common_industry("3451", "3453") == "C345 轴承、齿轮和传动部件制造"
    assert common_industry("3451", "345") == "C345 轴承、齿轮和传动部件制造"
    assert common_industry("3451", "2421") == "C 制造业"
    assert common_industry("3451", "A") is None


def test_items_that_both_have_are_named() -> None:
    need = {"title": "轴承工程师", "skills": ["有限元", "热处理"]}
    found = evidence("talent", need, {"title": "轴承工程师", "skills": ["热处理", "焊接"]})
    assert found["skills"]["evidence"] == ["热处理"]
    assert "都有 热处理（" in found["skills"]["text"]


def test_amounts_are_told_with_both_values() -> None:
    found = evidence("assets", {"title": "厂房", "area_m2": 3000.0}, {"title": "厂房", "area_m2": 4200.0})
    assert found["area"]["text"] == "面积相近：需方 3,000 平方米，供方 4,200 平方米"
    assert found["area"]["evidence"] is None


def test_shared_words_stand_in_the_order_of_length_and_place() -> None:
    assert shared_words("大型风电主轴轴承", "供应主轴轴承，用于风电")[0] in (
        "主轴",
        "轴承",
        "主轴轴承",
        "风电",
    )
    assert shared_words("轴承", "玉米") == []


def scored(channel: Channel, needs: pl.DataFrame, offers: pl.DataFrame, parts: dict[str, float]) -> Scored:
    """One pair with these contributions."""
    one = pl.Series([0])
    outcomes = constraints.decide(channel, constraints.pair_frame(channel, needs, offers, one, one))
    return Scored(
        candidates=Candidates(need=np.array([0]), offer=np.array([0])),
        score=np.array([sum(parts.values())]),
        parts=pl.DataFrame([parts]),
        outcomes=outcomes,
        verdict=pl.Series(["possible"]),
    )


def test_parts_that_are_no_feature_are_told_by_what_was_compared() -> None:
    channel = load("sales")
    needs = listings("sales", {"title": "采购风机轴承", "description": "偏航用"})
    offers = listings("sales", {"products": ["回转支承"], "title": "回转支承现货"})
    parts = {"text": 0.25, "meaning": 0.5, "company": -0.0, "unheard": 0.125}
    found = explain.reasons(channel, needs, offers, scored(channel, needs, offers, parts)).to_list()[0]
    told = {r["code"]: r for r in found if r["kind"] == "evidence"}
    assert {code: r["weight"] for code, r in told.items()} == {"text": 0.25, "meaning": 0.5, "unheard": 0.125}
    assert told["meaning"]["text"].startswith("含义相近：需方“")
    assert "轴承" in told["meaning"]["text"]
    assert "回转支承" in told["meaning"]["text"]
    assert told["unheard"]["text"].startswith("unheard：需方“")


def test_every_part_has_a_name_in_both_languages() -> None:
    channel = load("sales")
    names = [wording.part(channel, code) for code in ("text", "meaning", "company", "region")]
    assert names == ["文字内容", "含义相近", "品类相配", "地区"]
    english = [wording.part(channel, code, english=True) for code in ("text", "meaning", "company", "region")]
    assert all(name.isascii() for name in english)


NEED: Listing = {
    "title": "求购机密题目甲",
    "description": "机密说明甲",
    "products": ["机密品名丙"],
    "price": 7777.125,
    "unit": "机密单位",
    "quantity": 33331.5,
    "deliver_by": date(2033, 7, 13),
    "certificates": ["机密资质甲", "机密资质丙"],
    "region": "410305",
    "industry": "3451",
}
OFFER: Listing = {
    **NEED,
    "price": 8888.625,
    "quantity": 33332.5,
    "deliver_by": date(2033, 7, 14),
    "certificates": ["机密资质丙"],
    "region": "410323",
    "industry": "3453",
}


@pytest.mark.parametrize("name", sorted(NEED))
def test_what_is_private_is_in_no_reason(name: str) -> None:
    """Values nobody else has, so that any trace of them would show; open ones do appear."""
    channel = load("sales")
    closed = tuple(replace(f, private=f.name == name) for f in channel.fields)
    secret = replace(channel, fields=closed)
    shown = str(pair_reasons(secret, NEED, OFFER))
    field = channel.field(name)
    for value in (NEED[name], OFFER[name]):
        for one in value if isinstance(value, list) else [value]:
            traces = {wording.say(field, one), wording.plain(one)} - others(name)
            assert traces
            assert not any(trace in shown for trace in traces)
    assert str(pair_reasons(channel, NEED, OFFER)) != shown or name in ("unit", "quantity")


def others(name: str) -> set[str]:
    """What the other fields say too."""
    return {str(v) for n, v in {**NEED, **OFFER}.items() if n != name}
