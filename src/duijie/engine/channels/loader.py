"""Reads a channel's TOML file and says in a sentence what is wrong with it."""

import dataclasses
import os
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from duijie.engine.channels.model import (
    Channel,
    Choice,
    Constraint,
    Feature,
    FeatureKind,
    Field,
    Kind,
    Related,
    Side,
    Wording,
)
from duijie.engine.errors import EngineError

HERE = Path(__file__).parent
ORDER = ("sales", "finance", "research", "talent", "investment", "assets")


class ChannelError(EngineError, ValueError):
    """A channel's definition cannot be used; the message is a sentence with the file and the place."""


def directories() -> tuple[Path, ...]:
    """Where channels are looked for: the shipped ones, then the city's own (`DUIJIE_CHANNELS_DIR`)."""
    own = os.environ.get("DUIJIE_CHANNELS_DIR")
    return (HERE, Path(own)) if own else (HERE,)


def available() -> tuple[str, ...]:
    """The codes of all channels, the six shipped ones first in the order people know them."""
    found = {p.stem for d in directories() for p in d.glob("*.toml")} - {"common"}
    return tuple(c for c in ORDER if c in found) + tuple(sorted(found - set(ORDER)))


@cache
def load(code: str) -> Channel:
    """The channel named `code`; ChannelError names the channels there are if it does not exist."""
    for directory in reversed(directories()):
        path = directory / f"{code}.toml"
        if code in available() and path.is_file():
            return load_file(path)
    raise ChannelError(f"没有“{code}”这种对接；可用的有：{'、'.join(available())}。")


def load_file(path: str | Path) -> Channel:
    """Read one channel file; raises ChannelError with file and place."""
    path = Path(path)
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ChannelError(f"{path.name}：读不了这个渠道定义（{error}）。") from error
    try:
        return _channel(raw, path.stem)
    except KeyError as error:
        raise ChannelError(f"{path.name}：缺少 {error.args[0]}。") from error
    except (ValueError, TypeError) as error:
        raise ChannelError(f"{path.name}：{error}") from error


@cache
def _common() -> dict[str, Any]:
    return tomllib.loads((HERE / "common.toml").read_text(encoding="utf-8"))


@cache
def common_names() -> frozenset[str]:
    """Names of the fields that every channel has."""
    return frozenset(f["name"] for f in _common()["fields"])


def _channel(raw: dict[str, Any], code: str) -> Channel:
    fields = _fields(raw)
    names = {f.name for f in fields}
    channel = Channel(
        code=code,
        label=raw["label"],
        label_en=raw["label_en"],
        side_labels=_per_side(raw, "label"),
        side_labels_en=_per_side(raw, "label_en"),
        summary=_per_side(raw, "summary"),
        fields=fields,
        constraints=tuple(_constraint(c) for c in (*raw.get("constraints", []), *_common()["constraints"])),
        text_weights=_weights(raw["text"], names, "text"),
        token_weights=_weights(raw.get("tokens", {}), names, "tokens"),
        features=tuple(_feature(f, names) for f in raw.get("features", [])),
        text_weight=float(raw["score"]["text_weight"]),
        text_half=float(raw["score"]["text_half"]),
        text_slope=float(raw["score"]["text_slope"]),
        recommend_at=float(raw["score"]["recommend_at"]),
        symmetric=bool(raw["score"].get("symmetric", False)),
        related=_related(raw["score"].get("related"), fields),
    )
    _check_constraints(channel, names)
    if channel.symmetric:
        _check_symmetric(channel, {c["code"] for c in raw.get("constraints", [])})
    return channel


def _per_side(raw: dict[str, Any], key: str) -> dict[Side, str]:
    return {side: str(raw[side][key]) for side in Side}


def _fields(raw: dict[str, Any]) -> tuple[Field, ...]:
    """Own fields stand after the title and before the description, as people fill in forms."""
    overrides: dict[str, dict[str, Any]] = raw.get("overrides", {})
    common = [{**f, **overrides.get(f["name"], {})} for f in _common()["fields"]]
    own = raw.get("fields", [])
    cut = next(i for i, f in enumerate(common) if f["name"] == "description")
    fields = tuple(_field(f) for f in (*common[:cut], *own, *common[cut:]))
    names = [f.name for f in fields]
    twice = {n for n in names if names.count(n) > 1}
    if twice:
        raise ValueError(f"字段重名：{'、'.join(sorted(twice))}。")
    return fields


