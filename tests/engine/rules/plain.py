"""The two largest shipped measures written as plain Python, independently of the engine: 63号 annexes 1 and 2.

Only for firms whose facts are all known. Points are whole.
"""

from typing import Any


def ladder(value: float, steps: list[tuple[float, int]]) -> int:
    return next((points for bound, points in steps if value >= bound), 0)


def patents(firm: dict[str, Any], points: tuple[int, int, int, int]) -> int:
    for name, worth in zip(("ip_high_value", "ip_class1_own", "ip_class1", "ip_class2"), points, strict=True):
        if firm[name] >= 1:
            return worth
    return 0


def innovative(firm: dict[str, Any]) -> bool:
    if firm["award_3y"] or firm["high_tech"] or firm["rd_institution_provincial"] or firm["equity_3y"] >= 500:
        return True
    rd = firm["rd_expense"] / firm["revenue"]
    ability = patents(firm, (20, 15, 10, 5)) + ladder(rd, [(0.05, 20), (0.03, 15), (0.02, 10), (0.01, 5)])
    debt = firm["liabilities"] / firm["assets"]
    growth = ladder(firm["main_growth"], [(0.15, 20), (0.10, 15), (0.05, 10), (0.0, 5)])
    growth += 10 if debt <= 0.55 else 5 if debt < 0.75 else 0
    main = firm["main_revenue"] / firm["revenue"]
    focus = (10 if firm["strategic_industry"] else 5) + ladder(
        main, [(0.7, 20), (0.6, 15), (0.55, 10), (0.5, 5)]
    )
    return ability >= 20 and growth >= 15 and focus >= 15 and ability + growth + focus >= 60


def specialised_points(firm: dict[str, Any]) -> int:
    main, debt = firm["main_revenue"] / firm["revenue"], firm["liabilities"] / firm["assets"]
    rd, people = firm["rd_expense"] / firm["revenue"], firm["rd_staff"] / firm["employees"]
    spent = firm["rd_expense"]
    total = ladder(main, [(0.8, 5), (0.7, 3), (0.6, 1)])
    total += ladder(firm["main_growth_2y"], [(0.1, 10), (0.08, 8), (0.06, 6), (0.04, 4), (0.0, 2)])
    total += min(5, int(firm["market_years"] // 2))
    total += 5 if firm["key_link"] else 3 if firm["six_bases"] else 0
    total += 5 if firm["digital_level"] >= 3 else 3 if firm["digital_level"] == 2 else 0
    total += min(5, 3 * firm["quality_items"])
    total += ladder(firm["net_margin"], [(0.1, 10), (0.08, 8), (0.06, 6), (0.04, 4), (0.02, 2)])
    total += 5 if debt <= 0.5 else 3 if debt <= 0.6 else 1 if debt <= 0.7 else 0
    total += int(firm["special_points"])
    total += patents(firm, (10, 8, 6, 2))
    by_amount = ladder(spent, [(500, 10), (400, 8), (300, 6), (200, 4), (100, 2)])
    by_share = ladder(rd, [(0.1, 10), (0.08, 8), (0.06, 6), (0.04, 4), (0.03, 2)])
    total += max(by_amount, by_share)
    total += ladder(people, [(0.2, 5), (0.1, 3), (0.05, 1)])
    total += {"国家级": 10, "省级": 8, "市级": 4, "市级以下": 2, "无": 0}[firm["rd_institution"]]
    return total


def specialised(firm: dict[str, Any]) -> bool:
    rd = firm["rd_expense"] / firm["revenue"]
    entry = firm["market_years"] >= 2 and firm["rd_expense"] >= 100 and rd >= 0.03
    entry = entry and (firm["revenue"] >= 1000 or firm["equity_2y"] >= 2000)
    direct = firm["award_ranked"] or firm["rd_mean_2y"] >= 1000 or firm["equity_2y"] >= 6000
    return entry and (direct or firm["maker_china_500"] or specialised_points(firm) >= 60)
