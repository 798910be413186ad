"""The 2017 measure, at every bound from both sides, against the plainest possible reading of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.standards import industries
from duijie.standards.size_classes import CLASSES, classify, group_of, groups

ORDER = (*CLASSES, "micro")
GROUPS = [(g, next(c for c in g.codes)) for g in groups()]
AMOUNT = st.one_of(st.none(), st.floats(0, 300_000), st.integers(0, 3_000).map(float))


def reference(bounds: dict[str, tuple[float, float, float]], facts: dict[str, float]) -> str:
    """Large, medium and small must meet every bound; else one class lower."""
    for number, size in enumerate(CLASSES):
        if all(facts[f] >= b[number] for f, b in bounds.items()):
            return size
    return "micro"


def test_the_vector_of_a_real_complaint() -> None:
    assert classify("6513", employees=103, revenue=15_735.28).size_class == "medium"


@pytest.mark.parametrize(("group", "code"), GROUPS, ids=lambda v: getattr(v, "name", v))
@given(data=st.data())
def test_agrees_with_the_plain_reading(group, code: str, data: st.DataObject) -> None:
    facts = {f: data.draw(st.floats(0, 300_000), label=f) for f in group.bounds}
    assert classify(code, **facts).size_class == reference(group.bounds, facts)


@pytest.mark.parametrize(("group", "code"), GROUPS, ids=lambda v: getattr(v, "name", v))
def test_every_bound_from_both_sides(group, code: str) -> None:
    for fact, bounds in group.bounds.items():
        rest = {f: 1e9 for f in group.bounds if f != fact}
        for number, bound in enumerate(bounds):
            assert classify(code, **rest, **{fact: bound}).size_class == ORDER[number]
            assert classify(code, **rest, **{fact: bound - 0.01}).size_class == ORDER[number + 1]


@pytest.mark.parametrize(("group", "code"), GROUPS, ids=lambda v: getattr(v, "name", v))
@given(data=st.data())
def test_an_unknown_fact_leaves_only_micro_certain(group, code: str, data: st.DataObject) -> None:
    facts = {f: data.draw(AMOUNT, label=f) for f in group.bounds}
    result = classify(code, **facts)
    unknown = {f for f, v in facts.items() if v is None}
    filled = [
        classify(code, **{f: v if v is not None else extreme for f, v in facts.items()}).size_class
        for extreme in (0, 1e12)
    ]
    if result.size_class is not None:
        assert filled == [result.size_class] * 2
    else:
        assert set(result.missing) == unknown
        assert filled[0] != filled[1]


def test_what_the_measure_does_not_cover_is_said() -> None:
    for code in ("6621", "8310", "8411", "8521"):
        result = classify(code, employees=50, revenue=100, assets=100)
        assert result.size_class is None
        assert "不在" in result.trace[0]
        assert result.missing == ()


def test_an_unknown_industry_is_asked_for() -> None:
    assert classify(None, employees=5).missing == ("industry",)
    assert classify("0000", employees=5).missing == ("industry",)


def test_the_trace_names_values_and_bounds() -> None:
    trace = classify("3451", employees=320, revenue=1_999).trace
    assert "320 人，达到中型" in trace[0]
    assert "1,999 万元，达到小型" in trace[1]
    assert "≥ 2000" in trace[1]
    assert trace[-1].endswith("划为小型。")


def test_no_industry_falls_in_two_groups() -> None:
    for industry in industries.all_industries():
        if industry.level == 4:
            inside = [g for g in groups() if any(industries.belongs_to(industry.code, c) for c in g.codes)]
            assert len(inside) <= 1
            assert group_of(industry.code) == (inside[0] if inside else None)
