"""What a reviewer must know before signing: everything that the form of a ruleset cannot tell.

Conditions that never or always hold, units and kinds that do not fit, dead, overlapping and missing steps of score
tables, versions that overlap, clauses without their article, facts that follow from themselves.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from duijie.engine.conditions import nodes
from duijie.engine.rules.facts import derivation_order
from duijie.engine.rules.intervals import Interval, box, certain, conjuncts, impossible
from duijie.engine.rules.loader import parse
from duijie.engine.rules.model import (
    Clause,
    Fact,
    FactType,
    Group,
    Item,
    Requirement,
    Ruleset,
    Score,
    Version,
    leaves,
    requirements,
)
from duijie.engine.rules.problems import Problem, Severity


def check(path: str | Path) -> list[Problem]:
    """Every problem of a ruleset file, by line. OSError where it cannot be read."""
    path = Path(path)
    return check_text(path.read_bytes(), path.name)


def check_text(text: str | bytes, file: str = "规则") -> list[Problem]:
    """The same for a text; what is wrong with its form comes alone, as the rest cannot be judged then."""
    ruleset, problems = parse(text, file)
    if ruleset is None:
        return problems
    problems += [
        Problem(file, line, code, sentence, severity) for line, code, sentence, severity in _all(ruleset)
    ]
    return sorted(problems, key=lambda p: p.line)


_Found = Iterator[tuple[int, str, str, Severity]]


def _all(ruleset: Ruleset) -> _Found:
    yield from _circles(ruleset)
    yield from _overlapping(ruleset)
    for version in ruleset.versions:
        for requirement in requirements(version):
            yield from _requirement(ruleset, requirement, [])
        for line, condition in _conditions(version):
            yield from _condition(ruleset, condition, line)
        for table in version.tables.values():
            for group in table.groups:
                for item in group.items:
                    yield from _steps(ruleset, item)


def _circles(ruleset: Ruleset) -> _Found:
    order = set(derivation_order(ruleset.facts))
    for name, fact in ruleset.facts.items():
        if fact.formula and name not in order:
            yield fact.line, "circle", f"“{fact.label}”绕了一圈又由它自己算出。", Severity.ERROR


def _overlapping(ruleset: Ruleset) -> _Found:
    for one, two in zip(ruleset.versions, ruleset.versions[1:], strict=False):
        if one.end is None or one.end >= two.start:
            yield (
                two.line,
                "versions",
                f"{two.start} 起的版本与 {one.start} 起的版本重叠，请给前者写上截止日。",
                Severity.ERROR,
            )
        elif one.end + timedelta(days=1) < two.start:
            yield two.line, "versions", f"{one.end} 之后到 {two.start} 之前没有生效的版本。", Severity.WARNING


def _requirement(ruleset: Ruleset, node: Requirement, above: list[str]) -> _Found:
    """Articles; and whether what must hold together can."""
    articles = [*above, node.clause] if node.clause else above
    if isinstance(node, (Clause, Score)):
        if not articles:
            yield node.line, "no_clause", "这一项条件没有写出依据的条款。", Severity.WARNING
        return
    if node.kind == "all":
        terms = [t for p in leaves_of_all(node) for t in conjuncts(p.when.root)]
        label = impossible(terms, ruleset.facts)
        alone = any(impossible(conjuncts(p.when.root), ruleset.facts) for p in leaves_of_all(node))
        if label and not alone:
            yield node.line, "never", f"对“{label}”的几项要求互相矛盾，永远不能都成立。", Severity.ERROR
    for part in node.parts:
        yield from _requirement(ruleset, part, articles)


def leaves_of_all(node: Group) -> Iterator[Clause]:
    """The clauses that must hold together."""
    for part in node.parts:
        if isinstance(part, Clause):
            yield part
        elif isinstance(part, Group) and part.kind == "all":
            yield from leaves_of_all(part)


def _conditions(version: Version) -> Iterator[tuple[int, nodes.Node]]:
    for requirement in requirements(version):
        for leaf in leaves(requirement):
            if isinstance(leaf, Clause):
                yield leaf.line, leaf.when.root
    for table in version.tables.values():
        yield from ((s.line, s.when.root) for g in table.groups for i in g.items for s in i.steps)


def _condition(ruleset: Ruleset, root: nodes.Node, line: int) -> _Found:
    terms = conjuncts(root)
    if label := impossible(terms, ruleset.facts):
        yield line, "never", f"这个条件永远不成立：没有“{label}”的值能满足它。", Severity.ERROR
    elif all(certain(t, ruleset.facts) for t in terms):
        yield line, "always", "这个条件永远成立：所用事实的合理范围都满足它。", Severity.WARNING
    for compare in _comparisons(root):
        yield from _fits(ruleset, compare, line)


def _comparisons(node: nodes.Node) -> Iterator[nodes.Compare]:
    if isinstance(node, nodes.Compare):
        yield node
    for child in nodes.children(node):
        yield from _comparisons(child)


def _fits(ruleset: Ruleset, compare: nodes.Compare, line: int) -> _Found:
    for field, other in ((compare.left, compare.right), (compare.right, compare.left)):
        if not isinstance(field, nodes.Field) or field.name not in ruleset.facts:
            continue
        fact = ruleset.facts[field.name]
        if (
            isinstance(other, nodes.Field)
            and other.name in ruleset.facts
            and ruleset.facts[other.name].type.kind != fact.type.kind
        ):
            yield (
                line,
                "type",
                f"“{fact.label}”和“{ruleset.facts[other.name].label}”不是同一类值，比不了。",
                Severity.ERROR,
            )
        if isinstance(other, nodes.Literal) and other.value is not None:
            yield from _literal(fact, other, line)


def _literal(fact: Fact, literal: nodes.Literal, line: int) -> _Found:
    kind = nodes.kind(literal.value)
    if kind != fact.type.kind:
        yield line, "type", f"“{fact.label}”不能和“{literal}”比较，它们不是同一类值。", Severity.ERROR
    elif fact.choices and literal.value not in fact.choices:
        yield line, "choice", f"“{fact.label}”没有“{literal.value}”这个选项。", Severity.ERROR
    elif fact.type is FactType.MONEY and literal.unit in ("万", "亿", "%"):
        yield (
            line,
            "unit",
            f"“{fact.label}”以万元计，金额请写成“1000万元”，不要只写“{literal.unit}”。",
            Severity.ERROR,
        )
    elif literal.unit == "元" and fact.type is not FactType.MONEY:
        yield line, "unit", f"“{fact.label}”不是金额，不能和多少元比较。", Severity.ERROR
    elif literal.unit == "%" and fact.type is not FactType.RATIO:
        yield line, "unit", f"“{fact.label}”不是比例，不能和百分数比较。", Severity.ERROR
    elif (
        fact.type is FactType.RATIO
        and not literal.unit
        and isinstance(literal.value, float)
        and abs(literal.value) > 1
    ):
        yield (
            line,
            "unit",
            f"“{fact.label}”是比例，{literal.value:g} 即 {literal.value * 100:g}%；请写成百分数。",
            Severity.WARNING,
        )


def _steps(ruleset: Ruleset, item: Item) -> _Found:
    """Steps of one item over one fact: covered by earlier ones, overlapping, or leaving a hole."""
    if item.sum:
        return
    seen: list[tuple[Interval, int]] = []
    field: str | None = None
    for step in item.steps:
        terms = conjuncts(step.when.root)
        bounds = box(terms, ruleset.facts)
        if len(bounds) != 1 or (field is not None and field not in bounds):
            return
        field, own = next(iter(bounds.items()))
        if own.empty:
            return
        if any((own & other) == own for other, _ in seen):
            yield step.line, "dead", f"“{item.label}”的这一档永远轮不到：前面的档已包括它。", Severity.ERROR
        elif _closed(terms) and any(not (own & other).empty for other, _ in seen):
            yield step.line, "overlap", f"“{item.label}”的这一档与前面的档重叠。", Severity.WARNING
        seen.append((own, step.line))
    if field is not None and ruleset.facts[field].type is not FactType.INTEGER:
        yield from _holes(item, [own for own, _ in seen])


def _closed(terms: list[nodes.Node]) -> bool:
    """Written with both ends: such a step is not meant to overlap, as “≥ 5%, ≥ 3%” in a row is."""
    return len(terms) > 1


def _holes(item: Item, covered: list[Interval]) -> _Found:
    ordered = sorted(covered, key=lambda i: (i.low, i.low_open))
    reach = None
    for own in ordered:
        if reach and (own.low > reach.high or (own.low == reach.high and own.low_open and reach.high_open)):
            yield (
                item.line,
                "hole",
                f"“{item.label}”的分档在 {reach.high:g} 与 {own.low:g} 之间有空档。",
                Severity.WARNING,
            )
        if reach is None or (own.high, not own.high_open) > (reach.high, not reach.high_open):
            reach = own
