"""What a ruleset is, as plain values. Amounts of money are in 万元, ratios are fractions (3% is 0.03)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from duijie.engine.conditions import Condition, Formula

SCALE = 100  # points are kept as whole hundredths, so that sums are exact on every path


class FactType(StrEnum):
    NUMBER = "number"
    INTEGER = "integer"
    MONEY = "money"  # 万元
    RATIO = "ratio"  # a fraction, shown in per cent
    DATE = "date"
    TRUTH = "truth"
    TEXT = "text"
    CHOICE = "choice"
    LIST = "list"
    REGION = "region"  # GB/T 2260
    INDUSTRY = "industry"  # GB/T 4754

    @property
    def is_number(self) -> bool:
        return self in (FactType.NUMBER, FactType.INTEGER, FactType.MONEY, FactType.RATIO)

    @property
    def kind(self) -> str:
        """The kind of value that conditions know: number, date, truth, list or text."""
        if self.is_number:
            return "number"
        return self.value if self in (FactType.DATE, FactType.TRUTH, FactType.LIST) else "text"


class Moves(StrEnum):
    """Which way a firm can move a fact: nobody should be told to lose revenue or to be founded earlier."""

    UP = "up"
    DOWN = "down"
    ANY = "any"
    FIXED = "fixed"


SUPPLIERS = {
    "firm": "企业", "tax": "税务部门", "social_security": "社保部门", "department": "主管部门",
    "registry": "市场监管部门", "city": "市级统筹",
}  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Fact:
    """Something that is known of a firm, or is not.

    cost: what it takes to obtain it, in any unit that orders facts (0: already held by the government).
    formula: how it follows from other facts where it is not given itself.
    """

    name: str
    label: str
    type: FactType
    label_en: str = ""
    unit: str = ""
    supplier: str = "firm"
    cost: float = 1.0
    formula: Formula | None = None
    minimum: float | date | None = None
    maximum: float | date | None = None
    choices: tuple[str, ...] = ()
    moves: Moves = Moves.ANY
    note: str = ""
    line: int = 0

    @property
    def supplied_by(self) -> str:
        return SUPPLIERS.get(self.supplier, self.supplier)


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A number of the rule with its history: (from, value, clause, uncertain), ascending. No value: the city decides it."""

    name: str
    label: str
    values: tuple[tuple[date, float | date | None, str, str], ...] = ()
    unit: str = ""
    note: str = ""
    line: int = 0

    def at(self, day: date) -> tuple[float | date | None, str, str]:
        """Value, clause and doubt in force on that day; None where there is none yet."""
        for start, value, clause, uncertain in reversed(self.values):
            if start <= day:
                return value, clause, uncertain
        return None, "", ""


@dataclass(frozen=True, slots=True, eq=False)
class Clause:
    """One condition with its article."""

    code: str
    when: Condition
    text: str
    clause: str = ""
    uncertain: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """kind: all, any, at_least (`least` of the parts) or not (none of the parts)."""

    code: str
    kind: str
    parts: tuple["Requirement", ...]
    text: str = ""
    least: int = 0
    clause: str = ""
    uncertain: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Score:
    """Holds where the table's total reaches `least` (a formula of parameters) and every group its pass mark."""

    code: str
    table: str
    least: Formula
    text: str = ""
    clause: str = ""
    uncertain: str = ""
    line: int = 0


Requirement = Clause | Group | Score


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """Points (in hundredths) for a condition."""

    when: Condition
    points: int
    text: str
    uncertain: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """The first step that holds counts, or with `sum` all that hold; never more than the cap (hundredths)."""

    code: str
    label: str
    steps: tuple[Step, ...]
    otherwise: int = 0
    sum: bool = False
    cap: int | None = None
    clause: str = ""
    uncertain: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class ScoreGroup:
    code: str
    label: str
    items: tuple[Item, ...]
    cap: int | None = None
    least: int | None = None
    clause: str = ""
    uncertain: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A score table: groups of items, each with its cap and pass mark."""

    code: str
    label: str
    groups: tuple[ScoreGroup, ...]
    cap: int | None = None
    clause: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Tier:
    """A class among several, the best first; the first whose requirement holds is the firm's."""

    code: str
    label: str
    require: Requirement
    line: int = 0


