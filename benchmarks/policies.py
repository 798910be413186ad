"""Policies as code over a million firms: decisions with gap codes, a what-if, one full proof; OpenFisca-core beside.

    python benchmarks/policies.py [--firms 1000000] [--rulesets 100]

OpenFisca-core (AGPL) is never a dependency: it is measured where it can be imported, on three equivalent rules.
"""

import argparse
import time
from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl

from common import peak_gib
from duijie.engine.rules import Ruleset, evaluate, evaluate_many, loads, shipped, what_if

DAY = date(2026, 1, 1)
FACTS = ("revenue", "rd_expense", "main_revenue", "liabilities", "assets", "employees", "rd_staff", "main_growth", "net_margin", "market_years")  # fmt: skip
HEAD = "编号: {id}\n名称: 规则{id}\n类别: 扶持\n发文机关: 某市\n文号: 测量\n版本:\n  - 起: 2025-01-01\n    条件:\n      全部:\n"


def firms(count: int) -> pl.DataFrame:
    """Random firms; one value in twenty is missing."""
    chance = np.random.default_rng(1)
    columns = {}
    for name in FACTS:
        values = (
            chance.uniform(-0.2, 0.4, count)
            if name in ("main_growth", "net_margin")
            else chance.lognormal(5, 1.5, count)
        )
        columns[name] = pl.Series(np.where(chance.random(count) < 0.05, np.nan, values)).fill_nan(None)
    columns["high_tech"] = pl.Series(chance.random(count) < 0.2)
    return pl.DataFrame(columns)


def ruleset(number: int) -> Ruleset:
    """Ten conditions: four clauses, one of two ways, a score table of four steps; thresholds that mostly differ."""
    money = 20 + 7 * number
    return loads(
        HEAD.format(id=f"r{number}")
        + f"        - {{当: 营业收入 >= {money}万元, 条款: 一}}\n"
        f"        - {{当: 研发费用占比 >= {1 + number % 9}%, 条款: 二}}\n"
        f"        - {{当: 资产负债率 <= {60 + number % 40}%, 条款: 三}}\n"
        f"        - {{当: 从业人员 >= {5 + number}, 条款: 四}}\n"
        f"        - 任一: [{{当: 高新技术企业等资质在有效期内 = 是}}, {{当: 净利润率 >= {number % 20}%}}]\n"
        "          条款: 五\n"
        "        - {评分: t, 及格: 10, 条款: 六}\n"
        "    评分表:\n      t:\n        大类:\n        - 指标:\n          - 分档:\n"
        + "".join(f"              - {{当: 主营业务收入增长率 >= {15 - 5 * n + number % 5}%, 得分: {20 - 5 * n}}}\n" for n in range(4))
        + "    扶持: {类别: 按比例, 基数: 研发费用, 比例: 10%, 上限: 50万元}\n"
    )  # fmt: skip


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def openfisca(frame: pl.DataFrame) -> float | None:
    """Seconds for three of the rules in OpenFisca-core (decision only), None where it is not installed."""
    try:
        from openfisca_core import entities, periods, simulations, taxbenefitsystems, variables  # noqa: PLC0415
    except ImportError:
        return None
    firm = entities.build_entity(key="firm", plural="firms", label="", is_person=True)
    system = taxbenefitsystems.TaxBenefitSystem([firm])

    def variable(name: str, **body: object) -> None:
        kind = {"value_type": float, "entity": firm, "definition_period": periods.DateUnit.YEAR, **body}
        system.add_variable(type(name, (variables.Variable,), kind))

    read = (
        "revenue",
        "rd_expense",
        "liabilities",
        "assets",
        "employees",
        "net_margin",
        "main_growth",
        "high_tech",
    )
    for name in read:
        variable(name)
    for number in range(3):
        variable(f"rule{number}", value_type=bool, formula=_formula(number))
    simulation = simulations.SimulationBuilder().build_default_simulation(system, frame.height)
    for name in read:
        simulation.set_input(name, "2026", frame[name].cast(pl.Float64).fill_null(np.nan).to_numpy())
    return seconds(lambda: [simulation.calculate(f"rule{n}", "2026") for n in range(3)])


def _formula(number: int) -> Callable[..., object]:
    def formula(firm, period):  # type: ignore[no-untyped-def]
        points = np.select(
            [firm("main_growth", period) >= (15 - 5 * n + number % 5) / 100 for n in range(4)],
            [20, 15, 10, 5],
            0,
        )
        return (
            (firm("revenue", period) >= 20 + 7 * number)
            * (firm("rd_expense", period) / firm("revenue", period) >= (1 + number % 9) / 100)
            * (firm("liabilities", period) / firm("assets", period) <= (60 + number % 40) / 100)
            * (firm("employees", period) >= 5 + number)
            * ((firm("high_tech", period) == 1) + (firm("net_margin", period) >= (number % 20) / 100))
            * (points >= 10)
        )

    return formula


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--firms", type=int, default=1_000_000)
    parser.add_argument("--rulesets", type=int, default=100)
    asked = parser.parse_args()
    frame, rulesets = firms(asked.firms), [ruleset(n) for n in range(asked.rulesets)]
    evaluate_many(rulesets, frame[:1000], as_of=DAY)  # what is loaded on first use
    whole = seconds(lambda: evaluate_many(rulesets, frame, as_of=DAY))
    print(
        f"{asked.firms:,} firms x {asked.rulesets} rulesets, decisions, gap codes and amounts: {whole:.1f} s, {peak_gib():.1f} GiB"
    )
    stricter = loads(
        HEAD.format(id="r0")
        + "        - {当: 营业收入 >= 400万元, 条款: 一}\n    扶持: {类别: 定额, 金额: 5万元}\n"
    )
    print(
        f"what-if of one rule over {asked.firms:,} firms: {seconds(lambda: what_if([rulesets[0]], frame, as_of=DAY, after=[stricter])):.2f} s"
    )
    firm = frame.row(0, named=True)
    largest = shipped()["specialised_sme"]
    print(
        f"one full proof ({largest.title}): {min(seconds(lambda: evaluate(largest, firm, as_of=DAY)) for _ in range(20)) * 1000:.1f} ms"
    )
    ours = seconds(lambda: evaluate_many(rulesets[:3], frame, as_of=DAY))
    theirs = openfisca(frame)
    print(f"three rules: {ours:.2f} s (three-valued, with gap codes and amounts)")
    print(
        "OpenFisca-core: not installed"
        if theirs is None
        else f"three rules in OpenFisca-core (two-valued): {theirs:.2f} s"
    )


if __name__ == "__main__":
    main()
