"""Agreements of the demo city in every stage: from meetings of its closed events, from accepted interests, from before.

The acts of the portal make them, so that everything is as people would have made it; only the dates are put back.
"""

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from duijie.demo.city import City
from duijie.demo.receipts import receipt
from duijie.portal.accounts.models import User
from duijie.portal.agreements import domain
from duijie.portal.agreements.choices import KIND_OF, AgreementKind, MilestoneState, SignatoryRole
from duijie.portal.agreements.domain import Signs, Sources
from duijie.portal.agreements.models import Agreement, LandedAmount, Milestone
from duijie.portal.audit.models import Entry
from duijie.portal.events.choices import EventState, MeetingState, OutcomeKind
from duijie.portal.events.models import Meeting
from duijie.portal.exchange.choices import InterestState
from duijie.portal.exchange.models import Interest
from duijie.portal.parties.choices import PartyKind
from duijie.portal.parties.models import Party
from duijie.standards.working_days import default_calendar
from duijie.tables import write_rows

Report = Callable[[int, int, str], None]
_OF_INTERESTS, _OF_BEFORE = 26, 12
_WAN = (8, 15, 26, 40, 68, 96, 150, 280, 460, 900)  # 万元
# How far each comes, in turn; what is over or stands still is as frequent as offices know it.
_STAGES = (
    "delivering", "completed", "started", "confirming", "stalled", "delivering", "signed", "completed", "draft",
    "delivering", "terminated", "started",
)  # fmt: skip
_OFFICES = {
    AgreementKind.SUPPLY: "市工业和信息化局",
    AgreementKind.TECHNOLOGY: "市科学技术局",
    AgreementKind.FINANCING: "市金融工作局",
    AgreementKind.EMPLOYMENT: "市人力资源和社会保障局",
    AgreementKind.INVESTMENT: "市投资促进局",
    AgreementKind.ASSETS: "市国有资产监督管理委员会",
}
_STEPS = {
    AgreementKind.SUPPLY: ("样品确认", "首批交货", "年度结算"),
    AgreementKind.TECHNOLOGY: ("技术资料移交", "中试完成", "产线验收"),
    AgreementKind.FINANCING: ("授信批复", "首笔放款", "全部放款"),
    AgreementKind.EMPLOYMENT: ("岗前培训", "首批到岗", "全部到岗"),
    AgreementKind.INVESTMENT: ("公司注册", "开工建设", "设备进场"),
    AgreementKind.ASSETS: ("现场交接", "首期租金", "投入使用"),
}
_FORMS = ("development", "licence", "service", "transfer", "consulting", "equity")
_STALLED = ("原材料涨价，双方重新议价。", "贷款还没有批下来。", "用地手续没有办完。")
_ENDED = ("买方订单取消，双方同意解除。", "中试结果没有达到指标。")
_OFF_THE_WAY = {"stalled": ("stall", _STALLED), "terminated": ("terminate", _ENDED)}


@dataclass(frozen=True)
class Seed:
    """One agreement to be, and the moment it was agreed on."""

    sources: Sources
    day: dt.datetime
    amount: Decimal | None


@transaction.atomic
def load_agreements(city: City, *, progress: Report | None = None) -> int:
    """Make the agreements, once. Returns how many there are."""
    if Agreement.objects.exists():
        return 0
    rng = Random(f"{city.seed}-agreements")  # noqa: S311  a demo, not a secret
    by = User.objects.get(username="coordinator")
    _before(by, rng)
    seeds = sorted(
        [*_of_meetings(rng), *islice(_of_interests(rng), _OF_INTERESTS)], key=lambda seed: seed.day
    )
    for number, (seed, stage) in enumerate(zip(seeds, cycle(_STAGES), strict=False), 1):
        _make(seed, stage, by, rng, confidential=number % 6 == 0)
        if progress:
            progress(number, len(seeds), "签订协议")
    _objections(by)
    domain.escalate_overdue()
    return Agreement.objects.count()


