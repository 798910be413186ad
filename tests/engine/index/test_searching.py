import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engine.index import Index, Searcher, Side, build

TEXTS = st.lists(st.text(alphabet="轴承钢齿轮箱风电叶片机床", max_size=12), min_size=1, max_size=12)
TOKENS = st.lists(st.lists(st.sampled_from(["信用", "抵押", "保证"]), max_size=2), min_size=12, max_size=12)


def side(titles: list[str], bodies: list[str] | None = None, tokens: list[list[str]] | None = None) -> Side:
    fields = ((titles, 8.0),) if bodies is None else ((titles, 8.0), (bodies, 1.0))
    return Side(fields=fields, tokens=() if tokens is None else ((tokens, 2.0),), size=len(titles))


def brute_force(built: Index, pool: int) -> list[list[int]]:
    """Every offer that shares something that retrieves, by merit; all that tie with the last place."""
    asked = built.needs.toarray().astype(float) * ~built.singles
    shared = (
        asked @ built.offers.toarray().T
        + built.need_tokens.toarray().astype(float) @ built.offer_tokens.toarray().T
    )
    merit = (shared / (built.offer_mass.astype(float) + np.median(built.offer_mass) + 1e-6)).astype(
        np.float32
    )
    found = []
    for merits in merit:
        edge = np.sort(merits)[-pool] if len(merits) > pool else 0
        found.append(np.flatnonzero((merits > 0) & (merits >= edge)).tolist())
    return found


def found_by(built: Index, pool: int, threads: int = 1) -> list[list[int]]:
    needs = np.arange(built.needs.shape[0])
    got = Searcher(built, threads=threads).search(needs, pool)
    return [got.offer[got.need == n].tolist() for n in needs]


@given(TEXTS, TEXTS, TOKENS, TOKENS, st.integers(1, 5))
@settings(max_examples=150)
def test_search_finds_what_brute_force_finds(
    needs: list[str], offers: list[str], asked: list[list[str]], given_: list[list[str]], pool: int
) -> None:
    bodies = offers[::-1]
    built = build(side(needs, needs, asked[: len(needs)]), side(offers, bodies, given_[: len(offers)]))
    assert found_by(built, pool) == brute_force(built, pool)


def market(size: int, seed: int) -> list[str]:
    """Texts in which a few characters are in nearly all and many in few, as in a language."""
    rng = random.Random(seed)  # noqa: S311  a market, not a secret
    return [
        "".join(chr(0x4E00 + int(rng.paretovariate(0.7)) % 900) for _ in range(rng.randint(2, 40)))
        for _ in range(size)
    ]


def test_a_large_market_is_searched_as_exactly_and_by_any_number_of_threads() -> None:
    built = build(side(market(60, 1)), side(market(4_000, 2), market(4_000, 3)))
    for pool in (1, 10, 300):
        wanted = brute_force(built, pool)
        assert found_by(built, pool) == wanted
        assert found_by(built, pool, threads=3) == wanted


def test_all_that_tie_with_the_last_place_are_found() -> None:
    built = build(side(["轴承", "风电叶片轴承"]), side(["轴承"] * 9 + ["风电叶片"]))
    assert found_by(built, 3) == [list(range(9)), [*range(9), 9]]


def test_a_single_character_alone_finds_nothing() -> None:
    built = build(side(["轴承"]), side(["轴", "承载", "轴承钢"]))
    assert found_by(built, 5) == [[2]]


def test_tokens_retrieve_without_a_shared_word() -> None:
    built = build(
        side(["流动资金"], tokens=[["信用"]]), side(["税易贷", "房贷"], tokens=[["信用"], ["抵押"]])
    )
    assert found_by(built, 5) == [[0]]


def test_a_field_without_weight_finds_nothing() -> None:
    needs, offers = side(["轴承"]), Side(fields=((["钢"], 8.0), (["轴承"], 0.0)), tokens=(), size=1)
    assert found_by(build(needs, offers), 5) == [[]]


def test_batches_cover_all_needs_once() -> None:
    built = build(side(["轴承"] * 1_100), side(["轴承"]))
    assert np.concatenate(list(Searcher(built).batches())).tolist() == list(range(1_100))


def test_nobody_finds_nothing() -> None:
    for needs, offers in (([], ["轴承"]), (["轴承"], []), ([], [])):
        assert found_by(build(side(needs), side(offers)), 3) == [[] for _ in needs]
