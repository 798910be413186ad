"""How a value is written in a sentence: with its unit, its label, or “未填”."""

from datetime import date

import polars as pl

from duijie.engine.channels import Channel, Field, Kind, Side
from duijie.standards import divisions, industries

BLANK = "未填"
CLOSED = "（不公开）"


def number(value: float) -> str:
    """1234567.5 -> 1,234,567.5: thousands separated, no needless zeros."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def plain(value: object) -> str:
    """The value for a machine, as a file has it: 5140, 2027-03-31, 甲；乙; empty for unknown."""
    if isinstance(value, list):
        return "；".join(map(str, value))
    if isinstance(value, (int, float)):
        return number(value).replace(",", "")
    return "" if value is None else str(value)


def say(field: Field, value: object) -> str:
    """The value as an office writes it; unknown is “未填”, never 0."""
    if value is None or value == []:
        return BLANK
    if isinstance(value, list):
        return "、".join(str(v) for v in value)
    if field.kind.is_number and isinstance(value, (int, float)):
        return f"{number(value)}{'' if field.unit == '%' else ' '}{field.unit}".rstrip()
    if isinstance(value, date):
        return value.isoformat()
    return _named(field, str(value))


def _named(field: Field, value: str) -> str:
    if field.kind is Kind.REGION:
        return divisions.label(value)
    if field.kind is Kind.INDUSTRY:
        found = industries.get(value)
        return found.name if found else value
    return value


def column(channel: Channel, dotted: str, values: pl.Series) -> pl.Series:
    """A whole column of "need.price"-like facts as words; each distinct value is worded once. Private ones stay so."""
    field = channel.field(dotted.split(".", 1)[1])
    if field.private:
        said = pl.when(pl.col("value").is_null()).then(pl.lit(BLANK)).otherwise(pl.lit(CLOSED))
        return pl.DataFrame({"value": values}).select(said.alias("said")).to_series()
    if values.dtype == pl.List:
        return pl.Series(
            [say(field, v.to_list() if isinstance(v, pl.Series) else v) for v in values], dtype=pl.String
        )
    distinct = values.unique()
    words = pl.DataFrame(
        {"value": distinct, "said": [say(field, v) for v in distinct]}, schema_overrides={"said": pl.String}
    )
    joined = pl.DataFrame({"value": values}).join(
        words, on="value", how="left", nulls_equal=True, maintain_order="left"
    )
    return joined["said"]


def speaker(side: str) -> str:
    """Whom to ask: the side's people in two characters."""
    return "需方" if side == Side.NEED else "供方"


_PARTS = {
    "text": ("文字内容", "Text"),
    "meaning": ("含义相近", "Meaning"),
    "company": ("品类相配", "Line of business"),
    "kindred": ("同类产品", "Goods of the same kind"),
    "claim": ("与众需相比", "Beside other needs"),
}


def parts(channel: Channel) -> tuple[str, ...]:
    """The codes of all parts that a score of this channel can have."""
    return (*_PARTS, *(f.code for f in channel.features))


def part(channel: Channel, code: str, *, english: bool = False) -> str:
    """What people call a part of the score."""
    labels = _PARTS | {f.code: (f.label, f.label_en) for f in channel.features}
    return labels.get(code, (code, code))[english]
