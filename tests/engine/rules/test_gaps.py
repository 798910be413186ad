"""Every way that is told makes the firm eligible; bundles against all subsets; what-if against counting."""

import itertools
from datetime import date

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from duijie.engine.rules import (
    Offer,
    Result,
    best_bundle,
    evaluate,
    evaluate_many,
    gap,
    loads,
    shipped,
    what_if,
)
from tests.engine.rules.firms import firms, frame

DAY = date(2026, 1, 1)
SIMPLE = """
编号: simple
名称: 研发补助
类别: 扶持
发文机关: 某市
文号: 某政〔2025〕1号
预算: 100
版本:
  - 起: 2025-01-01
    条件:
      全部:
        - {当: 研发费用占比 >= 3%, 条款: 第一条}
        - {当: 营业收入 >= 2000万元, 条款: 第二条}
    扶持: {类别: 按比例, 基数: 研发费用, 比例: 10%, 上限: 50万元, 条款: 第三条}
"""


def test_the_gap_is_told_in_money() -> None:
    firm = {"revenue": 8000.0, "rd_expense": 208.0}
    ways = gap(loads(SIMPLE), firm, as_of=DAY)
    assert [m.text for m in ways[0].moves] == ["研发费用占比 2.6%，还差 0.4 个百分点 ≈ 研发费用增加 32 万元"]
    assert ways[0].moves[0].needed == 240.0


def test_nobody_is_told_to_lose_revenue() -> None:
    for way in gap(loads(SIMPLE), {"revenue": 100_000.0, "rd_expense": 208.0}, as_of=DAY):
        assert "revenue" not in {m.fact for m in way.moves}


def test_the_eligible_lack_nothing() -> None:
    assert gap(loads(SIMPLE), {"revenue": 8000.0, "rd_expense": 800.0}, as_of=DAY) == ()


def test_every_way_is_enough() -> None:
    told = 0
    for firm in firms(40, seed=7):
        for ruleset in shipped().values():
            for way in gap(ruleset, firm, as_of=DAY):
                changed = firm | {m.fact: m.needed for m in way.moves}
                enough = Result.UNDECIDED if way.confirm else Result.ELIGIBLE
                assert evaluate(ruleset, changed, as_of=DAY).result in (enough, Result.ELIGIBLE)
                told += 1
    assert told > 20


@pytest.mark.parametrize(("rd", "amount"), [(240.0, 24.0), (800.0, 50.0), (500.0, 50.0)])
def test_a_rate_with_a_cap(rd: float, amount: float) -> None:
    assert evaluate(loads(SIMPLE), {"revenue": 8000.0, "rd_expense": rd}, as_of=DAY).amount == pytest.approx(
        amount
    )


def brute(offers: list[Offer]) -> float:
    best = 0.0
    for chosen in itertools.product([False, True], repeat=len(offers)):
        taken = [o for o, c in zip(offers, chosen, strict=True) if c]
        ids = {o.id for o in taken}
        if any(o.excludes & (ids - {o.id}) for o in taken):
            continue
        alone = sum(o.amount for o in taken if not o.group)
        caps = {g: min(o.cap for o in offers if o.group == g) for g in {o.group for o in taken if o.group}}
        best = max(
            best, alone + sum(min(c, sum(o.amount for o in taken if o.group == g)) for g, c in caps.items())
        )
    return best


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_best_bundle_is_the_best_of_all_subsets(data: st.DataObject) -> None:
    count = data.draw(st.integers(0, 7))
    ids = [f"p{n}" for n in range(count)]
    offers = [
        Offer(
            name,
            float(data.draw(st.integers(1, 200))),
            frozenset(data.draw(st.sets(st.sampled_from(ids), max_size=2))) - {name},
            data.draw(st.sampled_from(["", "a", "b"])),
            float(data.draw(st.integers(0, 250))),
        )
        for name in ids
    ]
    found = best_bundle(offers)
    assert found.total == pytest.approx(brute(offers), abs=1e-4)
    assert found.optimal
    assert set(found.paid) | set(found.left_out) == set(ids)


def test_what_a_stricter_rule_costs_whom() -> None:
    rows = frame(firms(2_000))
    old, new = loads(SIMPLE), loads(SIMPLE.replace(">= 3%", ">= 5%"))
    found = what_if([old], rows, as_of=DAY, after=[new])
    (effect,) = found.effects
    before = evaluate_many([old], rows, as_of=DAY)
    after = evaluate_many([new], rows, as_of=DAY)
    assert effect.gains == 0
    assert effect.loses == (before["simple.result"] == 2).sum() - (after["simple.result"] == 2).sum() > 0
    assert effect.cost_after == pytest.approx(after["simple.amount"].sum())
    assert effect.over_budget is True
    assert found.frame["simple.change"].sum() == pytest.approx(effect.cost_after - effect.cost_before)


def test_what_if_refuses_other_firms() -> None:
    rows = frame(firms(3))
    with pytest.raises(ValueError, match="企业数不同"):
        what_if([loads(SIMPLE)], rows, as_of=DAY, facts_after=rows[:2])


def test_a_programme_without_columns_is_undecided_for_all() -> None:
    found = evaluate_many([loads(SIMPLE)], pl.DataFrame({"name": ["甲", "乙"]}), as_of=DAY)
    assert found["simple.result"].to_list() == [1, 1]
    assert found["simple.amount"].null_count() == 2
