"""Row by row and by columns, a condition gives the same answers."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engine.conditions import parse

SCHEMA = {
    "x": pl.Float64, "价格": pl.Float64, "n": pl.Int64, "a": pl.Boolean, "b": pl.Boolean, "s": pl.String,
    "需求.单位": pl.String, "d": pl.Date, "e": pl.Date, "tags": pl.List(pl.String), "标签": pl.List(pl.String),
    "industry": pl.String, "region": pl.String,
}  # fmt: skip
WORDS = ["甲", "乙", "丙", ""]
INDUSTRIES = ["C", "34", "C3451", "3451", "65", "I", "nowhere"]
REGIONS = ["410000", "410300", "410305", "110000"]
DAYS = st.dates(date(2025, 12, 1), date(2026, 2, 1))
NUMBERS = st.sampled_from([0.0, -0.0, 1.0, 2.0, -1.0, 0.5, 1e308])


def column(dtype: object, name: str) -> st.SearchStrategy:
    if name in ("industry", "region"):
        return st.none() | st.sampled_from(INDUSTRIES if name == "industry" else REGIONS)
    return st.none() | {
        pl.Float64: NUMBERS,
        pl.Int64: st.integers(-2, 3),
        pl.Boolean: st.booleans(),
        pl.String: st.sampled_from(WORDS),
        pl.Date: DAYS,
    }.get(dtype, st.lists(st.sampled_from(WORDS), max_size=3))


ROWS = st.lists(st.fixed_dictionaries({n: column(t, n) for n, t in SCHEMA.items()}), max_size=5)


def quoted(options: list[str]) -> st.SearchStrategy[str]:
    return st.sampled_from(options).map(lambda w: f'"{w}"')


def filled(template: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda p: template.format(*p))


def listed(items: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(items, max_size=3).map(lambda i: f"[{', '.join(i)}]")


UNKNOWN = st.just("unknown")
TEXT = st.sampled_from(["s", "需求.单位"]) | quoted(WORDS) | UNKNOWN
DATE = st.sampled_from(["d", "e"]) | DAYS.map(str) | UNKNOWN
LIST = st.sampled_from(["tags", "标签"]) | listed(quoted(WORDS))
COMPARE = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
SAME = st.sampled_from(["=", "≠"])
LITERALS = st.sampled_from(["0", "1", "2", "-1", "0.5", "35%", "1e308"])


def larger_number(n: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        filled("({} {} {})", n, st.sampled_from("+-*/"), n)
        | filled("-{}", n)
        | filled("abs({})", n)
        | filled("{}({}, {}, {})", st.sampled_from(["min", "较大"]), n, n, n)
        | filled("count({})", LIST)
        | filled("days_between({}, {})", DATE, DATE)
    )


NUMBER = st.recursive(st.sampled_from(["x", "价格", "n"]) | LITERALS | UNKNOWN, larger_number, max_leaves=5)
SIMPLE = st.one_of(
    st.sampled_from(["a", "b", "true", "否", "未知"]),
    filled("{} {} {}", NUMBER, COMPARE, NUMBER),
    filled("1 < {} <= {}", NUMBER, NUMBER),
    filled("{} {} {}", TEXT, SAME, TEXT),
    filled("{} {} {}", DATE, COMPARE, DATE),
    filled("{}({}, {}) >= {}", st.sampled_from(["max", "较小"]), DATE, DATE, DATE),
    filled("{} {} {}", TEXT, st.sampled_from(["in", "不属于"]), LIST),
    filled("{} in {}", NUMBER, listed(LITERALS)),
    filled("{} not in {}", DATE, listed(DAYS.map(str))),
    filled("{}({}, {})", st.sampled_from(["contains_all", "包含任一"]), LIST | UNKNOWN, LIST | UNKNOWN),
    filled("known({})", NUMBER | TEXT | DATE | LIST),
    filled("in_industry({}, {}, {})", *[st.just("industry") | quoted(INDUSTRIES) | UNKNOWN] * 3),
    filled("地区属于({}, {})", *[st.just("region") | quoted(REGIONS) | UNKNOWN] * 2),
)


def larger_truth(t: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return (
        filled("{} and {}", t, t)
        | filled("{} 或 {}", t, t)
        | filled("not ({})", t)
        | filled("({}) and ({}) and ({})", t, t, t)
        | filled("({}) = ({})", t, t)
        | filled("known({})", t)
        | filled("at_least({}, {}, {}, {})", st.sampled_from("01234"), t, t, t)
    )


TRUTH = st.recursive(SIMPLE, larger_truth, max_leaves=8)


def by_columns(text: str, rows: list[dict[str, object]]) -> list[bool | None]:
    frame = pl.DataFrame(rows, schema=SCHEMA)
    return frame.with_columns(parse(text).expression().alias("outcome"))["outcome"].to_list()


def by_rows(text: str, rows: list[dict[str, object]]) -> list[bool | None]:
    return [parse(text).evaluate(row) for row in rows]


@settings(max_examples=600, deadline=None)
@given(TRUTH, ROWS)
def test_columns_and_rows_agree(text, rows):
    assert by_columns(text, rows) == by_rows(text, rows)


ROW = {
    "x": 2.0, "价格": 0.0, "n": 3, "a": True, "b": None, "s": "甲", "需求.单位": "乙", "d": date(2026, 1, 1), "e": None,
    "tags": ["甲", "乙"], "标签": ["乙"], "industry": "3451", "region": "410305",
}  # fmt: skip


@pytest.mark.parametrize("height", [0, 1, 3])
@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("true", True), ("1 = 1", True), ("known(1)", True), ("known(unknown)", False), ('"甲" in ["甲"]', True),
        ('count(["甲"]) = 1', True), ('in_region("410305", "410300")', True), ("d < unknown", None),
        ("abs(unknown) > 1", None), ("max(d, unknown) > d", None), ("contains_all(unknown, tags)", None),
        ("n in [3, 4]", True), ("x / 价格 > 1", None), ("1e308 * x - 1e308 * x = 0", None),
        ('contains_all(tags, ["甲"])', True), ('contains_all(["甲", "乙"], tags)', True), ("a and b", None),
        ("at_least(1, a, b)", True), ("at_least(2, a, b)", None), ("at_least(3, a, b)", False),
        ("(1 < unknown <= x and unknown = x) = (s in tags)", None), ("min(n, n) in []", False),
        ("known(x < unknown and unknown = x)", False), ("max(d, d) in [2026-01-01]", True),
    ],
)  # fmt: skip
def test_a_column_is_as_high_as_the_frame(text, truth, height):
    assert by_columns(text, [ROW] * height) == [truth] * height


def test_outcomes_are_boolean():
    frame = pl.DataFrame([ROW], schema=SCHEMA)
    for text in ("unknown", "true", "x > 1", "a or b", "unknown / x > 1"):
        assert frame.select(parse(text).expression()).dtypes == [pl.Boolean]


NESTED = ["1 / (", "min(9, ", "not at_least(1, b, ", "b or a and (", "known("]


@pytest.mark.parametrize("opening", NESTED)
def test_deep_nesting_takes_no_exponential_time(opening):
    number = opening in NESTED[:2]
    text = opening * 45 + ("x" if number else "b") + ")" * 45 + (" > 0" if number else "")
    assert by_columns(text, [ROW] * 2) == by_rows(text, [ROW] * 2)


def test_a_long_condition_over_columns():
    text = " or ".join(f"x = {i}" for i in range(1_000))
    assert by_columns(text, [ROW, {**ROW, "x": None}, {**ROW, "x": -1.0}]) == [True, None, False]
