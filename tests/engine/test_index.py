import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engine.index import Candidates, Side, build
from duijie.engine.similarity import ALPHA, AT_MOST, BETA, calibrate, similarity
from duijie.engine.text import normalise

TEXTS = st.lists(st.text(alphabet="轴承钢齿轮箱风电叶片机床", max_size=12), min_size=1, max_size=8)


def side(titles: list[str], bodies: list[str] | None = None) -> Side:
    fields = ((titles, 8.0),) if bodies is None else ((titles, 8.0), (bodies, 1.0))
    return Side(fields=fields, tokens=(), size=len(titles))


def all_pairs(needs: int, offers: int) -> Candidates:
    need, offer = np.divmod(np.arange(needs * offers), offers)
    return Candidates(need=need, offer=offer)


def terms(text: str) -> set[str]:
    clean = normalise(text)
    return set(clean) | {clean[i : i + 2] for i in range(len(clean) - 1)}


def tversky(need: str, offer: str, texts: list[str]) -> float:
    """The similarity of two title-only listings among 50 texts more on other things, with sets and loops."""
    distinct = list(dict.fromkeys(texts))
    mine, theirs = terms(need), terms(offer)

    def weight(term: str) -> float:
        frequency = sum(term in terms(t) for t in distinct)
        return max(float(np.log((len(distinct) + 51) / (frequency + 0.5))), 1e-3) ** 2

    shared = sum(8 * weight(t) for t in mine & theirs)
    most = AT_MOST * sum(8 * weight(t) for t in mine)
    beside = sum(weight(t) for t in theirs - mine)
    rest = ALPHA * sum(8 * weight(t) for t in mine - theirs)
    rest += BETA * (1 / (1 / beside + 1 / most) if beside and most else 0.0)
    return shared / (shared + rest) if shared else 0.0


@given(TEXTS, TEXTS)
@settings(max_examples=60)
def test_similarity_agrees_with_a_plain_loop(needs: list[str], offers: list[str]) -> None:
    got = similarity(build(side(needs), side(offers)), all_pairs(len(needs), len(offers)))
    wanted = [tversky(n, o, [*needs, *offers]) for n in needs for o in offers]
    np.testing.assert_allclose(got, wanted, rtol=2e-3, atol=1e-5)


@given(TEXTS, TEXTS, st.sampled_from(["钛合金", "数控系统", "轴承"]))
@settings(max_examples=60)
def test_of_two_offers_the_one_that_shares_more_is_never_less_similar(
    needs: list[str], offers: list[str], more: str
) -> None:
    richer = f"{offers[0]}，{more}"
    index = build(side([f"{needs[0]}，{more}", *needs[1:]]), side([offers[0], richer, *offers[1:]]))
    plain, rich = similarity(index, all_pairs(1, 2))
    assert rich >= plain - 1e-6


@given(st.sampled_from(["钛合金", "数控系统"]), st.integers(2, 20))
def test_adding_shared_substance_to_both_never_lowers_a_similarity(more: str, others: int) -> None:
    """From one market to the next, where no two listings say the same before or after."""
    needs = [f"采购第{'一二三四五六七八九十'[i % 10]}类叶片{chr(0x4E00 + i)}" for i in range(others)]
    offers = [f"供应{chr(0x5E00 + i)}叶片加工" for i in range(others)]
    pair = Candidates(need=np.array([0]), offer=np.array([0]))
    before = similarity(build(side(needs), side(offers)), pair)[0]
    both = build(side([f"{needs[0]}，{more}", *needs[1:]]), side([f"{offers[0]}，{more}", *offers[1:]]))
    assert similarity(both, pair)[0] >= before


def test_a_word_in_the_title_counts_more_than_in_the_body() -> None:
    needs = side(["风电齿轮箱"], [""])
    offers = side(["风电齿轮箱", "机床"], ["机床", "风电齿轮箱"])
    first, second = similarity(build(needs, offers), all_pairs(1, 2))
    assert first > second > 0


def test_a_corpus_teaches_what_is_common() -> None:
    needs, offers = side(["轴承加工"]), side(["轴承", "加工"])
    pairs = all_pairs(1, 2)
    plain = similarity(build(needs, offers), pairs)
    taught = similarity(build(needs, offers, [f"加工{i}号机械加工" for i in range(50)]), pairs)
    assert plain[0] == pytest.approx(plain[1])
    assert taught[0] > taught[1]


def test_copies_in_the_corpus_change_nothing() -> None:
    needs, offers = side(["轴承加工"]), side(["轴承", "加工"])
    once = similarity(build(needs, offers, ["加工中心"]), all_pairs(1, 2))
    often = similarity(build(needs, offers, ["加工中心"] * 9), all_pairs(1, 2))
    np.testing.assert_array_equal(once, often)


def test_calibration_rises_from_nothing_and_is_half_at_half() -> None:
    got = calibrate(np.array([0, 0.01, 0.09, 0.5, 1], np.float32), 0.09, 0.86)
    assert got[0] == 0
    assert got[2] == pytest.approx(0.5, abs=1e-6)
    assert (np.diff(got) > 0).all()
    assert got[-1] < 1
