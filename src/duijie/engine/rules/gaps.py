"""What a firm lacks: the nearest changes of its facts with which it is eligible, each checked by deciding again.

Points of a score table are bought item by item at the least distance (an exact search over points for each group);
what cannot move (see Moves) is left alone, and facts that follow from others are moved through those.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from duijie.engine.conditions import Condition, nodes
from duijie.engine.conditions import changes as turning
from duijie.engine.rules.evaluating import capped, evaluate, item_points, parameters
from duijie.engine.rules.facts import Known, cleaned, prepare
from duijie.engine.rules.model import (
    SCALE,
    Clause,
    Fact,
    FactType,
    Group,
    Item,
    Moves,
    Requirement,
    Ruleset,
    Score,
    ScoreGroup,
    Version,
)
from duijie.engine.rules.results import Result
from duijie.engine.rules.words import say
from duijie.engine.wording import number

_KEPT = 12  # candidates kept at each level
_DIGITS = 4
Change = dict[str, object]


@dataclass(frozen=True, slots=True)
class Move:
    """One fact's change; `text`: “研发费用占比 2.6%，还差 0.4 个百分点 ≈ 研发费用增加 32 万元”."""

    fact: str
    label: str
    now: object
    needed: object
    text: str


@dataclass(frozen=True, slots=True)
class Way:
    """Changes that together are enough; confirm: codes of clauses that are open and must hold too."""

    moves: tuple[Move, ...]
    confirm: tuple[str, ...]
    distance: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    change: Change
    confirm: frozenset[str] = frozenset()
    via: tuple[tuple[str, float], ...] = ()  # derived facts and what they become


def gap(
    ruleset: Ruleset, facts: Mapping[str, object], *, as_of: date, most: int = 3, tier: str | None = None
) -> tuple[Way, ...]:
    """The nearest ways to be eligible, or to reach `tier`; none where the firm is already, or where nothing that may
    move would do. A way is a promise: deciding again with its changes gives eligible (undecided while clauses are to
    be confirmed)."""
    version = ruleset.version(as_of)
    now = evaluate(ruleset, facts, as_of=as_of)
    if version is None or (now.result is Result.ELIGIBLE and (tier is None or now.tier == tier)):
        return ()
    search = _Search(ruleset, version, facts, as_of)
    candidates = search.all_of(search.goals(tier))
    checked: list[Way] = []
    told: list[Change] = []  # the same changes with more to confirm are no other way
    for candidate in candidates:
        if candidate.change and candidate.change not in told and search.holds(candidate, tier):
            checked.append(search.way(candidate))
            told.append(candidate.change)
        if len(checked) == most:
            break
    return tuple(checked)


