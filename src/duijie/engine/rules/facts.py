"""What is known of one firm: values with their day and source, several sources, what follows from them, what is absurd."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from duijie.engine.conditions import EvaluationError
from duijie.engine.rules.model import Fact, FactType

EARLIEST = date(1900, 1, 1)  # what spreadsheets make of an empty or wrong cell lies before it


@dataclass(frozen=True, slots=True)
class Known:
    """A value with the day it is of and who said so."""

    value: object
    on: date | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """One statement about one fact of a firm."""

    fact: str
    value: object
    on: date
    source: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Sources that differ: the one that counts first."""

    fact: str
    records: tuple[Record, ...]


def choose(
    records: Iterable[Record], *, as_of: date, precedence: Sequence[str] = ()
) -> tuple[dict[str, Known], list[Conflict]]:
    """For each fact what counts on that day: the latest of each source, the first source of the precedence, then the
    latest. Sources that say otherwise are conflicts, told with all their records."""
    latest: dict[str, dict[str, Record]] = {}
    for record in sorted(records, key=lambda r: r.on):
        if record.on <= as_of and record.value is not None:
            latest.setdefault(record.fact, {})[record.source] = record
    ranks = {source: rank for rank, source in enumerate(precedence)}
    chosen, conflicts = {}, []
    for name, by_source in latest.items():
        ordered = sorted(
            by_source.values(),
            key=lambda r: (ranks.get(r.source, len(ranks)), -r.on.toordinal(), r.source),
        )
        first = ordered[0]
        chosen[name] = Known(first.value, first.on, first.source)
        if any(r.value != first.value for r in ordered):
            conflicts.append(Conflict(name, tuple(ordered)))
    return chosen, conflicts


def cleaned(fact: Fact, value: object) -> tuple[object, str]:
    """The value as the conditions take it, and why it was not: what is absurd counts as unknown, said in a sentence."""
    if value is None or value == "" or (isinstance(value, float) and math.isnan(value)):
        return None, ""
    if isinstance(value, datetime):
        value = value.date()
    if fact.type.is_number and isinstance(value, int) and not isinstance(value, bool):
        value = float(value)
    if fact.type is FactType.LIST and isinstance(value, tuple):
        value = list(value)
    kinds = {"number": float, "date": date, "truth": bool, "list": list, "text": str}
    if not isinstance(value, kinds[fact.type.kind]):
        return None, f"“{fact.label}”的值“{value}”不是所要的那类值，按未知处理。"
    reason = _absurd(fact, value)
    return (None, reason) if reason else (value, "")


def _absurd(fact: Fact, value: object) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return f"“{fact.label}”不是有限的数，按未知处理。"
    if isinstance(value, date) and value < EARLIEST:
        return f"“{fact.label}”是 {value}，早于 {EARLIEST}，按未知处理。"
    if isinstance(value, (float, date)):
        low, high = fact.minimum, fact.maximum
        if (low is not None and value < low) or (high is not None and value > high):  # type: ignore[operator]
            return f"“{fact.label}”是 {value}，超出合理范围，按未知处理。"
    if fact.choices and isinstance(value, str) and value not in fact.choices:
        return f"“{fact.label}”没有“{value}”这个选项，按未知处理。"
    return ""


@dataclass(frozen=True, slots=True)
class Facts:
    """values: what conditions read, derived facts included; known: with day and source; notes: what was put aside."""

    values: dict[str, object]
    known: dict[str, Known]
    notes: tuple[str, ...]


def prepare(used: Mapping[str, Fact], given: Mapping[str, object]) -> Facts:
    """Clean what is given (plain values or Known) and work out what follows from it."""
    values: dict[str, object] = {}
    known: dict[str, Known] = {}
    notes = []
    for name, fact in used.items():
        said = given.get(name)
        said = said if isinstance(said, Known) else Known(said)
        values[name], note = cleaned(fact, said.value)
        notes += [note] if note else []
        if values[name] is not None:
            known[name] = said
    for name in derivation_order(used):
        if values[name] is None:
            values[name] = _derived(used[name], values)
            if values[name] is not None:
                known[name] = Known(values[name], source=f"由“{used[name].formula.source}”算出")  # type: ignore[union-attr]
    return Facts(values, known, tuple(notes))


def _derived(fact: Fact, values: Mapping[str, object]) -> float | None:
    try:
        found = fact.formula.evaluate(values) if fact.formula else None
    except EvaluationError:
        return None
    return None if found is None or _absurd(fact, found) else found


def derivation_order(facts: Mapping[str, Fact]) -> list[str]:
    """Facts with a formula, each after those it reads; what is circular is left out."""
    order: list[str] = []
    waiting = {n: f.formula.fields for n, f in facts.items() if f.formula}
    while ready := [n for n, reads in waiting.items() if not any(r in waiting for r in reads)]:
        order += ready
        for name in ready:
            del waiting[name]
    return order
