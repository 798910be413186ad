"""Firms that want money, and what banks, guarantors and funds offer."""

from duijie.demo import catalogue
from duijie.demo.market import Market, Row, round_to

_SECURITY = ("信用", "抵押", "质押", "知识产权质押", "保证", "政府性担保", "应收账款", "订单", "股权")
_TITLES = (
    "{purpose}贷款{amount}万元", "融资{amount}万元用于{purpose}", "{product}企业{purpose}融资", "{product}{purpose}资金需求", "申请{purpose}贷款，期限{term}个月",
    "{client}订单配套融资{amount}万元",
)  # fmt: skip
_STANDING = (
    "上年营业收入{revenue}万元", "纳税信用{A|B|M}级", "征信无不良记录", "资产负债率约{30-70/5}%", "存量贷款{0-3000/100}万元，按期付息", "已认定为{科技型中小企业|高新技术企业|专精特新中小企业|创新型中小企业}",
    "可提供近{12-36/12}个月流水", "拥有发明专利{1-20}项", "厂房土地已办证，评估值约{300-6000/100}万元",
)  # fmt: skip
_SERVICE = (
    "对接人上门收资料", "{1-3}个工作日初审答复", "可与园区共同走访", "名单制白名单企业优先", "全部费用公示，无附加收费", "单户最低{10-50/10}万元起", "支持线上提款和提前还款，不收违约金",
)  # fmt: skip


def need(market: Market) -> Row:
    rng = market.rng
    firm = rng.choice(market.firms)
    product, reason = market.product(firm), rng.choice(catalogue.finance()["reason"])
    scale = (firm.revenue or 2_000) * rng.uniform(0.06, 0.35)
    amount, term = max(20.0, round_to(scale)), rng.choice((6, 12, 12, 24, 36, 36, 60))
    words = {
        "purpose": reason["purpose"],
        "amount": f"{amount:g}",
        "term": term,
        "product": product.name,
        "client": rng.choice(market.themes[firm.theme].clients),
        "equipment": market.say(rng.choice(product.equipment)) if product.equipment else "生产设备",
        "price": f"{round_to(amount * rng.uniform(1.2, 2.5)):g}",
        "revenue": f"{firm.revenue or 2000:,}",
    }
    standing = [market.say(text, **words) for text in rng.sample(_STANDING, rng.randint(1, 3))]
    security = set(rng.sample(_SECURITY, rng.randint(1, 2)))
    return market.row(
        firm,
        f"{reason['purpose']}",
        market.say(rng.choice(_TITLES), **words),
        [market.say(reason["text"], **words), *standing],
        industry=firm.industry,
        amount=market.maybe(0.95, amount),
        term_months=market.maybe(0.85, term),
        rate=market.maybe(0.5, round(rng.uniform(3.2, 6.0), 2)),
        purpose=[reason["purpose"]],
        security=market.maybe(0.75, [s for s in _SECURITY if s in security]),
    )


def _lends(lender: str, loan: str) -> bool:
    """Leasing firms lease, guarantors guarantee; banks do all else."""
    for word, loans in {
        "租赁": "融资租赁",
        "担保": "政银担",
        "基金": "专精特新",
        "小额": "抵押经营",
        "服务公司": "供应链",
    }.items():
        if word in lender:
            return loans in loan
    return "租赁" not in loan


def offer(market: Market) -> Row:
    rng = market.rng
    loan = rng.choice(catalogue.finance()["product"])
    lender = rng.choice([bank for bank in market.offices["bank"] if _lends(bank.name, loan["name"])])
    purposes = catalogue.items(loan["purpose"])
    place = rng.choice(
        (
            "",
            "",
            "涧西专属",
            "高新区专属",
            "县域版",
            "专项额度",
            f"{market.today.year + 1}版",
            "首贷版",
            "续贷版",
        )
    )
    return market.row(
        lender,
        purposes[0],
        f"{lender.name[:2]}{loan['name']}{f'（{place}）' if place else ''}",
        [market.say(loan["text"]), *(market.say(text) for text in rng.sample(_SERVICE, rng.randint(1, 3)))],
        industry=None,
        valid_to=market.maybe(0.4, market.after(60, 400)),
        amount=market.maybe(0.95, round_to(market.between(*loan["amount"]), 1)),
        term_months=rng.choice(
            [m for m in (6, 12, 24, 36, 48, 60, 84, 96, 120) if loan["term"][0] <= m <= loan["term"][1]]
        ),
        rate=market.maybe(0.85, round(rng.uniform(*loan["rate"]), 2)),
        purpose=list(purposes),
        security=list(catalogue.items(loan["security"])),
    )
