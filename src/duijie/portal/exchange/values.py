"""A field's value as people write it, as it is kept, and as it is read."""

import math
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from duijie.engine import wording
from duijie.engine.channels import Channel, Field, Kind, Side
from duijie.portal.parties.places import industry_words, region_words
from duijie.standards import divisions
from duijie.tables.values import BadCell, parse

_LENGTHS = {Kind.TEXT: 200, Kind.LONGTEXT: 20_000, Kind.LIST: 2_000}
_ITEM_LENGTH = 100
_WAN_IN_YI = 10_000


class BadValue(ValueError):  # noqa: N818  said of the value, not of the program
    """A value that a field cannot hold; the message is a sentence."""


def read(field: Field, raw: Any) -> Any:
    """The value to keep for what somebody wrote (or a program sent); None for nothing; BadValue says what to do."""
    if raw is None or (isinstance(raw, str) and not raw.strip()) or raw in ([], ()):
        return None
    return _READERS.get(field.kind, _one)(field, raw)


def read_all(channel: Channel, side: str, raw: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Values and sentences by field name, for the fields that the portal asks for and `raw` speaks of."""
    kept: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for field in channel.fields_for(side, portal=True):
        if field.name not in raw:
            continue
        try:
            kept[field.name] = read(field, raw[field.name])
        except BadValue as problem:
            problems[field.name] = str(problem)
    return kept, problems


def absent(channel: Channel, side: str, values: Mapping[str, Any]) -> dict[str, str]:
    """A sentence for every required field that is still empty."""
    required = [f for f in channel.fields_for(side, portal=True) if f.required]
    return {
        f.name: _("请填写“%(label)s”。") % {"label": label(f, side)}
        for f in required
        if values.get(f.name) in (None, "", [])
    }


def label(field: Field, side: str) -> str:
    return field.label_en(side) if _english() else field.label(side)


def hint(field: Field, side: str) -> str:
    return field.hint_en(side) if _english() else field.hint(side)


def show(field: Field, value: Any) -> str:
    """The value in words; empty for unknown (templates say 未填)."""
    if value is None or value in ("", []):
        return ""
    if field.kind.is_list:
        return "；".join(_choice_words(field, v) for v in value)
    if field.kind is Kind.MONEY:
        return money(float(value))
    if field.kind.is_number:
        return f"{number(float(value))} {field.unit}".strip()
    return _SHOWERS.get(field.kind, _choice_words)(field, value)


def number(value: float) -> str:
    return f"{value:,.4f}".rstrip("0").rstrip(".")


def money(value: float) -> str:
    """An amount in 万元, in 亿元 from one 亿元 on."""
    return f"{number(value / _WAN_IN_YI)} 亿元" if abs(value) >= _WAN_IN_YI else f"{number(value)} 万元"


def as_written(field: Field, value: Any) -> Any:
    """What stands in the form's field for a kept value."""
    if value is None:
        return [] if field.kind is Kind.CHOICES else ""
    if field.kind is Kind.LIST:
        return "；".join(value)
    if field.kind is Kind.INDUSTRY:
        return industry_words(value)
    if field.kind is Kind.REGION:
        return region_words(value)
    if field.kind.is_number:
        return number(float(value)).replace(",", "")
    return value


def summary_words(channel: Channel, side: str) -> str:
    """A line on what to write; the definitions have it in Chinese only."""
    return "" if _english() else channel.summary[Side(side)]


def _english() -> bool:
    return (get_language() or "zh").startswith("en")


def _choice_words(field: Field, value: Any) -> str:
    if _english():
        return next((c.label_en for c in field.choices if c.value == value), str(value))
    return field.choice_label(str(value))


def _checked(raw: Any) -> Any:
    """What the readers of tables expect: text, a number or a date."""
    if isinstance(raw, date):
        return raw
    if not isinstance(raw, str | int | float) or isinstance(raw, bool):
        raise BadValue(_("这里应是文字或数字。"))
    if isinstance(raw, float) and not math.isfinite(raw):
        raise BadValue(_("“%(value)s”不是数字。") % {"value": raw})
    return raw


def _one(field: Field, raw: Any) -> Any:
    """Cells of a spreadsheet and fields of a form are read by the same rules."""
    from django.conf import settings  # noqa: PLC0415  values are also worded where no settings are needed

    raw = _checked(raw)
    if field.kind is Kind.REGION and divisions.get(str(raw)):
        return str(raw)
    try:
        value = parse(field, raw, default_city=settings.CITY)
    except BadCell as bad:
        raise BadValue(f"{bad.message}{bad.remedy}") from bad
    return value


def _text(field: Field, raw: Any) -> Any:
    text = _one(field, raw)
    longest = int(field.maximum or _LENGTHS.get(field.kind, _LENGTHS[Kind.TEXT]))
    if text is not None and len(text) > longest:
        raise BadValue(_("写了 %(n)d 个字，最多 %(max)d 个字，请删短。") % {"n": len(text), "max": longest})
    return text


def _number(field: Field, raw: Any) -> Any:
    value = _one(field, raw)
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _date(field: Field, raw: Any) -> str | None:
    value = _one(field, raw)
    return value.isoformat() if value else None


def _list(field: Field, raw: Any) -> list[str] | None:
    items = (
        [str(_checked(i)).strip() for i in raw] if isinstance(raw, list | tuple) else _one(field, raw) or []
    )
    items = list(dict.fromkeys(i for i in items if i))
    if any(len(i) > _ITEM_LENGTH for i in items):
        raise BadValue(_("每一项最多 %(max)d 个字；多项请用“；”隔开。") % {"max": _ITEM_LENGTH})
    if sum(map(len, items)) > _LENGTHS[Kind.LIST]:
        raise BadValue(_("内容太长，请只留最要紧的几项。"))
    return items or None


def _choices(field: Field, raw: Any) -> list[str] | None:
    """In the channel's order, whatever order they were ticked in."""
    chosen = _one(field, "；".join(map(str, raw)) if isinstance(raw, list | tuple) else raw) or []
    return [c.value for c in field.choices if c.value in chosen] or None


_READERS = {
    Kind.TEXT: _text,
    Kind.LONGTEXT: _text,
    Kind.LIST: _list,
    Kind.CHOICES: _choices,
    Kind.INTEGER: _number,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.DATE: _date,
}
_SHOWERS = {
    Kind.REGION: lambda field, value: region_words(value),
    Kind.INDUSTRY: lambda field, value: industry_words(value),
}


def choices(field: Field) -> list[tuple[str, str]]:
    return [(c.value, c.label_en if _english() else c.label) for c in field.choices]


def channel_words(channel: Channel) -> str:
    return channel.label_en if _english() else channel.label


def part_words(channel: Channel, code: str) -> str:
    """What people call a part of a score."""
    return wording.part(channel, code, english=_english())


def side_words(channel: Channel, side: str) -> str:
    labels = channel.side_labels_en if _english() else channel.side_labels
    return labels[Side(side)]