def _of_meetings(rng: Random) -> Iterator[Seed]:
    """What was meant or signed at events that are over."""
    held = Meeting.objects.filter(event__state=EventState.CLOSED, state=MeetingState.HELD)
    willing = held.filter(outcomes__kind__in=[OutcomeKind.INTENT, OutcomeKind.SIGNED]).distinct()
    rows = willing.annotate(said=Max("outcomes__amount"), at=Max("outcomes__at"))
    rows = rows.select_related("event", "need__party", "offer__party").filter(need__isnull=False)
    for one in rows.order_by("event__starts_at", "need__source_id", "offer__source_id"):
        if one.offer is not None and rng.random() < 0.7:
            yield Seed(Sources(meeting=one, need=one.need, offer=one.offer), one.at, one.said)


def _of_interests(rng: Random) -> Iterator[Seed]:
    """Pairs that agreed to talk, those of the demo's own accounts first."""
    rows = Interest.objects.filter(state=InterestState.ACCEPTED).select_related("need__party", "offer__party")
    rows = rows.order_by("need__source_id", "offer__source_id")
    own = [one for one in rows if one.need.created_by_id or one.offer.created_by_id]
    for one in [*own, *(other for other in rows if other not in own)]:
        known = rng.random() < 0.85
        amount = Decimal(rng.choice(_WAN)) * 10_000 if known else None
        yield Seed(Sources(need=one.need, offer=one.offer), one.answered_at or one.created_at, amount)


def _make(seed: Seed, stage: str, by: User, rng: Random, *, confidential: bool) -> None:
    agreement = _draft(seed, by, rng, confidential=confidential)
    if stage != "draft":
        agreement = domain.send(agreement, by=by)
        if stage == "confirming":
            _confirm(agreement, by, most=1)
        else:
            agreement = _landed(_confirm(agreement, by), stage, by, rng)
    _put_back(agreement, seed.day, rng)


def _draft(seed: Seed, by: User, rng: Random, *, confidential: bool) -> Agreement:
    need, offer = seed.sources.need, seed.sources.offer
    kind = KIND_OF.get(need.channel, AgreementKind.SUPPLY)
    data = {
        "title": f"{str(need)[:40]}协议" if not need.anonymous else f"{kind.label}合作协议",
        "kind": kind,
        "technology_form": rng.choice(_FORMS) if kind == AgreementKind.TECHNOLOGY else "",
        "amount": seed.amount,
        "confidential": confidential,
        "region": need.party.region,
        "department": Party.objects.filter(kind=PartyKind.DEPARTMENT, name=_OFFICES[kind]).first(),
    }
    signs = [Signs(need.party, SignatoryRole.NEED), Signs(offer.party, SignatoryRole.OFFER)]
    return domain.draft(by=by, data=data, signs=signs, sources=seed.sources)


def _confirm(agreement: Agreement, by: User, most: int = 2) -> Agreement:
    """By the accounts of the parties; where a party has none, what it signed on paper is entered."""
    today = timezone.localdate()
    for one in agreement.signatories.select_related("party")[:most]:
        user = User.objects.filter(party=one.party).exclude(role="leader").order_by("pk").first()
        if user is not None and user.is_clerk:
            agreement = domain.confirm(agreement, by=user)
        elif one.confirmed_at is None:
            agreement = domain.confirm_on_paper(one, by=by, basis="纸质协议签章页", signed_on=today)
    return agreement


