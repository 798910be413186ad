"""The shipped rulesets: against an independent implementation, and one firm at a time against columns."""

from datetime import date
from pathlib import Path

import pytest

from duijie.engine.rules import Result, evaluate, evaluate_many, shipped
from duijie.engine.rules.loader import SHIPPED, parse, ruleset_files
from duijie.engine.rules.results import RESULTS
from tests.engine.rules import plain
from tests.engine.rules.firms import firms, frame, with_gaps

DAY = date(2026, 1, 1)
CODES = {0: False, 1: None, 2: True}


@pytest.mark.parametrize(
    ("name", "reference"), [("innovative_sme", plain.innovative), ("specialised_sme", plain.specialised)]
)
def test_ten_thousand_firms_agree_with_plain_python(name: str, reference) -> None:
    rows = firms(10_000)
    found = evaluate_many([shipped()[name]], frame(rows), as_of=DAY)[f"{name}.result"].to_list()
    wanted = [2 if reference(row) else 0 for row in rows]
    assert found == wanted
    assert 1_000 < wanted.count(2) < 9_000  # both outcomes are tried


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 1.0])
def test_columns_say_what_one_firm_at_a_time_says(share: float) -> None:
    rows = with_gaps(firms(60), share)
    rulesets = list(shipped().values())
    many = evaluate_many(rulesets, frame(rows), as_of=DAY)
    for number, row in enumerate(rows):
        for ruleset in rulesets:
            one = evaluate(ruleset, row, as_of=DAY)
            assert RESULTS[CODES[many[f"{ruleset.id}.result"][number]]] is one.result
            assert (many[f"{ruleset.id}.gap"][number] == 0) is (one.result is Result.ELIGIBLE)
            if one.result is Result.NOT_ELIGIBLE:
                assert many[f"{ruleset.id}.short"][number] == len(one.blocked)


def test_what_is_decided_with_gaps_is_what_the_whole_facts_decide() -> None:
    whole = firms(300)
    for full, holed in zip(whole, with_gaps(whole, 0.3), strict=True):
        for ruleset in shipped().values():
            decided = evaluate(ruleset, holed, as_of=DAY).result
            assert decided in (Result.UNDECIDED, evaluate(ruleset, full, as_of=DAY).result)


@pytest.mark.parametrize("path", ruleset_files(SHIPPED), ids=lambda p: p.stem)
def test_every_shipped_ruleset_loads_under_its_own_name(path: Path) -> None:
    ruleset, problems = parse(path.read_bytes(), path.name)
    assert problems == []
    assert ruleset is not None
    assert ruleset.id == path.stem


def test_before_the_measure_nobody_is_eligible_and_it_says_so() -> None:
    decision = evaluate(shipped()["innovative_sme"], firms(1)[0], as_of=date(2020, 1, 1))
    assert decision.result is Result.NOT_ELIGIBLE
    assert decision.notes == ("2020-01-01 没有生效的版本。",)
