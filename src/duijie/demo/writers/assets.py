"""Idle workshops, land and machines, and firms that look for space."""

from typing import Any

from duijie.demo import catalogue
from duijie.demo.market import Market, Row, count_of, round_to, written
from duijie.demo.parties import CITY, PartySeed
from duijie.standards import divisions

_NEED_TITLES = (
    "求{way}{area}平方米{type}",
    "{product}企业求{way}{type}",
    "{reason}，需要{type}",
    "{place}附近{type}，{area}平方米以上",
    "求{way}{type}用于{product}",
)
_OFFER_TITLES = (
    "{place}{type}{area}平方米{way}",
    "{type}{way}，{place}",
    "闲置{type}盘活，{area}平方米",
    "{place}{area}平方米{type}整体{way}",
    "{type}招租招商，{detail}",
)
_MACHINE_TITLES = (
    "{equipment}转让",
    "闲置{equipment}{way}",
    "{equipment}，{detail}",
    "{place}{equipment}处置",
)
_ASK = (
    "需{10-50/5}吨行车",
    "用电不低于{200-1000/100}千伏安",
    "可办环评",
    "层高{6-12}米以上",
    "带{宿舍|食堂|办公区}",
    "通{9.6|13|17.5}米货车",
    "租期{3-10}年",
    "希望免租期{1-6}个月",
)
_WAYS = {"出租": "租", "出售": "购", "合作经营": "合作", "作价入股": "合作"}


def need(market: Market) -> Row:
    rng = market.rng
    firm = rng.choice(market.firms)
    seed = rng.choice([a for a in catalogue.places()["asset"] if a["type"] != "设备"])
    tenure = rng.choice(("出租", "出租", "出租", "出售"))
    area = count_of(market.between(*seed["area"]) * 0.3)
    words = _words(market, seed, firm, tenure, area) | {"way": _WAYS[tenure]}
    unit = market.rng.uniform(*seed["price"]) * (12 if tenure == "出售" else 1)
    return market.row(
        firm,
        seed["type"],
        market.say(rng.choice(_NEED_TITLES), **words),
        [f"因{words['reason']}", *(market.say(t) for t in rng.sample(_ASK, rng.randint(2, 4)))],
        region=rng.choice((firm.region, firm.region, divisions.ancestors(firm.region)[1])),
        industry=firm.industry,
        asset_type=seed["type"],
        area_m2=market.maybe(0.95, area),
        price=market.maybe(0.6, round_to(area * unit * rng.uniform(2.0, 6.0))),
        tenure=market.maybe(0.8, tenure),
        available_from=market.maybe(0.5, market.after(40, 300)),
    )


def offer(market: Market) -> Row:
    rng = market.rng
    owner = (
        rng.choice(market.firms)
        if rng.random() < 0.75
        else rng.choice(market.offices["county"] + market.offices["department"][:18])
    )
    seed = rng.choice(catalogue.places()["asset"])
    tenure = (
        "出售"
        if seed["type"] == "设备"
        else rng.choice(("出租", "出租", "出租", "出售", "合作经营", "作价入股"))
    )
    machine = seed["type"] == "设备"
    area = 1 if machine else count_of(market.between(*seed["area"]))
    region = owner.region if owner.region != CITY else rng.choice(market.firms).region
    words = _words(market, seed, owner, tenure, area) | {"place": _place(region)}
    unit = market.rng.uniform(*seed["price"]) * (12 if tenure == "出售" and not machine else 1)
    titles = _MACHINE_TITLES if machine else _OFFER_TITLES
    return market.row(
        owner,
        seed["type"],
        market.say(rng.choice(titles), **words),
        [
            str(words["text"]),
            market.say("产权{清晰|已办证|集体所有可办手续}，{随时看场|预约看场}"),
            market.say("闲置{3-40}个月"),
        ],
        industry=None,
        region=region,
        asset_type=seed["type"],
        area_m2=None if machine else area,
        price=market.maybe(0.75, round_to(area * unit)),
        tenure=tenure,
        available_from=market.maybe(0.6, market.after(0, 150)),
    )


def _place(region: str) -> str:
    name = divisions.get(region).name  # type: ignore[union-attr]
    return "高新区" if "高新" in name else name


def _words(
    market: Market, seed: dict[str, Any], owner: PartySeed, tenure: str, area: float
) -> dict[str, object]:
    rng = market.rng
    firm = owner if owner.products else rng.choice(market.firms)
    product = market.product(firm)
    equipment = market.say(rng.choice(product.equipment)) if product.equipment else "专用设备"
    text = market.say(seed["text"], equipment=equipment)
    return {
        "type": seed["type"],
        "area": written(area),
        "way": tenure,
        "place": _place(firm.region),
        "product": product.name,
        "reason": rng.choice(catalogue.items(catalogue.places()["wish"]["space"])),
        "equipment": equipment,
        "text": text,
        "detail": text.split("，")[0],
    }
