from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.engine.conditions import EvaluationError, parse

T, F, U = True, False, None
KLEENE = [  # a, b, a and b, a or b
    (T, T, T, T), (T, U, U, T), (T, F, F, T),
    (U, T, U, T), (U, U, U, U), (U, F, F, U),
    (F, T, F, T), (F, U, F, U), (F, F, F, F),
]  # fmt: skip
TODAY = date(2026, 3, 1)


def evaluate(text: str, **values: object) -> bool | None:
    return parse(text).evaluate(values)


@pytest.mark.parametrize(("a", "b", "both", "either"), KLEENE)
def test_and_or(a, b, both, either):
    assert evaluate("a and b", a=a, b=b) is both
    assert evaluate("a or b", a=a, b=b) is either


@pytest.mark.parametrize(("a", "opposite"), [(T, F), (U, U), (F, T)])
def test_not(a, opposite):
    assert evaluate("not a", a=a) is opposite


@given(st.lists(st.sampled_from([T, F, U]), min_size=1, max_size=6), st.integers(-1, 7))
def test_at_least_is_what_every_completion_agrees_on(outcomes, least):
    terms = {f"t{i}": o for i, o in enumerate(outcomes)}
    completions = product(*[[o] if o is not None else [T, F] for o in outcomes])
    answers = {sum(c) >= least for c in completions}
    expected = answers.pop() if len(answers) == 1 else None
    assert evaluate(f"at_least({least}, {', '.join(terms)})", **terms) is expected


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("x = 3", T), ("x != 3", F), ("x < 3", F), ("x <= 3", T), ("x > 3", F), ("x >= 3", T),
        ("1 < x < 5", T), ("1 < x < 2", F), ("x + 2 * 3 = 9", T), ("(x + 2) * 3 = 15", T),
        ("x - 1 - 1 = 1", T), ("x / 2 = 1.5", T), ("-x = -3", T), ("x - -x = 6", T),
        ("abs(-x) = 3", T), ("min(x, 1, 2) = 1", T), ("max(x, 1) = 3", T),
    ],
)  # fmt: skip
def test_comparison_and_arithmetic(text, truth):
    assert evaluate(text, x=3) is truth
    assert evaluate(text, x=3.0) is truth
    assert evaluate(text) is U


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_comparison_with_unknown_is_unknown(operator):
    assert evaluate(f"x {operator} y", x=1.0) is U
    assert evaluate(f"x {operator} y", x=1.0, y=float("nan")) is U
    assert evaluate(f"x {operator} x") is U
    assert evaluate(f"x {operator} unknown", x=1.0) is U


@pytest.mark.parametrize(
    "text",
    ["x / 0 > 1", "x / y = x / y", "0 / 0 = 0", "x / (y - y) != 1", "1e308 * 1e308 - 1e308 * 1e308 = 0"],
)
def test_division_by_zero_and_overflow_are_unknown(text):
    assert evaluate(text, x=1.0, y=0) is U


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ('s = "甲"', T), ('s != "甲"', F), ('s in ["甲", "乙"]', T), ('s in ["丙"]', F), ("s in []", F),
        ('s not in ["丙"]', T), ("s in tags", T), ("n in [-1, 2.5]", T), ("n in [1, 2]", F), ("1 in whole", T),
        ('contains(tags, "乙")', T), ('contains_all(tags, ["乙", "甲"])', T), ('contains_all(tags, ["丙"])', F),
        ("contains_all(tags, [])", T), ('contains_any(tags, ["丙", "甲"])', T), ("contains_any(tags, [])", F),
        ("contains_all(whole, [1])", T), ("count(tags) = 2", T), ("count([]) = 0", T),
    ],
)  # fmt: skip
def test_text_and_lists(text, truth):
    values = {"s": "甲", "tags": ["甲", "乙"], "n": -1, "whole": [1, 2]}
    assert evaluate(text, **values) is truth


@pytest.mark.parametrize(
    "text",
    ['s in ["甲"]', "contains(tags, s)", "contains_all(tags, s)", "contains_any(s, tags)", "count(s) > 0"],
)
def test_lists_that_are_unknown(text):
    assert evaluate(text, tags=["甲"]) is U