class BenefitKind(StrEnum):
    FIXED = "fixed"
    RATE = "rate"
    LADDER = "ladder"
    PER_HEAD = "per_head"
    INTEREST = "interest"


@dataclass(frozen=True, slots=True, eq=False)
class Benefit:
    """steps: (condition or None for always, amount in 万元), the first that holds counts; cap on the amount."""

    kind: BenefitKind
    steps: tuple[tuple[Condition | None, Formula], ...]
    cap: Formula | None = None
    text: str = ""
    clause: str = ""
    uncertain: str = ""
    line: int = 0


class DeliveryMode(StrEnum):
    AUTOMATIC = "automatic"
    INSTANT = "instant"
    WINDOWED = "windowed"


@dataclass(frozen=True, slots=True)
class Delivery:
    mode: DeliveryMode = DeliveryMode.INSTANT
    windows: tuple[tuple[date, date], ...] = ()

    def open_on(self, day: date) -> bool:
        return self.mode is not DeliveryMode.WINDOWED or any(a <= day <= b for a, b in self.windows)


@dataclass(frozen=True, slots=True)
class Share:
    """Programmes of one group are paid no more than `cap` 万元 together, to one firm."""

    group: str
    cap: float


@dataclass(frozen=True, slots=True)
class Document:
    title: str
    supplier: str = "firm"
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Version:
    """The rule as it stands from `start` to `end` (both days included; None is open)."""

    start: date
    end: date | None
    require: Requirement | None
    tiers: tuple[Tier, ...] = ()
    tables: dict[str, Table] = field(default_factory=dict)
    benefit: Benefit | None = None
    document: str = ""
    note: str = ""
    line: int = 0

    def covers(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True, eq=False)
class Ruleset:
    """A programme's or a recognition's conditions as code, all its versions. Two rulesets are equal if they are one."""

    id: str
    title: str
    issuer: str
    document: str
    facts: dict[str, Fact]
    parameters: dict[str, Parameter]
    versions: tuple[Version, ...]
    title_en: str = ""
    kind: str = "recognition"
    source: str = ""
    url: str = ""
    note: str = ""
    signed: str = ""
    budget: float | None = None  # 万元
    excludes: tuple[str, ...] = ()
    share: Share | None = None
    documents: tuple[Document, ...] = ()
    delivery: Delivery = field(default_factory=Delivery)
    file: str = ""

    def version(self, day: date) -> Version | None:
        return next((v for v in self.versions if v.covers(day)), None)

    @cached_property
    def used(self) -> dict[str, Fact]:
        """The facts that its conditions read, and those that these follow from."""
        names = {n for v in self.versions for n in version_fields(v)}
        found: dict[str, Fact] = {}
        while todo := sorted(n for n in names if n in self.facts and n not in found):
            for name in todo:
                found[name] = self.facts[name]
                names |= found[name].formula.fields if found[name].formula else frozenset()  # type: ignore[union-attr]
        return {name: found[name] for name in self.facts if name in found}


def leaves(node: Requirement) -> Iterator[Clause | Score]:
    """Every clause and score below, in the order they are written."""
    if isinstance(node, Group):
        for part in node.parts:
            yield from leaves(part)
    else:
        yield node


def requirements(version: Version) -> Iterator[Requirement]:
    """The entry requirement and each tier's."""
    if version.require is not None:
        yield version.require
    yield from (tier.require for tier in version.tiers)


def version_fields(version: Version) -> set[str]:
    """Every name that the version's conditions and formulas read, parameters included."""
    names: set[str] = set()
    for requirement in requirements(version):
        for leaf in leaves(requirement):
            names |= leaf.when.fields if isinstance(leaf, Clause) else leaf.least.fields
    for table in version.tables.values():
        names |= {n for g in table.groups for i in g.items for s in i.steps for n in s.when.fields}
    if version.benefit:
        for when, amount in version.benefit.steps:
            names |= amount.fields | (when.fields if when else frozenset())
        names |= version.benefit.cap.fields if version.benefit.cap else frozenset()
    return names
