"""Purchases and supplies: the buyer speaks of use and conditions, the maker of specification and plant."""

from duijie.demo import catalogue
from duijie.demo.catalogue import Product
from duijie.demo.market import Market, Row, count_of, round_to, written
from duijie.demo.parties import PartySeed

_NEED_TITLES = (
    "采购{product}{quantity}{unit}", "求购{product}", "{product}年度采购", "需要{product}，{use}", "寻找{product}供应商",
    "{product}（{spec}）采购", "长期采购{product}", "{use}急需{product}", "{year}年{product}框架采购", "{product}比选采购，{quantity}{unit}",
)  # fmt: skip
_OFFER_TITLES = (
    "供应{product}", "{product}，{spec}", "{product}厂家直供", "{product}，月供{month}{unit}", "{brand}{product}",
    "{product}现货供应，{spec}", "承接{product}订单", "{product}，适用{use}", "{product}与{other}成套供应",
)  # fmt: skip
_SERVICE_TITLES = (
    "提供{product}", "{product}，{spec}", "{product}承接中", "专业{product}，面向{use}", "{brand}{product}", "{product}与{other}一体化服务",
)  # fmt: skip
_REASONS = (
    "因订单增加", "为{use}项目配套", "原供应商交期不稳", "库存已到安全线", "新线投产", "年度检修备货", "客户指定更换",
    "扩建二期", "替代进口", "出口订单配套", "{season}旺季备货",
)  # fmt: skip
_TERMS = (
    "货到验收合格后{30-90/15}天付款", "预付{10-30/10}%，发货前付{50-70/10}%", "需开具13%增值税专用发票", "先送样{1-5}{unit}试用，合格后批量下单",
    "可分{2-6}批交货，每批提前{5-15}天通知", "质保期不少于{6-24/6}个月", "送货到厂，含卸车", "承兑比例不超过{30-60/10}%", "优先考虑{100-300/50}公里以内的供应商",
    "报价请注明含税含运费", "随货提供材质单和出厂检验报告", "投标人近三年同类业绩不少于{2-5}项",
)  # fmt: skip
_ABILITY = (
    "现有{equipment}等设备{6-120/2}台套", "年产能{year_output}{unit}", "已为{2-40}家{client}供货", "通过第二方审核，{client}合格供应商名录内",
    "技术团队{4-60}人，可按图定制", "{3-15}天出样品，{15-60/5}天批量交付", "最小起订量{minimum}{unit}", "支持驻厂监造和第三方检测", "质量问题{12-48/12}小时响应",
)  # fmt: skip
_SEASONS = ("春耕", "夏收", "中秋", "国庆", "春节", "暑期")
_PRICED, _CERTIFIED, _OTHER_UNIT = 0.7, 0.3, 0.05


def need(market: Market) -> Row:
    """A firm buys what making its product takes, or what firms of its theme all need; offices buy services."""
    buyer, product, own = _buyer(market)
    words = _words(market, product, own)
    quantity = count_of(market.between(*product.batch))
    words |= {"quantity": written(quantity), "season": market.rng.choice(_SEASONS)}
    sentences = [
        market.say(market.rng.choice(_REASONS), **words) + f"，需采购{product.name}",
        "要求" + "，".join(market.some(product.specs, 1, 2)),
        "，".join(market.some(product.points, 0, 2)),
        f"用于{words['use']}" if market.rng.random() < 0.5 else "",
        f"执行{market.rng.choice(product.standards)}"
        if product.standards and market.rng.random() < 0.3
        else "",
        *(market.say(text, **words) for text in market.rng.sample(_TERMS, market.rng.randint(1, 3))),
    ]
    return market.row(
        buyer,
        product.name,
        market.say(market.rng.choice(_NEED_TITLES), **words),
        sentences,
        industry=market.maybe(0.5, product.code),
        products=[product.name],
        quantity=quantity,
        unit="批" if market.rng.random() < _OTHER_UNIT else product.unit,
        price=market.maybe(_PRICED, _price(market, product, 0.95, 1.5)),
        deliver_by=market.maybe(0.7, market.after(25, 240)),
        certificates=market.maybe(_CERTIFIED, market.some(product.certs, 1, 1)) or None,
    )


