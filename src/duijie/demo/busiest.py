"""Which firms get the demo's accounts: those that buy and sell, and for which there is something on the other side."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from duijie.demo import truth
from duijie.demo.city import City
from duijie.engine import score_pairs
from duijie.engine.channels import Side
from duijie.portal.exchange.domain.matching import LEAST_SCORE

_SHORTLIST = 40  # firms whose pairs are scored
_TRIED, _SHOWN = 6, 3  # pairs scored and counted of each listing
_BALANCED = 4  # a firm that buys and sells, and more than once or goods
_ENOUGH = 8  # with so many pairs a firm has something in every state


@dataclass
class _Firm:
    key: str
    listings: list[tuple[str, str, dict[str, Any]]] = field(default_factory=list)
    shown: int = 0

    @property
    def balance(self) -> int:
        """Needs and offers, up to two each; goods among both count twice."""
        sides = Counter(side for _channel, side, _row in self.listings)
        sales = {side for channel, side, _row in self.listings if channel == "sales"}
        return sum(min(sides[side], 2) for side in Side) + len(sales)


def busiest(city: City) -> list[str]:
    """Keys of firms, the best first, the same for the same city."""
    released = _released(city)
    firms: dict[str, _Firm] = {}
    for channel, side, row in released:
        if row["party_key"].startswith("firm"):
            firms.setdefault(row["party_key"], _Firm(row["party_key"])).listings.append((channel, side, row))
    best = sorted(firms.values(), key=lambda firm: (-firm.balance, -len(firm.listings), firm.key))
    _count(city, released, best[:_SHORTLIST])
    return [firm.key for firm in sorted(best, key=_order)]


def _order(firm: _Firm) -> tuple[bool, int, int, int, str]:
    shown = min(firm.shown, _ENOUGH)
    return firm.balance < _BALANCED or not shown, -shown, -firm.balance, -firm.shown, firm.key


def _released(city: City) -> list[tuple[str, str, dict[str, Any]]]:
    return [
        (channel, side, row)
        for channel, sides in city.listings.items()
        for side, frame in sides.items()
        for row in frame.filter(_current(city)).iter_rows(named=True)
    ]


def _current(city: City) -> pl.Expr:
    over = (pl.col("valid_to") < city.today).fill_null(value=False)
    return (pl.col("state") == "released") & ~over


def _count(city: City, released: list[tuple[str, str, dict[str, Any]]], firms: list[_Firm]) -> None:
    """How many pairs with others' listings on the same thing the engine would show each firm."""
    others: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for channel, side, row in released:
        for subject in sorted(truth.subjects(channel, side, row)):
            others[channel, side, subject].append(row)
    for channel in city.listings:
        shown = _shown(city, channel, _pairs(channel, others, firms))
        for firm in firms:
            for own, _side, row in firm.listings:
                firm.shown += min(shown[row["id"]], _SHOWN) if own == channel else 0


def _pairs(
    channel: str, others: dict[tuple[str, str, str], list[dict[str, Any]]], firms: list[_Firm]
) -> list[tuple[str, str]]:
    """(need, offer) of the firms' listings with others' on the same thing, a few of each listing."""
    pairs: dict[tuple[str, str], None] = {}
    for firm in firms:
        for own, side, row in firm.listings:
            if own != channel:
                continue
            met = [
                o
                for s in sorted(truth.subjects(channel, side, row))
                for o in others[channel, Side(side).other, s]
            ]
            for other in [o for o in met if o["party_key"] != firm.key][:_TRIED]:
                ids = (row["id"], other["id"])
                pairs[ids if side == "need" else ids[::-1]] = None
    return list(pairs)


def _shown(city: City, channel: str, pairs: list[tuple[str, str]]) -> Counter[str]:
    """Listing id -> in how many of the pairs it would be shown."""
    if not pairs:
        return Counter()
    asked = pl.DataFrame(pairs, schema=["need_id", "offer_id"], orient="row")
    sides = city.listings[channel]
    needs = sides["need"].filter(pl.col("id").is_in(asked["need_id"].implode()))
    offers = sides["offer"].filter(pl.col("id").is_in(asked["offer_id"].implode()))
    scored = score_pairs(needs, offers, asked, channel).pairs
    shown = scored.filter((pl.col("verdict") != "blocked") & (pl.col("score") >= LEAST_SCORE))
    return Counter([*shown["need_id"], *shown["offer_id"]])
