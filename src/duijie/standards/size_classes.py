"""Size classes of enterprises: 统计上大中小微型企业划分办法 (2017), all groups of industries.

A large, medium or small firm must meet every lower bound of its class, else it drops a class.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from duijie.standards import industries

DATA = Path(__file__).parent / "data" / "size_classes.toml"
CLASSES = ("large", "medium", "small")
LABELS = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}
FACTS = {"employees": ("从业人员", "人"), "revenue": ("营业收入", "万元"), "assets": ("资产总额", "万元")}


@dataclass(frozen=True, slots=True)
class Group:
    """A group of industries and its lower bounds by fact: (large, medium, small)."""

    name: str
    codes: tuple[str, ...]
    bounds: dict[str, tuple[float, float, float]]


@dataclass(frozen=True, slots=True)
class SizeResult:
    """size_class is None where the measure does not apply or facts are missing; trace says why, in sentences."""

    size_class: str | None
    group: str | None
    trace: tuple[str, ...]
    missing: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return LABELS[self.size_class] if self.size_class else "未定"


@cache
def source() -> str:
    return str(_data()["source"])


@cache
def _data() -> dict[str, object]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


@cache
def groups() -> tuple[Group, ...]:
    """In the order of the measure; the first whose codes contain an industry applies."""
    return tuple(
        Group(g["name"], tuple(g["codes"]), {f: tuple(g[f]) for f in FACTS if f in g})
        for g in _data()["groups"]  # type: ignore[attr-defined]
    )


def group_of(industry_code: str) -> Group | None:
    """The group an industry falls in; None where the measure does not apply (finance, education, health …)."""
    for group in groups():
        if any(industries.belongs_to(industry_code, c) for c in group.codes):
            return group
    return None


def classify(
    industry_code: str | None,
    employees: float | None = None,
    revenue: float | None = None,
    assets: float | None = None,
) -> SizeResult:
    """Size class from head count, yearly revenue and total assets (both in 万元)."""
    if not industry_code:
        return SizeResult(None, None, ("未填行业，不能划分规模。",), ("industry",))
    if industries.get(industry_code) is None:
        return SizeResult(None, None, (f"没有代码为“{industry_code}”的行业，不能划分规模。",), ("industry",))
    group = group_of(industry_code)
    if group is None:
        return SizeResult(None, None, ("该行业不在划分办法的适用范围内。",))
    facts = {"employees": employees, "revenue": revenue, "assets": assets}
    return _classify(group, {f: v for f, v in facts.items() if f in group.bounds})


def _classify(group: Group, facts: dict[str, float | None]) -> SizeResult:
    """The class of each known fact; the lowest decides, and an unknown fact could only lower it."""
    known = {f: _class_by(group.bounds[f], v) for f, v in facts.items() if v is not None}
    missing = tuple(f for f, v in facts.items() if v is None)
    trace = tuple(_sentence(group, f, facts[f], known.get(f)) for f in facts)
    if missing and "micro" not in known.values():
        return SizeResult(None, group.name, trace, missing)
    order = (*CLASSES, "micro")
    lowest = max(known.values(), key=order.index)
    return SizeResult(lowest, group.name, (*trace, f"须同时达到各项下限，划为{LABELS[lowest]}。"))


def _class_by(bounds: tuple[float, float, float], value: float) -> str:
    return next((c for c, b in zip(CLASSES, bounds, strict=True) if value >= b), "micro")


def _sentence(group: Group, fact: str, value: float | None, size: str | None) -> str:
    name, unit = FACTS[fact]
    bounds = "、".join(f"{LABELS[c]} ≥ {b:g}" for c, b in zip(CLASSES, group.bounds[fact], strict=True))
    said = "未填" if value is None else f"{value:,.10g} {unit}，达到{LABELS[size or 'micro']}"
    return f"{group.name}·{name}：{said}（下限：{bounds} {unit}）。"
