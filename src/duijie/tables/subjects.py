"""The columns of a table of firms to decide about: an id, a name, and the facts that the rules read."""

from collections.abc import Sequence

import polars as pl

from duijie.engine.channels import Choice, Field, Kind, Side
from duijie.engine.channels.model import Wording
from duijie.engine.rules import Fact, Ruleset
from duijie.engine.rules.model import FactType
from duijie.tables.schemas import Column, Schema

_KINDS = {
    FactType.NUMBER: Kind.NUMBER, FactType.INTEGER: Kind.INTEGER, FactType.MONEY: Kind.MONEY, FactType.RATIO: Kind.NUMBER,
    FactType.DATE: Kind.DATE, FactType.TRUTH: Kind.CHOICE, FactType.TEXT: Kind.TEXT, FactType.CHOICE: Kind.CHOICE,
    FactType.LIST: Kind.LIST, FactType.REGION: Kind.REGION, FactType.INDUSTRY: Kind.INDUSTRY,
}  # fmt: skip
_TRUTHS = (("是", "是", "yes"), ("否", "否", "no"))
_IDENTITY = (
    ("id", Kind.TEXT, "编号", "Id", ("序号", "编码")),
    ("name", Kind.TEXT, "企业名称", "Name", ("名称", "单位名称", "企业", "公司名称")),
    ("credit_code", Kind.CREDIT_CODE, "统一社会信用代码", "Credit code", ("信用代码", "社会信用代码")),
)


def subject_schema(rulesets: Sequence[Ruleset]) -> Schema:
    """Id, name (required) and credit code, then every fact that the rulesets use, under its code or its label."""
    facts = {name: fact for r in rulesets for name, fact in r.used.items()}
    identity = [
        _column(name, kind, label, english, aliases) for name, kind, label, english, aliases in _IDENTITY
    ]
    return Schema((*identity, *(_fact_column(f) for f in facts.values())))


def _fact_column(fact: Fact) -> Column:
    choices = _TRUTHS if fact.type is FactType.TRUTH else tuple((c, c, c) for c in fact.choices)
    return _column(
        fact.name, _KINDS[fact.type], fact.label, fact.label_en or fact.name, (), fact.unit, choices
    )


def _column(
    name: str,
    kind: Kind,
    label: str,
    english: str,
    aliases: tuple[str, ...],
    unit: str = "",
    choices: Sequence[tuple[str, str, str]] = (),
) -> Column:
    wording = dict.fromkeys(Side, Wording(label, english, "", "", ""))
    field = Field(
        name=name,
        kind=kind,
        wording=wording,
        unit=unit,
        required=name == "name",
        choices=tuple(Choice(*c) for c in choices),
    )
    return Column(field, Side.NEED, aliases)


def subject_facts(rulesets: Sequence[Ruleset], read: pl.DataFrame) -> pl.DataFrame:
    """The table's columns as the engine wants them: ratios as fractions, 是/否 as truth."""
    changed = []
    for fact in {n: f for r in rulesets for n, f in r.used.items()}.values():
        column = pl.col(fact.name)
        if fact.type is FactType.RATIO:
            changed.append((column / 100).alias(fact.name))
        elif fact.type is FactType.TRUTH:
            changed.append((column == "是").alias(fact.name))
    return read.with_columns(changed)
