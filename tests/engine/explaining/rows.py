"""Arbitrary listings of any channel, and single pairs scored."""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from duijie.engine import score_pairs
from duijie.engine.channels import Channel, Field, Kind
from tests.engine.market import listings

REGIONS = ["410305", "410306", "410323", "410000", "110105", "410300"]
TRADES = ["3451", "3453", "345", "C", "2421"]


def value(field: Field) -> st.SearchStrategy[Any]:
    """Values that a listing can have there; few of them, so that both sides often agree."""
    if field.kind is Kind.CHOICE:
        return st.sampled_from([c.value for c in field.choices])
    if field.kind.is_list:
        items = [c.value for c in field.choices] or ["ISO 9001", "ISO 14001", "IATF 16949"]
        return st.lists(st.sampled_from(items), min_size=1, max_size=2, unique=True)
    if field.kind is Kind.DATE:
        return st.dates(date(2026, 12, 1), date(2027, 1, 9))
    if field.kind is Kind.INTEGER:
        return st.integers(int(field.minimum or 0), int(field.maximum or 9))
    if field.kind.is_number:
        return st.integers(1, 99_999).map(lambda n: n / 7)
    return st.sampled_from(_TEXTS.get(field.kind, ["轴承", "套"]))


_TEXTS = {Kind.REGION: REGIONS, Kind.INDUSTRY: TRADES}


def listing(channel: Channel) -> st.SearchStrategy[dict[str, Any]]:
    """A listing with some of its facts unknown."""
    matched = [f for f in channel.fields if not f.file_only and not f.private]
    return st.fixed_dictionaries({f.name: st.none() | value(f) for f in matched})


def pair_reasons(channel: Channel, need: dict[str, Any], offer: dict[str, Any]) -> list[dict[str, Any]]:
    """Why this need and this offer have their verdict."""
    left, right = listings(channel.code, need), listings(channel.code, offer)
    pairs = left.select(need_id="id").hstack(right.select(offer_id="id"))
    return score_pairs(left, right, pairs, channel).pairs["reasons"].to_list()[0]
