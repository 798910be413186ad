"""Technology needs of firms, and results of institutes."""

from duijie.demo import catalogue
from duijie.demo.catalogue import Technology
from duijie.demo.market import Market, Row, round_to
from duijie.demo.parties import PartySeed

_MODES = ["技术开发", "技术转让", "技术许可", "技术咨询", "技术服务", "作价入股", "共建平台"]
_IP = ["发明专利", "实用新型", "软件著作权", "技术秘密"]
_NEED_TITLES = (
    "{product}：{problem}", "求解：{problem}", "{tech}需求", "{product}{domain}技术攻关", "寻求{tech}方案", "{product}质量提升：{problem}",
    "如何做到{target}", "{product}{domain}难题，{target}",
)  # fmt: skip
_OFFER_TITLES = (
    "{tech}", "{tech}技术及应用", "{tech}成套技术", "面向{product}的{route}", "{product}用{tech}技术", "{route}在{product}中的应用", "{tech}中试成果",
)  # fmt: skip
_STATE = (
    "企业已投入{30-600/10}万元自行试验，效果不理想", "已有相关专利{1-12}项", "曾与{1-3}家单位接触，未能解决",
    "希望{6-18/3}个月内完成", "客户已就此提出投诉{1-6}次", "项目已列入年度技改计划",
)  # fmt: skip
_MASS = (
    "年产量{2-90/2}万件，问题造成损失{50-900/10}万元",
    "可提供样件{20-500/20}件和全部工艺数据",
    "车间可提供{1-4}条产线做试验",
)
_PILOT = ("中试线年处理能力{20-900/20}吨", "已完成{50-2000/50}公斤级试验")
_BY_WEIGHT = {"新材料", "石油化工", "化工", "食品", "食品加工", "节能环保", "冶金", "生物技术"}
_PROOF = (
    "已在{1-9}家企业应用", "授权发明专利{1-14}项", "完成{50-3000/50}小时台架验证", "经{省级|行业}科技成果鉴定，国内{领先|先进}",
    "可提供整线设计和现场调试", "团队含教授{1-5}人、博士{2-12}人", "投资回收期约{10-30}个月",
)  # fmt: skip


def need(market: Market) -> Row:
    tech = market.rng.choice(catalogue.technologies())
    product = market.rng.choice([name for name in tech.product if market.makers.get(name)] or tech.product)
    firm = market.rng.choice(market.makers.get(product) or market.firms)
    words = _words(market, tech, product)
    state = _STATE + (() if catalogue.products()[product].is_service else _MASS)
    sentences = [
        "现状：" + "；".join(market.some(tech.problem, 1, 3)),
        "目标：" + "；".join(market.some(tech.target, 1, 3)),
        *(market.say(text) for text in market.rng.sample(state, market.rng.randint(1, 3))),
    ]
    return market.row(
        firm,
        tech.name,
        market.say(market.rng.choice(_NEED_TITLES), **words),
        sentences,
        industry=firm.industry,
        field=list(tech.field[: market.rng.randint(1, len(tech.field))]),
        maturity=market.maybe(0.5, market.rng.randint(3, 7)),
        ip_type=None,
        cooperation_modes=_chosen(market, _MODES, 1, 3),
        budget=market.maybe(0.75, round_to(market.between(30, 900))),
    )


def offer(market: Market) -> Row:
    tech = market.rng.choice(catalogue.technologies())
    owner = _owner(market, tech)
    words = _words(market, tech, market.rng.choice(tech.product))
    proof = _PROOF + (_PILOT if _BY_WEIGHT.intersection(tech.field) else ())
    sentences = [
        "采用" + "、".join(market.some(tech.route, 1, 3)),
        "解决" + "、".join(market.some(tech.problem, 1, 1)) + "的问题",
        "达到：" + "；".join(market.some(tech.target, 1, 3)),
        "，".join(market.some(tech.gain, 0, 2)),
        *(market.say(text) for text in market.rng.sample(proof, market.rng.randint(1, 3))),
    ]
    return market.row(
        owner,
        tech.name,
        market.say(market.rng.choice(_OFFER_TITLES), **words),
        sentences,
        industry=None,
        field=list(tech.field),
        maturity=market.maybe(0.85, market.rng.randint(4, 9)),
        ip_type=_chosen(market, _IP, 1, 2),
        cooperation_modes=_chosen(market, _MODES, 2, 5),
        budget=market.maybe(0.6, round_to(market.between(20, 500))),
    )


def _owner(market: Market, tech: Technology) -> PartySeed:
    """An institute of that trade, if there is one, or a school that does everything."""
    about = tech.name + "".join(tech.field + tech.product)
    trades = {
        "轴承": "轴承",
        "矿": "矿山",
        "食品": "食品",
        "材料": "材料",
        "农": "农林",
        "文化": "文化",
        "文物": "文化",
    }
    wanted = [name for word, name in trades.items() if word in about]
    fitting = [p for p in market.offices["institute"] if any(name in p.name for name in wanted)]
    schools = [p for p in market.offices["institute"] if "理工" in p.name or "科技" in p.name]
    return market.rng.choice(fitting if fitting and market.rng.random() < 0.6 else schools)


def _words(market: Market, tech: Technology, product: str) -> dict[str, object]:
    rng = market.rng
    return {
        "tech": tech.name,
        "product": product,
        "domain": tech.field[-1],
        "problem": market.fact(tech.problem[0]),
        "target": market.fact(rng.choice(tech.target)),
        "route": market.fact(rng.choice(tech.route)),
    }


def _chosen(market: Market, choices: list[str], least: int, most: int) -> list[str]:
    """In the channel's order, as a form keeps them."""
    drawn = set(market.rng.sample(choices, market.rng.randint(least, most)))
    return [choice for choice in choices if choice in drawn]
