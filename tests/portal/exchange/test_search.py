"""Search finds what holds all the words, whatever their order, and nothing that is nobody's business."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.portal.accounts.models import User
from duijie.portal.exchange import queries, search
from duijie.portal.exchange.models import Listing
from tests.portal.market import NEED


def titles(words: str) -> list[str]:
    found = search.find(queries.released(), words)
    rows = found.rows.in_bulk(found.ids or [])
    return [rows[pk].title for pk in found.ids or []]


@pytest.mark.parametrize(
    "words", ["轴承钢", "钢 轴承", "gcr15", "ＧＣｒ１５", "球化退火 轴承", "60mm", "甲河轴承", "采"]
)
def test_words_in_any_order_and_width(need: Listing, words: str) -> None:
    assert titles(words) == [NEED["title"]]


@pytest.mark.parametrize(
    "words",
    ["水饺", "轴承 水饺", "王经理", "13900000001", "", "，。", '"; DROP TABLE x --', "* OR a:b", "'", "\x00"],
)
def test_what_is_not_there_is_not_found(need: Listing, words: str) -> None:
    assert titles(words) == []


def test_the_title_counts_most(publish: Callable[..., Listing], clerk: User, need: Listing) -> None:
    publish(clerk, "need", {"title": "别的", "products": "钢球", "description": "配轴承钢棒材使用"})
    assert titles("轴承钢") == [NEED["title"], "别的"]


@pytest.mark.django_db
@given(st.text(max_size=40))
def test_any_text_is_a_query(words: str) -> None:
    assert search.find(Listing.objects.all(), words).more is False
