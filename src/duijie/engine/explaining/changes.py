"""What would change a “blocked”: the smallest change of one side that meets each failed constraint, checked."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from duijie.engine import constraints, wording
from duijie.engine.channels import Channel, Constraint, Field, Kind, Side
from duijie.engine.explaining.phrases import phrase
from duijie.engine.explaining.said import Said, rows
from duijie.engine.scoring import Scored

Facts = Mapping[str, object]
_RANK = "_rank"
_DECIMALS = 4  # as many as a sentence shows


@dataclass(frozen=True, slots=True)
class Way:
    """New values by dotted field; `any_of`: items of a list of which any single one does the same."""

    values: dict[str, Any]
    any_of: tuple[str, ...] = ()

    @property
    def sides(self) -> frozenset[str]:
        return frozenset(dotted.split(".", 1)[0] for dotted in self.values)


def changes(said: Said, scored: Scored) -> list[pl.DataFrame]:
    """Rows for the blocked pairs alone: for each failed constraint what either side could change."""
    blocked = scored.outcomes.blocked.arg_true()
    needs, offers = (pl.Series(said.rows[side]).gather(blocked) for side in Side)
    channel = said.channel
    facts = constraints.pair_frame(channel, said.frames[Side.NEED], said.frames[Side.OFFER], needs, offers)
    outcomes = scored.outcomes.frame[blocked]
    endings = _endings(outcomes)
    return [
        _rows(channel, c, facts, outcomes[c.code], blocked.to_list(), endings) for c in channel.constraints
    ]


def _endings(outcomes: pl.DataFrame) -> list[tuple[int, int]]:
    """How many constraints of each pair failed, and how many are undecided."""
    counts = (pl.sum_horizontal(pl.all() == what) for what in (constraints.FAILED, constraints.UNKNOWN))
    return outcomes.select(failed=next(counts), unknown=next(counts)).rows()


def _rows(
    channel: Channel,
    constraint: Constraint,
    facts: pl.DataFrame,
    outcome: pl.Series,
    blocked: Sequence[int],
    endings: list[tuple[int, int]],
) -> pl.DataFrame:
    names = sorted({*constraints.condition(constraint).fields, *constraint.asked_by})
    found: dict[str, list[tuple[str, list[str]]]] = {}
    pairs, texts, evidence = [], [], []
    for at in (outcome == constraints.FAILED).arg_true():
        row = facts.select(names).row(at)
        key = repr(row)
        if key not in found:
            found[key] = _told(channel, constraint, dict(zip(names, row, strict=True)))
        for text, values in found[key]:
            pairs.append(blocked[at])
            texts.append(text + _ending(constraint, *endings[at]))
            evidence.append(values)
    return rows(
        pl.Series(pairs, dtype=pl.Int64),
        "change",
        constraint.code,
        outcome=constraints.FAILED,
        text=pl.Series(texts, dtype=pl.String),
        evidence=pl.Series(evidence, dtype=pl.List(pl.String)),
    )


def _ending(constraint: Constraint, failed: int, unknown: int) -> str:
    """Whether this alone is enough."""
    if failed == 1 and not unknown:
        return "即可"
    others = [f"共 {failed} 项不符合，须都解决"] if failed > 1 else []
    others += [f"另有 {unknown} 项待定"] if unknown else []
    return f"，“{constraint.label}”即符合（{'，'.join(others)}）"


def _told(channel: Channel, constraint: Constraint, facts: Facts) -> list[tuple[str, list[str]]]:
    return [_tell(channel, facts, way) for way in ways(channel, constraint, facts)]


def _tell(channel: Channel, facts: Facts, way: Way) -> tuple[str, list[str]]:
    """The sentence, and as evidence field, value now and value needed for each field that changes."""
    said, evidence = [], []
    for dotted, new in way.values.items():
        now = _now(channel, facts, dotted)
        said.append(phrase(channel, dotted, now, new, way.any_of))
        evidence += [dotted, wording.plain(now), wording.plain(new)]
    return "，并且".join(said), evidence


def ways(channel: Channel, constraint: Constraint, facts: Facts) -> list[Way]:
    """For each side the smallest change that is enough, else the smallest one of both; none if none is known.

    Nothing is proposed where a private fact has a say: the value needed would tell it.
    """
    if any(channel.field(f.split(".", 1)[1]).private for f in constraints.fields_used(constraint)):
        return []
    proposed = [
        _possible(channel, constraint, facts, c) for c in constraints.condition(constraint).changes(facts)
    ]
    checked = [Way(p) for p in proposed if p is not None and _holds(channel, constraint, facts, p)]
    one_side = [w for side in Side for w in _smallest(checked, frozenset({str(side)}), facts)]
    return one_side or _smallest(checked, frozenset(map(str, Side)), facts)


def _smallest(found: list[Way], sides: frozenset[str], facts: Facts) -> list[Way]:
    """The first of those with the fewest fields; alternatives that each add one item to its list are one way."""
    here = sorted((w for w in found if w.sides == sides), key=lambda w: len(w.values))[:1]
    return [Way(w.values, _any_of(w, found, facts)) for w in here]


def _any_of(way: Way, found: list[Way], facts: Facts) -> tuple[str, ...]:
    added = [_added(w, facts) for w in found if set(w.values) == set(way.values)]
    single = [items[0] for items in added if len(items) == 1]
    return tuple(dict.fromkeys(single)) if len(way.values) == 1 and len(single) == len(added) else ()


def _added(way: Way, facts: Facts) -> list[str]:
    """What the way adds to a list; nothing for other values."""
    (dotted, new), *_ = way.values.items()
    now = facts.get(dotted)
    return [i for i in new if i not in now] if isinstance(now, list) and isinstance(new, list) else []


def _possible(channel: Channel, constraint: Constraint, facts: Facts, change: Facts) -> dict[str, Any] | None:
    """The change in values that the fields can hold and a sentence shows in full; None if there are none."""
    found = {}
    for name, value in change.items():
        dotted = name.removesuffix(_RANK)
        side, plain = dotted.split(".", 1)
        field = channel.field(plain)
        # What a thing is does not change, what somebody asks for can: a choice moves on the side that asks.
        fixed = field.kind is Kind.CHOICE and dotted not in constraint.asked_by
        if field.file_only or side not in field.wording or fixed:
            return None
        fitting = _chosen(field, value) if name != dotted else _fitting(field, facts[name], value)
        if fitting is None:
            return None
        found[dotted] = fitting
    return found


def _chosen(field: Field, rank: Any) -> str | None:
    at = math.ceil(rank)
    return field.choices[at].value if 0 <= at < len(field.choices) else None


def _fitting(field: Field, now: Any, value: Any) -> Any:
    if field.kind.is_number:
        return _number(field, now, value)
    if field.kind in (Kind.CHOICE, Kind.CHOICES):
        wanted = value if isinstance(value, list) else [value]
        return value if {c.value for c in field.choices}.issuperset(wanted) else None
    return value


def _number(field: Field, now: float, value: float) -> float | int | None:
    """Rounded away from the value now, so that what is shown is enough."""
    decimals = 0 if field.kind is Kind.INTEGER else _DECIMALS
    rounded = round(value, decimals)
    if (rounded > value) if value < now else (rounded < value):
        rounded = round(rounded + (1 if value > now else -1) * 10.0**-decimals, decimals)
    low = -math.inf if field.minimum is None else field.minimum
    high = math.inf if field.maximum is None else field.maximum
    if not low <= rounded <= high:
        return None
    return int(rounded) if field.kind is Kind.INTEGER else rounded


def _holds(channel: Channel, constraint: Constraint, facts: Facts, change: Facts) -> bool:
    """Whether the constraint no longer fails: evaluated anew with exactly the values that will be shown."""
    changed: dict[str, object] = {**facts, **{d: v if v != [] else None for d, v in change.items()}}
    for dotted, value in change.items():
        field = channel.field(dotted.split(".", 1)[1])
        if field.ordered:
            changed[dotted + _RANK] = [c.value for c in field.choices].index(str(value))
    return constraints.outcome(constraint, changed) in (constraints.MET, constraints.NOT_ASKED)


def _now(channel: Channel, facts: Facts, dotted: str) -> object:
    rank = facts.get(dotted + _RANK)
    if isinstance(rank, int):
        return channel.field(dotted.split(".", 1)[1]).choices[rank].value
    return facts[dotted]
