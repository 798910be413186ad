"""What people said of pairs of the demo city before today: decided by what the listings are really about."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

import polars as pl

from duijie.demo import truth
from duijie.demo.truth import Relation
from duijie.engine import score_pairs

# Of a thousand pairs that people looked at, how many are about the same thing, something near, something else.
_LOOKED_AT = {Relation.SAME: 600, Relation.NEAR: 270, Relation.OTHER: 130}
_SUITS = {Relation.SAME: 0.9, Relation.NEAR: 0.3, Relation.OTHER: 0.04}
_SUITS_ALTHOUGH_BLOCKED = 0.12
_SHARE, _MOST = 0.11, 440  # pairs per listing, and in all
_JUDGED, _WAITING = 0.45, 0.25
_DAYS = 60
_FITS = (
    "条件都符合，可以谈。", "指标满足要求。", "以前合作过，信得过。", "双方都在本市，来往方便。", "已约好见面。", "先签意向，细节再议。", "", "",
)  # fmt: skip
_FITS_NOT = {
    "sales": ("不是同一类产品。", "规格不合适。", "用途不同。", "已有固定供应商。", "数量太小，安排不过来。"),
    "finance": ("用途不在支持范围。", "没有可接受的担保。", "额度和期限都不合适。", "已由其他银行解决。"),
    "research": ("技术路线不同。", "解决的不是这个问题。", "离量产还远。", "行业不同，工况差别大。"),
    "talent": ("工种不对。", "技能要求不同。", "到岗时间太晚。", "已招满。"),
    "investment": ("不是要补的环节。", "能耗指标不允许。", "与园区定位不符。", "选址已定在别处。"),
    "assets": ("类型不合适。", "位置太偏。", "面积过大，分割不了。", "层高不够。"),
}  # fmt: skip
_NEAR_MISS = ("产品接近但型号不同。", "方向相近，指标还差一些。", "可以改一改再谈，目前不合适。")


@dataclass(frozen=True)
class Said:
    """One pair and what came of it; `outcome` as the portal's feedback names it, `days_ago` before today."""

    channel: str
    need_id: str
    offer_id: str
    outcome: str  # suitable, unsuitable, expressed, accepted or declined
    note: str
    days_ago: float


@dataclass(frozen=True)
class _Looked:
    need: dict[str, Any]
    offer: dict[str, Any]
    relation: Relation


def build(rng: Random, listings: dict[str, dict[str, pl.DataFrame]]) -> list[Said]:
    """A few hundred pairs of released listings in all channels, each once, in an order of their own."""
    size = sum(len(frame) for sides in listings.values() for frame in sides.values())
    wanted = min(_MOST, size * _SHARE)
    said: list[Said] = []
    for channel, sides in listings.items():
        share = sum(len(frame) for frame in sides.values()) / max(size, 1)
        said.extend(_of_channel(rng, channel, sides, round(wanted * share)))
    return said


def _of_channel(rng: Random, channel: str, sides: dict[str, pl.DataFrame], wanted: int) -> Iterator[Said]:
    looked = list(_looked_at(rng, channel, sides, wanted))
    if not looked:
        return
    failed = _failed(channel, sides, looked)
    for one in looked:
        yield _said(rng, channel, one, failed[one.need["id"], one.offer["id"]])


def _looked_at(rng: Random, channel: str, sides: dict[str, pl.DataFrame], wanted: int) -> Iterator[_Looked]:
    """Pairs of different parties; a need without any offer of the drawn kind gets another one."""
    needs, offers = (list(_released(sides[side])) for side in ("need", "offer"))
    by_topic, by_kin = _sorted_by(channel, offers)
    seen: set[tuple[str, str]] = set()
    for _try in range(wanted * 20 if needs and offers else 0):
        if len(seen) == wanted:
            return
        need = rng.choice(needs)
        drawn = rng.choices(list(_LOOKED_AT), list(_LOOKED_AT.values()))[0]
        near = by_kin.get(truth.kin(channel, need["topic"]), [])
        same = by_topic.get(rng.choice(sorted(truth.subjects(channel, "need", need))), [])
        found = {Relation.SAME: same, Relation.NEAR: near, Relation.OTHER: offers}[drawn]
        offer = rng.choice(found) if found else None
        pair = (need["id"], offer["id"]) if offer else None
        if offer is None or pair is None or pair in seen or offer["party_key"] == need["party_key"]:
            continue
        seen.add(pair)
        yield _Looked(need, offer, truth.relation(channel, need, offer))


def _released(frame: pl.DataFrame) -> Iterator[dict[str, Any]]:
    names = {"id", "topic", "party_key", "products", "purpose", "chain_node"} & set(frame.columns)
    return frame.filter(pl.col("state") == "released").select(sorted(names)).iter_rows(named=True)


def _sorted_by(
    channel: str, offers: list[dict[str, Any]]
) -> tuple[dict[str, list[dict[str, Any]]], dict[str, list[dict[str, Any]]]]:
    by_topic, by_kin = defaultdict(list), defaultdict(list)
    for offer in offers:
        by_kin[truth.kin(channel, offer["topic"])].append(offer)
        for topic in truth.subjects(channel, "offer", offer):
            by_topic[topic].append(offer)
    return by_topic, by_kin


def _failed(
    channel: str, sides: dict[str, pl.DataFrame], looked: list[_Looked]
) -> dict[tuple[str, str], str]:
    """The sentences of the conditions that each pair fails; empty where all are met, unknown or not asked."""
    pairs = pl.DataFrame(
        [(one.need["id"], one.offer["id"]) for one in looked],
        schema={"need_id": pl.String, "offer_id": pl.String},
        orient="row",
    )
    needs = sides["need"].filter(pl.col("id").is_in(pairs["need_id"].implode()))
    offers = sides["offer"].filter(pl.col("id").is_in(pairs["offer_id"].implode()))
    rows = score_pairs(needs, offers, pairs, channel).pairs.iter_rows(named=True)
    return {(row["need_id"], row["offer_id"]): _sentence(row["reasons"]) for row in rows}


def _sentence(reasons: list[dict[str, Any]]) -> str:
    return "；".join(r["text"] for r in reasons if r["kind"] == "constraint" and r["outcome"] == "failed")


def _said(rng: Random, channel: str, looked: _Looked, failed: str) -> Said:
    """Whether it suits follows from the truth and the conditions; chance decides who said so and how."""
    chance = min(_SUITS[looked.relation], _SUITS_ALTHOUGH_BLOCKED if failed else 1.0)
    suits = rng.random() < chance
    if rng.random() < _JUDGED:
        outcome = "suitable" if suits else "unsuitable"
    elif rng.random() < _WAITING:
        outcome = "expressed"
    else:
        outcome = "accepted" if suits else "declined"
    note = _note(rng, channel, looked.relation, failed, suits=suits) if outcome != "expressed" else ""
    return Said(
        channel, looked.need["id"], looked.offer["id"], outcome, note, round(rng.uniform(0.5, _DAYS), 2)
    )


def _note(rng: Random, channel: str, relation: Relation, failed: str, *, suits: bool) -> str:
    if suits:
        return rng.choice(_FITS)
    if failed:
        return f"{failed}。"
    return rng.choice(_NEAR_MISS if relation is Relation.NEAR else _FITS_NOT[channel])