class _Search:
    def __init__(self, ruleset: Ruleset, version: Version, given: Mapping[str, object], day: date) -> None:
        self._ruleset, self._version, self._given, self._day = ruleset, version, given, day
        self._set = parameters(ruleset, day)
        self._plain = prepare(ruleset.used, given).values
        self._values: dict[str, object] = {**self._plain, **self._set}

    def goals(self, tier: str | None) -> list[Requirement]:
        version = self._version
        wanted = (
            [t.require for t in version.tiers if t.code == tier]
            if tier
            else [t.require for t in version.tiers[-1:]]
        )
        return [*([version.require] if version.require else []), *wanted]

    def holds(self, candidate: _Candidate, tier: str | None) -> bool:
        decision = evaluate(self._ruleset, {**self._given, **candidate.change}, as_of=self._day)
        if decision.result is Result.ELIGIBLE:
            return tier is None or decision.tier == tier
        return decision.result is Result.UNDECIDED and bool(candidate.confirm)

    def way(self, candidate: _Candidate) -> Way:
        moves = tuple(self._move(name, new, candidate) for name, new in sorted(candidate.change.items()))
        return Way(moves, tuple(sorted(candidate.confirm)), round(self._distance(candidate), 6))

    # Candidates, the nearest first

    def all_of(self, parts: Iterable[Requirement]) -> list[_Candidate]:
        found = [_Candidate({})]
        for part in parts:
            ways = self._ways(part)
            found = self._nearest(self._merged(a, b) for a in found for b in ways)
        return found

    def _ways(self, node: Requirement) -> list[_Candidate]:
        if isinstance(node, Clause):
            return self._clause(node)
        if isinstance(node, Score):
            return self._score(node)
        if node.kind == "all":
            return self.all_of(node.parts)
        if node.kind == "not":
            return self._none_of(node)
        each = [self._ways(p) for p in node.parts]
        if node.kind == "any":
            return self._nearest(c for ways in each for c in ways)
        return self._several(each, node.least)

    def _several(self, each: list[list[_Candidate]], least: int) -> list[_Candidate]:
        """The nearest ways in which that many of the parts hold: best by how many are met so far."""
        met: list[list[_Candidate]] = [[_Candidate({})], *([] for _ in range(least))]
        for ways in each:
            for count in range(least, 0, -1):
                joined = (self._merged(a, b) for a in met[count - 1] for b in ways)
                met[count] = self._nearest([*met[count], *joined])
        return met[least]

    def _none_of(self, node: Group) -> list[_Candidate]:
        found = [_Candidate({})]
        for part in node.parts:
            ways = self._turned(part.when, wanted=False) if isinstance(part, Clause) else []
            found = self._nearest(self._merged(a, b) for a in found for b in ways)
        return found

    def _clause(self, node: Clause) -> list[_Candidate]:
        if node.when.evaluate(self._values) is None:
            return [_Candidate({}, frozenset({node.code}))]
        return self._turned(node.when)

    def _turned(self, when: Condition, *, wanted: bool = True) -> list[_Candidate]:
        """Changes of base facts after which the condition is as wanted."""
        root = nodes.bound(when.root, self._set)
        found = []
        for change in turning.changes(root, self._values, wanted=wanted):
            candidate = self._based(change)
            if candidate is None:
                continue
            after = prepare(self._ruleset.used, {**self._given, **candidate.change}).values
            if when.evaluate({**after, **self._set}) is wanted:
                found.append(candidate)
        return self._nearest(found)

    def _based(self, change: Mapping[str, object]) -> _Candidate | None:
        """The change in facts that may move; a derived fact moves through those it follows from."""
        whole = _Candidate({})
        for name, new in change.items():
            fact = self._ruleset.facts.get(name)
            if fact is None or not self._may(fact, new):
                return None
            options = self._through(fact, new) or [_Candidate({name: new})]
            merged = self._merged(whole, options[0])
            if merged is None:
                return None
            whole = merged
        return whole

    def _through(self, fact: Fact, target: object) -> list[_Candidate]:
        given = self._given.get(fact.name)
        given = given.value if isinstance(given, Known) else given
        if fact.formula is None or not isinstance(target, float) or cleaned(fact, given)[0] is not None:
            return []
        now = self._plain.get(fact.name)
        operator = ">=" if isinstance(now, float) and target > now else "<="
        wanted = nodes.Compare(operator, fact.formula.root, nodes.Literal(target))
        found = []
        for change in turning.changes(wanted, self._values):
            moved = {n: self._rounded(n, v) for n, v in change.items()}
            if all(
                n in self._ruleset.facts and self._may(self._ruleset.facts[n], v) for n, v in moved.items()
            ):
                found.append(_Candidate(moved, via=((fact.name, target),)))
        return self._nearest(found)

    def _rounded(self, name: str, new: object) -> object:
        """Away from where it was, so that the bound is reached in spite of rounding."""
        now = self._plain.get(name)
        if not isinstance(new, float) or not isinstance(now, float):
            return new
        fact = self._ruleset.facts[name]
        scale = 1 if fact.type is FactType.INTEGER else 10**_DIGITS
        scaled = round(new * scale, 6)
        return (math.ceil(scaled) if new > now else math.floor(scaled)) / scale

    def _may(self, fact: Fact, new: object) -> bool:
        if fact.moves is Moves.FIXED or cleaned(fact, new)[0] is None:
            return False
        now = self._plain.get(fact.name)
        if fact.moves is Moves.ANY or not isinstance(now, float) or not isinstance(new, float):
            return True
        return (new >= now) if fact.moves is Moves.UP else (new <= now)

    def _merged(self, one: _Candidate, two: _Candidate) -> _Candidate | None:
        """Both at once; where both move a number the same way, the farther; None where they pull apart."""
        change = dict(one.change)
        for name, new in two.change.items():
            if name not in change or change[name] == new:
                change[name] = new
                continue
            now, other = self._plain.get(name), change[name]
            if not (isinstance(now, float) and isinstance(other, float) and isinstance(new, float)):
                return None
            if (other - now) * (new - now) < 0:
                return None
            change[name] = max(other, new, key=lambda v: abs(v - now))
        return _Candidate(change, one.confirm | two.confirm, tuple(dict([*one.via, *two.via]).items()))

    def _nearest(self, found: Iterable[_Candidate | None]) -> list[_Candidate]:
        distinct = {(tuple(sorted(map(str, c.change.items()))), c.confirm): c for c in found if c is not None}
        return sorted(distinct.values(), key=lambda c: (self._distance(c), len(c.confirm)))[:_KEPT]

    def _distance(self, candidate: _Candidate) -> float:
        """The sum of relative moves of numbers; one for anything else that changes; a little for what is to confirm."""
        total = 0.01 * len(candidate.confirm)
        for name, new in candidate.change.items():
            now = self._plain.get(name)
            if isinstance(now, float) and isinstance(new, float):
                total += abs(new - now) / max(abs(new), abs(now), 1e-9)
            else:
                total += 1.0
        return total

    # Scores

    def _score(self, node: Score) -> list[_Candidate]:
        table = self._version.tables[node.table]
        least = node.least.evaluate(self._values)
        if least is None:
            return []
        states: dict[int, _Candidate] = {0: _Candidate({})}
        for group in table.groups:
            reached = self._group_states(group)
            states = self._cheapest(
                (a + b, self._merged(x, y)) for a, x in states.items() for b, y in reached.items()
            )
        wanted = round(least * SCALE)
        totals = ((capped((p, p), table.cap)[0], c) for p, c in states.items())
        return self._nearest(c for p, c in totals if p >= wanted)

    def _group_states(self, group: ScoreGroup) -> dict[int, _Candidate]:
        """For each number of points the group can have, the nearest way to it; only those that pass."""
        states: dict[int, _Candidate] = {0: _Candidate({})}
        for item in group.items:
            options = list(self._options(item))
            states = self._cheapest(
                (a + b, self._merged(x, y)) for a, x in states.items() for b, y in options
            )
        limited = self._cheapest((capped((p, p), group.cap)[0], c) for p, c in states.items())
        return {p: c for p, c in limited.items() if group.least is None or p >= group.least}

    def _cheapest(self, found: Iterable[tuple[int, _Candidate | None]]) -> dict[int, _Candidate]:
        best: dict[int, _Candidate] = {}
        for points, candidate in found:
            if candidate is not None and (
                points not in best or self._distance(candidate) < self._distance(best[points])
            ):
                best[points] = candidate
        return best

    def _options(self, item: Item) -> Iterable[tuple[int, _Candidate]]:
        """What is certain now, and what each step that does not hold yet would bring."""
        yield self._points(item, self._values), _Candidate({})
        for step in item.steps:
            if step.when.evaluate(self._values) is False:
                for candidate in self._turned(step.when)[:2]:
                    after = prepare(self._ruleset.used, {**self._given, **candidate.change}).values
                    yield self._points(item, {**after, **self._set}), candidate

    def _points(self, item: Item, values: Mapping[str, object]) -> int:
        return capped(item_points(item, [s.when.evaluate(values) for s in item.steps]), item.cap)[0]

    # Words

    def _move(self, name: str, new: object, candidate: _Candidate) -> Move:
        fact, now = self._ruleset.facts[name], self._plain.get(name)
        text = f"{fact.label} {say(fact, now)}，须 {say(fact, new)}"
        if isinstance(now, float) and isinstance(new, float):
            less = "还差" if new > now else "高出"
            text = f"{fact.label} {say(fact, now)}，{less} {_difference(fact, abs(new - now))}"
        for derived, target in candidate.via:
            source = self._ruleset.facts[derived]
            was = self._plain.get(derived)
            if (
                source.formula
                and name in source.formula.fields
                and isinstance(was, float)
                and isinstance(new, float)
                and isinstance(now, float)
            ):
                less = "还差" if target > was else "高出"
                text = f"{source.label} {say(source, was)}，{less} {_difference(source, abs(target - was))} ≈ {fact.label}{'增加' if new > now else '减少'} {_difference(fact, abs(new - now))}"
        return Move(name, fact.label, now, new, text)


def _difference(fact: Fact, amount: float) -> str:
    if fact.type is FactType.RATIO:
        return f"{number(amount * 100)} 个百分点"
    return say(fact, amount)
