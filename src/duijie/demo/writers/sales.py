"""Purchases and supplies: the buyer speaks of use and conditions, the maker of specification and plant."""

from duijie.demo import catalogue
from duijie.demo.catalogue import Product
from duijie.demo.market import Market, Row, count_of, round_to, written
from duijie.demo.parties import PartySeed
from duijie.demo.writers import trade

_PRICED, _CERTIFIED, _OTHER_UNIT = 0.7, 0.3, 0.05
_BUYERS_WORD, _MAKERS_WORD = 0.35, 0.2  # so often the trade's word stands for the product's proper name
_COMMON, _OFFICES = 0.28, 0.06
_MADE_OF = {"food": "原料", "chem": "原料"}


def need(market: Market) -> Row:
    """A firm buys what making its product takes, or what firms of its theme all need; offices buy services."""
    rng = market.rng
    buyer, product, own = _buyer(market)
    called = market.called(product, _BUYERS_WORD)
    quantity, unit, factor = _measure(market, product)
    words = _words(market, product, own) | {"product": called, "quantity": written(quantity), "unit": unit}
    kind = trade.of(product)
    return market.row(
        buyer,
        product.name,
        market.say(rng.choice(kind.wanted), **words),
        _wish(market, product, words, by_firm=own is not None),
        industry=market.maybe(0.5, product.code),
        products=[called],
        quantity=quantity,
        unit=unit,
        price=market.maybe(_PRICED, round_to(_price(market, product, 0.95, 1.5) * factor, 3)),
        deliver_by=market.maybe(0.7, market.after(25, 240)),
        certificates=market.maybe(_CERTIFIED, market.some(product.certs, 1, 1)) or None,
    )


def _wish(market: Market, product: Product, words: dict[str, object], *, by_firm: bool) -> list[str]:
    rng, kind = market.rng, trade.of(product)
    return [
        market.say(rng.choice(kind.reasons if by_firm else trade.OFFICE_REASONS), **words)
        + f"，需{kind.act}{words['product']}",
        "要求" + "，".join(market.some(product.specs, 1, 2)),
        "，".join(market.some(product.points, 0, 2)),
        f"用于{words['use']}" if by_firm and not product.is_service and rng.random() < 0.5 else "",
        f"执行{rng.choice(product.standards)}" if product.standards and rng.random() < 0.3 else "",
        *(market.say(text, **words) for text in rng.sample(kind.terms, rng.randint(1, 3))),
    ]


def offer(market: Market) -> Row:
    rng = market.rng
    maker = rng.choice(market.firms)
    product = market.product(maker)
    called = market.called(product, _MAKERS_WORD)
    stock = count_of(market.between(*product.batch) * rng.uniform(0.5, 8))
    others = [name for name in maker.products if name != product.name]
    words = _words(market, product, product) | {
        "product": called,
        "month": written(stock),
        "brand": f"{maker.name[:3]}牌",
        "other": rng.choice(others or product.inputs or (product.name,)),
        "year_output": written(count_of(stock * 9)),
    }
    kind = trade.of(product)
    return market.row(
        maker,
        product.name,
        market.say(rng.choice(kind.offered if others else kind.offered[:-1]), **words),
        _praise(market, product, kind, words),
        industry=product.code,
        products=[called, *rng.sample(others, min(len(others), rng.randint(0, 2)))],
        quantity=stock,
        unit=product.unit,
        price=market.maybe(_PRICED, _price(market, product, 0.8, 1.2)),
        deliver_by=market.maybe(0.6, market.after(5, 75)),
        certificates=[c for c in product.certs if c in maker.certificates] or None,
    )


def _praise(market: Market, product: Product, kind: trade.Trade, words: dict[str, object]) -> list[str]:
    rng = market.rng
    return [
        "、".join(market.some(product.specs, 1, 3)),
        "，".join(market.some(product.points, 1, 2)),
        f"{_MADE_OF.get(product.theme, '材质')}{'、'.join(market.some(product.materials, 1, 2))}"
        if product.materials
        else "",
        f"采用{'、'.join(market.some(product.processes, 1, 2))}" if product.processes else "",
        f"适用于{'、'.join(market.some(product.uses, 1, 2))}" if product.uses else "",
        f"符合{rng.choice(product.standards)}" if product.standards and rng.random() < 0.6 else "",
        *(market.say(text, **words) for text in rng.sample(kind.ability, rng.randint(1, 3))),
    ]


def _buyer(market: Market) -> tuple[PartySeed, Product, Product | None]:
    """Who buys what, and for which product of its own."""
    rng, known = market.rng, catalogue.products()
    if rng.random() < _OFFICES:
        wanted = rng.choice(catalogue.items(catalogue.places()["office_needs"]))
        return rng.choice(market.offices["department"] + market.offices["county"]), known[wanted], None
    while True:
        buyer = rng.choice(market.firms)
        own = market.product(buyer)
        wanted = market.themes[buyer.theme].common if rng.random() < _COMMON else own.inputs
        if wanted and (name := rng.choice(wanted)) not in buyer.products:
            return buyer, known[name], own


def _measure(market: Market, product: Product) -> tuple[float, str, float]:
    """Quantity and unit, and what to multiply the price by: some count in another unit than the maker."""
    quantity = count_of(market.between(*product.batch))
    other = trade.OTHER_UNITS.get(product.unit)
    if other is None or market.rng.random() >= _OTHER_UNIT:
        return quantity, product.unit, 1.0
    unit, each = other
    return round_to(quantity * each), unit, 1 / each


def _words(market: Market, product: Product, own: Product | None) -> dict[str, object]:
    rng = market.rng
    specs = market.some(product.specs, 1, 1)
    label = market.themes[product.theme].label
    use = rng.choice(product.uses or (label,))
    if own is not None and own is not product and not product.is_service:
        use = own.name + ("" if own.is_service else rng.choice(market.themes[own.theme].making))
    return {
        "unit": product.unit,
        "year": market.today.year + 1,
        "use": use,
        "spec": specs[0] if specs else product.unit,
        "client": rng.choice(market.themes[product.theme].clients),
        "equipment": market.equipment(product),
        "minimum": written(max(1, round_to(product.batch[0] * rng.uniform(0.5, 2), 1))),
        "season": rng.choice(trade.SEASONS),
    }


def _price(market: Market, product: Product, low: float, high: float) -> float:
    """Around the middle of the product's range; what differs in specification differs in price."""
    middle = (product.price[0] * product.price[1]) ** 0.5
    return round_to(middle * market.rng.uniform(low, high), 3)
