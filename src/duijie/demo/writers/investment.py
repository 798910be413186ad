"""Links of chains that counties and parks want to fill, and projects that firms want to build."""

from typing import Any

from duijie.demo import catalogue
from duijie.demo.catalogue import Product
from duijie.demo.market import Market, Row, round_to, written
from duijie.demo.parties import PartySeed

_NEED_TITLES = (
    "引进{product}项目", "{region}招引{product}企业", "补链：{product}", "{label}产业招商，{product}方向", "{product}及{other}项目招引", "缺{product}环节，诚邀落户", "{region}{product}招商",
)  # fmt: skip
_CHAIN_TITLES = (
    "为{leader}企业配套{product}招商",
    "{leader}产业链补{product}",
    "{leader}聚集区招引{product}配套",
)
_OFFER_TITLES = (
    "投资建设{product}项目", "{product}扩产项目选址", "{product}项目寻求落地", "{product}二期投资计划", "{quantity}{unit}{product}项目", "{product}项目，计划投资{amount}万元",
)  # fmt: skip
_WORKS_TITLES = (
    "年产{quantity}{unit}{product}项目",
    "{product}研发制造一体化项目",
    "{product}配套{leader}项目",
    "{product}生产基地选址",
)
# Services that come with a building or a park of their own.
_BUILT = {
    "研学旅行服务", "沉浸式演艺服务", "酒店会议服务", "低温仓储服务", "气调仓储服务", "中药材仓储服务", "冷链运输服务", "智慧粮仓服务", "危险废物处置服务", "第三方检测服务", "团餐配送服务", "直播电商运营服务",
}  # fmt: skip
_FARMING = ("01", "02", "03", "04", "05")


def need(market: Market) -> Row:
    rng = market.rng
    host = _host(market)
    product = rng.choice([p for p in catalogue.products().values() if _kind(p)])
    near = [
        p for p in market.themes[product.theme].products if p is not product and _kind(p) == _kind(product)
    ]
    users = [p for p in catalogue.consumers()[product.name] if not p.is_service]
    titles = _NEED_TITLES + (_CHAIN_TITLES if users else ())
    words = {
        "product": market.called(product, 0.15),
        "other": rng.choice(near or [product]).name,
        "label": market.themes[product.theme].label,
        "region": host.name,
        "leader": rng.choice(users).name if users else "",
    }
    nodes = [product.name, *(p.name for p in rng.sample(near, min(len(near), rng.randint(0, 2))))]
    return market.row(
        host,
        product.name,
        market.say(rng.choice(titles), **words),
        [*_told(market, product, "place", 2, 4), *_gap(market, words)],
        industry=product.code,
        chain_node=nodes,
        amount=market.maybe(0.8, round_to(market.between(2_000, 30_000), 1)),
        land_mu=market.maybe(0.8, round_to(market.between(20, 400))),
        requirements="；".join(market.some(catalogue.items(catalogue.places()["wish"]["policies"]), 1, 3)),
    )


def offer(market: Market) -> Row:
    rng = market.rng
    firm, product = _builder(market)
    amount = round_to(market.between(3_000, 80_000))
    works = _kind(product) == "industry"
    words = _words(market, firm, product, amount)
    return market.row(
        firm,
        product.name,
        market.say(rng.choice(_OFFER_TITLES + (_WORKS_TITLES if works else ())), **words),
        [*_product(market, product), *_told(market, product, "plan", 2, 4, **words)],
        industry=product.code,
        chain_node=[product.name],
        amount=market.maybe(0.95, amount),
        land_mu=market.maybe(0.85, round_to(market.between(8, 200))),
        requirements="；".join(_told(market, product, "needs", 1, 3)),
    )


def _kind(product: Product) -> str | None:
    """What kind of project makes this product; None where nobody builds anything for it."""
    if product.is_service:
        return "service" if product.name in _BUILT else None
    return "farm" if product.code.startswith(_FARMING) else "industry"


def _host(market: Market) -> PartySeed:
    promoters = [p for p in market.offices["department"] if "投资促进" in p.name]
    return market.rng.choice(market.offices["county"] * 3 + market.offices["park"] * 2 + promoters)


def _builder(market: Market) -> tuple[PartySeed, Product]:
    while True:
        firm = market.rng.choice(market.firms)
        product = market.product(firm)
        if _kind(product):
            return firm, product


def _told(market: Market, product: Product, what: str, least: int, most: int, /, **words: Any) -> list[str]:
    texts = catalogue.items(catalogue.places()["project"][_kind(product)][what])
    return [market.say(text, **words) for text in market.rng.sample(texts, market.rng.randint(least, most))]


def _gap(market: Market, words: dict[str, str]) -> list[str]:
    """Who there would take the product, for those who know their chain."""
    if not words["leader"] or market.rng.random() < 0.4:
        return []
    return [market.say("已有{leader}企业{3-40}家，{product}本地配套率仅{5-40/5}%", **words)]


def _product(market: Market, product: Product) -> list[str]:
    way = "、".join(market.some(product.processes, 1, 3))
    return [f"主要产品{'、'.join(market.some(product.specs, 1, 2))}", f"工艺路线{way}" if way else ""]


def _words(market: Market, firm: PartySeed, product: Product, amount: float) -> dict[str, object]:
    rng = market.rng
    return {
        "product": market.called(product, 0.15),
        "unit": product.unit,
        "quantity": written(round_to(product.batch[1] * rng.uniform(2, 20))),
        "leader": rng.choice(product.uses or ("本地企业",)),
        "client": rng.choice(market.themes[firm.theme].clients),
        "equipment": market.equipment(product),
        "revenue": written(round_to(amount * rng.uniform(0.8, 2.2))),
        "amount": f"{amount:g}",
    }
