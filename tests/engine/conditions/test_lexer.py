from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.engine.conditions import ConditionError
from duijie.engine.conditions.lexer import MAX_LENGTH, tokens


def kinds(text: str) -> list[str]:
    return [t.kind for t in tokens(text)][:-1]


def value(text: str) -> object:
    token, end = tokens(text)
    assert end.kind == "end"
    return token.value


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0.0),
        ("12.5", 12.5),
        ("1e3", 1000.0),
        ("2.5E-1", 0.25),
        ("3万", 30_000.0),
        ("1.2亿", 120_000_000.0),
        ("35%", 0.35),
        ("3.85%", 0.0385),
    ],
)
def test_numbers_with_chinese_magnitudes_are_exact(text, number):
    assert value(text) == number


@given(st.integers(0, 100_000))
def test_percent_is_the_nearest_number(whole):
    assert value(f"{whole}%") == whole / 100


@pytest.mark.parametrize("text", ["1e999", "9" * 400, "1e308亿"])
def test_a_number_too_large_is_refused(text):
    with pytest.raises(ConditionError, match="这个数太大"):
        tokens(text)


@pytest.mark.parametrize("text", ["2026-03-01", "2026-3-1", "2026年3月1日", "2026年03月01日"])
def test_dates(text):
    assert value(text) == date(2026, 3, 1)


def test_a_day_that_does_not_exist():
    with pytest.raises(ConditionError, match="没有“2026-02-30”这一天") as caught:
        tokens("截止 >= 2026-02-30")
    assert caught.value.column == 7


@pytest.mark.parametrize("text", ['"甲"', "'甲'", "“甲”"])
def test_text_in_any_quotes(text):
    assert value(text) == "甲"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("and", "AND", "且", "并且"), "and"),
        (("or", "Or", "或", "或者"), "or"),
        (("not", "非", "不"), "not"),
        (("in", "属于"), "in"),
        (("不属于",), "not in"),
        (("=", "==", "＝", "等于"), "="),
        (("!=", "<>", "≠", "不等于"), "!="),
        (("<", "＜", "小于"), "<"),
        (("<=", "≤", "＜＝", "小于等于", "不高于"), "<="),
        ((">", "＞", "大于"), ">"),
        ((">=", "≥", "＞＝", "大于等于", "不低于"), ">="),
        (("(", "（"), "("),
        ((")", "）"), ")"),
        ((",", "，", "、"), ","),
    ],
)
def test_spellings_of_one_operator(words, kind):
    assert {k for word in words for k in kinds(word)} == {kind}


@pytest.mark.parametrize(
    ("text", "truth"),
    [("true", True), ("是", True), ("FALSE", False), ("否", False), ("unknown", None), ("未知", None)],
)
def test_truth_values(text, truth):
    assert value(text) is truth


@pytest.mark.parametrize(
    "name", ["price", "offer.price", "需求.价格", "need.价格_1", "_x", "android", "不限"]
)
def test_names_in_both_languages(name):
    assert kinds(name) == ["name"]
    assert value(name) == name


def test_tokens_know_their_place():
    assert [(t.text, t.position) for t in tokens("a >= 3万\n且")] == [
        ("a", 0), (">=", 2), ("3万", 5), ("且", 8), ("", 9),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["a ? b", "a & b", "5％", "a; b"])
def test_what_fits_nothing_is_named(text):
    with pytest.raises(ConditionError, match=r"看不懂"):
        tokens(text)


@pytest.mark.parametrize("text", ['"open', "'open", "x = “甲\n”"])
def test_a_quotation_mark_without_its_other_half(text):
    with pytest.raises(ConditionError, match="引号没有配对"):
        tokens(text)


def test_long_text_is_refused_with_a_sentence():
    tokens(" " * MAX_LENGTH)
    with pytest.raises(ConditionError, match=f"最多 {MAX_LENGTH} 个"):
        tokens(" " * (MAX_LENGTH + 1))


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text):
    with suppress(ConditionError):
        assert tokens(text)[-1].kind == "end"
