"""A condition on whole columns: the same answers as row by row, as one polars expression."""

from functools import reduce

import polars as pl

from duijie.engine.conditions.nodes import Arithmetic, Call, Compare, Field, Items, Literal, Many, Node, Not
from duijie.engine.conditions.scalar import within

_COMPARE = {
    "=": pl.Expr.eq, "!=": pl.Expr.ne, "<": pl.Expr.lt, "<=": pl.Expr.le, ">": pl.Expr.gt, ">=": pl.Expr.ge,
}  # fmt: skip


def expression(node: Node) -> pl.Expr:
    """Columns are named by the fields; null is unknown (not-a-number must be null already)."""
    if isinstance(node, Literal):
        return pl.lit(node.value, dtype=pl.Boolean) if node.value is None else pl.lit(node.value)
    if isinstance(node, Field):
        return pl.col(node.name)
    if isinstance(node, Items):
        return pl.lit(pl.Series([[v.value for v in node.values]]))
    if isinstance(node, Not):
        return expression(node.term).not_()
    if isinstance(node, Many):
        return reduce(pl.Expr.and_ if node.operator == "and" else pl.Expr.or_, map(expression, node.terms))
    if isinstance(node, Compare):
        return _COMPARE[node.operator](expression(node.left), expression(node.right))
    if isinstance(node, Arithmetic):
        return _arithmetic(node)
    return _call(node)


def _arithmetic(node: Arithmetic) -> pl.Expr:
    left, right = expression(node.left), expression(node.right)
    if node.operator == "/":
        return pl.when(right != 0).then(left / right)
    return {"+": pl.Expr.add, "-": pl.Expr.sub, "*": pl.Expr.mul}[node.operator](left, right)


def _call(node: Call) -> pl.Expr:
    if node.function == "at_least":
        return _at_least(node)
    if node.function in ("in_industry", "in_region"):
        return _within(node)
    arguments = [expression(a) for a in node.arguments]
    first = arguments[0]
    if node.function == "known":
        return _known(node.arguments[0])
    if node.function == "contains_all":
        return arguments[1].list.set_difference(first).list.len() == 0
    if node.function == "contains_any":
        return first.list.set_intersection(arguments[1]).list.len() > 0
    if node.function == "contains":
        return pl.when(first.is_not_null() & arguments[1].is_not_null()).then(
            first.list.contains(arguments[1])
        )
    if node.function == "count":
        return first.list.len().cast(pl.Float64)
    if node.function == "abs":
        return first.abs()
    if node.function == "days_between":
        return (arguments[1] - first).dt.total_days().cast(pl.Float64)
    every = pl.all_horizontal([a.is_not_null() for a in arguments])
    return pl.when(every).then(
        pl.min_horizontal(arguments) if node.function == "min" else pl.max_horizontal(arguments)
    )


def _known(node: Node) -> pl.Expr:
    """Known and, for a list, not empty; a column's own type is only met when the expression runs."""
    return expression(node).map_batches(
        lambda s: (s.list.len() > 0).fill_null(value=False) if s.dtype == pl.List else s.is_not_null(),
        return_dtype=pl.Boolean,
    )


def _at_least(node: Call) -> pl.Expr:
    least, *terms = node.arguments
    outcomes = [expression(t) for t in terms]
    certain = pl.sum_horizontal([o.fill_null(value=False).cast(pl.Int64) for o in outcomes])
    possible = pl.sum_horizontal([o.fill_null(value=True).cast(pl.Int64) for o in outcomes])
    enough = expression(least)
    return pl.when(certain >= enough).then(statement=True).when(possible < enough).then(statement=False)


def _within(node: Call) -> pl.Expr:
    """Each distinct combination of codes is looked up once."""
    names = [str(i) for i in range(len(node.arguments))]
    codes = [expression(a).cast(pl.String).alias(n) for a, n in zip(node.arguments, names, strict=True)]

    def look_up(rows: pl.Series) -> pl.Series:
        frame = rows.struct.unnest()
        distinct = frame.unique()
        found = [within(node.function, row[0], list(row[1:])) for row in distinct.iter_rows()]
        table = distinct.with_columns(pl.Series("found", found, dtype=pl.Boolean))
        return frame.join(table, on=names, how="left", nulls_equal=True, maintain_order="left")["found"]

    return pl.struct(codes).map_batches(look_up, return_dtype=pl.Boolean)
