"""What goes together: firms that offer the like are found for what they do not list."""

import numpy as np
import pytest

from duijie.engine.semantics.assortment import LEAST_LISTS, Assortment

THEMES = {
    "机床": ["数控车床", "立式铣床", "磨床主轴", "车床卡盘", "刀具夹头"],
    "食品": ["鲜牛奶", "酸奶", "奶油蛋糕", "奶酪", "黄油"],
    "电缆": ["高压电缆", "电缆附件", "光纤光缆", "铜芯电线", "接线端子"],
}


def firms(size: int) -> list[list[str]]:
    drawn = np.random.default_rng(5)
    goods = list(THEMES.values())
    return [list(drawn.choice(goods[i % 3], 3, replace=False)) for i in range(size)]


LISTS = firms(3 * LEAST_LISTS)


def test_an_unlisted_thing_is_placed_with_those_who_offer_its_like() -> None:
    learned = Assortment.learn(LISTS)
    assert learned is not None
    placed = learned.asked([["龙门铣床"], ["羊奶酪"], ["电缆桥架"]])
    near = placed @ learned.offered(LISTS).T
    for theme in range(3):
        assert set(np.argsort(-near[theme])[:50] % 3) == {theme}


def test_too_few_lists_teach_nothing() -> None:
    assert Assortment.learn(firms(LEAST_LISTS - 1)) is None
    assert Assortment.learn([["甲"]] * 5000) is None


def test_nothing_known_is_placed_nowhere() -> None:
    learned = Assortment.learn(LISTS)
    assert learned is not None
    assert not learned.asked([[""], ["😀"], []]).any()


@pytest.mark.parametrize("seed", [1, 2])
def test_order_changes_nothing_that_shows(seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(LISTS))
    one, other = Assortment.learn(LISTS), Assortment.learn([LISTS[i] for i in order])
    assert one is not None
    assert other is not None
    asked = [["龙门铣床"], ["羊奶酪"]]
    near = one.asked(asked) @ one.offered(LISTS).T
    assert np.allclose(near, other.asked(asked) @ other.offered(LISTS).T, atol=1e-3)
