"""One firm against one ruleset: three-valued, with the whole proof."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from duijie.engine.conditions import Condition, nodes
from duijie.engine.conditions.scalar import at_least
from duijie.engine.rules.facts import Facts, prepare
from duijie.engine.rules.model import (
    SCALE,
    Benefit,
    Clause,
    Group,
    Item,
    Requirement,
    Ruleset,
    Score,
    Step,
    Table,
    Version,
)
from duijie.engine.rules.results import RESULTS, Decision, Found, Missing, Outcome, Result
from duijie.engine.rules.words import say, worded

_GROUP_WORDS = {"all": "全部满足", "any": "满足任一项", "not": "都不存在"}
Points = tuple[int, int]  # least and most, in hundredths


@lru_cache(maxsize=1_024)
def parameters(ruleset: Ruleset, day: date) -> dict[str, nodes.Scalar]:
    return {name: p.at(day)[0] for name, p in ruleset.parameters.items()}


def evaluate(ruleset: Ruleset, facts: Mapping[str, object], *, as_of: date) -> Decision:
    """Decide on that day's version: eligible, not eligible, or undecided. `facts`: plain values or Known, by name.

    Values of the wrong kind and absurd ones count as unknown and are noted. No version in force: not eligible.
    """
    version = ruleset.version(as_of)
    if version is None:
        notes = (f"{as_of} 没有生效的版本。",)
        return Decision(
            ruleset.id, ruleset.title, as_of, None, Result.NOT_ELIGIBLE, None, "", None, None, (), (), notes
        )
    return _Evaluation(ruleset, version, prepare(ruleset.used, facts), as_of).decision()


class _Evaluation:
    def __init__(self, ruleset: Ruleset, version: Version, facts: Facts, day: date) -> None:
        self._ruleset, self._version, self._facts, self._day = ruleset, version, facts, day
        self._set = parameters(ruleset, day)
        self._values = {**facts.values, **self._set}

    def decision(self) -> Decision:
        trace, tier = self._whole()
        benefit = self._version.benefit
        blocked = (
            () if trace.result is True else tuple(p.code for p in _top(trace) if p.result is trace.result)
        )
        return Decision(
            ruleset=self._ruleset.id,
            title=self._ruleset.title,
            as_of=self._day,
            version=self._version.start,
            result=RESULTS[trace.result],
            tier=tier[0] if tier else None,
            tier_label=tier[1] if tier else "",
            amount=self._amount(benefit) if benefit and trace.result is True else None,
            trace=trace,
            missing=self._missing() if trace.result is None else (),
            blocked=blocked,
            notes=(*self._facts.notes, *self._doubts()),
        )

    def _whole(self) -> tuple[Outcome, tuple[str, str] | None]:
        """The entry requirement, and the first tier that holds, unless a better one is open."""
        version = self._version
        parts = [self.outcome(version.require)] if version.require else []
        if not version.tiers:
            return parts[0], None
        tiers = [self.outcome(t.require) for t in version.tiers]
        first = next((n for n, t in enumerate(tiers) if t.result is not False), None)
        known = first is not None and tiers[first].result is True
        tiered = Outcome(
            "tiers",
            "any",
            False if first is None else True if known else None,
            "等级",
            "",
            parts=tuple(tiers),
        )
        whole = _all([*parts, tiered]) if parts else tiered
        if first is None or not known or whole.result is not True:
            return whole, None
        return whole, (version.tiers[first].code, version.tiers[first].label)

    def _doubts(self) -> Iterable[str]:
        for name, parameter in self._ruleset.parameters.items():
            _, _, uncertain = parameter.at(self._day)
            if uncertain:
                yield f"参数“{parameter.label}”存疑：{uncertain}"
            elif self._set[name] is None:
                yield f"参数“{parameter.label}”在 {self._day} 没有数值。{parameter.note}"

    # Requirements

    def outcome(self, node: Requirement) -> Outcome:
        if isinstance(node, Clause):
            return self._clause(node)
        return self._score(node) if isinstance(node, Score) else self._group(node)

    def _clause(self, node: Clause) -> Outcome:
        root = nodes.bound(node.when.root, self._set)
        return Outcome(
            code=node.code,
            kind="clause",
            result=node.when.evaluate(self._values),
            text=node.text,
            needed=worded(root, self._ruleset.facts),
            clause=node.clause,
            uncertain=node.uncertain,
            found=self._found(node.when),
        )

    def _found(self, when: Condition) -> tuple[Found, ...]:
        found = []
        for name in sorted(when.fields):
            fact, known = self._ruleset.facts.get(name), self._facts.known.get(name)
            if fact is None:
                continue
            value = self._values.get(name)
            on, source = (known.on, known.source) if known else (None, "")
            found.append(Found(name, fact.label, value, say(fact, value), on, source))
        return tuple(found)

    def _group(self, node: Group) -> Outcome:
        parts = tuple(self.outcome(p) for p in node.parts)
        needed = f"满足其中至少 {node.least} 项" if node.kind == "at_least" else _GROUP_WORDS[node.kind]
        result = _combined(node, [p.result for p in parts])
        return Outcome(
            node.code, node.kind, result, node.text, needed, node.clause, node.uncertain, parts=parts
        )

    def _score(self, node: Score) -> Outcome:
        table = self._version.tables[node.table]
        least = node.least.evaluate(self._values)
        scored, total = self._table(table)
        wanted = None if least is None else round(least * SCALE)
        reached = [_reached(total, wanted)] + [p.result for p in scored if p.kind == "score_group"]
        result = False if False in reached else None if None in reached else True
        needed = "及格分未定" if least is None else f"总分 ≥ {least:g}"
        return Outcome(
            code=node.code,
            kind="score",
            result=result,
            text=node.text or table.label,
            needed=needed,
            clause=node.clause or table.clause,
            uncertain=node.uncertain,
            points=_shown(total),
            parts=scored,
        )

    def _table(self, table: Table) -> tuple[tuple[Outcome, ...], Points]:
        groups, sums = [], []
        for group in table.groups:
            items = [self._item(i) for i in group.items]
            points = capped(added(p for _, p in items), group.cap)
            result = _reached(points, group.least) if group.least is not None else True
            needed = "" if group.least is None else f"≥ {group.least / SCALE:g} 分"
            parts = tuple(o for o, _ in items)
            groups.append(
                Outcome(
                    group.code,
                    "score_group",
                    result,
                    group.label,
                    needed,
                    group.clause,
                    group.uncertain,
                    points=_shown(points),
                    parts=parts,
                )
            )
            sums.append(points)
        return tuple(groups), capped(added(sums), table.cap)

    def _item(self, item: Item) -> tuple[Outcome, Points]:
        results = [s.when.evaluate(self._values) for s in item.steps]
        points = capped(item_points(item, results), item.cap)
        read = {f.fact: f for s in item.steps for f in self._found(s.when)}
        doubt = "；".join(filter(None, (item.uncertain, *(s.uncertain for s in item.steps))))
        decided = True if points[0] == points[1] else None
        needed = "；".join(self._step(s) for s in item.steps)
        return Outcome(
            item.code,
            "item",
            decided,
            item.label,
            needed,
            item.clause,
            doubt,
            tuple(read.values()),
            _shown(points),
        ), points

    def _step(self, step: Step) -> str:
        said = step.text or worded(nodes.bound(step.when.root, self._set), self._ruleset.facts)
        return f"{said} 得 {step.points / SCALE:g}"

    # What else a decision says

    def _amount(self, benefit: Benefit) -> float | None:
        for when, amount in benefit.steps:
            holds = True if when is None else when.evaluate(self._values)
            if holds is None:
                return None
            if holds:
                return self._capped(amount.evaluate(self._values), benefit)
        return 0.0

    def _capped(self, amount: float | None, benefit: Benefit) -> float | None:
        """Never below zero, never above the cap; unknown where either is."""
        cap = benefit.cap.evaluate(self._values) if benefit.cap else None
        if amount is None or (benefit.cap and cap is None):
            return None
        return max(0.0, amount if cap is None else min(amount, cap))

    def _missing(self) -> tuple[Missing, ...]:
        """Base facts that undecided clauses wait for, cheapest first."""
        names: set[str] = set()
        roots = ([self._version.require] if self._version.require else []) + [
            t.require for t in self._version.tiers
        ]
        for root in roots:
            names |= self._open(root)
        facts = [self._ruleset.facts[n] for n in self._base(names)]
        return tuple(
            Missing(f.name, f.label, f.supplied_by, f.cost)
            for f in sorted(facts, key=lambda f: (f.cost, f.name))
        )

    def _open(self, node: Requirement) -> set[str]:
        if self.outcome(node).result is not None:
            return set()
        if isinstance(node, Clause):
            return set(node.when.missing(self._values))
        if isinstance(node, Group):
            return set().union(*(self._open(p) for p in node.parts))
        items = [i for g in self._version.tables[node.table].groups for i in g.items]
        open_items = [i for i in items if self._item(i)[0].result is None]
        return {n for i in open_items for s in i.steps for n in s.when.missing(self._values)}

    def _base(self, names: set[str]) -> set[str]:
        """Where a fact follows from others, those of them that are missing."""
        found: set[str] = set()
        for name in names:
            fact = self._ruleset.facts.get(name)
            inner = set(fact.formula.missing(self._values)) if fact and fact.formula else set()
            found |= self._base(inner) if inner else ({name} if fact else set())
        return found


def _top(trace: Outcome) -> tuple[Outcome, ...]:
    return trace.parts if trace.kind == "all" else (trace,)


def _all(parts: list[Outcome]) -> Outcome:
    results = [p.result for p in parts]
    result = False if False in results else None if None in results else True
    return Outcome("whole", "all", result, "", "全部满足", parts=tuple(parts))


def _combined(node: Group, results: list[bool | None]) -> bool | None:
    if node.kind == "at_least":
        return at_least(node.least, results)
    if node.kind == "not":
        return at_least(len(results), [None if r is None else not r for r in results])
    return at_least(len(results) if node.kind == "all" else 1, results)


def _reached(points: Points, wanted: int | None) -> bool | None:
    if wanted is None:
        return None
    return True if points[0] >= wanted else False if points[1] < wanted else None


def _shown(points: Points) -> tuple[float, float]:
    return points[0] / SCALE, points[1] / SCALE


def added(parts: Iterable[Points]) -> Points:
    low = high = 0
    for least, most in parts:
        low, high = low + least, high + most
    return low, high


def capped(points: Points, cap: int | None) -> Points:
    return points if cap is None else (min(points[0], cap), min(points[1], cap))


def item_points(item: Item, results: list[bool | None]) -> Points:
    """The least and most points that are possible, given what is known of each step."""
    if item.sum:
        sure = sum(s.points for s, r in zip(item.steps, results, strict=True) if r)
        unsure = [s.points for s, r in zip(item.steps, results, strict=True) if r is None]
        return sure + sum(p for p in unsure if p < 0), sure + sum(p for p in unsure if p > 0)
    low = high = item.otherwise
    for step, result in zip(reversed(item.steps), reversed(results), strict=True):
        if result is True:
            low = high = step.points
        elif result is None:
            low, high = min(step.points, low), max(step.points, high)
    return low, high
