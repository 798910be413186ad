"""A condition on whole columns: the same answers as row by row, as one polars expression."""

import math
from datetime import date
from typing import Any

import polars as pl

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
    children,
    rebuilt,
)
from duijie.engine.conditions.scalar import evaluate, within

_COMPARE = {
    "=": pl.Expr.eq, "!=": pl.Expr.ne, "<": pl.Expr.lt, "<=": pl.Expr.le, ">": pl.Expr.gt, ">=": pl.Expr.ge,
}  # fmt: skip
_ARITHMETIC = {"+": pl.Expr.add, "-": pl.Expr.sub, "*": pl.Expr.mul, "/": pl.Expr.truediv}
_LENIENT = ("known", "at_least", "in_industry", "in_region")  # may know the answer without knowing every part
_RANKS = {0: False, 1: None, 2: True}


def expression(node: Node) -> pl.Expr:
    """Columns are named by the fields; null is unknown (not-a-number must be null already)."""
    return _expression(_simplify(node))


def _simplify(node: Node) -> Node:
    """The node with what is the same for all rows worked out; polars needs its type and may not repeat it."""
    if isinstance(node, (Literal, Field, Items)):
        return node
    parts = tuple(_simplify(c) for c in children(node))
    constants = [p.value for p in parts if isinstance(p, Literal)]
    lenient = isinstance(node, Many) or (isinstance(node, Call) and node.function in _LENIENT)
    if isinstance(node, Many) and (node.operator == "or") in constants:
        return Literal(node.operator == "or")
    if None in constants and not lenient:
        return Literal(None)
    simple = rebuilt(node, parts)
    same = all(isinstance(p, (Literal, Items)) for p in parts)
    return Literal(evaluate(simple, {})) if same else simple


def _expression(node: Node) -> pl.Expr:
    """No part may enter the expression twice: nested, it would grow exponentially."""
    if isinstance(node, Literal):
        return pl.lit(node.value, dtype=pl.Boolean) if node.value is None else pl.lit(node.value)
    if isinstance(node, Items):
        return _items([v.value for v in node.values])
    if isinstance(node, Field):
        return pl.col(node.name)
    if isinstance(node, Not):
        return _expression(node.term).not_()
    if isinstance(node, Many):
        terms = [_expression(t) for t in node.terms]
        return pl.all_horizontal(terms) if node.operator == "and" else pl.any_horizontal(terms)
    if isinstance(node, Compare):
        return _COMPARE[node.operator](_expression(node.left), _expression(node.right))
    return _arithmetic(node) if isinstance(node, Arithmetic) else _call(node)


def _items(values: list[Any]) -> pl.Expr:
    kinds: dict[type, type[pl.DataType]] = {str: pl.String, float: pl.Float64, date: pl.Date}
    return pl.lit(values, dtype=pl.List(kinds[type(values[0])] if values else pl.Null))


def _arithmetic(node: Arithmetic) -> pl.Expr:
    """What division by zero or overflow gives is unknown."""
    number = _ARITHMETIC[node.operator](_expression(node.left) * 1.0, _expression(node.right))
    return number.replace([math.nan, math.inf, -math.inf], None)


def _call(node: Call) -> pl.Expr:
    if node.function == "at_least":
        return _at_least(node)
    if node.function in ("in_industry", "in_region"):
        return _within(node)
    if node.function == "known":
        return _known(node.arguments[0])
    if node.function in ("contains_all", "contains_any"):
        return _overlap(node)
    arguments = [_expression(a) for a in node.arguments]
    first = arguments[0]
    if node.function == "contains":
        return _contains(node)
    if node.function == "count":
        return first.list.len().cast(pl.Float64)
    if node.function == "abs":
        return first.abs()
    if node.function == "days_between":
        return (arguments[1] - first).dt.total_days().cast(pl.Float64)
    ordered = pl.concat_list(arguments).list.sort(descending=node.function == "max", nulls_last=False)
    return ordered.list.first()


def _overlap(node: Call) -> pl.Expr:
    whole, part = (_expression(a) for a in node.arguments)
    left, right = (
        (whole, part) if isinstance(node.arguments[0], Field) else (part, whole)
    )  # the column gives the height
    shared = left.list.set_intersection(right).list.len()
    return shared == part.list.n_unique() if node.function == "contains_all" else shared > 0


def _contains(node: Call) -> pl.Expr:
    """Whole numbers in a column and numbers written in a condition are one kind."""
    whole, item = (_expression(a) for a in node.arguments)
    if any(_is_number(a) for a in node.arguments):
        whole, item = whole.cast(pl.List(pl.Float64)), item.cast(pl.Float64)
    return pl.when(whole.is_not_null() & item.is_not_null()).then(whole.list.contains(item))


def _is_number(node: Node) -> bool:
    if isinstance(node, Items):
        return bool(node.values) and _is_number(node.values[0])
    if isinstance(node, Call):
        return node.function in ("count", "abs", "days_between")
    return isinstance(node, Arithmetic) or (isinstance(node, Literal) and isinstance(node.value, float))


def _known(node: Node) -> pl.Expr:
    """Known and, for a list, not empty; a column's own type is only met when the expression runs."""
    if not isinstance(node, Field):
        return _expression(node).is_not_null()
    return _expression(node).map_batches(
        lambda s: (s.list.len() > 0).fill_null(value=False) if s.dtype == pl.List else s.is_not_null(),
        return_dtype=pl.Boolean,
    )


def _at_least(node: Call) -> pl.Expr:
    """With outcomes in the order true, unknown, false, the last of as many as are wanted is the answer."""
    least = int(evaluate(node.arguments[0], {}))
    terms = node.arguments[1:]
    if not 1 <= least <= len(terms):
        return pl.lit(value=least < 1)
    ranks = [_expression(t).cast(pl.Int8).mul(2).fill_null(1) for t in terms]
    decisive = pl.concat_list(ranks).list.sort(descending=True).list.get(least - 1)
    return decisive.replace_strict(_RANKS, return_dtype=pl.Boolean)


def _within(node: Call) -> pl.Expr:
    """Each distinct combination of codes is looked up once."""
    names = [str(i) for i in range(len(node.arguments))]
    codes = [_expression(a).cast(pl.String).alias(n) for a, n in zip(node.arguments, names, strict=True)]

    def look_up(rows: pl.Series) -> pl.Series:
        frame = rows.struct.unnest()
        distinct = frame.unique()
        found = [within(node.function, row[0], list(row[1:])) for row in distinct.iter_rows()]
        table = distinct.with_columns(pl.Series("found", found, dtype=pl.Boolean))
        return frame.join(table, on=names, how="left", nulls_equal=True, maintain_order="left")["found"]

    return pl.struct(codes).map_batches(look_up, return_dtype=pl.Boolean)
