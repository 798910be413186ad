"""A ruleset from its file: every problem of form is found, not only the first."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path

from duijie.engine.rules.facts_loader import facts_of, parameters_of
from duijie.engine.rules.model import (
    Delivery,
    DeliveryMode,
    Document,
    Fact,
    Parameter,
    Ruleset,
    Share,
    Version,
)
from duijie.engine.rules.parts import Parts
from duijie.engine.rules.problems import Problem, RulesError, Severity, refusal
from duijie.engine.rules.reading import Map, read
from duijie.engine.rules.section import Section

SHIPPED = Path(__file__).parent / "shipped"
DICTIONARY = "facts.yaml"
KINDS = {"认定": "recognition", "扶持": "support", "划型": "classification"}
_MODES = {"免申即享": "automatic", "即申即享": "instant", "限时申报": "windowed"}
_SUFFIXES = (".yaml", ".yml")


@cache
def dictionary() -> Mapping[str, Fact]:
    """The facts that every ruleset may read, from shipped/facts.yaml."""
    path = SHIPPED / DICTIONARY
    problems: list[Problem] = []
    top = Section(read(path.read_bytes(), path.name), path.name, problems)
    found = facts_of(top, {}, {})
    top.done()
    if problems:
        raise RulesError(problems)
    return found


def load(path: str | Path) -> Ruleset:
    """Read one ruleset file. Raises RulesError with every reason why it cannot be used; OSError as it is."""
    path = Path(path)
    return loads(path.read_bytes(), path.name)


def loads(text: str | bytes, file: str = "规则") -> Ruleset:
    """Read a ruleset from text; `file` is what problems call it."""
    ruleset, problems = parse(text, file)
    errors = [p for p in problems if p.severity is Severity.ERROR]
    if ruleset is None or errors:
        raise RulesError(errors)
    return ruleset


def load_folder(folder: str | Path) -> dict[str, Ruleset]:
    """Every ruleset of a folder by its id; the dictionary, ladders and cases beside them are left out."""
    found: dict[str, Ruleset] = {}
    for path in ruleset_files(folder):
        ruleset = load(path)
        if ruleset.id in found:
            raise refusal(path.name, 1, "id", f"编号“{ruleset.id}”与 {found[ruleset.id].file} 里的规则相同。")
        found[ruleset.id] = ruleset
    return found


def ruleset_files(folder: str | Path) -> list[Path]:
    """The files in a folder that are rulesets by their names."""
    paths = (p for p in Path(folder).iterdir() if p.suffix in _SUFFIXES and p.name != DICTIONARY)
    return sorted(p for p in paths if not p.stem.endswith((".cases", ".ladder")))


@cache
def shipped() -> Mapping[str, Ruleset]:
    """The rulesets that ship, by id."""
    return load_folder(SHIPPED)


def parse(text: str | bytes, file: str) -> tuple[Ruleset | None, list[Problem]]:
    """The ruleset, None where it has errors of form, and every problem in the order of lines."""
    problems: list[Problem] = []
    try:
        raw = read(text, file)
    except RulesError as error:
        return None, list(error.problems)
    ruleset = _ruleset(raw, file, problems)
    problems.sort(key=lambda p: p.line)
    failed = any(p.severity is Severity.ERROR for p in problems)
    return (None if failed else ruleset), problems


def _ruleset(raw: Map, file: str, problems: list[Problem]) -> Ruleset:
    top = Section(raw, file, problems)
    parameters = parameters_of(top)
    facts = facts_of(top, dictionary(), parameters)
    shares = top.section("share")
    budget = top.number("budget")
    if budget is not None and budget < 0:
        top.say("range", "预算不能是负数。", "budget")
    ruleset = Ruleset(
        id=top.text("id", required=True),
        title=top.text("title", required=True),
        title_en=top.text("title_en"),
        issuer=top.text("issuer", required=True),
        document=top.text("document", required=True),
        source=top.text("source"),
        url=top.text("url"),
        note=top.text("note"),
        signed=top.text("signed"),
        kind=_kind(top),
        facts=facts,
        parameters=parameters,
        versions=_versions(top, facts, parameters),
        budget=budget,
        excludes=top.texts("excludes"),
        share=_share(shares) if shares else None,
        documents=tuple(_document(d) for d in top.sections("documents")),
        delivery=_delivery(top),
        file=file,
    )
    top.done()
    return ruleset


def _kind(top: Section) -> str:
    text = top.text("kind", "认定")
    code = KINDS.get(text, text)
    if code not in KINDS.values():
        top.say("choice", f"“类别（kind）”不能是“{text}”，可以是：{'、'.join(KINDS)}。", "kind")
    return code


def _share(section: Section) -> Share:
    found = Share(section.text("group", required=True), section.number("cap", 0.0, required=True) or 0.0)
    section.done()
    return found


def _document(section: Section) -> Document:
    found = Document(
        section.text("title", required=True), section.text("supplier", "firm"), section.text("note")
    )
    section.done()
    return found


def _delivery(top: Section) -> Delivery:
    section = top.section("delivery")
    if section is None:
        return Delivery()
    mode = section.choice("mode", DeliveryMode, _MODES)
    windows = []
    for window in section.sections("windows"):
        start, end = window.day("from", required=True), window.day("to", required=True)
        window.done()
        if start and end and end < start:
            window.say("dates", f"申报窗口的截止日 {end} 早于开始日 {start}。")
        elif start and end:
            windows.append((start, end))
    section.done()
    if mode is DeliveryMode.WINDOWED and not windows:
        section.say("missing", "限时申报要写出窗口（windows）的起止日期。")
    return Delivery(mode or DeliveryMode.INSTANT, tuple(windows))


def _versions(top: Section, facts: dict[str, Fact], parameters: dict[str, Parameter]) -> tuple[Version, ...]:
    found = [_version(s, facts, parameters) for s in top.sections("versions", required=True)]
    return tuple(sorted((v for v in found if v), key=lambda v: v.start))


def _version(section: Section, facts: dict[str, Fact], parameters: dict[str, Parameter]) -> Version | None:
    start, end = section.day("from", required=True), section.day("to")
    parts = Parts(facts, parameters)
    tables = parts.tables(section)
    require = section.section("require")
    version = Version(
        start=start or date.max,
        end=end,
        require=parts.requirement(require, "1", tables) if require else None,
        tiers=parts.tiers(section, tables),
        tables=tables,
        benefit=parts.benefit(section),
        document=section.text("document"),
        note=section.text("note"),
        line=section.line,
    )
    section.done()
    if not section.has("require") and not section.has("tiers"):
        section.say("missing", "这个版本既没有“条件（require）”，也没有“等级（tiers）”。")
    if start and end and end < start:
        section.say("dates", f"版本的截止日 {end} 早于起始日 {start}。", "to")
    return version if start else None
