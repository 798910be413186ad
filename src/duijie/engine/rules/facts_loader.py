"""The facts and parameters that a ruleset names."""

import re
from collections.abc import Mapping
from datetime import date

from duijie.engine.conditions import ConditionError, Formula, parse_number
from duijie.engine.rules.model import SUPPLIERS, Fact, FactType, Moves, Parameter
from duijie.engine.rules.section import Section

_TYPES = {
    "数字": "number", "整数": "integer", "金额": "money", "比例": "ratio", "日期": "date", "是否": "truth", "文字": "text",
    "选项": "choice", "列表": "list", "地区": "region", "行业": "industry",
}  # fmt: skip
_MOVES = {"升": "up", "降": "down", "均可": "any", "不变": "fixed"}
_SUPPLIERS = {
    "企业": "firm", "税务": "tax", "社保": "social_security", "部门": "department", "市场监管": "registry", "市": "city",
}  # fmt: skip
_NAME = re.compile(r"[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]*")
_UNITS = {FactType.MONEY: "万元", FactType.RATIO: "%"}
_STAY = (FactType.DATE, FactType.REGION, FactType.INDUSTRY, FactType.TEXT)


def facts_of(
    top: Section, common: Mapping[str, Fact], parameters: Mapping[str, Parameter]
) -> dict[str, Fact]:
    """The common facts and the file's own, which take their place where the names are the same."""
    sections = top.sections("facts")
    own = {s.text("id") for s in sections}
    labels = {f.label: f.name for f in common.values() if f.name not in own}
    labels |= {s.text("label"): s.text("id") for s in sections}
    known = {*common, *own, *parameters}
    labels |= {p.label: p.name for p in parameters.values()}
    found = dict(common)
    for section in sections:
        fact = _fact(section, labels, known)
        if fact.name in parameters:
            section.say("duplicate", f"“{fact.name}”既是事实又是参数。")
        found[fact.name] = fact
    return found


def _fact(section: Section, labels: Mapping[str, str], known: set[str]) -> Fact:
    name = section.text("id", required=True)
    if not _NAME.fullmatch(name):
        section.say("name", f"“{name}”不能作名字：只用字母、汉字、数字和下划线，不以数字开头。", "id")
    kind = section.choice("type", FactType, _TYPES) or FactType.TEXT
    choices = section.texts("choices")
    if kind is FactType.CHOICE and not choices:
        section.say("missing", "选项类的事实要写出选项（choices）。")
    supplier = section.text("supplier", "firm")
    supplier = _SUPPLIERS.get(supplier, supplier)
    if supplier not in SUPPLIERS:
        section.say(
            "choice", f"“提供（supplier）”不能是“{supplier}”，可以是：{'、'.join(_SUPPLIERS)}。", "supplier"
        )
    fact = Fact(
        name=name,
        label=section.text("label", required=True),
        label_en=section.text("label_en"),
        type=kind,
        unit=section.text("unit", _UNITS.get(kind, "")),
        supplier=supplier,
        cost=section.number("cost", 1.0) or 0.0,
        formula=_formula(section, labels, known),
        minimum=_bound(section, "minimum", kind),
        maximum=_bound(section, "maximum", kind),
        choices=choices,
        moves=section.choice("moves", Moves, _MOVES, Moves.FIXED if kind in _STAY else Moves.ANY)
        or Moves.ANY,
        note=section.text("note"),
        line=section.line,
    )
    section.done()
    return fact


def _formula(section: Section, labels: Mapping[str, str], known: set[str]) -> Formula | None:
    text = section.text("formula")
    if not text:
        return None
    try:
        return parse_number(text, names=labels, known=known)
    except ConditionError as error:
        section.say("condition", error.sentence, "formula")
        return None


def _bound(section: Section, key: str, kind: FactType) -> float | date | None:
    return section.day(key) if kind is FactType.DATE else section.number(key)


def parameters_of(top: Section) -> dict[str, Parameter]:
    """Dated numbers of the rule, by name."""
    found: dict[str, Parameter] = {}
    for section in top.sections("parameters"):
        name = section.text("id", required=True)
        if not _NAME.fullmatch(name):
            section.say("name", f"“{name}”不能作名字：只用字母、汉字、数字和下划线，不以数字开头。", "id")
        found[name] = Parameter(
            name=name,
            label=section.text("label", name),
            unit=section.text("unit"),
            values=_history(section),
            note=section.text("note"),
            line=section.line,
        )
        section.done()
    return found


def _history(section: Section) -> tuple[tuple[date, float | date | None, str, str], ...]:
    values = []
    for entry in section.sections("values"):
        start, value = entry.day("from", required=True), entry.get("value")
        if value is not None and not isinstance(value, (float, date)):
            value = _share(entry, value)
        clause, uncertain = entry.text("clause"), entry.text("uncertain")
        entry.done()
        if start:
            values.append((start, value, clause, uncertain))
    starts = [v[0] for v in values]
    if len(set(starts)) < len(starts):
        section.say("versions", "参数在同一天有两个数值。", "values")
    return tuple(sorted(values, key=lambda v: v[0]))


def _share(entry: Section, value: object) -> float | None:
    """A parameter written as the conditions write numbers: 3%, 1000万元."""
    try:
        return parse_number(str(value), known=()).evaluate({})
    except ConditionError:
        entry.say("type", f"参数的值要是数字或日期，这里写的是“{value}”。", "value")
        return None
