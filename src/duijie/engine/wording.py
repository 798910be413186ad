"""How a value is written in a sentence: with its unit, its label, or “未填”."""

from datetime import date

import polars as pl

from duijie.engine.channels import Channel, Field, Kind, Side
from duijie.standards import divisions, industries

BLANK = "未填"


def number(value: float) -> str:
    """1234567.5 -> 1,234,567.5: thousands separated, no needless zeros."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


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
    """A whole column of "need.price"-like facts as words; each distinct value is worded once."""
    field = channel.field(dotted.split(".", 1)[1])
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
