"""Firms that want money, and what banks, guarantors and funds offer."""

from typing import Any

from duijie.demo import catalogue
from duijie.demo.market import Market, Row, round_to
from duijie.demo.parties import PartySeed

_SECURITY = ("信用", "抵押", "质押", "知识产权质押", "保证", "政府性担保", "应收账款", "订单", "股权")
_TERMS = (6, 12, 24, 36, 48, 60, 84, 96, 120)
_TITLES = (
    "{purpose}贷款{amount}万元", "融资{amount}万元用于{purpose}", "{product}企业{purpose}融资", "{product}{purpose}资金需求", "申请{purpose}贷款，期限{term}个月",
    "{purpose}缺口{amount}万元，期限{term}个月",
)  # fmt: skip
_ORDER_TITLES = (
    "{client}订单配套融资{amount}万元",
    "凭{client}订单申请{amount}万元",
    "{product}备货资金{amount}万元",
)
_STANDING = (
    "上年营业收入{revenue}万元", "纳税信用{A|B|M}级", "征信无不良记录", "资产负债率约{30-70/5}%", "存量贷款{100-3000/100}万元，按期付息", "已认定为{科技型中小企业|高新技术企业|专精特新中小企业|创新型中小企业}",
    "可提供近{12-36/12}个月流水", "拥有发明专利{1-20}项", "厂房土地已办证，评估值约{300-6000/100}万元", "主要客户为{client}，合作{2-12}年", "职工{staff}人，社保正常缴纳",
)  # fmt: skip
_SERVICE = (
    "对接人上门收资料", "{1-3}个工作日初审答复", "可与园区共同走访", "名单制白名单企业优先", "全部费用公示，无附加收费", "单户最低{10-50/10}万元起", "支持线上提款和提前还款，不收违约金", "专属客户经理全程跟进",
    "可先给预授信意见", "续贷无需先还后贷",
)  # fmt: skip
_EDITIONS = ("", "", "涧西专属", "高新区专属", "县域版", "专项额度", "{year}版", "首贷版", "续贷版")
# Leasing firms lease, guarantors guarantee; a word in the lender's name -> one in the product's.
_SPECIALISTS = {
    "租赁": "融资租赁",
    "担保": "政银担",
    "基金": "专精特新",
    "小额": "抵押经营",
    "服务公司": "供应链",
}


def need(market: Market) -> Row:
    rng = market.rng
    firm = rng.choice(market.firms)
    reason = rng.choice(
        [r for r in catalogue.finance()["reason"] if firm.theme in (r["themes"] or firm.theme)]
    )
    amount = max(20.0, round_to((firm.revenue or 2_000) * rng.uniform(0.06, 0.35)))
    term = _term(market, reason)
    words = _words(market, firm, reason["purpose"], amount) | {"term": term}
    titles = _TITLES + (_ORDER_TITLES if "订单" in reason["security"] else ())
    standing = [market.say(text, **words) for text in rng.sample(_STANDING, rng.randint(1, 3))]
    return market.row(
        firm,
        reason["purpose"],
        market.say(rng.choice(titles), **words),
        [market.say(reason["text"], **words), *standing],
        industry=firm.industry,
        amount=market.maybe(0.95, amount),
        term_months=market.maybe(0.85, term),
        rate=market.maybe(0.5, round(rng.uniform(3.2, 6.0), 2)),
        purpose=[reason["purpose"]],
        security=market.maybe(0.75, _securities(market, catalogue.items(reason["security"]))),
    )


def offer(market: Market) -> Row:
    rng = market.rng
    loan = rng.choice(catalogue.finance()["product"])
    lender = rng.choice([bank for bank in market.offices["bank"] if _lends(bank.name, loan["name"])])
    edition = market.say(rng.choice(_EDITIONS), year=market.today.year + 1)
    purposes = catalogue.items(loan["purpose"])
    service = [market.say(text) for text in rng.sample(_SERVICE, rng.randint(1, 3))]
    return market.row(
        lender,
        purposes[0],
        f"{lender.name[:2]}{loan['name']}{f'（{edition}）' if edition else ''}",
        [market.say(loan["text"]), *service],
        industry=None,
        valid_to=market.maybe(0.4, market.after(60, 400)),
        amount=market.maybe(0.95, round_to(market.between(*loan["amount"]), 1)),
        term_months=_term(market, loan),
        rate=market.maybe(0.85, round(rng.uniform(*loan["rate"]), 2)),
        purpose=list(purposes),
        security=list(catalogue.items(loan["security"])),
    )


def _lends(lender: str, loan: str) -> bool:
    """Specialists do their one thing; banks do all but leasing."""
    for word, only in _SPECIALISTS.items():
        if word in lender:
            return only in loan
    return "租赁" not in loan


def _term(market: Market, seed: dict[str, Any]) -> int:
    low, high = seed["term"]
    return market.rng.choice([months for months in _TERMS if low <= months <= high])


def _securities(market: Market, usual: tuple[str, ...]) -> list[str]:
    """One or two of what such firms usually have, in the channel's order."""
    chosen = market.rng.sample(usual, market.rng.randint(1, 2))
    return [one for one in _SECURITY if one in chosen]


def _words(market: Market, firm: PartySeed, purpose: str, amount: float) -> dict[str, object]:
    rng, product = market.rng, market.product(firm)
    return {
        "purpose": purpose,
        "amount": f"{amount:g}",
        "product": product.name,
        "client": rng.choice(market.themes[firm.theme].clients),
        "equipment": market.equipment(product),
        "price": f"{round_to(amount * rng.uniform(1.2, 2.5)):g}",
        "revenue": f"{firm.revenue or 2000:,}",
        "staff": firm.employees or 20,
    }
