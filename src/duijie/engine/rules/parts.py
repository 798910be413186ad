"""Requirements, score tables, tiers and benefits of a version, from its mapping."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from duijie.engine.conditions import Condition, ConditionError, Formula, parse, parse_number
from duijie.engine.rules.model import (
    SCALE,
    Benefit,
    BenefitKind,
    Clause,
    Fact,
    Group,
    Item,
    Parameter,
    Requirement,
    Score,
    ScoreGroup,
    Step,
    Table,
    Tier,
)
from duijie.engine.rules.section import Section

_GROUPS = ("all", "any", "at_least", "not")
_KINDS = {"定额": "fixed", "按比例": "rate", "分档": "ladder", "按人": "per_head", "贴息": "interest"}
_MOST = 1_000_000  # points
Read = TypeVar("Read", Condition, Formula)


class Parts:
    """Reads the parts of one version; conditions may use the names and labels of facts and parameters."""

    def __init__(self, facts: Mapping[str, Fact], parameters: Mapping[str, Parameter]) -> None:
        self._known = {*facts, *parameters}
        self._labels = {f.label: f.name for f in facts.values()}
        self._labels |= {p.label: p.name for p in parameters.values()}

    def condition(self, section: Section, key: str = "when") -> Condition | None:
        return self._read(section, key, parse)

    def formula(self, section: Section, key: str, *, required: bool = True) -> Formula | None:
        return self._read(section, key, parse_number, required=required)

    def _read(
        self, section: Section, key: str, reader: Callable[..., Read], *, required: bool = True
    ) -> Read | None:
        value = section.get(key, required=required)
        if value is None:
            return None
        text = {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)
        try:
            return reader(text, names=self._labels, known=self._known)
        except ConditionError as error:
            code = "unknown_field" if error.sentence.startswith("没有“") else "condition"
            section.say(code, f"“{text[:60]}”：{error.sentence}", key)
            return None

    def requirement(self, section: Section, code: str, tables: Mapping[str, Table]) -> Requirement | None:
        """A clause, a group or a score; `code` is its place, unless it has an id."""
        code = section.text("id", code)
        kinds = [k for k in (*_GROUPS, "when", "score") if section.has(k)]
        if len(kinds) != 1:
            section.say("shape", "一项条件要有且只有“当、全部、任一、至少、都不、评分”中的一个。")
            return None
        if kinds[0] == "when":
            return self._clause(section, code)
        if kinds[0] == "score":
            return self._score(section, code, tables)
        return self._group(section, code, kinds[0], tables)

    def _clause(self, section: Section, code: str) -> Clause | None:
        when = self.condition(section)
        found = Clause(
            code=code,
            when=when,  # type: ignore[arg-type]
            text=section.text("text"),
            clause=section.text("clause"),
            uncertain=section.text("uncertain"),
            line=section.line,
        )
        section.done()
        return found if when else None

    def _score(self, section: Section, code: str, tables: Mapping[str, Table]) -> Score | None:
        table = section.text("score")
        if table not in tables:
            section.say("unknown_table", f"没有“{table}”这张评分表。", "score")
        least = self.formula(section, "pass")
        found = Score(
            code=code,
            table=table,
            least=least,  # type: ignore[arg-type]
            text=section.text("text"),
            clause=section.text("clause"),
            uncertain=section.text("uncertain"),
            line=section.line,
        )
        section.done()
        return found if least and table in tables else None

    def _group(self, section: Section, code: str, kind: str, tables: Mapping[str, Table]) -> Group | None:
        least = int(section.number("at_least") or 0) if kind == "at_least" else 0
        sections = section.sections("of" if kind == "at_least" else kind)
        parts = [self.requirement(s, f"{code}.{n}", tables) for n, s in enumerate(sections, start=1)]
        found = Group(
            code=code,
            kind=kind,
            least=least,
            parts=tuple(p for p in parts if p),
            text=section.text("text"),
            clause=section.text("clause"),
            uncertain=section.text("uncertain"),
            line=section.line,
        )
        section.done()
        if not sections:
            section.say("missing", "这一组条件是空的。")
        if kind == "at_least" and not 1 <= least <= len(sections):
            section.say("range", f"“至少 {least} 项”不对：下面共有 {len(sections)} 项。", "at_least")
        return found if found.parts else None

    def tables(self, section: Section) -> dict[str, Table]:
        found = {}
        for raw in section.sections("tables"):
            code = raw.text("id", required=True)
            found[code] = Table(
                code=code,
                label=raw.text("label", code),
                cap=_points(raw, "cap"),
                groups=tuple(
                    self._score_group(g, n) for n, g in enumerate(raw.sections("groups", required=True), 1)
                ),
                clause=raw.text("clause"),
                line=raw.line,
            )
            raw.done()
        return found

    def _score_group(self, section: Section, place: int) -> ScoreGroup:
        items = section.sections("items", required=True)
        code = section.text("id", f"g{place}")
        found = ScoreGroup(
            code=code,
            label=section.text("label", code),
            items=tuple(self._item(s, f"{code}.{n}") for n, s in enumerate(items, start=1)),
            cap=_points(section, "cap"),
            least=_points(section, "pass"),
            clause=section.text("clause"),
            uncertain=section.text("uncertain"),
            line=section.line,
        )
        section.done()
        return found

    def _item(self, section: Section, code: str) -> Item:
        code = section.text("id", code)
        steps = [self._step(s) for s in section.sections("steps", required=True)]
        found = Item(
            code=code,
            label=section.text("label", code),
            steps=tuple(s for s in steps if s),
            otherwise=_points(section, "otherwise") or 0,
            sum=section.flag("sum"),
            cap=_points(section, "cap"),
            clause=section.text("clause"),
            uncertain=section.text("uncertain"),
            line=section.line,
        )
        section.done()
        return found

    def _step(self, section: Section) -> Step | None:
        when = self.condition(section)
        points = _points(section, "points", required=True)
        found = Step(
            when=when,  # type: ignore[arg-type]
            points=points or 0,
            text=section.text("text"),
            uncertain=section.text("uncertain"),
            line=section.line,
        )
        section.done()
        return found if when and points is not None else None

    def tiers(self, section: Section, tables: Mapping[str, Table]) -> tuple[Tier, ...]:
        found = []
        for raw in section.sections("tiers"):
            code = raw.text("id", required=True)
            inner = raw.section("require", required=True)
            require = self.requirement(inner, code, tables) if inner else None
            label = raw.text("label", code)
            raw.done()
            if require:
                found.append(Tier(code, label, require, raw.line))
        return tuple(found)

    def benefit(self, section: Section) -> Benefit | None:
        raw = section.section("benefit")
        if raw is None:
            return None
        kind = raw.choice("kind", BenefitKind, _KINDS)
        steps = self._ladder(raw) if kind is BenefitKind.LADDER else self._amount(raw, kind) if kind else ()
        found = Benefit(
            kind=kind or BenefitKind.FIXED,
            steps=steps,
            cap=self.formula(raw, "cap", required=False),
            text=raw.text("text"),
            clause=raw.text("clause"),
            uncertain=raw.text("uncertain"),
            line=raw.line,
        )
        raw.done()
        return found if steps else None

    def _ladder(self, raw: Section) -> tuple[tuple[Condition | None, Formula], ...]:
        steps: list[tuple[Condition | None, Formula]] = []
        for step in raw.sections("steps", required=True):
            when = self.condition(step) if step.has("when") else None
            amount = self.formula(step, "amount")
            step.text("text")
            step.done()
            if amount:
                steps.append((when, amount))
        return tuple(steps)

    def _amount(self, raw: Section, kind: BenefitKind) -> tuple[tuple[Condition | None, Formula], ...]:
        """One formula out of the parts that people write."""
        keys = {
            BenefitKind.FIXED: ("amount",),
            BenefitKind.RATE: ("base", "rate"),
            BenefitKind.PER_HEAD: ("heads", "amount"),
            BenefitKind.INTEREST: ("principal", "discount", "months"),
        }[kind]
        parts = [self.formula(raw, key) for key in keys]
        if any(p is None for p in parts):
            return ()
        text = " * ".join(f"({p.source})" for p in parts if p)
        whole = f"{text} / 12" if kind is BenefitKind.INTEREST else text
        return ((None, parse_number(whole, names=self._labels, known=self._known)),)


def _points(section: Section, key: str, *, required: bool = False) -> int | None:
    """Points in hundredths."""
    value = section.number(key, required=required)
    if value is None:
        return None
    scaled = round(value * SCALE)
    if abs(value * SCALE - scaled) > 1e-6 or abs(value) > _MOST:  # noqa: PLR2004
        section.say("range", f"分数最多两位小数、不超过 {_MOST:,}，这里写的是 {value:g}。", key)
    return scaled
