from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.standards import industries
from duijie.standards.industries import all_industries, ancestors, belongs_to, get, parse, search, suggest

CODES = st.sampled_from([i.code for i in all_industries()])


def test_sections_divisions_and_groups_are_complete() -> None:
    counts = Counter(i.level for i in all_industries())
    assert (counts[1], counts[2], counts[3]) == (20, 97, 473)
    assert counts[4] >= 1381


def test_codes_are_unique_and_named() -> None:
    assert len({i.code for i in all_industries()}) == len(all_industries())
    assert all(i.name.strip() == i.name and i.name for i in all_industries())


@given(CODES)
def test_ancestors_go_up_one_level_at_a_time(code: str) -> None:
    levels = [get(c).level for c in ancestors(code)]  # type: ignore[union-attr]
    assert levels == list(range(levels[0], 0, -1))
    assert all(belongs_to(code, c) for c in ancestors(code))


@given(CODES, CODES)
def test_membership_is_being_an_ancestor(code: str, group: str) -> None:
    assert belongs_to(code, group) == (group in ancestors(code))


def test_codes_are_known_with_and_without_their_letter() -> None:
    assert get("C3451") == get("3451")
    assert belongs_to("C3451", "C34")
    assert belongs_to("3451", "C")
    assert not belongs_to("3451", "35")
    assert get("9999") is None
    assert ancestors("9999") == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C34 通用设备制造业", "34"),
        ("3451", "3451"),
        ("３４５１滚动轴承制造", "3451"),
        ("滚动轴承制造", "3451"),
        ("通用设备制造业", "34"),
        ("通用设备制造", "34"),
        ("C", "C"),
        ("卖轴承的", None),
        ("", None),
    ],
)
def test_parse_reads_codes_and_names(text: str, code: str | None) -> None:
    assert parse(text) == code


@pytest.mark.parametrize(
    ("words", "code"),
    [("轴承", "345"), ("无人机", "3963"), ("预制菜", "143"), ("民宿", "613"), ("3451", "3451")],
)
def test_search_finds_by_everyday_words(words: str, code: str) -> None:
    found = search(words)
    assert any(i.code.startswith(code) for i in found[:3])


def test_search_needs_every_word() -> None:
    assert search("轴承 民宿") == []
    assert search("") == []


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        ("轴承及配件的制造、加工、销售", "345"),
        ("计算机软件开发、技术服务、技术咨询；计算机硬件销售", "651"),
        ("建筑材料批发；五金交电销售", "516"),
        ("农药（不含危险化学品）生产；化肥销售", "263"),
        ("普通货物道路运输", "543"),
        ("房屋建筑工程施工总承包", "47"),
        ("数控机床、机床附件的生产、销售", "342"),
        ("小麦、玉米种植", "011"),
    ],
)
def test_suggest_tells_trades_from_scopes(scope: str, code: str) -> None:
    assert suggest(scope)[0].code.startswith(code)


def test_suggest_leaves_out_bracketed_exclusions() -> None:
    assert not any(s.code.startswith("263") for s in suggest("化肥销售（不含农药）"))


def test_suggest_tells_making_from_selling() -> None:
    assert get(suggest("阀门生产")[0].code).section == "C"  # type: ignore[union-attr]
    assert get(suggest("五金交电批发")[0].code).section == "F"  # type: ignore[union-attr]


@given(st.text(max_size=60))
def test_suggest_copes_with_any_text(scope: str) -> None:
    found = suggest(scope)
    assert [s.score for s in found] == sorted((s.score for s in found), reverse=True)
    assert all(s.evidence for s in found)


def test_every_keyword_is_found_by_search() -> None:
    for industry in all_industries():
        for keyword in industry.keywords[:2]:
            assert any(keyword in i.keywords for i in industries.search(keyword, 5)), keyword
