"""What the writers share."""

from datetime import date

import pytest

from duijie.demo import catalogue
from duijie.demo.city import City
from duijie.demo.market import Market, count_of, round_to, written
from duijie.demo.writers import trade
from tests.demo.chance import drawn


@pytest.fixture
def market(city: City, day: date) -> Market:
    return Market(drawn(4), day, city.parties)


def test_a_fact_keeps_its_numbers_within_a_listing(market: Market) -> None:
    text = "内径{1-100000}mm"
    first = market.fact(text)
    assert market.fact(text) == first
    assert market.some([text], 1, 1) == [first]
    market.begin()
    assert market.fact(text) != first


def test_some_keep_their_order(market: Market) -> None:
    texts = [str(i) for i in range(9)]
    for _try in range(30):
        chosen = market.some(texts, 2, 4)
        assert chosen == sorted(chosen)
        assert 2 <= len(chosen) <= 4


def test_makers_are_those_who_make_it(market: Market) -> None:
    for product, makers in market.makers.items():
        assert all(product in maker.products for maker in makers)


def test_a_product_is_called_by_its_names(market: Market) -> None:
    product = catalogue.products()["深沟球轴承"]
    assert {market.called(product, 0) for _try in range(20)} == {product.name}
    assert {market.called(product, 1) for _try in range(60)} == set(product.aliases)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("深沟球轴承", trade.GOODS), ("加工中心", trade.MACHINE), ("冷链运输服务", trade.SERVICE)],
)
def test_goods_machines_and_services_are_told_apart(name: str, kind: trade.Trade) -> None:
    assert trade.of(catalogue.products()[name]) is kind


@pytest.mark.parametrize(
    ("value", "rounded"), [(1234.5, 1200), (0.01234, 0.012), (98.7, 99), (0, 0), (5, 5), (99_600, 100_000)]
)
def test_amounts_have_two_digits(value: float, rounded: float) -> None:
    assert round_to(value) == rounded


@pytest.mark.parametrize(("value", "count"), [(0.2, 1), (1.6, 2), (12_345, 12_000)])
def test_counts_are_whole_and_at_least_one(value: float, count: int) -> None:
    assert count_of(value) == count


@pytest.mark.parametrize(
    ("value", "text"), [(950_000, "95万"), (1200, "1200"), (0.5, "0.5"), (99_999, "99999")]
)
def test_amounts_are_written_as_people_do(value: float, text: str) -> None:
    assert written(value) == text
