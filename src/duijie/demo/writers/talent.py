"""Vacancies of firms, and people that schools and labour firms can send."""

from duijie.demo import catalogue
from duijie.demo.catalogue import Job
from duijie.demo.market import Market, Row
from duijie.demo.parties import CITY, PartySeed

_NEED_TITLES = (
    "招聘{job}{count}名",
    "急招{job}",
    "{job}（{skill}）",
    "{product}车间招{job}",
    "长期招聘{job}，月薪{low}起",
    "{job}{count}人，包{食宿|住|午餐}",
)
_OFFER_TITLES = (
    "{job}{count}人可输送",
    "{year}届{job}毕业生{count}名",
    "{job}技能人员，{skill}",
    "可提供{job}，{skill}方向",
    "{job}短期用工{count}人",
    "订单班{job}{count}人",
)
_LIFE = (
    "五险一金齐全", "包食宿，{2-6}人间，空调热水", "白班{8-9}小时", "两班倒，月休{2-6}天", "计件工资，多劳多得", "新人带教{1-3}个月", "工龄工资每年{50-200/50}元", "厂车接送{涧西|洛龙|偃师|孟津}线路",
    "技能等级证书补贴{200-1500/100}元", "转正后签{1-5}年合同",
)  # fmt: skip
_TRAINING = (
    "校内实训{200-1200/100}学时", "已取得职业技能等级证书的占{40-95/5}%", "有{1-5}家企业实习经历", "可安排{1-3}批面试", "含带队老师{1-2}名", "到岗时间{7-30}天内", "可签三方协议", "退役军人占{5-30/5}%", "稳定率上年{70-95/5}%",
)  # fmt: skip
_TASKS = (
    "负责{product}生产",
    "独立完成{skill}",
    "配合班组完成{product}交付",
    "做好{skill}和设备点检",
    "参与{product}新线调试",
)
_LADDER = ["不限", "初中", "高中", "中专", "大专", "本科", "硕士", "博士"]


def need(market: Market) -> Row:
    rng = market.rng
    firm = rng.choice(market.firms)
    fitting = [job for job in catalogue.jobs() if not job.themes or firm.theme in job.themes]
    job = rng.choice(fitting)
    low = _pay(market, job, 0.95)
    words = _words(market, job) | {"product": market.product(firm).name, "low": f"{low:g}"}
    sentences = [
        *(market.say(text, **words) for text in rng.sample(_TASKS, rng.randint(1, 2))),
        f"要求会{'、'.join(rng.sample(job.skills, rng.randint(1, 3)))}",
        *(market.say(text) for text in rng.sample(_LIFE, rng.randint(2, 4))),
    ]
    return market.row(
        firm,
        job.name,
        market.say(rng.choice(_NEED_TITLES), **words),
        sentences,
        industry=firm.industry,
        occupation=[job.name],
        headcount=words["count"],
        education=market.maybe(0.8, job.education),
        experience_years=market.maybe(0.55, rng.choice((0, 1, 1, 2, 3, 5))),
        skills=rng.sample(job.skills, rng.randint(1, 3)),
        salary_min=market.maybe(0.9, low),
        salary_max=market.maybe(0.85, round(low * rng.uniform(1.2, 1.7), -2)),
        workplace=firm.region,
    )


def offer(market: Market) -> Row:
    rng = market.rng
    job = rng.choice(catalogue.jobs())
    owner = _sender(market)
    words = _words(market, job) | {"year": market.today.year + 1}
    held = rng.sample(job.skills, rng.randint(1, len(job.skills)))
    sentences = [
        f"掌握{'、'.join(held)}",
        *(market.say(text) for text in rng.sample(_TRAINING, rng.randint(2, 4))),
    ]
    above = min(_LADDER.index(job.education) + rng.choice((0, 0, 0, 1)), len(_LADDER) - 1)
    return market.row(
        owner,
        job.name,
        market.say(rng.choice(_OFFER_TITLES), **words),
        sentences,
        industry=None,
        occupation=[job.name],
        headcount=words["count"] * rng.choice((1, 2, 4)),
        education=market.maybe(0.9, _LADDER[above]),
        experience_years=market.maybe(0.7, rng.choice((0, 0, 1, 2, 3, 6))),
        skills=held,
        salary_min=market.maybe(0.75, _pay(market, job, 0.9)),
        salary_max=None,
        workplace=rng.choice((CITY, CITY, CITY, owner.region)),
    )


def _sender(market: Market) -> PartySeed:
    """A school, the labour office, or a firm of the services trade."""
    drawn = market.rng.random()
    if drawn < 0.6:
        schools = set(catalogue.items(catalogue.places()["hiring_schools"]))
        return market.rng.choice([p for p in market.offices["institute"] if p.name in schools])
    if drawn < 0.7:
        return next(p for p in market.offices["department"] if "人力资源" in p.name)
    return market.rng.choice(market.by_theme["services"] or market.firms)


def _words(market: Market, job: Job) -> dict[str, object]:
    return {
        "job": job.name,
        "count": market.rng.choice((2, 3, 5, 6, 8, 10, 12, 20, 30)),
        "skill": market.rng.choice(job.skills),
    }


def _pay(market: Market, job: Job, factor: float) -> float:
    low, high = job.pay
    return round(
        (low + (high - low) * market.rng.uniform(0, 0.4)) * factor * market.rng.uniform(0.95, 1.08), -2
    )
