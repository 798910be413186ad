"""Nearness by the whole and by the passage: against every pair one by one, and what must not decide it."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engine.index import Candidates
from duijie.engine.semantics import Passages, Vectors, unit
from duijie.engine.semantics.passages import MOST, PASSAGE, passages

LETTERS = "abcdefghijklmnopqrstuvwxyz"
TEXTS = st.lists(st.text(LETTERS, min_size=4, max_size=9), max_size=6).map("，".join)


class Letters:
    """A text is how often each letter stands in it."""

    def embed(self, texts: list[str]) -> np.ndarray:
        counts = [[text.count(letter) for letter in LETTERS] for text in texts]
        return unit(np.array(counts, np.float32).reshape(len(texts), len(LETTERS)))


def known(needs: list[str], offers: list[str]) -> Passages:
    space = Letters()
    return Passages.of(space, Vectors(space.embed(needs), space.embed(offers)), needs)


def every(needs: list[str], offers: list[str]) -> Candidates:
    need, offer = np.meshgrid(np.arange(len(needs)), np.arange(len(offers)), indexing="ij")
    return Candidates(need=need.ravel(), offer=offer.ravel())


def one_by_one(need: str, offer: str) -> float:
    space = Letters()
    theirs = space.embed([offer])[0]
    whole = float(space.embed([need])[0] @ theirs)
    parts = [float(row @ theirs) for row in space.embed(passages(need))]
    return (whole + PASSAGE * max(parts or [whole])) / (1 + PASSAGE)


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5), st.lists(TEXTS, min_size=1, max_size=5))
def test_nearness_is_that_of_the_whole_and_of_the_nearest_passage(
    needs: list[str], offers: list[str]
) -> None:
    found = known(needs, offers).nearness(every(needs, offers))
    wanted = [one_by_one(need, offer) for need in needs for offer in offers]
    assert np.allclose(found, wanted, atol=1e-5)
    assert found.dtype == np.float32
    assert ((found >= 0) & (found <= 1)).all()


@settings(deadline=None)
@given(st.lists(TEXTS, min_size=2, max_size=5), st.lists(TEXTS, min_size=1, max_size=5), st.randoms())
def test_neither_order_nor_company_nor_copies_of_passages_decide(
    needs: list[str], offers: list[str], drawn: object
) -> None:
    pairs = every(needs, offers)
    found = known(needs, offers).nearness(pairs).reshape(len(needs), len(offers))
    back = known(needs[::-1], offers[::-1]).nearness(pairs).reshape(found.shape)
    assert (back[::-1, ::-1] == found).all()
    for row, need in enumerate(needs):
        assert (known([need], offers).nearness(every([need], offers)) == found[row]).all()
        parts = need.split("，")
        drawn.shuffle(parts)  # type: ignore[attr-defined]
        assert (known(["；".join(parts)], offers).nearness(every([need], offers)) == found[row]).all()


def test_the_clause_that_is_answered_is_found_in_a_long_text() -> None:
    long = "，".join([*("abcdefgh" * 3 for _ in range(2)), "abcdabcd", "ijklijkl", "xyzxyz"])
    answered, other = known([long, long.replace("，xyzxyz", "") + "，xaya"], ["xyz"]).nearness(
        Candidates(need=np.array([0, 1]), offer=np.array([0, 0]))
    )
    assert answered > other + 0.1


def test_many_pairs_are_looked_at_in_blocks() -> None:
    drawn = np.random.default_rng(5)
    needs = ["，".join("".join(drawn.choice(list(LETTERS), 6)) for _ in range(n % 25)) for n in range(80)]
    offers = ["".join(drawn.choice(list(LETTERS), 9)) for _ in range(40)]
    pairs = every(needs, offers)
    found = known(needs, offers).nearness(pairs)
    at = drawn.integers(0, len(found), 50)
    wanted = [one_by_one(needs[n], offers[o]) for n, o in zip(pairs.need[at], pairs.offer[at], strict=True)]
    assert np.allclose(found[at], wanted, atol=1e-5)
    assert known(needs, offers).nearness(Candidates(need=pairs.need[:0], offer=pairs.offer[:0])).shape == (0,)


def test_passages_are_clauses_longest_first_each_once_and_not_too_many() -> None:
    text = "需求内容：提高纯度，降低成本；提高纯度。\n粒径可控制在微米级!是"
    assert passages(text) == ["粒径可控制在微米级", "提高纯度", "降低成本", "需求内容"]
    assert passages("") == passages("。，；") == []
    assert passages("x" * 100_000) == ["x" * 100_000]
    assert len(passages("，".join(f"第{i}项要求" for i in range(99)))) == MOST


def test_who_knows_nothing_of_a_text_is_near_to_nothing() -> None:
    assert not known(["一二三四，五六七八"], ["一二三四"]).nearness(every(["1"], ["1"])).any()
