"""Vacancies of firms, and people that schools and labour firms can send."""

from duijie.demo import catalogue
from duijie.demo.catalogue import Job
from duijie.demo.market import Market, Row
from duijie.demo.parties import CITY, PartySeed

_NEED_TITLES = (
    "招聘{job}{count}名", "急招{job}", "{job}（{skill}）", "{product}企业招{job}", "长期招聘{job}，月薪{low}起", "{job}{count}人，可带徒", "{job}{count}名，{skill}优先",
)  # fmt: skip
_SCHOOL_TITLES = (
    "{year}届{job}毕业生{count}名", "{job}{count}人可输送", "订单班{job}{count}人", "{job}方向实习生{count}人",
)  # fmt: skip
_LABOUR_TITLES = (
    "{job}{count}人可输送", "{job}技能人员，{skill}", "可提供{job}，{skill}方向", "{job}短期用工{count}人", "返乡{job}{count}人求职", "{job}班组{count}人，可整组上岗",
)  # fmt: skip
_LIFE = (
    "五险一金齐全", "包食宿，{2-6}人间，空调热水", "新人带教{1-3}个月", "工龄工资每年{50-200/50}元", "厂车接送{涧西|洛龙|偃师|孟津}线路", "转正后签{1-5}年合同", "年终奖{1-3}个月工资", "月休{4-8}天",
)  # fmt: skip
_SHIFTS = ("白班{8-9}小时", "两班倒，月休{2-6}天", "计件工资，多劳多得", "技能等级证书补贴{200-1500/100}元", "高温补贴{200-400/50}元")  # fmt: skip
_TASKS = {
    "worker": ("从事{product}的{making}", "独立操作设备，能看图", "配合班组完成{product}交付", "负责本工序自检和设备点检", "参与{product}新线调试"),
    "engineer": ("负责{product}相关技术工作", "编写和改进技术文件", "处理现场技术问题", "参与{product}新项目", "配合客户审核"),
    "office": ("负责{product}业务的日常工作", "按月提交报表", "对接上下游单位", "独立完成本岗位资料"),
    "service": ("服务{client}等客户", "按排班上岗", "做好当班记录", "遵守安全和卫生规定"),
}  # fmt: skip
_TRAINING = (
    "校内实训{200-1200/100}学时", "已取得职业技能等级证书的占{40-95/5}%", "有{1-5}家企业实习经历", "可安排{1-3}批面试", "含带队老师{1-2}名", "可签三方协议", "{3-7}月起可顶岗实习", "学校提供岗前安全培训",
)  # fmt: skip
_LABOUR = (
    "到岗时间{7-30}天内", "退役军人占{5-30/5}%", "稳定率上年{70-95/5}%", "可安排{1-3}批面试", "缺勤{24-72/12}小时内补员", "负责接送到厂", "平均年龄{24-45}岁", "按{人头|工时}结算",
)  # fmt: skip
_LADDER = ["不限", "初中", "高中", "中专", "大专", "本科", "硕士", "博士"]
_ACADEMIC = _LADDER.index("本科")


def need(market: Market) -> Row:
    rng = market.rng
    firm = rng.choice(market.firms)
    job = rng.choice([job for job in catalogue.jobs() if not job.themes or firm.theme in job.themes])
    low = _pay(market, job, 0.95)
    words = _words(market, job) | _work(market, firm) | {"low": f"{low:g}"}
    wanted = rng.sample(job.skills, rng.randint(1, 3))
    life = _LIFE + (_SHIFTS if job.kind == "worker" else ())
    sentences = [
        *(market.say(text, **words) for text in rng.sample(_TASKS[job.kind], rng.randint(1, 2))),
        f"要求：{'、'.join(wanted)}",
        *(market.say(text) for text in rng.sample(life, rng.randint(2, 4))),
    ]
    return market.row(
        firm,
        job.name,
        market.say(rng.choice(_NEED_TITLES), **words | {"skill": _speaking(market, wanted)}),
        sentences,
        industry=firm.industry,
        occupation=[job.name],
        headcount=words["count"],
        education=market.maybe(0.8, job.education),
        experience_years=market.maybe(0.55, rng.choice((0, 1, 1, 2, 3, 5))),
        skills=wanted,
        salary_min=market.maybe(0.9, low),
        salary_max=market.maybe(0.85, round(low * rng.uniform(1.2, 1.7), -2)),
        workplace=firm.region,
    )


def offer(market: Market) -> Row:
    rng = market.rng
    job = rng.choice(catalogue.jobs())
    owner = _sender(market, job)
    school = owner.kind == "institute"
    held = rng.sample(job.skills, rng.randint(1, len(job.skills)))
    words = _words(market, job) | {"year": market.today.year + 1, "skill": _speaking(market, held)}
    told = rng.sample(_TRAINING if school else _LABOUR, rng.randint(2, 4))
    above = min(_LADDER.index(job.education) + rng.choice((0, 0, 0, 1)), len(_LADDER) - 1)
    return market.row(
        owner,
        job.name,
        market.say(rng.choice(_SCHOOL_TITLES if school else _LABOUR_TITLES), **words),
        [f"具备：{'、'.join(held)}", *(market.say(text) for text in told)],
        industry=None,
        occupation=[job.name],
        headcount=words["count"],
        education=market.maybe(0.9, _LADDER[above]),
        experience_years=market.maybe(0.7, rng.choice((0, 0, 0, 1) if school else (1, 1, 2, 3, 5, 8))),
        skills=held,
        salary_min=market.maybe(0.75, _pay(market, job, 0.9)),
        salary_max=None,
        workplace=rng.choice((CITY, CITY, CITY, owner.region)),
    )


def _sender(market: Market, job: Job) -> PartySeed:
    """Universities send graduates, vocational schools the skilled; the labour office and labour firms send all."""
    rng, level = market.rng, _LADDER.index(job.education)
    schools = set(catalogue.items(catalogue.places()["hiring_schools"]))
    fitting = [
        p
        for p in market.offices["institute"]
        if p.name in schools and ("大学" in p.name or "科技" in p.name) == (level >= _ACADEMIC)
    ]
    if level >= _LADDER.index("中专") and rng.random() < 0.65:
        return rng.choice(fitting)
    if rng.random() < 0.25:
        return next(p for p in market.offices["department"] if "人力资源" in p.name)
    return rng.choice(market.makers["劳务派遣服务"] or market.by_theme["services"] or market.firms)


def _words(market: Market, job: Job) -> dict[str, object]:
    counts = (1, 1, 2, 3, 5, 8) if job.kind in ("engineer", "office") else (2, 3, 5, 6, 8, 10, 12, 20, 30)
    return {"job": job.name, "count": market.rng.choice(counts)}


def _speaking(market: Market, skills: list[str]) -> str:
    """A skill for the title: what somebody can do, not when he can work."""
    return market.rng.choice([skill for skill in skills if not skill.startswith("可")] or skills)


def _work(market: Market, firm: PartySeed) -> dict[str, object]:
    theme = market.themes[firm.theme]
    return {
        "product": market.product(firm).name,
        "making": market.rng.choice(theme.making),
        "client": market.rng.choice(theme.clients),
    }


def _pay(market: Market, job: Job, factor: float) -> float:
    low, high = job.pay
    part = market.rng.uniform(0, 0.4)
    return round((low + (high - low) * part) * factor * market.rng.uniform(0.95, 1.08), -2)
