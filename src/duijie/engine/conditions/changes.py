"""What would make a condition hold: candidate changes of the values it reads, to be checked by evaluating it again.

Counterfactual explanations: Wachter, Mittelstadt, Russell (2017), Counterfactual explanations without opening the
black box, Harvard Journal of Law & Technology 31. Here the box is open: the tree itself says which values to move.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import reduce
from typing import Any

from duijie.engine.conditions.nodes import (
    Arithmetic,
    Call,
    Compare,
    Field,
    Many,
    Node,
    Not,
)
from duijie.engine.conditions.scalar import Values, evaluate, truth, within
from duijie.standards import divisions, industries

Change = dict[str, object]  # new values by the names of fields; a list has the kind of value it had

_FINE = 0.01  # the smallest step of numbers that are not whole; whole numbers step by one
_MOST = 24  # ways kept where terms have to hold together
_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MIRRORED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


def changes(node: Node, values: Values, *, wanted: bool = True) -> list[Change]:
    """Small changes after which the node may be `wanted`: the least move of one field for each simple term.

    A candidate, not a promise: terms that share a field can undo each other, so evaluate the condition anew.
    """
    if truth(evaluate(node, values)) is wanted:
        return [{}]
    if isinstance(node, Not):
        return changes(node.term, values, wanted=not wanted)
    if isinstance(node, Many):
        ways = [changes(term, values, wanted=wanted) for term in node.terms]
        return (
            _together(ways) if (node.operator == "and") is wanted else [way for each in ways for way in each]
        )
    if isinstance(node, Compare):
        return _compare(node, values, wanted=wanted)
    if isinstance(node, Call) and wanted and node.function in _CALLS:
        return _CALLS[node.function](node.arguments, values)
    return []


def _together(ways: Sequence[list[Change]]) -> list[Change]:
    """One way of each term at once; none where two terms would give a field different values."""

    def both(left: list[Change], right: list[Change]) -> list[Change]:
        merged = [{**one, **two} for one in left for two in right if _agree(one, two)]
        return sorted(merged, key=len)[:_MOST]

    return reduce(both, ways, [{}])


def _agree(one: Change, two: Change) -> bool:
    return all(two[name] == value for name, value in one.items() if name in two)


def _compare(node: Compare, values: Values, *, wanted: bool) -> list[Change]:
    """Move either side to the nearest value at which the comparison turns."""
    operator = node.operator if wanted else _OPPOSITE[node.operator]
    left, right = evaluate(node.left, values), evaluate(node.right, values)
    if operator == "!=" or left is None or right is None:
        return []
    step = _step(left, right)
    return [
        *_reach(node.left, _nearest(operator, right, step), values),
        *_reach(node.right, _nearest(_MIRRORED[operator], left, step), values),
    ]


def _step(left: Any, right: Any) -> Any:
    if isinstance(left, float):
        return 1.0 if left.is_integer() and right.is_integer() else _FINE
    return timedelta(days=1)


def _nearest(operator: str, other: Any, step: Any) -> Any:
    """The value closest to `other` that stands in this relation to it."""
    return other - step if operator == "<" else other + step if operator == ">" else other


def _reach(node: Node, target: Any, values: Values) -> list[Change]:
    """Changes of one field by which the node's value becomes the target."""
    if isinstance(node, Field):
        return [] if isinstance(target, float) and not math.isfinite(target) else [{node.name: target}]
    if isinstance(node, Arithmetic):
        return _solve(node, target, values)
    if not isinstance(node, Call):
        return []
    if node.function == "days_between":
        return _days(node.arguments, target, values)
    if node.function == "abs":
        return [way for goal in (target, -target) for way in _reach(node.arguments[0], goal, values)]
    if node.function in ("min", "max"):
        return [way for argument in node.arguments for way in _reach(argument, target, values)]
    return []


