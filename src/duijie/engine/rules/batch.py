"""Many firms against many rulesets: the same answers as one at a time, chunk by chunk, on two threads."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import polars as pl

from duijie.engine.rules.compiling import NO, OPEN, YES, Array, Compiled, Programme, compiled
from duijie.engine.rules.facts import EARLIEST, derivation_order
from duijie.engine.rules.model import Fact, FactType, Ruleset
from duijie.engine.rules.problems import refusal

CHUNK = 65_536  # rows: bytes of a step fit into the processor's cache
_DTYPES: dict[str, pl.DataType | type[pl.DataType]] = {
    "number": pl.Float64,
    "date": pl.Date,
    "truth": pl.Boolean,
    "list": pl.List(pl.String),
    "text": pl.String,
}


def evaluate_many(
    rulesets: Sequence[Ruleset], facts: pl.DataFrame, *, as_of: date, workers: int | None = None
) -> pl.DataFrame:
    """Decide every ruleset for every row. `facts`: a column per fact by its name; a fact without a column is unknown.

    Columns, for each ruleset: `<id>.result` UInt8 (0 not eligible, 1 undecided, 2 eligible); `<id>.gap` UInt16, the
    place (from 1) of the first top-level part that fails, or is open where undecided, 0 where eligible; `<id>.short`
    UInt16, how many top-level parts fail; with tiers `<id>.tier` UInt8, the place of the firm's (0: none or open);
    with a benefit `<id>.amount` Float64 in 万元 (null: not eligible or unknown). Raises RulesError where two rulesets
    mean different things by one fact's name, or share an id.
    """
    _check_names(rulesets)
    programme = compiled(rulesets, as_of)
    starts = range(0, facts.height, CHUNK)
    with ThreadPoolExecutor(workers or min(2, os.cpu_count() or 1)) as pool:
        chunks = list(pool.map(lambda at: _chunk(programme, facts.slice(at, CHUNK)), starts))
    return pl.concat(chunks, rechunk=False) if chunks else _chunk(programme, facts)


def _check_names(rulesets: Sequence[Ruleset]) -> None:
    ids: set[str] = set()
    met: dict[str, Fact] = {}
    for ruleset in rulesets:
        if ruleset.id in ids:
            raise refusal(ruleset.file, 1, "id", f"编号“{ruleset.id}”的规则有两份。")
        ids.add(ruleset.id)
        for name, fact in ruleset.used.items():
            other = met.setdefault(name, fact)
            if _meaning(other) != _meaning(fact):
                raise refusal(
                    ruleset.file, fact.line, "facts", f"事实“{name}”在各规则里的类型、单位、算法或范围不同。"
                )


def _meaning(fact: Fact) -> tuple[object, ...]:
    return fact.type, fact.unit, fact.minimum, fact.maximum, fact.choices, fact.formula and fact.formula.root


def prepared(used: dict[str, Fact], facts: pl.DataFrame) -> pl.DataFrame:
    """Columns of the kinds that conditions read; absurd values are null; what follows from others is filled in."""
    frame = facts.select(_column(fact, facts).alias(name) for name, fact in used.items())
    for name in derivation_order(used):
        fact = used[name]
        if fact.formula:
            derived = _plausible(fact, fact.formula.expression().cast(pl.Float64))
            frame = frame.with_columns(pl.coalesce(pl.col(name), derived).alias(name))
    return frame


def _column(fact: Fact, facts: pl.DataFrame) -> pl.Expr:
    dtype = _DTYPES[fact.type.kind]
    if fact.name not in facts.columns or not _fits(fact, facts.schema[fact.name]):
        return pl.repeat(None, facts.height, dtype=dtype)
    return _plausible(fact, pl.col(fact.name).cast(dtype, strict=False))


def _fits(fact: Fact, dtype: pl.DataType) -> bool:
    """A column of another kind of values is unknown, as such a value is."""
    if fact.type.is_number:
        return dtype.is_numeric()
    if fact.type is FactType.DATE:
        return dtype.is_temporal() and dtype not in (pl.Time, pl.Duration)
    return isinstance(dtype, pl.List) if fact.type is FactType.LIST else dtype == _DTYPES[fact.type.kind]


def _plausible(fact: Fact, value: pl.Expr) -> pl.Expr:
    """Null where the value is out of bounds, not finite, empty or not among the choices."""
    tests = []
    if fact.type.is_number:
        tests.append(value.is_finite())
    if fact.type is FactType.DATE:
        tests.append(value >= EARLIEST)
    if fact.type.kind == "text":
        tests.append(value.is_in(list(fact.choices)) if fact.choices else value != "")
    if fact.minimum is not None:
        tests.append(value >= fact.minimum)
    if fact.maximum is not None:
        tests.append(value <= fact.maximum)
    return pl.when(pl.all_horizontal(tests)).then(value) if tests else value


def _chunk(programme: Programme, facts: pl.DataFrame) -> pl.DataFrame:
    frame = prepared(programme.facts, facts) if programme.facts else facts
    height = facts.height
    atoms = frame.select(
        pl.repeat(0, height, dtype=pl.UInt8).alias("rows"),
        *(e.alias(str(at)) for at, e in programme.atoms.items()),
    )
    arrays = _run(programme, {at: atoms[str(at)].to_numpy() for at in programme.atoms})
    columns: list[pl.Series] = []
    for each in programme.rulesets:
        columns += _results(each, arrays, frame, height)
    return pl.DataFrame(columns)


def _run(programme: Programme, atoms: dict[int, Array]) -> dict[int, Array]:
    """All steps in order; an array is let go after its last use."""
    kept = {at for c in programme.rulesets for at in (c.whole, *c.parts, *c.tiers)}
    last = {at: n for n, step in enumerate(programme.steps) for at in step.inputs}
    arrays = dict(atoms)
    for number, step in enumerate(programme.steps):
        if step.work is not None:
            arrays[number] = step.work([arrays[at] for at in step.inputs])
        for at in set(step.inputs):
            if last[at] == number and at not in kept:
                del arrays[at]
    return arrays


def _results(
    each: Compiled, arrays: dict[int, Array], frame: pl.DataFrame, height: int
) -> Iterator[pl.Series]:
    name = each.ruleset.id
    if each.version is None:
        yield pl.Series(f"{name}.result", np.zeros(height, np.uint8))
        yield pl.Series(f"{name}.gap", np.zeros(height, np.uint16))
        yield pl.Series(f"{name}.short", np.zeros(height, np.uint16))
        return
    whole = arrays[each.whole]
    gap, short = _gaps(whole, [arrays[at] for at in each.parts])
    yield pl.Series(f"{name}.result", whole)
    yield pl.Series(f"{name}.gap", gap)
    yield pl.Series(f"{name}.short", short)
    if each.tiers:
        yield pl.Series(f"{name}.tier", _tier(whole, [arrays[at] for at in each.tiers]))
    if each.amount is not None:
        amount = frame.select(pl.repeat(0.0, height).alias("rows"), each.amount.alias("amount"))["amount"]
        yield pl.select(pl.when(pl.Series(whole == YES)).then(amount).alias(f"{name}.amount")).to_series()


def _gaps(whole: Array, parts: list[Array]) -> tuple[Array, Array]:
    gap = np.zeros(len(whole), np.uint16)
    short = np.zeros(len(whole), np.uint16)
    for place in range(len(parts), 0, -1):
        part = parts[place - 1]
        np.copyto(gap, np.uint16(place), where=(part == whole) & (whole != YES))
        short += part == NO
    return gap, short


def _tier(whole: Array, tiers: list[Array]) -> Array:
    found = np.zeros(len(whole), np.uint8)
    for place in range(len(tiers), 0, -1):
        np.copyto(found, np.uint8(place), where=tiers[place - 1] == YES)
    found[whole != YES] = 0
    return found


__all__ = ["NO", "OPEN", "YES", "evaluate_many", "prepared"]
