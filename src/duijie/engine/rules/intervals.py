"""Whether a condition can hold at all: every number as the interval it may lie in."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duijie.engine.conditions import nodes
from duijie.engine.rules.model import Fact

_MIRRORED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}


@dataclass(frozen=True, slots=True)
class Interval:
    """Numbers from low to high; an open end is not among them."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False

    @property
    def empty(self) -> bool:
        return self.low > self.high or (self.low == self.high and (self.low_open or self.high_open))

    def __and__(self, other: "Interval") -> "Interval":
        low = max((self.low, self.low_open), (other.low, other.low_open))
        high = min((self.high, not self.high_open), (other.high, not other.high_open))
        return Interval(low[0], high[0], low[1], not high[1])


def of_fact(fact: Fact) -> Interval:
    """What the fact's bounds allow."""
    low, high = fact.minimum, fact.maximum
    return Interval(
        low if isinstance(low, float) else -math.inf, high if isinstance(high, float) else math.inf
    )


def simple(node: nodes.Node) -> tuple[str, Interval] | None:
    """The field and interval of a comparison of one field with one number; None for anything else."""
    if not isinstance(node, nodes.Compare) or node.operator == "!=":
        return None
    left, right, operator = node.left, node.right, node.operator
    if isinstance(left, nodes.Literal):
        left, right, operator = right, left, _MIRRORED[operator]
    if not isinstance(left, nodes.Field) or not isinstance(right, nodes.Literal):
        return None
    bound: Any = right.value
    if not isinstance(bound, float):
        return None
    return left.name, {
        "=": Interval(bound, bound),
        "<": Interval(high=bound, high_open=True),
        "<=": Interval(high=bound),
        ">": Interval(low=bound, low_open=True),
        ">=": Interval(low=bound),
    }[operator]


def conjuncts(node: nodes.Node) -> list[nodes.Node]:
    """What must hold together, the `and`s flattened."""
    if isinstance(node, nodes.Many) and node.operator == "and":
        return [part for term in node.terms for part in conjuncts(term)]
    return [node]


def box(terms: list[nodes.Node], facts: Mapping[str, Fact]) -> dict[str, Interval]:
    """For each field that simple comparisons bound, the interval that all of them and the fact's bounds leave."""
    found: dict[str, Interval] = {}
    for term in terms:
        if (one := simple(term)) and one[0] in facts:
            found[one[0]] = found.get(one[0], of_fact(facts[one[0]])) & one[1]
    return found


def impossible(terms: list[nodes.Node], facts: Mapping[str, Fact]) -> str | None:
    """The label of a fact for which no value is left; None where nothing speaks against it."""
    return next((facts[name].label for name, left in box(terms, facts).items() if left.empty), None)


def certain(node: nodes.Node, facts: Mapping[str, Fact]) -> bool:
    """Whether a simple comparison holds for every value that the fact's bounds allow."""
    one = simple(node)
    if one is None or one[0] not in facts:
        return False
    allowed = of_fact(facts[one[0]])
    return (allowed & one[1]) == allowed and allowed != Interval()
