"""Against the definition, written out pair by pair; and what must change nothing."""

import math
import random
from collections import Counter
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engine.index import Candidates, Float64
from duijie.engine.semantics import Claimed, Claims, claims, tokens

CHANCE = random.Random(5)  # noqa: S311  texts, not secrets
TRADES = ("车工", "焊工", "会计", "护士", "电工", "销售经理", "数据分析师", "java 开发", "保安", "厨师")
PLACES = ("洛阳", "偃师", "涧西区", "伊川", "孟津", "新安", "栾川", "嵩县")
NEEDS = [f"{CHANCE.choice(PLACES)}招{CHANCE.choice(TRADES)}{i}名" for i in range(60)]
OFFERS = [
    "，".join(CHANCE.choices((*TRADES, *PLACES, "包食宿", "五险一金"), k=CHANCE.randint(1, 9)))
    for _ in range(70)
]
FIELDS = [(NEEDS, 8.0)], [(OFFERS, 1.0)]


def every(known: Claimed) -> Float64:
    """The strength of every pair, needs × offers."""
    shape = known.need.shape[0], known.offer.shape[0]
    need, offer = (g.ravel() for g in np.indices(shape))
    return known.strength(Candidates(need=need, offer=offer)).reshape(shape)


@cache
def learned() -> Claims:
    found = Claims.learn(*FIELDS)
    assert found is not None
    return found


def reference(needs: list[str], offers: list[str]) -> Float64:
    """One field on either side, by the formulas of BM25 and of the inverted softmax."""
    asked, told = ([Counter(tokens.pieces(t)) for t in sorted(set(side))] for side in (needs, offers))
    rarity = {
        piece: math.log((len(asked) + len(told) + 50) / (sum(piece in c for c in (*asked, *told)) + 0.5))
        for piece in {p for c in (*asked, *told) for p in c}
    }
    usual = sum(c.total() for c in told) / len(told)

    def looks(need: Counter, offer: Counter) -> float:
        bound = 3.0 * (0.25 + 0.75 * offer.total() / usual)
        mass = sum(rarity[p] for p in need)
        shared = sum(rarity[p] * 4.0 * offer[p] / (offer[p] + bound) for p in need)
        return 0.3 * min(1.0, 120.0 / mass) * shared

    spread = {id(n): math.log(sum(math.exp(looks(n, o)) for o in told)) for n in asked}
    found = np.zeros((len(needs), len(offers)))
    for at, text in enumerate(offers):
        offer = Counter(tokens.pieces(text))
        sought = sum(math.exp(looks(n, offer) - spread[id(n)]) for n in asked)
        for row, mine in enumerate(needs):
            need = Counter(tokens.pieces(mine))
            whole = sum(math.exp(looks(need, o)) for o in told)
            if looks(need, offer) > 0:
                found[row, at] = math.log(1 + len(asked) * math.exp(looks(need, offer)) / whole / sought)
    return found


def test_it_is_the_share_of_an_offers_attention() -> None:
    assert np.allclose(every(learned().of(*FIELDS)), reference(NEEDS, OFFERS), atol=1e-9)


def test_of_an_offers_attention_all_needs_together_have_one_share() -> None:
    needs, offers = sorted(set(NEEDS)), sorted(set(OFFERS))
    known = learned().of([(needs, 8.0)], [(offers, 1.0)])
    looks = (known.need @ known.offer.T).toarray()
    shares = np.exp(looks - known.spread[:, None] - known.sought[None])
    assert np.allclose(shares.sum(axis=0), 1.0)


def test_what_many_ask_for_counts_less_than_what_one_asks_for() -> None:
    needs = [f"招车工{place}{i}" for i in range(8) for place in PLACES] + ["招护士"]
    offers = ["车工", "护士", *(f"{place}{n}" for place in PLACES for n in "甲乙丙丁戊己庚")]
    found = Claims.learn([(needs, 1.0)], [(offers, 1.0)])
    assert found is not None
    strength = every(found.of([(["招车工护士"], 1.0)], [(["车工", "护士"], 1.0)]))
    assert 0 < strength[0, 0] < strength[0, 1]


@given(st.randoms(use_true_random=False), st.integers(1, 3))
@settings(max_examples=15)
def test_copies_and_the_order_of_rows_change_no_bit(chance: random.Random, times: int) -> None:
    left, right = NEEDS * times, OFFERS * times
    chance.shuffle(left)
    chance.shuffle(right)
    again = Claims.learn([(left, 8.0)], [(right, 1.0)])
    assert again is not None
    mine, theirs = (every(found.of(*FIELDS)) for found in (again, learned()))
    assert mine.tobytes() == theirs.tobytes()


def test_some_of_the_listings_are_told_as_in_the_whole_market() -> None:
    found = learned()
    whole = every(found.of(*FIELDS))
    part = every(found.of([(NEEDS[7:9], 8.0)], [(OFFERS[3:20], 1.0)]))
    assert part.tobytes() == np.ascontiguousarray(whole[7:9, 3:20]).tobytes()
    none = found.of([([], 8.0)], [(OFFERS, 1.0)])
    assert every(none).shape == (0, len(OFFERS))


def test_nothing_shared_is_nothing() -> None:
    strength = every(learned().of([(["蒙脱石", ""], 8.0)], [(["芭蕾", "", *OFFERS], 1.0)]))
    assert not strength.any()


@given(st.sampled_from(NEEDS), st.sampled_from(OFFERS))
@settings(max_examples=50)
def test_naming_all_that_a_need_names_never_weakens_its_claim(need: str, offer: str) -> None:
    before, after = every(learned().of([([need], 8.0)], [([offer, f"{offer}，{need}"], 1.0)]))[0]
    assert after >= before


def test_few_listings_and_too_many_teach_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Claims.learn([(NEEDS[:49], 8.0)], [(OFFERS, 1.0)]) is None
    assert Claims.learn([(NEEDS[:1] * 100, 8.0)], [(OFFERS, 1.0)]) is None
    monkeypatch.setattr(claims, "MOST_CELLS", len(set(NEEDS)) * len(set(OFFERS)) - 1)
    assert Claims.learn(*FIELDS) is None


def test_markets_without_a_word_break_nothing() -> None:
    blank = [(["，" * i for i in range(60)], 1.0)]
    found = Claims.learn(blank, blank)
    assert found is not None
    assert not every(found.of(blank, blank)).any()
