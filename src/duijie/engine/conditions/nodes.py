"""The pieces of a parsed condition, and how each is written back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

Scalar = bool | float | str | date | None
_KINDS = ((bool, "truth"), (float, "number"), (str, "text"), (datetime, None), (date, "date"), (list, "list"))


def kind(value: object) -> str | None:
    """number, text, date, truth or list; None for unknown and for what conditions do not know."""
    return next((name for of, name in _KINDS if isinstance(value, of)), None)


@dataclass(frozen=True, slots=True)
class Literal:
    """`unit`: how a number was written (万, 亿, %, or 元 for a sum of money in 万元); equal values are equal literals."""

    value: Scalar
    unit: str = field(default="", compare=False)

    def __str__(self) -> str:
        if self.value is None:
            return "unknown"
        if isinstance(self.value, bool):
            return str(self.value).lower()
        if isinstance(self.value, str):
            left, right = next(q for q in ('""', "''", "“”") if q[1] not in self.value)
            return f"{left}{self.value}{right}"
        return self.value.isoformat() if isinstance(self.value, date) else repr(self.value)


@dataclass(frozen=True, slots=True)
class Field:
    name: str

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Items:
    """A list of literals written out."""

    values: tuple[Literal, ...]

    def __str__(self) -> str:
        return f"[{', '.join(map(str, self.values))}]"


@dataclass(frozen=True, slots=True)
class Not:
    term: "Node"

    def __str__(self) -> str:
        return f"not ({self.term})"


@dataclass(frozen=True, slots=True)
class Many:
    """`and` or `or` over two terms or more."""

    operator: str
    terms: tuple["Node", ...]

    def __str__(self) -> str:
        return f" {self.operator} ".join(f"({t})" for t in self.terms)


@dataclass(frozen=True, slots=True)
class Compare:
    operator: str
    left: "Node"
    right: "Node"

    def __str__(self) -> str:
        return f"({self.left}) {self.operator} ({self.right})"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    operator: str
    left: "Node"
    right: "Node"

    def __str__(self) -> str:
        return f"({self.left}) {self.operator} ({self.right})"


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple["Node", ...]

    def __str__(self) -> str:
        return f"{self.function}({', '.join(map(str, self.arguments))})"


Node = Literal | Field | Items | Not | Many | Compare | Arithmetic | Call


def children(node: Node) -> tuple[Node, ...]:
    """The node's direct parts."""
    if isinstance(node, Not):
        return (node.term,)
    if isinstance(node, Many):
        return node.terms
    if isinstance(node, (Compare, Arithmetic)):
        return (node.left, node.right)
    return node.arguments if isinstance(node, Call) else ()


def fields(node: Node) -> frozenset[str]:
    """Every field that the node reads."""
    own = frozenset({node.name}) if isinstance(node, Field) else frozenset()
    return own.union(*(fields(child) for child in children(node)))


def rebuilt(node: Node, parts: tuple[Node, ...]) -> Node:
    """The same node over other parts."""
    if isinstance(node, Not):
        return Not(*parts)
    if isinstance(node, Many):
        return Many(node.operator, parts)
    if isinstance(node, Call):
        return Call(node.function, parts)
    if isinstance(node, (Compare, Arithmetic)):
        return type(node)(node.operator, *parts)
    return node


def bound(node: Node, values: Mapping[str, Scalar]) -> Node:
    """The node with these fields replaced by their values."""
    if isinstance(node, Field):
        return Literal(values[node.name]) if node.name in values else node
    parts = children(node)
    return rebuilt(node, tuple(bound(part, values) for part in parts)) if parts else node
