"""Conditions and values in the words of an office."""

from datetime import date

from duijie.engine.conditions import nodes
from duijie.engine.rules.model import Fact, FactType
from duijie.engine.wording import BLANK, number

_OPERATORS = {"=": "＝", "!=": "≠", "<": "＜", "<=": "≤", ">": "＞", ">=": "≥"}
_CALLS = {
    "contains_all": "包含全部", "contains_any": "包含任一", "contains": "包含", "known": "已填", "at_least": "至少",
    "in_industry": "行业属于", "in_region": "地区属于", "count": "个数", "abs": "绝对值", "min": "较小", "max": "较大",
    "days_between": "相隔天数",
}  # fmt: skip


def say(fact: Fact | None, value: object) -> str:
    """A value with its unit; ratios in per cent; unknown is “未填”."""
    if value is None or value == []:
        return BLANK
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, float):
        if fact and fact.type is FactType.RATIO:
            return f"{number(value * 100)}%"
        return f"{number(value)} {fact.unit if fact else ''}".rstrip()
    return value.isoformat() if isinstance(value, date) else str(value)


def worded(node: nodes.Node, facts: dict[str, Fact]) -> str:
    """A condition with the labels of its facts: “研发费用占比 ≥ 3%”."""
    if isinstance(node, nodes.Field):
        return facts[node.name].label if node.name in facts else node.name
    if isinstance(node, nodes.Literal):
        return say(None, node.value)
    if isinstance(node, nodes.Items):
        return "、".join(str(v.value) for v in node.values)
    if isinstance(node, nodes.Not):
        return f"非（{worded(node.term, facts)}）"
    if isinstance(node, nodes.Many):
        joint = " 且 " if node.operator == "and" else " 或 "
        return joint.join(_enclosed(t, facts) for t in node.terms)
    if isinstance(node, nodes.Compare):
        return _compared(node, facts)
    if isinstance(node, nodes.Arithmetic):
        return f"{_enclosed(node.left, facts)} {node.operator} {_enclosed(node.right, facts)}"
    return f"{_CALLS[node.function]}（{'，'.join(worded(a, facts) for a in node.arguments)}）"


def _enclosed(node: nodes.Node, facts: dict[str, Fact]) -> str:
    inner = worded(node, facts)
    return f"（{inner}）" if isinstance(node, (nodes.Many, nodes.Arithmetic)) else inner


def _compared(node: nodes.Compare, facts: dict[str, Fact]) -> str:
    """A number beside a fact is written in the fact's unit."""
    sides = []
    for side, other in ((node.left, node.right), (node.right, node.left)):
        if isinstance(side, nodes.Literal) and isinstance(other, nodes.Field):
            sides.append(say(facts.get(other.name), side.value))
        else:
            sides.append(worded(side, facts))
    return f"{sides[0]} {_OPERATORS[node.operator]} {sides[1]}"
