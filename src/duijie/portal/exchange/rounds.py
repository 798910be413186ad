"""A round as one person may see it: what it proposes, what the report says, and both as a workbook."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, BinaryIO

import polars as pl
from django.utils.translation import gettext as _

from duijie.engine.channels import Channel, Side
from duijie.portal.exchange import frames, permissions
from duijie.portal.exchange.cards import Card, cards
from duijie.portal.exchange.models import Match, Proposal, Round
from duijie.standards.size_classes import LABELS
from duijie.tables import ALLOCATION_COLUMNS, write_allocation

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Told:
    """One proposed pair; `together` and `substitute` speak of others and are the coordinator's alone."""

    proposal: Proposal
    need: Card
    offer: Card
    together: str
    substitute: str

    @property
    def points(self) -> int:
        return round(self.proposal.score * 100)


def told(user: Any, proposals: Iterable[Proposal]) -> list[Told]:
    """The pairs in order, two queries whatever their number; proposals carry their listings and parties."""
    rows = list(proposals)
    needs, offers = cards(user, [p.need for p in rows]), cards(user, [p.offer for p in rows])
    every = permissions.may(user, "run_rounds")
    return [
        Told(p, need, offer, p.together if every else "", str(p.substitute or "") if every else "")
        for p, need, offer in zip(rows, needs, offers, strict=True)
    ]


def market(channel: Channel) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The stored pairs of a channel that are still among the best, and both sides with their firms and sizes."""
    needs, offers = (_listings(channel, side) for side in Side)
    rows = Match.objects.filter(channel=channel.code, need_rank__isnull=False).order_by()
    pairs = _pairs(rows)
    known = pl.col("need_id").is_in(needs["id"].implode()) & pl.col("offer_id").is_in(offers["id"].implode())
    return pairs.filter(known), needs, offers


def _pairs(rows: Any) -> pl.DataFrame:
    columns: dict[str, list[Any]] = {"need_id": [], "offer_id": [], "score": [], "verdict": []}
    for row in rows.values_list(*columns).iterator(5_000):
        for column, value in zip(columns.values(), row, strict=True):
            column.append(value)
    ids = [pl.Series(n, columns[n], dtype=pl.Int64).cast(pl.String) for n in ("need_id", "offer_id")]
    return pl.DataFrame(
        [
            *ids,
            pl.Series("score", columns["score"], pl.Float64),
            pl.Series("verdict", columns["verdict"], pl.String),
        ]
    )


def _listings(channel: Channel, side: Side) -> pl.DataFrame:
    """A firm is told by its key, so that nobody's name gets into what the engine says."""
    listings = frames.current(channel, side)
    firms = listings.order_by("pk").values_list("pk", "party_id", "party__profile__size_class")
    rows = [(str(pk), str(party), LABELS.get(size)) for pk, party, size in firms]
    schema = {"id": pl.String, "credit_code": pl.String, "size_class": pl.String}
    known = pl.DataFrame(rows, schema=schema, orient="row")
    return frames.frame(channel, listings).join(known, on="id", how="inner", maintain_order="left")


def facts(one: Round) -> Facts:
    """What the report says, for people; empty where nothing was allocated yet."""
    report = one.report
    if not report:
        return []
    found = report["fairness"]
    who = _("供方") if found["side"] == Side.OFFER else _("需方")
    rows = [
        (_("总价值"), _("%(value)s（评分乘以满足需求的比例）") % {"value": f"{report['value']:,.2f}"}),
        (_("是不是最好"), _proof(report)),
        (_("对接上的需求"), _of(found["needs_served"], found["needs"])),
        (_("完全满足的需求"), _of(found["needs_met"], found["needs"])),
        (_("有候选的%(who)s中分到的") % {"who": who}, _of(found["receivers_served"], found["receivers"])),
        (_("小微企业中分到的"), _of(found["small_served"], found["small"])),
        (_("没有填规模的%(who)s") % {"who": who}, f"{found['unknown_size']:,}"),
        (_("小微企业所得占比"), _share(found["small_share"])),
        (_("最大五家%(who)s所得占比") % {"who": who}, _share(found["top_share"])),
        (_("集中度（HHI，1 为一家独得）"), _number(found["hhi"])),
        (_("基尼系数（0 为人人相同）"), _number(found["gini"])),
    ]
    if report["floor"]:
        rows.append((_("小微企业保底"), _floor(report["floor"])))
    return rows + [(_("需要注意"), note) for note in report["notes"]]


def _proof(report: dict[str, Any]) -> str:
    if report["optimal"]:
        return _("已证明：在同样的容量和保底要求下，没有总价值更高的分配")
    return _("已证明：最好的分配比它最多高 %(gap)s") % {"gap": f"{report['gap']:.2%}"}


def _floor(floor: dict[str, Any]) -> str:
    told = {
        "asked": f"{floor['asked']:.0%}",
        "reached": f"{floor['reached']:.1%}",
        "without": f"{floor['without']:.1%}",
        "cost": f"{floor['cost']:,.2f}",
    }
    said = _("要求 %(asked)s，实际 %(reached)s；不设保底时 %(without)s") % told
    said += _("，为此总价值少 %(cost)s") % told if floor["cost"] else _("，没有因此减少总价值")
    return said if floor["reachable"] else said + _("。小微企业能做的都给了，达不到要求")


def _of(part: int, whole: int) -> str:
    return f"{part:,} / {whole:,}" + (f"，{part / whole:.0%}" if whole else "")


def _share(value: float | None) -> str:
    return _("没有分配") if value is None else f"{value:.1%}"


def _number(value: float | None) -> str:
    return _("没有分配") if value is None else f"{value:.3f}"


def write(target: BinaryIO, user: Any, one: Round, proposals: Iterable[Proposal]) -> None:
    """The round as a workbook; the report is the coordinator's alone."""
    rows = pl.DataFrame(
        [_row(pair) for pair in told(user, proposals)],
        schema={
            name: pl.Float64 if name in ("score", "amount", "share") else pl.String
            for name in ALLOCATION_COLUMNS
        },
    )
    said = facts(one) if permissions.may(user, "run_rounds") else []
    write_allocation(target, rows, [(_("对接轮次"), one.title), *said])


def _row(pair: Told) -> dict[str, Any]:
    one = pair.proposal
    return {
        "need_id": str(one.need_id),
        "need_title": pair.need.title,
        "need_party": pair.need.publisher,
        "offer_id": str(one.offer_id),
        "offer_title": pair.offer.title,
        "offer_party": pair.offer.publisher,
        "score": one.score,
        "verdict": one.get_verdict_display(),
        "amount": one.amount,
        "unit": one.unit or None,
        "share": one.share,
        "reason": one.reason,
        "together": pair.together or None,
        "substitute": pair.substitute or None,
    }
