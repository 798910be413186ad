"""Random firms with the facts of the shipped dictionary, around the thresholds."""

import random
from typing import Any

import polars as pl

LEVELS = ["国家级", "省级", "市级", "市级以下", "无"]


def firm(chance: random.Random) -> dict[str, Any]:
    revenue = chance.choice([500.0, 999.0, 1000.0, 4000.0, 8000.0, chance.uniform(300, 20_000)])
    assets, employees = chance.uniform(500, 9000), chance.randint(10, 400)
    yes = lambda share: chance.random() < share  # noqa: E731
    return {
        "revenue": revenue,
        "rd_expense": chance.choice([100.0, 500.0, revenue * chance.choice([0.01, 0.02, 0.03, 0.05, 0.1]), revenue * chance.uniform(0, 0.15)]),
        "main_revenue": revenue * chance.choice([0.5, 0.55, 0.6, 0.7, 0.8, chance.uniform(0.3, 1)]),
        "assets": assets,
        "liabilities": assets * chance.choice([0.5, 0.55, 0.6, 0.7, 0.75, chance.uniform(0, 1)]),
        "employees": employees,
        "rd_staff": int(employees * chance.choice([0, 0.05, 0.1, 0.2, 0.3])),
        "main_growth": chance.choice([0.0, 0.05, 0.1, 0.15, chance.uniform(-0.2, 0.4)]),
        "main_growth_2y": chance.choice([0.0, 0.04, 0.06, 0.08, 0.1, chance.uniform(-0.2, 0.2)]),
        "net_margin": chance.choice([0.02, 0.04, 0.06, 0.08, 0.1, chance.uniform(-0.1, 0.2)]),
        "ip_high_value": chance.choice([0, 0, 1]),
        "ip_class1_own": chance.choice([0, 0, 1, 3]),
        "ip_class1": chance.choice([0, 1, 3]),
        "ip_class2": chance.choice([0, 1, 9]),
        "strategic_industry": yes(0.5),
        "award_3y": yes(0.03),
        "high_tech": yes(0.1),
        "rd_institution_provincial": yes(0.05),
        "equity_3y": chance.choice([0.0, 0.0, 0.0, 0.0, 499.99, 500.0]),
        "equity_2y": chance.choice([0.0, 0.0, 0.0, 1999.99, 2000.0, 6000.0]),
        "market_years": float(chance.choice([1, 1.99, 2, 3, 4, 7, 8, 10, 30])),
        "rd_mean_2y": chance.choice([0.0, 300.0, 300.0, 999.99, 1000.0]),
        "award_ranked": yes(0.03),
        "maker_china_500": yes(0.02),
        "key_link": yes(0.5),
        "six_bases": yes(0.5),
        "digital_level": chance.choice([1, 2, 3, 4]),
        "quality_items": chance.choice([0, 1, 2, 3]),
        "special_points": float(chance.randint(0, 15)),
        "rd_institution": chance.choice(LEVELS),
    }  # fmt: skip


def firms(count: int, seed: int = 1) -> list[dict[str, Any]]:
    chance = random.Random(seed)  # noqa: S311  nothing secret
    return [firm(chance) for _ in range(count)]


def with_gaps(rows: list[dict[str, Any]], share: float, seed: int = 2) -> list[dict[str, Any]]:
    """The same firms with facts missing."""
    chance = random.Random(seed)  # noqa: S311
    return [{k: None if chance.random() < share else v for k, v in row.items()} for row in rows]


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, infer_schema_length=None)
