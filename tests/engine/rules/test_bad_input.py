"""What people and attackers hand in: a sentence with its line, never a crash, never a guess."""

import time
from datetime import date

import polars as pl
import pytest

from duijie.engine.rules import (
    Known,
    Record,
    Result,
    RulesError,
    check_text,
    choose,
    evaluate,
    evaluate_many,
    loads,
)
from tests.engine.rules.test_gaps import DAY, SIMPLE

HEAD = "编号: x\n名称: 甲\n发文机关: 某市\n文号: 某政〔2025〕1号\n"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("a: &x [1]\nb: [*x, *x]\n", "alias", 1),
        ("a: !!python/object/apply:os.system ['true']\n", "tag", 1),
        ("a: " + "[" * 60 + "]" * 60, "depth", 1),
        ("a: 1\na: 2\n", "duplicate", 2),
        ("a: 1\n---\nb: 2\n", "documents", 2),
        ("- 1\n", "root", 1),
        ("", "empty", 1),
        ("a: [1\n", "yaml", 2),
        ("a: 2026-02-30\n", "date", 1),
        ("a: 1e999\n", "number", 1),
        ("a: " + "x" * 4_000_001, "size", 1),
        ("a:\n" + "- 1\n" * 400_001, "size", 399_999),
        (b"\xff\xfe", "encoding", 1),
    ],
)
def test_yaml_that_is_no_ruleset(text, code: str, line: int) -> None:
    with pytest.raises(RulesError) as raised:
        loads(text)
    (problem,) = raised.value.problems
    assert (problem.code, problem.line) == (code, line)


def clause(condition: str) -> str:
    return HEAD + f"版本:\n  - 起: 2025-01-01\n    条件: {{当: '{condition}', 条款: 第一条}}\n"


@pytest.mark.parametrize(
    ("condition", "code"),
    [
        ("营业收人 >= 1", "unknown_field"),
        ("营业收入 >= 2000万", "unit"),
        ("研发费用占比 >= 3万元", "unit"),
        ("从业人员 >= 3%", "unit"),
        ("营业收入 = \"甲\"", "type"),
        ("注册日期 >= 3", "type"),
        ("研发机构级别 = \"县级\"", "choice"),
        ("营业收入 < 0", "never"),
        ("营业收入 > 5 且 营业收入 < 3", "never"),
        ("营业收入 >= 0", "always"),
        ("研发费用占比 >= 3", "unit"),
        ("营业收入 >=", "condition"),
    ],
)  # fmt: skip
def test_check_tells_what_a_reviewer_must_know(condition: str, code: str) -> None:
    (problem,) = check_text(clause(condition), "甲.yaml")
    assert problem.code == code
    assert (problem.file, problem.line) == ("甲.yaml", 7)
    assert problem.sentence.endswith("。") or problem.sentence.endswith("？")


def items(*steps: str) -> str:
    table = "".join(f"              - {{当: '{s}', 得分: {n + 1}}}\n" for n, s in enumerate(steps))
    return HEAD + (
        "版本:\n  - 起: 2025-01-01\n    条件: {评分: t, 及格: 1, 条款: 第一条}\n    评分表:\n      t:\n        大类:\n"
        f"        - 指标:\n          - 分档:\n{table}"
    )


@pytest.mark.parametrize(
    ("steps", "codes"),
    [
        (("研发费用占比 >= 5%", "研发费用占比 >= 3%"), []),
        (("研发费用占比 >= 3%", "研发费用占比 >= 5%"), ["dead"]),
        (("研发费用占比 >= 5%", "研发费用占比 >= 3% 且 研发费用占比 < 6%"), ["overlap"]),
        (("研发费用占比 >= 5%", "研发费用占比 >= 3% 且 研发费用占比 < 4%"), ["hole"]),
        (("研发费用占比 >= 5%", "研发费用占比 >= 3% 且 研发费用占比 < 5%"), []),
        (("数字化水平 >= 3", "数字化水平 = 2"), []),
    ],
)
def test_check_finds_dead_overlapping_and_missing_steps(steps: tuple[str, ...], codes: list[str]) -> None:
    assert [p.code for p in check_text(items(*steps))] == codes


