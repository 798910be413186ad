"""What the funnel says, ready to be shown: figures with denominators, charts with tables, papers for Word and Excel."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from duijie.portal.agreements import funnel, queries
from duijie.portal.agreements.cards import Card, Total
from duijie.portal.agreements.choices import AgreementKind
from duijie.portal.agreements.funnel import DIMENSIONS, Counts
from duijie.portal.events.documents.paper import Page, Paper
from duijie.portal.events.models import Event
from duijie.portal.parties.models import Party
from duijie.portal.parties.places import region_short
from duijie.portal.web.dashboard import Chart, Figure, percent
from duijie.portal.web.templatetags.duijie import wan_words

Asked = Mapping[str, Any]
_MOST_ROWS = 40


def figures(whole: Counts, asked: Asked) -> list[Figure]:
    """Eight figures at most; each is a rate with its counts and leads to its rows."""
    rules = queries.rules_on()
    money, started, completed = (
        whole.money(),
        whole.money(lambda a: a.started),
        whole.money(lambda a: a.completed),
    )
    converted, published, unnamed = funnel.achievements(asked, whole.agreed)
    return [
        Figure(
            _("约定洽谈的举行率"),
            percent(whole.held, whole.planned),
            _("%(of)s 场，参考值 %(n)d%%") % {"of": of(whole.held, whole.planned), "n": rules.held_reference},
            meetings_url("held", asked),
        ),
        Figure(
            _("洽谈达成意向"),
            percent(whole.intents, whole.held),
            _("%(of)s 场，参考值 %(n)d%%")
            % {"of": of(whole.intents, whole.held), "n": rules.intent_reference},
            meetings_url("intent", asked),
        ),
        Figure(
            _("意向洽谈签约"),
            percent(whole.signed_meetings, whole.intents),
            _("%(of)s 场") % {"of": of(whole.signed_meetings, whole.intents)},
            meetings_url("signed", asked),
        ),
        Figure(_("已签约协议"), f"{whole.signed:,}", _money_note(money), rows_url("signed", asked)),
        Figure(
            _("已启动"),
            percent(whole.started, whole.signed),
            _share_note(whole.started, whole.signed, started.agreed, money),
            rows_url("started", asked),
        ),
        Figure(
            _("已完成"),
            percent(whole.completed, whole.signed),
            _share_note(whole.completed, whole.signed, completed.agreed, money),
            rows_url("completed", asked),
        ),
        Figure(
            _("资金到位"),
            money_percent(money.landed, money.agreed),
            f"{wan_words(money.landed)} / {wan_words(money.agreed)}",
            rows_url("signed", asked),
        ),
        Figure(
            _("科技成果转化率"),
            percent(converted, published),
            _("%(of)s 项成果") % {"of": of(converted, published)}
            + (_("；%(n)d 份技术协议没有关联成果") % {"n": unnamed} if unnamed else ""),
            rows_url("signed", {**asked, "kind": str(AgreementKind.TECHNOLOGY)}),
        ),
    ]


def chart(whole: Counts, asked: Asked) -> Chart:
    """The one funnel: of accepted meetings, how many came how far; agreements are those that meetings led to."""
    of_meetings = [one for one in whole.agreed if one.meeting is not None]
    meetings = (
        {one.meeting for one in of_meetings if one.started},
        {o.meeting for o in of_meetings if o.completed},
    )
    known = {one.pk for one in whole.met if one.signed}
    steps = [
        (_("约定洽谈"), whole.planned, meetings_url("planned", asked)),
        (_("已举行"), whole.held, meetings_url("held", asked)),
        (_("达成意向"), whole.intents, meetings_url("intent", asked)),
        (_("已签约"), whole.signed_meetings, meetings_url("signed", asked)),
        (_("已启动"), len(meetings[0] & known), rows_url("started", {**asked, "origin": "meeting"})),
        (_("已完成"), len(meetings[1] & known), rows_url("completed", {**asked, "origin": "meeting"})),
    ]
    rows, before = [], 0
    for at, (label, n, _url) in enumerate(steps):
        rows.append((label, n, percent(n, whole.planned), percent(n, before) if at else "—"))
        before = n
    columns = [_("步骤"), _("洽谈数"), _("占约定洽谈"), _("占上一步")]
    urls = [url for _label, _n, url in steps]
    return Chart("landing", _("约定的洽谈走到了哪一步？"), "funnel", columns, rows, [1], urls=urls)


def breakdown(whole: Counts, by: str, asked: Asked) -> Chart:
    """One row for each event, channel, county, department or year."""
    groups = funnel.grouped(whole, by)
    names = _names(by, groups)
    rows = [_row(names[key], one) for key, one in groups.items()]
    urls = [_group_url(by, key, asked) for key in groups]
    title = _("按%(what)s看，签约的有多少启动和完成？") % {"what": DIMENSIONS[by]}
    return Chart(f"by-{by}", title, "stack", [str(DIMENSIONS[by]), *_columns()], rows, [10, 9, 12], urls=urls)


def _columns() -> list[str]:
    return [
        _("约定洽谈"), _("已举行"), _("举行率"), _("达成意向"), _("意向率"), _("意向已签约"), _("意向签约率"), _("已签约协议"),
        _("已启动未完成"), _("已完成"), _("完成率"), _("未启动"), _("协议金额"), _("已到账"), _("到账率"), _("保密说明"),
    ]  # fmt: skip


def _row(label: str, one: Counts) -> tuple[Any, ...]:
    money = one.money()
    return (
        label, one.planned, one.held, percent(one.held, one.planned), one.intents, percent(one.intents, one.held),
        one.signed_meetings, percent(one.signed_meetings, one.intents), one.signed, one.started - one.completed,
        one.completed, percent(one.completed, one.signed), one.signed - one.started, wan_words(money.agreed),
        wan_words(money.landed), money_percent(money.landed, money.agreed), money.note,
    )  # fmt: skip


def _names(by: str, groups: Mapping[Any, Counts]) -> dict[Any, str]:
    unknown = _("未填")
    if by == "event":
        found = dict(Event.objects.filter(pk__in=[k for k in groups if k]).values_list("pk", "title"))
        return {key: found.get(key, _("不经对接会")) for key in groups}
    if by == "department":
        found = dict(Party.objects.filter(pk__in=[k for k in groups if k]).values_list("pk", "name"))
        return {key: found.get(key, unknown) for key in groups}
    if by == "kind":
        return {key: str(AgreementKind(key).label) if key else unknown for key in groups}
    if by == "region":
        return {key: region_short(key) or unknown for key in groups}
    return {key: str(key) if key else unknown for key in groups}


def _group_url(by: str, key: Any, asked: Asked) -> str:
    """The agreements behind a row; a group without a name has no filter that finds it alone."""
    return rows_url("signed", {**asked, by: key}) if key else ""


def rows_url(step: str, asked: Asked) -> str:
    return f"{reverse('agreements:list')}?{urlencode({'step': step, **asked})}"


def meetings_url(step: str, asked: Asked) -> str:
    return f"{reverse('agreements:meetings')}?{urlencode({'step': step, **asked})}"


def of(part: int, whole: int) -> str:
    return f"{part:,} / {whole:,}"


def money_percent(part: Decimal, whole: Decimal) -> str:
    return f"{part * 100 / whole:.0f}%" if whole else "—"


def _money_note(money: Total) -> str:
    said = [wan_words(money.agreed)]
    if money.unknown:
        said.append(_("%(n)d 份没有填金额") % {"n": money.unknown})
    return "；".join(part for part in (*said, money.note) if part)


def _share_note(part: int, whole: int, amount: Decimal, money: Total) -> str:
    said = {"of": of(part, whole), "money": money_percent(amount, money.agreed)}
    return _("%(of)s 份；按金额 %(money)s") % said


def paper(user: Any, whole: Counts, asked: Asked, scope: str, rows: Any) -> Paper:
    """The report for an event or a period: figures, the funnel, every breakdown, the register."""
    steps = chart(whole, asked)
    pages = [
        Page(_("对接落地情况报告"), [_("指标"), _("数值"), _("说明")],
             [(str(f.label), f.value, str(f.note)) for f in figures(whole, asked)], (3, 2, 5), _lead(scope)),
        Page(str(steps.title), [str(c) for c in steps.columns], steps.rows, (3, 2, 2, 2)),
        *(_dimension(whole, by, asked) for by in DIMENSIONS),
        Page(_("协议台账"), _REGISTER(), [_register(Card(one)) for one in rows], (3, 6, 5, 3, 3, 3, 3)),
    ]  # fmt: skip
    return Paper(_("对接落地情况报告"), pages, landscape=True)


def _lead(scope: str) -> Sequence[str]:
    rules = queries.rules_on()
    return [
        _("范围：%(scope)s。截至 %(day)s。") % {"scope": scope, "day": timezone.localdate().isoformat()},
        _("参考值和保密规则依据：%(name)s（%(source)s）。保密协议不满 %(n)d 份的，金额不计入合计。")
        % {"name": rules.name, "source": rules.source, "n": rules.fewest_summed},
    ]


def _dimension(whole: Counts, by: str, asked: Asked) -> Page:
    found = breakdown(whole, by, asked)
    kept = [0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 13, 14, 15]
    columns = [str(found.columns[i]) for i in kept]
    rows = [[row[i] for i in kept] for row in found.rows[:_MOST_ROWS]]
    return Page(_("按%(what)s") % {"what": DIMENSIONS[by]}, columns, rows, (4, *[2] * (len(kept) - 1)))


def _REGISTER() -> list[str]:  # noqa: N802  a constant that waits for its language
    return [_("编号"), _("协议名称"), _("签约方"), _("阶段"), _("签约日期"), _("协议金额"), _("已到账")]


def _register(card: Card) -> list[Any]:
    one = card.agreement
    hidden = _("保密")
    amount = wan_words(card.amount) if card.open else hidden
    landed = wan_words(card.landed) if card.open else hidden
    return [one.number, one.title, card.parties, one.get_stage_display(), one.signed_on, amount, landed]
