"""Proposed changes do what they promise, and no smaller move would."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engine.conditions import parse
from tests.engine.conditions.test_vector import ROW, TRUTH, column
from tests.engine.conditions.test_vector import SCHEMA as KINDS

FACTS = st.fixed_dictionaries({name: column(kind, name) for name, kind in KINDS.items()})


@settings(max_examples=400, deadline=None)
@given(TRUTH, FACTS)
def test_with_every_change_the_condition_holds(text, facts):
    condition = parse(text)
    for change in condition.changes(facts):
        assert condition.evaluate(facts) is not True
        assert condition.evaluate({**facts, **change}) is True
        assert set(change) <= condition.fields


@given(st.integers(-9, 9), st.integers(-9, 9), st.sampled_from(["<", "<=", ">", ">=", "="]))
def test_numbers_and_days_move_no_further_than_needed(x, y, operator):
    """The slow way: try every whole number for one side, nearest first."""
    condition = parse(f"x {operator} y")
    facts = {"x": float(x), "y": float(y)}
    nearest = {
        name: next(
            move
            for move in sorted(range(-40, 41), key=abs)
            if condition.evaluate(facts | {name: facts[name] + move})
        )
        for name in facts
    }
    found = {name: value for change in condition.changes(facts) for name, value in change.items()}
    if condition.evaluate(facts):
        assert found == {}
    else:
        assert {name: value - facts[name] for name, value in found.items()} == nearest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x <= 1.5", [{"x": 1.5}]),
        ("x * 2 <= 价格 + 1", [{"x": 0.5}, {"价格": 3.0}]),
        ("1 < x / 4", [{"x": 4.04}]),
        ("abs(x) < 2", [{"x": 1.0}, {"x": -1.0}]),
        ("days_between(d, 2026-01-05) <= 3", [{"d": date(2026, 1, 2)}]),
        ("d > 2026-02-28", [{"d": date(2026, 3, 1)}]),
        ("not (x > 1 and s = 需求.单位)", []),
        ("not (x >= 1)", [{"x": 0.0}]),
        ("x < 1 and n > 3", [{"x": 0.0, "n": 4.0}]),
        ("x < 1 and x > 5", []),
        ("x < 1 and e > d", []),
        ("contains_all(标签, tags)", [{"标签": ["乙", "甲"]}, {"tags": ["乙"]}]),
        ('contains_any(标签, ["丙", "丁"])', [{"标签": ["乙", "丙"]}, {"标签": ["乙", "丁"]}]),
        ("contains(标签, s)", [{"标签": ["乙", "甲"]}, {"s": "乙"}]),
        ("in_region(region, \"410306\")", []),
        ("at_least(2, a, x < 1, s = 需求.单位)", [{"x": 0.0}]),
        ("at_least(3, a, x < 1, n < 3, x > 9)", [{"x": 0.0, "n": 2.0}]),
        ("known(e)", []),
        ("x != 2", []),
    ],
)  # fmt: skip
def test_what_is_proposed(text, expected):
    assert parse(text).changes(ROW) == expected


def test_an_area_that_is_asked_for_widens_just_enough():
    facts = {"place": "410305", "asked": "410323"}
    assert parse("in_region(place, asked)").changes(facts) == [{"asked": "410300"}]
    assert parse("in_region(place, asked)").changes(facts | {"asked": "110101"}) == []
    trades = {"trade": "3451", "asked": "3453"}
    assert parse("in_industry(trade, asked)").changes(trades) == [{"asked": "345"}]