def test_check_finds_versions_circles_contradictions_and_missing_articles() -> None:
    versions = SIMPLE + "  - 起: 2026-01-01\n    条件: {当: 营业收入 >= 1万元}\n"
    assert [p.code for p in check_text(versions)] == ["versions", "no_clause"]
    circle = (
        clause("甲数 >= 1")
        + "事实:\n  a: {标签: 甲数, 类型: 数字, 算法: 乙数 + 1}\n  b: {标签: 乙数, 类型: 数字, 算法: 甲数}\n"
    )
    assert [p.code for p in check_text(circle)] == ["circle", "circle"]
    torn = SIMPLE.replace("研发费用占比 >= 3%", "营业收入 < 1000万元")
    assert [p.code for p in check_text(torn)] == ["never"]
    assert [p.code for p in check_text(SIMPLE.replace("条款: 第一条", "条宽: 第一条"))] == ["unknown_key"]


def test_ten_thousand_clauses() -> None:
    lines = "".join(f"        - {{当: 营业收入 >= {n}万元, 条款: 第{n}条}}\n" for n in range(1, 10_001))
    started = time.perf_counter()
    ruleset = loads(HEAD + f"版本:\n  - 起: 2025-01-01\n    条件:\n      全部:\n{lines}")
    decision = evaluate(ruleset, {"revenue": 9_999.5}, as_of=DAY)
    assert decision.blocked == ("1.10000",)
    many = evaluate_many([ruleset], pl.DataFrame({"revenue": [9_999.5, 10_000.0, None]}), as_of=DAY)
    assert many["x.gap"].to_list() == [10_000, 0, 1]
    assert time.perf_counter() - started < 20


@pytest.mark.parametrize("revenue", [None, 0.0, -5.0, float("nan"), float("inf"), "很多", True], ids=str)
def test_no_division_and_no_absurd_value_decides(revenue: object) -> None:
    ruleset = loads(clause("研发费用占比 >= 3%"))
    decision = evaluate(ruleset, {"revenue": revenue, "rd_expense": 100.0}, as_of=DAY)
    assert decision.result is Result.UNDECIDED
    assert bool(decision.notes) is (str(revenue) not in ("None", "0.0", "nan"))
    if not isinstance(revenue, (str, bool)):
        column = pl.DataFrame(
            {"revenue": [revenue], "rd_expense": [100.0]}, schema_overrides={"revenue": pl.Float64}
        )
        assert evaluate_many([ruleset], column, as_of=DAY)["x.result"].to_list() == [1]


def test_a_day_of_1899_is_unknown() -> None:
    ruleset = loads(clause("注册日期 <= 2020-01-01"))
    for day, code in ((date(1899, 12, 30), 1), (date(2019, 1, 1), 2), (date(2021, 1, 1), 0)):
        frame = pl.DataFrame({"registered_on": [day]})
        assert evaluate_many([ruleset], frame, as_of=DAY)["x.result"].to_list() == [code]
    decision = evaluate(ruleset, {"registered_on": date(1899, 12, 30)}, as_of=DAY)
    assert decision.result is Result.UNDECIDED
    assert "1899-12-30" in decision.notes[0]


def test_sources_that_differ_are_both_told_and_precedence_decides() -> None:
    records = [
        Record("revenue", 900.0, date(2025, 3, 1), "企业填报"),
        Record("revenue", 1200.0, date(2025, 1, 1), "税务"),
        Record("revenue", 5000.0, date(2027, 1, 1), "税务"),
    ]
    for precedence, value in ((["税务"], 1200.0), (["企业填报"], 900.0), ([], 900.0)):
        chosen, conflicts = choose(records, as_of=DAY, precedence=precedence)
        assert chosen["revenue"].value == value
        assert {r.value for r in conflicts[0].records} == {900.0, 1200.0}
    decision = evaluate(
        loads(clause("营业收入 >= 1000万元")), {"revenue": Known(1200.0, DAY, "税务")}, as_of=DAY
    )
    assert decision.trace is not None
    assert decision.trace.found[0].source == "税务"
    assert "2026-01-01，税务" in decision.trace.sentence


def test_two_meanings_of_one_fact_are_refused() -> None:
    other = clause("甲 >= 1").replace("编号: x", "编号: y")
    one = loads(clause("甲 >= 1") + "事实:\n  a: {标签: 甲, 类型: 数字}\n")
    two = loads(other + "事实:\n  a: {标签: 甲, 类型: 金额}\n")
    with pytest.raises(RulesError, match="不同"):
        evaluate_many([one, two], pl.DataFrame({"a": [1.0]}), as_of=DAY)
