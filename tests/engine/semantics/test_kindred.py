"""Goods of a kind, against every name of every pair looked at one by one."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engine.index import Candidates, Float32
from duijie.engine.semantics import Assortment, Goods, Kindred, unit
from duijie.engine.semantics.kindred import LEAST_SPEAKING
from tests.engine.semantics.test_assortment import LISTS

NAMES = ["焊接机器人", "搬运机器人", "机器人", "搬运机器人末端执行器", "鲜牛奶", "酸奶", "AB", " ", "铣 床"]
lists_of = st.lists(st.lists(st.sampled_from(NAMES), max_size=5), max_size=6)


def stand(names: list[str]) -> Float32:
    """By the shares of a few characters: what shares none stands elsewhere or nowhere."""
    return unit(np.array([[n.count(c) for c in "机器焊搬奶酸床"] for n in names], np.float32).reshape(-1, 7))


def kindred(needs: list[list[str]], offers: list[list[str]]) -> Kindred:
    return Kindred.of(Goods.of(needs, stand), Goods.of(offers, stand))


def one_by_one(need: list[str], offer: list[str]) -> float:
    """The sum over the offer's names, by the root of their number, of the mean over the need's."""
    wanted, listed = set(need), set(offer)
    total = 0.0
    for want in wanted:
        for name in listed:
            near = float(stand([want])[0] @ stand([name])[0])
            apart = math.log(max(len(want.strip()), 1)) - math.log(max(len(name.strip()), 1))
            says = max(near, 0.0) ** 6 * math.exp(-0.5 * (apart / 0.2) ** 2)
            total += says if says >= LEAST_SPEAKING else 0.0
    return total / len(wanted) / math.sqrt(len(listed)) if wanted and listed else 0.0


def every(needs: int, offers: int) -> Candidates:
    need, offer = (g.ravel() for g in np.meshgrid(np.arange(needs), np.arange(offers), indexing="ij"))
    return Candidates(need=need, offer=offer)


@given(needs=lists_of, offers=lists_of)
@settings(max_examples=60, deadline=None)
def test_the_strength_of_every_pair(needs: list[list[str]], offers: list[list[str]]) -> None:
    found = kindred(needs, offers)
    wanted = np.array([one_by_one(n, o) for n in needs for o in offers], np.float32)
    assert np.allclose(found.strength(every(len(needs), len(offers))), wanted, atol=1e-5)
    assert np.allclose(found.settled().every().ravel(), wanted, atol=1e-5)


@given(needs=lists_of, offers=lists_of, most=st.integers(1, 4))
@settings(max_examples=60, deadline=None)
def test_the_nearest_are_the_strongest_with_ties(
    needs: list[list[str]], offers: list[list[str]], most: int
) -> None:
    found = kindred(needs, offers)
    near, strength = found.nearest(most), found.every()
    for need in range(len(needs)):
        edge = sorted(strength[need], reverse=True)[:most][-1:] or [0.0]
        best = {o for o in range(len(offers)) if strength[need, o] >= max(*edge, LEAST_SPEAKING)}
        assert set(near.offer[near.need == need]) == best


def test_a_sibling_says_more_than_a_part_or_the_family() -> None:
    found = kindred([["搬运机器人"]], [["焊接机器人"], ["搬运机器人末端执行器"], ["机器人"], ["鲜牛奶"]])
    sibling, part, family, other = found.every()[0]
    assert sibling > max(part, family, other)
    assert other == 0


def test_what_speaks_is_named_strongest_first_and_nothing_else() -> None:
    found = kindred([["搬运机器人"]], [["鲜牛奶", "搬机器人", "搬运机器人"], ["酸奶"]])
    assert found.speaking(every(1, 2), most=5) == [["搬运机器人", "搬机器人"], []]
    assert found.speaking(every(1, 2), most=1) == [["搬运机器人"], []]


def test_what_hardly_adds_to_the_strength_is_not_named() -> None:
    found = kindred([["搬运机器人"]], [["焊接机器人", "搬运机器人"], ["焊接机器人"]])
    assert found.speaking(every(1, 2), most=5) == [["搬运机器人"], ["焊接机器人"]]


def test_no_pairs_have_nothing_to_say() -> None:
    found = kindred([["搬运机器人"]], [["酸奶"]])
    assert found.speaking(every(0, 1), most=1) == []


@pytest.mark.parametrize("seed", [1, 2])
def test_order_of_lists_and_of_their_names_changes_no_bit(seed: int) -> None:
    drawn = np.random.default_rng(seed)
    offers = [["焊接机器人", "鲜牛奶", "搬运机器人"], ["酸奶", "鲜牛奶"], ["机器人"], []]
    order = drawn.permutation(len(offers))
    turned = [list(drawn.permutation(offers[i])) for i in order]
    needs = [["搬运机器人"], ["酸奶", "机器人"]]
    assert np.array_equal(kindred(needs, offers).every()[:, order], kindred(needs, turned).every())


def test_entries_stand_nearer_to_those_who_list_them_than_their_words_say() -> None:
    learned = Assortment.learn(LISTS)
    assert learned is not None
    names = ["黄油", "羊奶酪", "😀"]
    words, met = learned.stand(names), learned.met_at(names)
    assert np.allclose(np.linalg.norm(met, axis=1), [1, 1, 0], atol=1e-5)
    assert np.allclose(words[1], met[1], atol=1e-6)
    those = unit(learned.offered([names for names in LISTS if "黄油" in names]).sum(axis=0, keepdims=True))
    assert met[0] @ those[0] > words[0] @ those[0]