def _landed(agreement: Agreement, stage: str, by: User, rng: Random) -> Agreement:
    """Brought to its stage with milestones, receipts and money as such agreements have them."""
    done = {"signed": 0, "started": 1, "delivering": 2, "stalled": 1, "terminated": 0, "completed": 3}[stage]
    steps = _plan(agreement, by)
    way = {"started": 1, "stalled": rng.choice((1, 2)), "delivering": 2, "terminated": 1, "completed": 2}
    for act in ("start", "deliver")[: way.get(stage, 0)]:
        agreement = domain.move(agreement, act, by=by)
    for step in steps[:done]:
        _finish(agreement, step, by)
    if stage in _OFF_THE_WAY:
        act, reasons = _OFF_THE_WAY[stage]
        return domain.move(agreement, act, by=by, reason=rng.choice(reasons))
    return domain.move(agreement, "complete", by=by) if stage == "completed" else agreement


def _plan(agreement: Agreement, by: User) -> list[Milestone]:
    """Three steps; the money in whole yuan, the last step takes what is left."""
    today = timezone.localdate()
    names = _STEPS[AgreementKind(agreement.kind)]
    shares: list[Decimal | None] = [None] * len(names)
    if agreement.amount is not None:
        share = agreement.amount // len(names)
        shares = [share] * (len(names) - 1) + [agreement.amount - share * (len(names) - 1)]
    return [
        domain.add_milestone(
            agreement,
            by=by,
            data={"title": title, "due_on": today + dt.timedelta(days=n), "planned_amount": shares[n]},
        )
        for n, title in enumerate(names)
    ]


def _finish(agreement: Agreement, step: Milestone, by: User) -> None:
    today = timezone.localdate()
    kept = domain.attach_evidence(agreement, by=by, file=receipt(agreement, step), milestone=step)
    if step.planned_amount:
        domain.record_landed(
            agreement, by=by, amount=step.planned_amount, on=today, key=f"demo-{step.pk}", milestone=step, evidence=kept
        )  # fmt: skip
    domain.finish_milestone(step, by=by, done_on=today)


def _put_back(agreement: Agreement, agreed: dt.datetime, rng: Random) -> None:
    """Drafted the day after it was agreed on, then step by step until lately; some steps are overdue."""
    now = timezone.now()
    start = min(agreed + dt.timedelta(hours=rng.uniform(3, 40)), now - dt.timedelta(hours=2))
    entries = list(
        Entry.objects.filter(target_type="agreements.agreement", target_id=str(agreement.pk)).order_by("pk")
    )
    pace = (now - start) * rng.uniform(0.5, 0.97) / max(1, len(entries))
    moments: dict[str, dt.datetime] = {}
    for place, entry in enumerate(entries):
        entry.at = moments[entry.act] = start + pace * place
    Entry.objects.bulk_update(entries, ["at"])
    agreement.refresh_from_db()
    _date_agreement(agreement, start, moments, entries[-1].at)
    _date_steps(agreement, start, now, rng)


def _date_agreement(
    agreement: Agreement, start: dt.datetime, moments: dict[str, dt.datetime], last: dt.datetime
) -> None:
    def day(act: str, known: Any) -> Any:
        return timezone.localdate(moments[act]) if known else None

    agreement.created_at, agreement.updated_at, agreement.stage_at = start, last, last
    agreement.sent_at = moments.get("agreement.sent")
    agreement.signed_on = day("agreement.signed", agreement.signed_on)
    agreement.started_on = day("agreement.started", agreement.started_on)
    agreement.completed_on = day("agreement.completed", agreement.completed_on)
    if agreement.signed_on:
        agreement.starts_on = agreement.signed_on
        agreement.ends_on = agreement.signed_on + dt.timedelta(days=365)
    agreement.save()
    confirmed = moments.get("agreement.confirmed")
    agreement.signatories.filter(confirmed_at__isnull=False).update(confirmed_at=confirmed)