def offer(market: Market) -> Row:
    maker = market.rng.choice(market.firms)
    product = market.product(maker)
    words = _words(market, product, product)
    stock = count_of(market.between(*product.batch) * market.rng.uniform(0.5, 8))
    words |= {
        "month": written(stock),
        "brand": f"{maker.name[:3]}牌",
        "year_output": written(count_of(stock * 9)),
    }
    titles = _SERVICE_TITLES if market.themes[product.theme].kind == "service" else _OFFER_TITLES
    others = [name for name in maker.products if name != product.name]
    sentences = [
        "、".join(market.some(product.specs, 1, 3)),
        "，".join(market.some(product.points, 1, 2)),
        f"材质{'、'.join(market.some(product.materials, 1, 2))}" if product.materials else "",
        f"采用{'、'.join(market.some(product.processes, 1, 2))}" if product.processes else "",
        f"适用于{'、'.join(market.some(product.uses, 1, 2))}",
        f"符合{market.rng.choice(product.standards)}"
        if product.standards and market.rng.random() < 0.6
        else "",
        *(market.say(text, **words) for text in market.rng.sample(_ABILITY, market.rng.randint(1, 3))),
    ]
    held = [c for c in product.certs if c in maker.certificates]
    return market.row(
        maker,
        product.name,
        market.say(market.rng.choice(titles), **words),
        sentences,
        industry=product.code,
        products=[product.name, *market.rng.sample(others, min(len(others), market.rng.randint(0, 2)))],
        quantity=stock,
        unit=product.unit,
        price=market.maybe(_PRICED, _price(market, product, 0.8, 1.2)),
        deliver_by=market.maybe(0.6, market.after(5, 75)),
        certificates=held or None,
    )


def _buyer(market: Market) -> tuple[PartySeed, Product, Product | None]:
    """Who buys what, and for which product of its own."""
    rng = market.rng
    if rng.random() < 0.06:
        wanted = rng.choice(catalogue.items(catalogue.places()["office_needs"]))
        return (
            rng.choice(market.offices["department"] + market.offices["county"]),
            catalogue.products()[wanted],
            None,
        )
    while True:
        buyer = rng.choice(market.firms)
        own = market.product(buyer)
        wanted = own.inputs if rng.random() < 0.72 else market.themes[buyer.theme].common
        found = catalogue.products().get(rng.choice(wanted)) if wanted else None
        if found is not None and found.name not in buyer.products:
            return buyer, found, own


def _words(market: Market, product: Product, own: Product | None) -> dict[str, object]:
    rng = market.rng
    use = (
        own.name + rng.choice(("生产", "装配", "制造", "项目"))
        if own is not None and own is not product
        else ""
    )
    specs = market.some(product.specs, 1, 1)
    return {
        "product": product.name,
        "unit": product.unit,
        "year": market.today.year + 1,
        "use": use or rng.choice(product.uses or (market.themes[product.theme].label,)),
        "spec": specs[0] if specs else product.unit,
        "other": rng.choice(product.inputs or (product.name,)),
        "client": rng.choice(market.themes[product.theme].clients),
        "equipment": market.say(rng.choice(product.equipment)) if product.equipment else "专用",
        "minimum": written(max(1, round_to(product.batch[0] * rng.uniform(0.5, 2), 1))),
    }


def _price(market: Market, product: Product, low: float, high: float) -> float:
    """Around the middle of the product's range; what differs in specification differs in price."""
    middle = (product.price[0] * product.price[1]) ** 0.5
    return round_to(middle * market.rng.uniform(low, high), 3)
