"""A condition on one row: plain values in, true, false or None (unknown) out."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from duijie.engine.conditions import functions
from duijie.engine.conditions.errors import EvaluationError
from duijie.engine.conditions.nodes import (
    Arithmetic,
    Call,
    Compare,
    Field,
    Items,
    Literal,
    Many,
    Node,
    Not,
    kind,
)
from duijie.standards import divisions, industries

Values = Mapping[str, object]


def evaluate(node: Node, values: Values) -> Any:
    """The node's value; None where it cannot be known from these values."""
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Field):
        return clean(values.get(node.name))
    if isinstance(node, Items):
        return [v.value for v in node.values]
    if isinstance(node, Not):
        value = truth(evaluate(node.term, values))
        return None if value is None else not value
    if isinstance(node, Many):
        return _many(node.operator, [truth(evaluate(t, values)) for t in node.terms])
    if isinstance(node, Compare):
        return compare(node.operator, evaluate(node.left, values), evaluate(node.right, values))
    if isinstance(node, Arithmetic):
        return _arithmetic(node.operator, evaluate(node.left, values), evaluate(node.right, values))
    return _call(node, values)


def clean(value: object) -> object:
    """Not-a-number is unknown; whole numbers count as numbers."""
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return [clean(v) for v in value] if isinstance(value, list) else value


def truth(value: object) -> bool | None:
    """The value itself if it is true, false or unknown; EvaluationError if it is not."""
    if value is None or isinstance(value, bool):
        return value
    raise EvaluationError(f"“{value}”不是“是”或“否”。")


def _many(operator: str, values: list[bool | None]) -> bool | None:
    decisive = operator == "or"
    if decisive in values:
        return decisive
    return None if None in values else not decisive


def compare(operator: str, left: Any, right: Any) -> bool | None:
    """Kleene comparison; EvaluationError where the two are of different kinds."""
    if left is None or right is None:
        return None
    if isinstance(left, list) or isinstance(right, list) or type(left) is not type(right):
        raise EvaluationError(f"“{left}”和“{right}”不是同一类值，比不了。")
    if operator in ("=", "!="):
        return (left == right) is (operator == "=")
    if not isinstance(left, (float, date)):
        raise EvaluationError(f"“{left}”和“{right}”没有大小。")
    if operator in ("<", "<="):
        return bool(left < right or (operator == "<=" and left == right))
    return bool(left > right or (operator == ">=" and left == right))


def _arithmetic(operator: str, left: Any, right: Any) -> float | None:
    if left is None or right is None:
        return None
    if not isinstance(left, float) or not isinstance(right, float):
        raise EvaluationError(f"“{left}”和“{right}”不都是数字，算不了。")
    if operator == "/":
        result = left / right if right else math.nan
    else:
        result = {"+": left + right, "-": left - right, "*": left * right}[operator]
    return result if math.isfinite(result) else None


def _call(node: Call, values: Values) -> Any:
    name = node.function
    if name == "known":
        return evaluate(node.arguments[0], values) not in (None, [])
    if name == "at_least":
        outcomes = [truth(evaluate(a, values)) for a in node.arguments[1:]]
        return at_least(evaluate(node.arguments[0], values), outcomes)
    arguments = [evaluate(a, values) for a in node.arguments]
    _check(name, arguments)
    if name in ("in_industry", "in_region"):
        return within(name, arguments[0], arguments[1:])
    if None in arguments:
        return None
    return _PLAIN[name](*arguments)


def _check(name: str, arguments: list[Any]) -> None:
    """EvaluationError where a value is of a kind that the function does not take, or kinds are mixed."""
    met: set[str | None] = set()
    for place, argument in enumerate(arguments):
        if argument is None:
            continue
        if kind(argument) not in functions.SIGNATURES[name].kinds(place):
            raise EvaluationError(f"“{argument}”不是“{name}”的第 {place + 1} 项要的那类值。")
        met |= {kind(a) for a in argument} if isinstance(argument, list) else {kind(argument)}
    if len(met - {None}) > 1:
        raise EvaluationError(f"“{name}”的各项不是同一类值，比不了。")


def at_least(least: float, outcomes: list[bool | None]) -> bool | None:
    """True once enough hold, false once too few still can."""
    certain = outcomes.count(True)
    possible = certain + outcomes.count(None)
    return True if certain >= least else False if possible < least else None


def within(function: str, code: str | None, containers: list[str | None]) -> bool | None:
    """Whether the code lies in one of the containers of GB/T 4754 or GB/T 2260."""
    belongs = industries.belongs_to if function == "in_industry" else divisions.within
    if code is None:
        return None
    return _many("or", [None if c is None else belongs(code, c) for c in containers])


def contains_all(whole: list[object], part: list[object]) -> bool:
    return set(part) <= set(whole)


def contains_any(whole: list[object], part: list[object]) -> bool:
    return bool(set(part) & set(whole))


_PLAIN: dict[str, Any] = {
    "contains_all": contains_all,
    "contains_any": contains_any,
    "contains": lambda whole, item: item in whole,
    "count": lambda items: float(len(items)),
    "abs": abs,
    "min": min,
    "max": max,
    "days_between": lambda start, end: float((end - start).days),
}