def _date_steps(agreement: Agreement, start: dt.datetime, now: dt.datetime, rng: Random) -> None:
    """Done ones on their way; of the others every third agreement has one overdue, by a day or by weeks."""
    calendar, today = default_calendar(), timezone.localdate()
    days = max(2, (now - start).days)
    due = calendar.add_working_days(today, rng.choice((-9, -4, -1, 2, 3, 8, 15, 20, 25)))
    for place, one in enumerate(agreement.milestones.order_by("pk")):
        if one.state == MilestoneState.DONE:
            moment = start + (now - start) * (place + 1) / 5
            one.done_on = timezone.localdate(moment)
            one.due_on = one.done_on + dt.timedelta(days=rng.choice((-2, 0, 1, 3)))
            LandedAmount.objects.filter(milestone=one).update(on=one.done_on, at=moment)
            one.evidence.update(at=moment)
        else:
            one.due_on = due
            due = calendar.add_working_days(max(due, today), rng.randrange(15, 15 + min(60, days)))
        one.save(update_fields=["done_on", "due_on"])


def _before(by: User, rng: Random) -> None:
    """A register of the year before, as an office kept it in a spreadsheet, and how far those have come since."""
    firms = Party.objects.filter(kind=PartyKind.ENTERPRISE, state="active").order_by("name")
    names = list(firms.values_list("name", "region")[: _OF_BEFORE * 2])
    first = timezone.localdate().replace(year=timezone.localdate().year - 1, month=2, day=10)
    rows = [
        [f"{first.year}年{kind.label}合作协议（{n + 1}）", kind.label, "技术开发" if kind == "technology" else "",
         names[2 * n][0], names[2 * n + 1][0], rng.choice(_WAN), first + dt.timedelta(days=25 * n), names[2 * n][1] or "",
         _OFFICES[kind]]
        for n, kind in zip(range(len(names) // 2), cycle(AgreementKind), strict=False)
    ]  # fmt: skip
    columns = [
        "协议名称",
        "类别",
        "技术合同类型",
        "甲方",
        "乙方",
        "协议金额（万元）",
        "签约日期",
        "落地地区",
        "责任部门",
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "register.xlsx"
        write_rows(path, columns, rows)
        domain.import_agreements(path, by=by)
    for one in Agreement.objects.order_by("signed_on", "number"):
        _finish_old(one, by, rng)


def _finish_old(one: Agreement, by: User, rng: Random) -> None:
    signed = timezone.make_aware(dt.datetime.combine(one.signed_on, dt.time(10)))
    if rng.random() < 0.75:
        for act in ("start", "deliver"):
            one = domain.move(one, act, by=by)
        given = {"amount": one.amount, "on": one.signed_on + dt.timedelta(days=90), "key": "demo"}
        domain.record_landed(one, by=by, **given)
        if rng.random() < 0.7:
            domain.move(one, "complete", by=by)
    one.refresh_from_db()
    if one.started_on:
        one.started_on = one.signed_on + dt.timedelta(days=20)
    if one.completed_on:
        one.completed_on = one.signed_on + dt.timedelta(days=180)
    one.created_at, one.updated_at, one.stage_at = signed, signed, signed
    one.save()
    entries = Entry.objects.filter(target_type="agreements.agreement", target_id=str(one.pk))
    for place, entry in enumerate(entries.order_by("pk")):
        Entry.objects.filter(pk=entry.pk).update(at=signed + dt.timedelta(days=20 * place))


def _objections(by: User) -> None:
    """Two of what firms with an account have to say: one waits, one was answered."""
    users = {user.party_id: user for user in User.objects.filter(username__in=["enterprise", "enterprise2"])}
    running = Agreement.objects.filter(stage="delivering", signatories__party__in=list(users)).distinct()
    said = ("首批交货还没有全部验收，请改回“进行中”。", "到账金额少登记了一笔，请核对回单。")
    for place, one in enumerate(running.order_by("number")[:2]):
        user = next(users[s.party_id] for s in one.signatories.all() if s.party_id in users)
        raised = domain.raise_objection(one, by=user, about=("milestone", "landed")[place], what=said[place])
        if place:
            domain.answer_objection(raised, by=by, upheld=False, answer="已与银行回单核对，两笔都在表里。")