def _solve(node: Arithmetic, target: float, values: Values) -> list[Change]:
    """Turn `left operator right = target` round for each of the two."""
    left, right = evaluate(node.left, values), evaluate(node.right, values)
    if left is None or right is None:
        return []
    for_left: dict[str, Callable[[], float]] = {
        "+": lambda: target - right,
        "-": lambda: target + right,
        "*": lambda: target / right,
        "/": lambda: target * right,
    }
    for_right: dict[str, Callable[[], float]] = {
        "+": lambda: target - left,
        "-": lambda: left - target,
        "*": lambda: target / left,
        "/": lambda: left / target,
    }
    found = []
    for part, turned in ((node.left, for_left), (node.right, for_right)):
        try:
            found += _reach(part, turned[node.operator](), values)
        except ZeroDivisionError:  # no value of this part reaches the target
            continue
    return found


def _days(arguments: Sequence[Node], target: float, values: Values) -> list[Change]:
    start, end = (evaluate(a, values) for a in arguments)
    if not isinstance(start, date) or not isinstance(end, date):
        return []
    try:
        apart = timedelta(days=round(target))
    except OverflowError:  # no calendar reaches that far
        return []
    return [*_reach(arguments[1], start + apart, values), *_reach(arguments[0], end - apart, values)]


def _lists(arguments: Sequence[Node], values: Values) -> tuple[list[Any], list[Any]] | None:
    whole, part = (evaluate(a, values) for a in arguments)
    return None if whole is None or part is None else (whole, part)


def _contains_all(arguments: Sequence[Node], values: Values) -> list[Change]:
    """The one side gets what it lacks, or the other no longer asks for it."""
    if not (found := _lists(arguments, values)):
        return []
    whole, part = found
    lacking = [item for item in part if item not in whole]
    return [
        *_set(arguments[0], [*whole, *lacking]),
        *_set(arguments[1], [item for item in part if item in whole]),
    ]


def _contains_any(arguments: Sequence[Node], values: Values) -> list[Change]:
    """Any single item of the one side is enough for the other."""
    if not (found := _lists(arguments, values)):
        return []
    whole, part = found
    return [
        *(way for item in part for way in _set(arguments[0], [*whole, item])),
        *(way for item in whole for way in _set(arguments[1], [*part, item])),
    ]


def _contains(arguments: Sequence[Node], values: Values) -> list[Change]:
    whole, item = (evaluate(a, values) for a in arguments)
    if whole is None or item is None:
        return []
    return [*_set(arguments[0], [*whole, item]), *(way for one in whole for way in _set(arguments[1], one))]


def _set(node: Node, value: object) -> list[Change]:
    return [{node.name: value}] if isinstance(node, Field) else []


def _at_least(arguments: Sequence[Node], values: Values) -> list[Change]:
    """As many more of the terms as are short, those that take least first."""
    least = int(evaluate(arguments[0], values))
    ways = [changes(term, values) for term in arguments[1:]]
    easiest = sorted((w for w in ways if w), key=lambda w: min(map(len, w)))
    return _together(easiest[:least]) if len(easiest) >= least else []


def _within(function: str) -> Callable[[Sequence[Node], Values], list[Change]]:
    """The area or trade that is asked for widens just so far that it holds the code; the code itself stays."""
    ancestors = industries.ancestors if function == "in_industry" else divisions.ancestors

    def wider(arguments: Sequence[Node], values: Values) -> list[Change]:
        code = evaluate(arguments[0], values)
        if code is None:
            return []
        return [
            way
            for container in arguments[1:]
            for way in _set_first(container, ancestors(evaluate(container, values) or ""), code)
        ]

    def _set_first(container: Node, chain: Iterable[str], code: str) -> list[Change]:
        nearest = next((c for c in chain if within(function, code, [c])), None)
        return _set(container, nearest) if nearest is not None else []

    return wider


_CALLS: dict[str, Callable[[Sequence[Node], Values], list[Change]]] = {
    "contains_all": _contains_all,
    "contains_any": _contains_any,
    "contains": _contains,
    "at_least": _at_least,
    "in_region": _within("in_region"),
    "in_industry": _within("in_industry"),
}
