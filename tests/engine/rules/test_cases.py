"""Every case beside the shipped rulesets, and the size classes against the standard."""

from datetime import date
from pathlib import Path

import pytest

from duijie.engine.rules import check, evaluate, evaluate_many, shipped
from duijie.engine.rules.loader import SHIPPED, ruleset_files
from duijie.engine.rules.reading import read
from duijie.engine.rules.results import LABELS
from duijie.standards.size_classes import classify, groups
from tests.engine.rules.firms import frame

CASES = [
    (p, case) for p in sorted(SHIPPED.glob("*.cases.yaml")) for case in read(p.read_bytes(), p.name)["cases"]
]


@pytest.mark.parametrize(("path", "case"), CASES, ids=[f"{p.stem}-{c['title']}" for p, c in CASES])
def test_case(path: Path, case: dict) -> None:
    whole = read(path.read_bytes(), path.name)
    facts = {**whole["given"], **case["given"]}
    known = {name: value for name, value in facts.items() if value != "未知"}
    decision = evaluate(shipped()[whole["rules"]], known, as_of=whole["as_of"])
    assert LABELS[decision.result] == case["outcome"]
    assert decision.notes == ()
    amount = case.get("amount")
    assert decision.amount == (None if amount is None else pytest.approx(amount))


@pytest.mark.parametrize("path", ruleset_files(SHIPPED), ids=lambda p: p.stem)
def test_the_shipped_rulesets_pass_their_own_check(path: Path) -> None:
    assert [str(p) for p in check(path)] == []


@pytest.mark.parametrize("group", groups(), ids=lambda g: f"{g.name}-{g.codes[0]}")
def test_size_classes_are_the_standard_s_at_every_bound(group) -> None:
    rows = []
    for fact, bounds in group.bounds.items():
        rest = dict.fromkeys(group.bounds, 1e6)
        for bound in bounds:
            rows += [{**rest, fact: value} for value in (bound, bound - 1, None)]
    firms = [{"industry": group.codes[0], **row} for row in rows]
    tiers = [t.code for t in shipped()["size_class"].versions[0].tiers]
    found = evaluate_many([shipped()["size_class"]], frame(firms), as_of=date(2026, 1, 1))["size_class.tier"]
    for row, tier in zip(firms, found.to_list(), strict=True):
        facts = {k: v for k, v in row.items() if k != "industry"}
        assert classify(row["industry"], **facts).size_class == (tiers[tier - 1] if tier else None)
        one = evaluate(shipped()["size_class"], row, as_of=date(2026, 1, 1))
        assert one.tier == (tiers[tier - 1] if tier else None)
