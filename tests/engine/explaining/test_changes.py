"""Every change that is named turns its constraint, and nothing less does."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from duijie.engine.channels import Channel, Kind, available, load
from tests.engine.explaining.rows import listing, pair_reasons

Listing = dict[str, Any]
CHANNELS = [load(code) for code in available()]
PAIRS = st.sampled_from(CHANNELS).flatmap(lambda c: st.tuples(st.just(c), listing(c), listing(c)))
SLOW_TO_DRAW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def outcomes(channel: Channel, need: Listing, offer: Listing) -> dict[str, str]:
    return {r["code"]: r["outcome"] for r in pair_reasons(channel, need, offer) if r["kind"] == "constraint"}


def read(channel: Channel, name: str, text: str) -> Any:
    """The value as a file's reader takes it from the evidence."""
    kind = channel.field(name).kind
    if kind.is_list:
        return text.split("；") if text else None
    if kind is Kind.DATE:
        return date.fromisoformat(text)
    return int(text) if kind is Kind.INTEGER else float(text) if kind.is_number else text


def changed(channel: Channel, need: Listing, offer: Listing, evidence: list[str]) -> tuple[Listing, Listing]:
    sides = {"need": dict(need), "offer": dict(offer)}
    for dotted, now, new in zip(evidence[::3], evidence[1::3], evidence[2::3], strict=True):
        side, name = dotted.split(".")
        if channel.field(name).kind.is_number:
            assert float(now) == pytest.approx(sides[side][name], abs=1e-4)
        else:
            assert read(channel, name, now) == sides[side][name]
        sides[side][name] = read(channel, name, new)
    return sides["need"], sides["offer"]


@SLOW_TO_DRAW
@given(PAIRS)
def test_made_as_told_the_constraint_no_longer_fails(pair: tuple[Channel, Listing, Listing]) -> None:
    """Read back from the evidence and decided anew for the whole column, as matching would after the change."""
    channel, need, offer = pair
    for reason in pair_reasons(*pair):
        if reason["kind"] == "change":
            assert outcomes(*pair)[reason["code"]] == "failed"
            again = outcomes(channel, *changed(channel, need, offer, reason["evidence"]))
            assert again.get(reason["code"], "not_asked") in ("met", "not_asked")


@SLOW_TO_DRAW
@given(PAIRS)
def test_a_step_less_is_not_enough(pair: tuple[Channel, Listing, Listing]) -> None:
    channel, need, offer = pair
    for reason in pair_reasons(*pair):
        if reason["kind"] != "change" or len(reason["evidence"]) != 3:
            continue
        dotted, now, new = reason["evidence"]
        kind = channel.field(dotted.split(".")[1]).kind
        if kind is not Kind.DATE and not kind.is_number:
            continue
        less = one_less(channel, dotted.split(".")[1], now, new)
        again = outcomes(channel, *changed(channel, need, offer, [dotted, now, less]))
        assert again[reason["code"]] == "failed"


def one_less(channel: Channel, name: str, now: str, new: str) -> str:
    """One of the smallest steps that a value can be told in, back towards what is now."""
    start, end = read(channel, name, now), read(channel, name, new)
    back = 1 if start > end else -1
    if isinstance(end, date):
        return str(end + timedelta(days=back))
    return str(end + back) if isinstance(end, int) else f"{end + back * 1e-4:.4f}"


@SLOW_TO_DRAW
@given(listing(load("sales")), listing(load("sales")))
def test_whatever_fails_in_sales_can_be_changed_by_either_side(need: Listing, offer: Listing) -> None:
    reasons = pair_reasons(load("sales"), need, offer)
    failed = {r["code"] for r in reasons if r["outcome"] == "failed" and r["kind"] == "constraint"}
    sides = {(r["code"], r["evidence"][0].split(".")[0]) for r in reasons if r["kind"] == "change"}
    assert {code for code, side in sides if side == "offer"} == failed
    assert {code for code, _ in sides} == failed


def told(channel: str, need: Listing, offer: Listing) -> list[str]:
    return [r["text"] for r in pair_reasons(load(channel), need, offer) if r["kind"] == "change"]


def test_a_price_falls_or_the_highest_price_rises() -> None:
    both = told("sales", {"title": "轴承", "price": 5141.0, "unit": "套"}, {"price": 5300.0, "unit": "套"})
    assert both == [
        "需方“最高单价”再高 3.1%（从 5,141 元升到 5,300 元）即可",
        "供方“报价”再低 3%（从 5,300 元降到 5,141 元）即可",
    ]


def test_what_is_lacking_is_named() -> None:
    need = {"certificates": ["ISO 9001", "ISO 14001"]}
    assert told("sales", need, {"certificates": ["ISO 9001"]}) == [
        "需方“要求资质”去掉“ISO 14001”即可",
        "供方“已有资质”增加“ISO 14001”即可",
    ]


def test_any_one_of_several_is_enough() -> None:
    need = {"cooperation_modes": ["技术转让", "技术许可"]}
    _, offers = told("research", need, {"cooperation_modes": ["作价入股"]})
    assert offers == "供方“可提供的合作方式”增加“技术转让”“技术许可”中任意一项即可"


def test_what_else_stands_in_the_way_is_said() -> None:
    need = {"price": 10.0, "unit": "套", "deliver_by": date(2026, 12, 1), "certificates": ["ISO 9001"]}
    offer = {"price": 20.0, "unit": "套", "deliver_by": date(2026, 12, 4)}
    assert told("sales", need, offer)[1] == (
        "供方“报价”再低 50%（从 20 元降到 10 元），“价格”即符合（共 2 项不符合，须都解决，另有 1 项待定）"
    )
    assert told("sales", need, offer)[3].startswith(
        "供方“最早可交货”提前 3 天（从 2026-12-04 到 2026-12-01）"
    )


def test_degrees_are_given_by_their_name() -> None:
    (text, *_) = told("talent", {"education": "硕士"}, {"education": "大专"})
    assert text.startswith("需方“")
    assert "改为大专" in text


def test_a_wished_place_widens_to_the_area_that_holds_both() -> None:
    texts = told("assets", {"region": "410305"}, {"region": "410323"})
    assert texts == ["需方“希望位置”放宽到洛阳市即可"]
    assert told("assets", {"region": "410305"}, {"region": "110105"}) == []


def test_what_meets_its_demands_need_not_change() -> None:
    assert told("sales", {"price": 10.0, "unit": "套"}, {"price": 9.0, "unit": "套"}) == []
    assert told("sales", {"price": 10.0, "unit": "套"}, {"unit": "套"}) == []
