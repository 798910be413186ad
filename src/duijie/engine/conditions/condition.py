"""A parsed condition: evaluate it on one row or on whole columns, ask what is missing."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import polars as pl

from duijie.engine.conditions import changes, nodes, scalar, vector
from duijie.engine.conditions.errors import EvaluationError
from duijie.engine.conditions.parser import Parser


@dataclass(frozen=True, slots=True)
class Condition:
    """Equal conditions mean the same tree, however they were written."""

    root: nodes.Node
    source: str = field(compare=False)

    def __str__(self) -> str:
        return str(self.root)

    @property
    def fields(self) -> frozenset[str]:
        """Every field the condition reads, by its dotted name."""
        return nodes.fields(self.root)

    def evaluate(self, values: Mapping[str, object]) -> bool | None:
        """True, False, or None for unknown; raises EvaluationError where kinds of values do not fit."""
        return scalar.truth(scalar.evaluate(self.root, values))

    def expression(self) -> pl.Expr:
        """The same over columns named by the fields: a Boolean column, null for unknown."""
        return vector.expression(self.root)

    def missing(self, values: Mapping[str, object]) -> tuple[str, ...]:
        """Unknown fields that could still decide the outcome; none once it is decided."""
        return tuple(sorted(_missing(self.root, values)))

    def bound(self, values: Mapping[str, nodes.Scalar]) -> "Condition":
        """The same condition with these fields replaced by their values."""
        return Condition(nodes.bound(self.root, values), self.source)

    def changes(self, values: Mapping[str, object]) -> list[changes.Change]:
        """Small changes of these values, each checked: the condition holds with it. None if it holds already."""
        if self.evaluate(values) is True:
            return []
        found = changes.changes(self.root, values)
        return [change for change in found if self.evaluate({**values, **change}) is True]


@dataclass(frozen=True, slots=True)
class Formula:
    """A number worked out from fields: amounts, ratios."""

    root: nodes.Node
    source: str = field(compare=False)

    @property
    def fields(self) -> frozenset[str]:
        return nodes.fields(self.root)

    def evaluate(self, values: Mapping[str, object]) -> float | None:
        """The number, None where a part is unknown or a divisor is zero; EvaluationError where kinds do not fit."""
        found = scalar.evaluate(self.root, values)
        if found is None or isinstance(found, float):
            return found
        raise EvaluationError(f"“{found}”不是数字。")

    def expression(self) -> pl.Expr:
        """The same over columns: Float64, null for unknown."""
        return vector.expression(self.root)

    def missing(self, values: Mapping[str, object]) -> tuple[str, ...]:
        return tuple(sorted(_missing(self.root, values)))

    def bound(self, values: Mapping[str, nodes.Scalar]) -> "Formula":
        return Formula(nodes.bound(self.root, values), self.source)


def _missing(node: nodes.Node, values: Mapping[str, object]) -> set[str]:
    """Fields without a value below undecided nodes; what a decided node reads no longer matters."""
    if scalar.evaluate(node, values) is not None:
        return set()
    if isinstance(node, nodes.Field):
        return {node.name}
    return set().union(*(_missing(child, values) for child in nodes.children(node)))


def parse(
    text: str, *, names: Mapping[str, str] | None = None, known: Collection[str] | None = None
) -> Condition:
    """Read a condition; `names` maps aliases (“需求.价格”) to fields, `known` limits which fields may be used.

    Raises ConditionError with line, column and a sentence.
    """
    return Condition(root=Parser(text, names or {}, known).parse(), source=text)


def parse_number(
    text: str, *, names: Mapping[str, str] | None = None, known: Collection[str] | None = None
) -> Formula:
    """Read a formula, as `parse` reads a condition."""
    return Formula(root=Parser(text, names or {}, known).parse_number(), source=text)
