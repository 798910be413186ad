"""Many rulesets into one programme over columns: what they share is worked out once.

Conditions are cut into comparisons and calls, evaluated by polars (see conditions.vector); all above them is arithmetic
on bytes, 0 false, 1 unknown, 2 true, in which `and` is the minimum and `or` the maximum (Kleene's strong logic).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from duijie.engine.conditions import nodes, vector
from duijie.engine.rules.evaluating import parameters
from duijie.engine.rules.model import (
    SCALE,
    Clause,
    Fact,
    Group,
    Item,
    Requirement,
    Ruleset,
    Score,
    Table,
    Version,
)

Codes = npt.NDArray[np.uint8]
Array = npt.NDArray[Any]
NO, OPEN, YES = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Step:
    """One operation: the arrays of earlier steps in, an array out; no work where polars has it done."""

    inputs: tuple[int, ...]
    work: Callable[[Sequence[Array]], Array] | None


@dataclass(frozen=True, slots=True)
class Compiled:
    """Where a ruleset's results stand among the steps: the whole, its top-level parts, its tiers."""

    ruleset: Ruleset
    version: Version | None
    whole: int = -1
    parts: tuple[int, ...] = ()
    tiers: tuple[int, ...] = ()
    amount: pl.Expr | None = None


@dataclass
class Programme:
    """Facts used, atoms as polars expressions (by step), steps in order, and each ruleset's results."""

    day: date
    facts: dict[str, Fact] = field(default_factory=dict)
    atoms: dict[int, pl.Expr] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    rulesets: list[Compiled] = field(default_factory=list)


class Compiler:
    """Adds one ruleset after the other; equal parts become one step."""

    def __init__(self, day: date) -> None:
        self.programme = Programme(day)
        self._seen: dict[object, int] = {}
        self._set: dict[str, nodes.Scalar] = {}
        self._tables: dict[str, Table] = {}

    def add(self, ruleset: Ruleset) -> None:
        version = ruleset.version(self.programme.day)
        if version is None:
            self.programme.rulesets.append(Compiled(ruleset, None))
            return
        self._set, self._tables = parameters(ruleset, self.programme.day), version.tables
        self.programme.facts.update(ruleset.used)
        parts = self._parts(version.require)
        tiers = tuple(self._requirement(t.require) for t in version.tiers)
        if tiers:
            best = self._step(("tiers", tiers), tiers, _first_tier)
            parts = (*((self._all(parts),) if parts else ()), best)
        whole = self._all(parts)
        self.programme.rulesets.append(Compiled(ruleset, version, whole, parts, tiers, self._amount(version)))

    def _parts(self, require: Requirement | None) -> tuple[int, ...]:
        if require is None:
            return ()
        if isinstance(require, Group) and require.kind == "all":
            return tuple(self._requirement(p) for p in require.parts)
        return (self._requirement(require),)

    def _step(
        self, key: object, inputs: tuple[int, ...], work: Callable[[Sequence[Array]], Array] | None
    ) -> int:
        if key not in self._seen:
            self._seen[key] = len(self.programme.steps)
            self.programme.steps.append(Step(inputs, work))
        return self._seen[key]

    # Logic

    def _all(self, parts: tuple[int, ...]) -> int:
        return parts[0] if len(parts) == 1 else self._step(("and", parts), parts, _lowest)

    def _requirement(self, node: Requirement) -> int:
        if isinstance(node, Clause):
            return self._condition(nodes.bound(node.when.root, self._set))
        if isinstance(node, Score):
            return self._score(node)
        parts = tuple(self._requirement(p) for p in node.parts)
        if node.kind == "not":
            parts = tuple(self._step(("not", p), (p,), _negated) for p in parts)
        if node.kind in ("all", "not"):
            return self._all(parts)
        if node.kind == "any":
            return self._step(("or", parts), parts, _highest)
        return self._step(("least", node.least, parts), parts, _at_least(node.least))

    def _condition(self, node: nodes.Node) -> int:
        if isinstance(node, nodes.Not):
            inner = self._condition(node.term)
            return self._step(("not", inner), (inner,), _negated)
        if isinstance(node, nodes.Many):
            parts = tuple(self._condition(t) for t in node.terms)
            both = node.operator == "and"
            return self._step((node.operator, parts), parts, _lowest if both else _highest)
        at = self._step(("atom", node), (), None)
        if at not in self.programme.atoms:
            self.programme.atoms[at] = (
                vector.expression(node).cast(pl.UInt8).mul(2).fill_null(OPEN).cast(pl.UInt8)
            )
        return at

    # Scores: two arrays of hundredths, (least, most), as rows

    def _score(self, node: Score) -> int:
        least = node.least.bound(self._set).evaluate({})
        wanted = None if least is None else round(least * SCALE)
        table = self._tables[node.table]
        groups = [(g, self._sum(tuple(self._item(i) for i in g.items), g.cap)) for g in table.groups]
        total = self._sum(tuple(at for _, at in groups), table.cap)
        reached = [self._reached(total, wanted)]
        reached += [self._reached(at, g.least) for g, at in groups if g.least is not None]
        return self._all(tuple(reached))

    def _item(self, item: Item) -> int:
        conditions = tuple(self._condition(nodes.bound(s.when.root, self._set)) for s in item.steps)
        points = tuple(s.points for s in item.steps)
        key = ("item", conditions, points, item.otherwise, item.sum, item.cap)
        return self._step(key, conditions, _points(item, points))

    def _sum(self, parts: tuple[int, ...], cap: int | None) -> int:
        return self._step(("sum", parts, cap), parts, _total(cap))

    def _reached(self, points: int, wanted: int | None) -> int:
        return self._step(("reached", points, wanted), (points,), _compared(wanted))

    def _amount(self, version: Version) -> pl.Expr | None:
        """The benefit in 万元, null where it is unknown: the first step that holds, an open one leaves it unknown."""
        benefit = version.benefit
        if benefit is None:
            return None
        found = pl.lit(0.0)
        for when, formula in reversed(benefit.steps):
            amount = formula.bound(self._set).expression()
            if when is None:
                found = amount
            else:
                holds = when.bound(self._set).expression()
                found = pl.when(holds.is_null()).then(None).when(holds).then(amount).otherwise(found)
        if benefit.cap:
            cap = benefit.cap.bound(self._set).expression()
            known = found.is_not_null() & cap.is_not_null()
            found = pl.when(known).then(pl.min_horizontal(found, cap))
        return found.clip(lower_bound=0.0)