@pytest.mark.parametrize(
    ("value", "known"), [(None, F), ([], F), (float("nan"), F), (0, T), ("", T), (False, T), (["甲"], T)]
)
def test_known_never_is_unknown(value, known):
    assert evaluate("known(x)", x=value) is known


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("d = 2026年3月1日", T), ("d < 2026-03-02", T), ("d >= 2026-3-2", F), ("min(d, 2026-01-01) = 2026-01-01", T),
        ("days_between(d, 2026-03-31) = 30", T), ("days_between(2026-03-02, d) = -1", T),
        ("days_between(2024-02-28, 2024-03-01) = 2", T), ("days_between(d, unknown) > 1", U),
    ],
)  # fmt: skip
def test_dates(text, truth):
    assert evaluate(text, d=TODAY) is truth


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ('in_industry(i, "C")', T), ('in_industry(i, "34")', T), ('in_industry(i, "C3451")', T),
        ('in_industry(i, "35", "34")', T), ('in_industry(i, "35", "65")', F), ('in_industry(i, "35", unknown)', U),
        ('in_industry(i, "34", unknown)', T), ('in_industry(unknown, "34")', U), ('in_industry("9999", "C")', F),
        ('in_region(r, "410000")', T), ('in_region(r, "410300")', T), ('in_region(r, "410305")', T),
        ('in_region("410300", r)', F), ('in_region(r, "110000")', F), ('in_region(r, "110000", unknown)', U),
        ('in_region(unknown, "410000")', U),
    ],
)  # fmt: skip
def test_industries_and_regions(text, truth):
    assert evaluate(text, i="3451", r="410305") is truth


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("x = 1", {"x": "甲"}),
        ("x = true", {"x": 1}),
        ("x < y", {"x": "a", "y": "b"}),
        ("x = y", {"x": [1], "y": [1]}),
        ("x > 2026-01-01", {"x": 5}),
        ("x + 1 > 0", {"x": "甲"}),
        ("x + 1 > 0", {"x": True}),
        ("not x", {"x": 5}),
        ("x and y", {"x": 1, "y": True}),
        ("x or y", {"x": "甲", "y": True}),
        ("x", {"x": 1}),
        ("at_least(1, x)", {"x": 1}),
        ("contains(x, y)", {"x": "甲乙", "y": "甲"}),
        ("contains(x, y)", {"x": 5, "y": "甲"}),
        ('x in ["甲"]', {"x": 5}),
        ("contains_all(x, y)", {"x": "甲乙", "y": "甲"}),
        ("count(x) > 0", {"x": "甲"}),
        ("abs(x) > 0", {"x": "甲"}),
        ("min(x, y) > 0", {"x": 1, "y": TODAY}),
        ("days_between(x, y) > 0", {"x": 1, "y": TODAY}),
        ('in_industry(x, "C")', {"x": 34}),
        ('in_region(x, "410000")', {"x": 410305}),
    ],
)
def test_wrong_kinds_of_values_are_an_error_with_a_sentence(text, values):
    with pytest.raises(EvaluationError) as caught:
        evaluate(text, **values)
    assert caught.value.sentence.endswith("。")


@pytest.mark.parametrize(
    ("text", "values", "missing"),
    [
        ("a > 1 and b > 1", {}, ("a", "b")),
        ("a > 1 and b > 1", {"a": 2}, ("b",)),
        ("a > 1 and b > 1", {"a": 0}, ()),
        ("a > 1 or b > 1", {"a": 2}, ()),
        ("(a > 1 or b > 1) and c > 1", {"b": 2}, ("c",)),
        ("known(a)", {}, ()),
        ('a > 1 and in_region(b, "41")', {"a": 2}, ("b",)),
    ],
)
def test_missing_names_what_could_still_decide(text, values, missing):
    assert parse(text).missing(values) == missing


SALES = "(offer.unit = need.unit and offer.price <= need.price) or (offer.unit != need.unit and unknown)"


@pytest.mark.parametrize(
    ("units", "prices", "truth"),
    [
        (("吨", "吨"), (3, 5), T),
        (("吨", "吨"), (6, 5), F),
        (("件", "吨"), (3, 5), U),
        (("吨", None), (3, 5), U),
    ],
)
def test_prices_of_different_units_cannot_be_compared(units, prices, truth):
    values = {
        "offer.unit": units[0],
        "need.unit": units[1],
        "offer.price": prices[0],
        "need.price": prices[1],
    }
    assert parse(SALES).evaluate(values) is truth
