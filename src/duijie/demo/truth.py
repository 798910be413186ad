"""What the demo city knows of its own listings: whether two are about the same thing, about something near, or neither."""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Any

from duijie.demo import catalogue

# Purposes of money that a banker could take for each other.
_PURPOSES = {
    "流动资金": "turnover",
    "贸易结算": "turnover",
    "农业生产": "turnover",
    "设备购置": "works",
    "技术改造": "works",
    "项目建设": "works",
    "绿色低碳": "works",
    "研发": "growth",
    "并购": "growth",
}
_SPACES = {"厂房": "works", "仓库": "works", "土地": "land", "办公用房": "rooms", "商业用房": "rooms"}


class Relation(StrEnum):
    SAME = "same"
    NEAR = "near"
    OTHER = "other"


def subjects(channel: str, side: str, row: dict[str, Any]) -> set[str]:
    """All that a listing can be met on: its topic, and what else its lists name."""
    more: Iterable[str] | None = None
    if channel == "sales" and side == "offer":
        more = row["products"]
    elif channel == "finance" and side == "offer":
        more = row["purpose"]
    elif channel == "investment" and side == "need":
        more = row["chain_node"]
    return {row["topic"], *(more or ())}


def kin(channel: str, topic: str) -> str:
    """The group of topics that people who do not look closely would take for one."""
    if channel in ("sales", "investment"):
        return catalogue.products()[topic].theme
    if channel == "finance":
        return _PURPOSES[topic]
    if channel == "assets":
        return _SPACES.get(topic, "machine")
    return _fields()[topic] if channel == "research" else _trades()[topic]


def relation(channel: str, need: dict[str, Any], offer: dict[str, Any]) -> Relation:
    if subjects(channel, "need", need) & subjects(channel, "offer", offer):
        return Relation.SAME
    return Relation.NEAR if kin(channel, need["topic"]) == kin(channel, offer["topic"]) else Relation.OTHER


@cache
def _fields() -> dict[str, str]:
    return {technology.name: technology.field[0] for technology in catalogue.technologies()}


@cache
def _trades() -> dict[str, str]:
    return {job.name: f"{job.kind}-{job.themes[0] if job.themes else ''}" for job in catalogue.jobs()}
