"""Links of chains that counties want to fill, and projects that firms want to build."""

from duijie.demo import catalogue
from duijie.demo.market import Market, Row, round_to, written

_NEED_TITLES = (
    "引进{product}项目",
    "{region}招引{product}企业",
    "补链：{product}",
    "{label}产业园招商，{product}方向",
    "为{leader}配套{product}招商",
    "{product}及{other}项目招引",
)
_OFFER_TITLES = (
    "投资建设{product}项目",
    "{product}扩产项目选址",
    "年产{quantity}{unit}{product}项目",
    "{product}生产基地落地需求",
    "{product}研发制造一体化项目",
    "{product}配套{leader}项目",
)
_PLACE = (
    "已有{leader}等{3-40}家企业，{product}本地配套率仅{5-40/5}%", "可供净地{50-400/10}亩，{一|二}类工业用地", "标准厂房{1-12}万平方米，层高{6-12}米", "蒸汽{10-60/5}吨每小时，双回路供电", "距高速口{1-15}公里，铁路货场{5-40/5}公里",
    "园区污水处理能力{0.5-5/0.5}万吨每日", "产业工人{0.5-6/0.5}万人，职业院校{2-8}所",
)  # fmt: skip
_PLAN = (
    "分{1-3}期建设，建设期{8-24/2}个月", "达产后年营业收入{revenue}万元", "年用电{100-3000/100}万千瓦时", "用工{40-600/20}人", "已取得{2-20}项发明专利", "现有客户{3-20}家，本地{client}占{10-60/10}%", "自有资金到位{30-80/10}%",
)  # fmt: skip


def need(market: Market) -> Row:
    rng = market.rng
    host = rng.choice(
        market.offices["county"] * 3 + [p for p in market.offices["department"] if "投资促进" in p.name]
    )
    theme = rng.choice(list(market.themes.values()))
    product = rng.choice(theme.products)
    leader = rng.choice(market.by_theme[theme.code] or market.firms)
    words = {"product": product.name, "other": rng.choice(theme.products).name, "label": theme.label, "region": host.name,
             "leader": rng.choice(catalogue.products()[leader.products[0]].uses or (theme.label,)) + "整机"}  # fmt: skip
    wish = catalogue.places()["wish"]
    return market.row(
        host,
        product.name,
        market.say(rng.choice(_NEED_TITLES), **words),
        [market.say(text, **words) for text in rng.sample(_PLACE, rng.randint(2, 4))],
        industry=product.code,
        chain_node=list(
            dict.fromkeys([product.name, *rng.sample([p.name for p in theme.products], rng.randint(0, 2))])
        ),
        amount=market.maybe(0.8, round_to(market.between(2_000, 30_000), 1)),
        land_mu=market.maybe(0.8, round_to(market.between(20, 400))),
        requirements="；".join(market.some(catalogue.items(wish["policies"]), 1, 3)),
    )


def offer(market: Market) -> Row:
    rng = market.rng
    firm = rng.choice(market.firms)
    product = market.product(firm)
    amount = round_to(market.between(3_000, 80_000))
    words = {
        "product": product.name,
        "unit": product.unit,
        "quantity": written(round_to(product.batch[1] * rng.uniform(2, 20))),
        "leader": rng.choice(product.uses or ("整机",)),
        "client": rng.choice(market.themes[firm.theme].clients),
        "revenue": written(round_to(amount * rng.uniform(0.8, 2.2))),
    }
    wish = catalogue.places()["wish"]
    sentences = [
        "主要产品" + "、".join(market.some(product.specs, 1, 2)),
        f"工艺路线{'、'.join(market.some(product.processes, 1, 3))}" if product.processes else "",
        *(market.say(text, **words) for text in rng.sample(_PLAN, rng.randint(2, 4))),
    ]
    return market.row(
        firm,
        product.name,
        market.say(rng.choice(_OFFER_TITLES), **words),
        sentences,
        industry=product.code,
        chain_node=[product.name],
        amount=market.maybe(0.95, amount),
        land_mu=market.maybe(0.85, round_to(market.between(8, 200))),
        requirements="；".join(market.some(catalogue.items(wish["project_needs"]), 1, 3)),
    )
