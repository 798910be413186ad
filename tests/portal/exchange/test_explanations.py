"""Shared words are marked in both texts, however they are typed, and nothing else gets into the page."""

import pytest

from duijie.portal.exchange.explanations import highlighted


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("采购轴承钢", "采购<mark>轴承钢</mark>"),
        ("採購軸承鋼", "採購<mark>軸承鋼</mark>"),
        ("ＧＣＲ１５和GCr15", "<mark>ＧＣＲ１５</mark>和<mark>GCr15</mark>"),
        ("㎏<b>轴承钢</b>", "㎏&lt;b&gt;<mark>轴承钢</mark>&lt;/b&gt;"),
        ("没有", "没有"),
    ],
)
def test_the_words_are_marked_where_they_stand(text: str, shown: str) -> None:
    assert highlighted(text, ["轴承钢", "gcr15"]) == shown


def test_without_words_the_text_is_only_escaped() -> None:
    assert highlighted("<轴承>", []) == "&lt;轴承&gt;"