def _field(raw: dict[str, Any]) -> Field:
    choices = tuple(Choice(value=c[0], label=c[0], label_en=c[1]) for c in raw.get("choices", []))
    kind = Kind(raw["kind"])
    if (kind in (Kind.CHOICE, Kind.CHOICES)) != bool(choices):
        raise ValueError(f"字段 {raw['name']}：choices 只与 kind = choice 或 choices 同用，且不能空。")
    return Field(
        name=raw["name"],
        kind=kind,
        wording={Side(s): _wording(raw, Side(s)) for s in raw.get("sides", ("need", "offer"))},
        unit=raw.get("unit", "万元" if kind is Kind.MONEY else ""),
        required=bool(raw.get("required", False)),
        file_only=bool(raw.get("file_only", False)),
        private=bool(raw.get("private", False)),
        ordered=bool(raw.get("ordered", False)),
        choices=choices,
        minimum=raw.get("minimum"),
        maximum=raw.get("maximum"),
    )


def _wording(raw: dict[str, Any], side: Side) -> Wording:
    words = {**raw, **raw.get(side.value, {})}
    return Wording(
        label=words["label"],
        label_en=words["label_en"],
        hint=words.get("hint", ""),
        hint_en=words.get("hint_en", ""),
        example=str(words.get("example", "")),
    )


def _constraint(raw: dict[str, Any]) -> Constraint:
    return Constraint(
        code=raw["code"],
        label=raw["label"],
        label_en=raw["label_en"],
        when=raw["when"],
        asked_by=tuple(raw.get("asked_by", ())),
        met=raw["met"],
        failed=raw["failed"],
    )


def _feature(raw: dict[str, Any], names: set[str]) -> Feature:
    if raw["field"] not in names:
        raise ValueError(f"评分项 {raw['code']} 用到的字段 {raw['field']} 不存在。")
    return Feature(
        code=raw["code"],
        label=raw["label"],
        label_en=raw["label_en"],
        kind=FeatureKind(raw["kind"]),
        field=raw["field"],
        weight=float(raw["weight"]),
    )


def _related(raw: dict[str, Any] | None, fields: tuple[Field, ...]) -> Related | None:
    if raw is None:
        return None
    found = Related(bias=float(raw["bias"]), words=float(raw["words"]), **_optional(raw))
    listed = [f.name for f in fields if f.kind is Kind.LIST]
    if (found.named or found.of_lists) and found.listed not in listed:
        raise ValueError(
            f"[score.related] 的 listed 要是列表（list）字段，如 {'、'.join(listed) or '（本渠道没有）'}。"
        )
    if min(found.words, found.named, found.meaning, found.company, found.kindred, found.claim) < 0:
        raise ValueError("[score.related] 的权重不能是负数：共同之处越多，评分不能越低。")
    return found


def _optional(raw: dict[str, Any]) -> dict[str, Any]:
    unknown = set(raw) - {f.name for f in dataclasses.fields(Related)}
    if unknown:
        raise ValueError(f"[score.related] 里没有 {'、'.join(sorted(unknown))} 这一项。")
    weights = {
        name: float(raw[name]) for name in ("named", "meaning", "company", "kindred", "claim") if name in raw
    }
    return weights | {"listed": str(raw.get("listed", ""))}


def _weights(raw: dict[str, Any], names: set[str], table: str) -> dict[str, float]:
    for name in raw:
        if name not in names:
            raise ValueError(f"[{table}] 用到的字段 {name} 不存在。")
    return {name: float(weight) for name, weight in raw.items()}


def _check_constraints(channel: Channel, names: set[str]) -> None:
    """Every constraint parses and speaks only of fields that exist."""
    from duijie.engine import conditions  # noqa: PLC0415  loaded late so that fields can be read without the language

    known = {f"{side}.{name}" for side in Side for name in names}
    known |= {f"{side}.{f.name}_rank" for side in Side for f in channel.fields if f.ordered}
    for constraint in channel.constraints:
        used = conditions.parse(constraint.when).fields | set(constraint.asked_by)
        if used - known:
            raise ValueError(f"约束 {constraint.code} 用到的字段 {'、'.join(sorted(used - known))} 不存在。")


def _check_symmetric(channel: Channel, own: set[str]) -> None:
    """Nothing in it asks more of one side: what is compared is the same both ways, and so is every condition."""
    one_way = [f.code for f in channel.features if f.kind not in (FeatureKind.REGION, FeatureKind.INDUSTRY)]
    related = channel.related or Related(bias=0.0, words=0.0)
    one_way += [name for name in ("named", "company", "kindred", "claim") if getattr(related, name)]
    if one_way:
        raise ValueError(f"对称的渠道不能有偏向一方的评分项：{'、'.join(one_way)}。")
    conditions = {c.code: c.when for c in channel.constraints if c.code in own}
    for code, when in conditions.items():
        turned = _SIDE.sub(lambda side: Side(side[1]).other + ".", when)
        if turned not in conditions.values():
            raise ValueError(f"对称的渠道里，约束 {code} 要反过来也有一条：{turned}。")


_SIDE = re.compile(r"\b(need|offer)\.")
