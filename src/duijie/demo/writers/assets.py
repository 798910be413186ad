"""Idle workshops, land and machines, and firms that look for space or for a machine."""

from typing import Any

from duijie.demo import catalogue
from duijie.demo.market import Market, Row, count_of, round_to, written
from duijie.demo.parties import CITY, PartySeed
from duijie.standards import divisions

_NEED_TITLES = (
    "求{way}{area}平方米{type}", "{product}企业求{way}{type}", "{reason}，需要{type}", "{place}附近{type}，{area}平方米以上", "求{way}{type}用于{product}", "求{way}{type}，{wish}",
)  # fmt: skip
_MACHINE_WANTED = (
    "求购二手{equipment}",
    "收购闲置{equipment}",
    "{product}企业求购{equipment}",
    "{reason}，求购{equipment}",
)
_OFFER_TITLES = (
    "{place}{type}{area}平方米{way}", "{type}{way}，{place}", "闲置{type}盘活，{area}平方米", "{place}{area}平方米{type}整体{way}", "{type}招租招商，{detail}", "{type}{way}，{detail}",
)  # fmt: skip
_MACHINE_TITLES = (
    "{equipment}转让",
    "闲置{equipment}{way}",
    "{equipment}，{detail}",
    "{place}{equipment}处置",
)
_STATE = (
    "产权{清晰|已办证|集体所有可办手续}，{随时看场|预约看场}", "闲置{3-40}个月", "可{一次付清|分期付款}", "原为{自用|出租}，已腾空", "周边{水电路齐全|公交直达|企业集中}",
)  # fmt: skip
_MACHINE_STATE = (
    "产权清晰，{随时看机|预约看机}",
    "闲置{3-40}个月",
    "可协助拆装运输",
    "因{工艺调整|转产|更新换代}处置",
    "可{一次付清|分期付款}",
)
_WAYS = {"出租": "租", "出售": "购", "合作经营": "合作", "作价入股": "合作"}
_TENURES = ("出租", "出租", "出租", "出售", "合作经营", "作价入股")
_WANTED_MACHINES = 0.12


def need(market: Market) -> Row:
    rng = market.rng
    firm = rng.choice(market.firms)
    machine = rng.random() < _WANTED_MACHINES
    seed = rng.choice([a for a in catalogue.places()["asset"] if (a["type"] == "设备") == machine])
    tenure = "出售" if machine else rng.choice(("出租", "出租", "出租", "出售"))
    area = 1.0 if machine else max(30, count_of(market.between(*seed["area"]) * 0.3))
    asked = [market.say(text) for text in rng.sample(_asks(seed, tenure), rng.randint(2, 4))]
    words = _words(market, seed, firm, tenure, area) | {"way": _WAYS[tenure], "wish": asked[0]}
    budget = round_to(area * _unit_price(market, seed, tenure) * rng.uniform(2.0, 6.0))
    return market.row(
        firm,
        _topic(seed, words),
        market.say(rng.choice(_MACHINE_WANTED if machine else _NEED_TITLES), **words),
        [f"因{words['reason']}，需{words['equipment'] if machine else seed['type']}", *asked],
        region=rng.choice((firm.region, CITY, CITY)),
        industry=firm.industry,
        asset_type=seed["type"],
        area_m2=None if machine else market.maybe(0.95, area),
        price=market.maybe(0.6, budget),
        tenure=market.maybe(0.8, tenure),
        available_from=market.maybe(0.5, market.after(40, 300)),
    )


def offer(market: Market) -> Row:
    rng = market.rng
    owner = _owner(market)
    seed = rng.choice(catalogue.places()["asset"])
    machine = seed["type"] == "设备"
    tenure = "出售" if machine else rng.choice(_TENURES)
    area = 1.0 if machine else count_of(market.between(*seed["area"]))
    region = owner.region if owner.region != CITY else rng.choice(market.firms).region
    words = _words(market, seed, owner, tenure, area) | {"place": _place(region)}
    told = rng.sample(_MACHINE_STATE if machine else _STATE, rng.randint(1, 3))
    return market.row(
        owner,
        _topic(seed, words),
        market.say(rng.choice(_MACHINE_TITLES if machine else _OFFER_TITLES), **words),
        [str(words["text"]), *(market.say(text, **words) for text in told)],
        industry=None,
        region=region,
        asset_type=seed["type"],
        area_m2=None if machine else area,
        price=market.maybe(0.75, round_to(area * _unit_price(market, seed, tenure))),
        tenure=tenure,
        available_from=market.maybe(0.6, market.after(0, 150)),
    )


def _asks(seed: dict[str, Any], tenure: str) -> list[str]:
    """A buyer does not ask for a term of lease."""
    return [text for text in catalogue.items(seed["ask"]) if tenure != "出售" or "租" not in text]


def _owner(market: Market) -> PartySeed:
    """Three of four are firms; the others counties, parks and departments with idle property."""
    if market.rng.random() < 0.75:
        return market.rng.choice(market.firms)
    return market.rng.choice(
        market.offices["county"] + market.offices["park"] + market.offices["department"][:18]
    )


def _topic(seed: dict[str, Any], words: dict[str, object]) -> str:
    return str(words["machine"]) if seed["type"] == "设备" else seed["type"]


def _unit_price(market: Market, seed: dict[str, Any], tenure: str) -> float:
    """万元 per square metre and year; a sale costs a dozen years' rent. Of a machine, the price."""
    return market.rng.uniform(*seed["price"]) * (12 if tenure == "出售" and seed["type"] != "设备" else 1)


def _place(region: str) -> str:
    name = divisions.get(region).name  # type: ignore[union-attr]
    return "高新区" if "高新" in name else name


def _words(
    market: Market, seed: dict[str, Any], owner: PartySeed, tenure: str, area: float
) -> dict[str, object]:
    rng = market.rng
    firm = owner if owner.products else rng.choice(market.firms)
    product = market.product(firm)
    machine = rng.choice(product.equipment or ("空压机",))
    equipment = market.fact(machine)
    text = market.say(seed["text"], equipment=equipment)
    return {
        "type": seed["type"],
        "area": written(area),
        "way": tenure,
        "place": _place(firm.region),
        "product": product.name,
        "reason": rng.choice(catalogue.items(seed["reason"])),
        "machine": machine,
        "equipment": equipment,
        "text": text,
        "detail": text.split("，")[1 if seed["type"] == "设备" else 0],
    }
