"""Texts as they come: empty, tiny, huge, foreign, mixed, all phrases, copied; and facts that nobody filled in."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engine import Market, match
from duijie.engine.channels import available, load
from tests.engine.market import listings

BOILERPLATE = "需求内容：本公司希望提高产品质量。预期目标：进一步提高。现有工作基础：具有一定的技术基础。"
TEXTS = {
    "empty": "",
    "blank": " \u3000\n\t",
    "one character": "钢",
    "100 kB": "高碳铬轴承钢棒材球化退火" * 3_000,
    "English": "High-carbon chromium bearing steel bars, annealed",
    "traditional": "高碳鉻軸承鋼棒材",
    "mixed width": "ＧＣｒ１５　轴承钢（Φ６０ｍｍ）",
    "boilerplate": BOILERPLATE,
    "no characters": "！？……——()[]{}<>~`@#$%^&*",
    "not of this plane": "😀𠮷🀄︎\u200b\ufeff",
    "lone surrogate range": "\ue000\uf8ff",
    "right to left": "\u202eصلب",
}


def row(channel: str, text: str) -> dict[str, Any]:
    listed = {
        f.name: [text] for f in load(channel).fields if f.name in ("products", "occupation") and text.strip()
    }
    return {"title": text, "description": text} | listed


@pytest.mark.parametrize("channel", available())
def test_any_text_is_matched_with_any_other(channel: str) -> None:
    """Nothing breaks, scores stay in 0..1, and what has something to say finds its own twin first."""
    both = listings(channel, *(row(channel, t) for t in TEXTS.values()))
    pairs = match(both, both, channel, k=20).pairs
    assert pairs["score"].is_between(0, 1).all()
    for at, name in enumerate(TEXTS, start=1):
        mine = pairs.filter(pairs["need_id"] == str(at))
        if name in ("empty", "blank", "no characters"):
            assert mine.is_empty()
        elif not mine.is_empty():
            best = mine.filter(mine["rank"] == 1)["offer_id"].to_list()
            assert str(at) in best, name
    assert set(pairs["verdict"]) <= {"recommended", "possible", "unknown", "blocked"}


@pytest.mark.parametrize("channel", available())
@pytest.mark.parametrize("side", ["need", "offer"])
def test_any_text_is_matched_with_a_market_kept_ready(channel: str, side: str) -> None:
    both = listings(channel, *(row(channel, t) for t in TEXTS.values()))
    market = Market(both, both, channel)
    for at in range(len(both)):
        assert market.match(side, both[at]).pairs["score"].is_between(0, 1).all()


def test_full_width_letters_and_digits_find_half_width_ones() -> None:
    offers = listings("sales", {"products": ["GCr15轴承钢"]}, {"products": ["速冻水饺"]})
    found = match(listings("sales", {"products": ["ＧＣｒ１５轴承钢"]}), offers, "sales").pairs
    assert found["offer_id"].to_list() == ["1"]
    assert found["score"][0] > 0.9


def test_boilerplate_alone_decides_nothing() -> None:
    """Two needs with the same phrases around different things find their own things."""
    needs = listings(
        "research", *({"title": t, "description": BOILERPLATE} for t in ("锂电池隔膜", "小麦育种"))
    )
    offers = listings(
        "research", *({"title": t, "description": BOILERPLATE} for t in ("小麦新品种选育", "锂电池陶瓷隔膜"))
    )
    found = match(needs, offers, "research").pairs
    first = found.filter(found["rank"] == 1).select("need_id", "offer_id").rows()
    assert first == [("1", "2"), ("2", "1")]


def test_a_thousand_copies_share_one_place_and_hide_nobody() -> None:
    copies = [{"products": ["轴承钢"], "title": "供应轴承钢"}] * 1_000
    offers = listings("sales", *copies, {"products": ["轴承钢棒材"], "id": "other"})
    found = match(listings("sales", {"products": ["轴承钢棒材"]}), offers, "sales", k=2).pairs
    assert found.filter(found["rank"] == 1)["offer_id"].to_list() == ["other"]
    assert (found["rank"] == 2).sum() == 1_000


@given(
    st.lists(st.text(max_size=30), min_size=1, max_size=6),
    st.lists(st.text(max_size=30), min_size=1, max_size=6),
)
@settings(max_examples=40)
def test_order_and_ids_decide_nothing(needs: list[str], offers: list[str]) -> None:
    def found(order: int) -> set[tuple[str, str, float, str]]:
        left = listings(
            "research", *({"title": t, "id": f"{order}-{t}-{i}"} for i, t in list(enumerate(needs))[::order])
        )
        right = listings(
            "research", *({"title": t, "id": f"{order}+{t}+{i}"} for i, t in list(enumerate(offers))[::order])
        )
        pairs = match(left, right, "research", k=10).pairs
        of_need, of_offer = (dict(f.select("id", "title").iter_rows()) for f in (left, right))
        return {
            (of_need[n], of_offer[o], round(s, 6), v)
            for n, o, s, v in pairs.select("need_id", "offer_id", "score", "verdict").rows()
        }

    assert found(1) == found(-1)