def compiled(rulesets: Sequence[Ruleset], day: date) -> Programme:
    """One programme for all of them on that day's versions."""
    compiler = Compiler(day)
    for ruleset in rulesets:
        compiler.add(ruleset)
    return compiler.programme


def _lowest(parts: Sequence[Array]) -> Array:
    return _fold(np.minimum, parts)


def _highest(parts: Sequence[Array]) -> Array:
    return _fold(np.maximum, parts)


def _fold(how: "np.ufunc", parts: Sequence[Array]) -> Array:
    found = parts[0].copy()
    for part in parts[1:]:
        how(found, part, out=found)
    return found


def _negated(parts: Sequence[Array]) -> Array:
    return np.uint8(YES) - parts[0]


def _at_least(least: int) -> Callable[[Sequence[Array]], Array]:
    def work(parts: Sequence[Array]) -> Array:
        sure = np.zeros(len(parts[0]), np.uint16)
        possible = np.zeros(len(parts[0]), np.uint16)
        for part in parts:
            sure += part == YES
            possible += part != NO
        return (sure >= least).astype(np.uint8) + (possible >= least)

    return work


def _first_tier(parts: Sequence[Array]) -> Array:
    """Whether the first tier that is not ruled out is certain."""
    found = np.zeros(len(parts[0]), np.uint8)
    for part in reversed(parts):
        found = np.where(part != NO, part, found)
    return found


def _points(item: Item, points: tuple[int, ...]) -> Callable[[Sequence[Array]], Array]:
    cap = item.cap

    def steps(parts: Sequence[Array]) -> Array:
        low = np.full(len(parts[0]), item.otherwise, np.int32)
        high = low.copy()
        for value, part in zip(reversed(points), reversed(parts), strict=True):
            sure, unsure = part == YES, part == OPEN
            np.minimum(low, value, out=low, where=unsure)
            np.maximum(high, value, out=high, where=unsure)
            np.copyto(low, np.int32(value), where=sure)
            np.copyto(high, np.int32(value), where=sure)
        return _limited(np.stack([low, high]), cap)

    def each(parts: Sequence[Array]) -> Array:
        low = np.zeros(len(parts[0]), np.int32)
        high = low.copy()
        for value, part in zip(points, parts, strict=True):
            low += np.int32(value) * ((part == YES) if value > 0 else (part != NO))
            high += np.int32(value) * ((part != NO) if value > 0 else (part == YES))
        return _limited(np.stack([low, high]), cap)

    return each if item.sum else steps


def _limited(points: Array, cap: int | None) -> Array:
    return points if cap is None else np.minimum(points, np.int32(cap), out=points)


def _total(cap: int | None) -> Callable[[Sequence[Array]], Array]:
    return lambda parts: _limited(_fold(np.add, parts), cap)


def _compared(wanted: int | None) -> Callable[[Sequence[Array]], Array]:
    def work(parts: Sequence[Array]) -> Array:
        if wanted is None:
            return np.full(parts[0].shape[1], OPEN, np.uint8)
        low, high = parts[0]
        return (low >= wanted).astype(np.uint8) + (high >= wanted)

    return work
