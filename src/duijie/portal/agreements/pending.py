"""What of agreements waits for a person: confirmations, due and overdue milestones, what was escalated, objections."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.accounts.choices import Role
from duijie.portal.agreements import deadlines, permissions, queries, sources
from duijie.portal.agreements.choices import (
    RUNNING,
    EscalationLevel,
    LandingStage,
    MilestoneState,
    ObjectionState,
)
from duijie.portal.agreements.models import Escalation, LandingRules, Milestone, Objection, Signatory
from duijie.portal.web.waiting import WaitingItem
from duijie.standards.working_days import default_calendar

_SHOWN = 5


def items(user: Any) -> Iterable[WaitingItem]:
    """At most a few of each kind; the lists have the rest."""
    if not (permissions.may(user, "draft") or permissions.may(user, "steer")) or user.role == Role.LEADER:
        return
    rules = queries.rules_on()
    yield from _confirmations(user, rules)
    yield from _returned(user)
    yield from _unwritten(user)
    yield from _milestones(user, rules)
    yield from _objections(user, rules)


def _confirmations(user: Any, rules: LandingRules) -> Iterable[WaitingItem]:
    waits = Signatory.objects.filter(
        party=user.party_id, confirmed_at__isnull=True, agreement__stage=LandingStage.CONFIRMING
    )
    for one in waits.select_related("agreement").order_by("agreement__sent_at")[:_SHOWN]:
        due = deadlines.after(one.agreement.sent_at, rules.confirm_days)
        yield _item(one.agreement, str(one.agreement), _("去确认"), due, _("协议待确认"))


def _returned(user: Any) -> Iterable[WaitingItem]:
    """Drafts that a signatory sent back."""
    back = queries.visible_to(user).filter(Q(created_by=user), stage=LandingStage.DRAFT, stage_reason__gt="")
    for one in back.order_by("stage_at")[:_SHOWN]:
        yield WaitingItem(str(one), one.get_absolute_url(), _("去修改"), kind=_("协议被退回"))


def _unwritten(user: Any) -> Iterable[WaitingItem]:
    """Meetings that came to something: whoever was there writes it down."""
    if not user.is_clerk:
        return
    for one in sources.unwritten(user).order_by("event__starts_at", "pk")[:_SHOWN]:
        title = _("%(event)s：%(parties)s") % {"event": one.event, "parties": one}
        yield WaitingItem(title, sources.create_url(one), _("起草协议"), kind=_("洽谈谈成了"))


def _milestones(user: Any, rules: LandingRules) -> Iterable[WaitingItem]:
    """For the signatories and whoever is responsible before and after the day; for others what was escalated to them."""
    rows = Milestone.objects.filter(state=MilestoneState.PLANNED, agreement__stage__in=RUNNING)
    limit = default_calendar().add_working_days(timezone.localdate(), rules.remind_before_days)
    for one in _mine(user, rows, limit).select_related("agreement").order_by("due_on", "pk")[:_SHOWN]:
        late = one.due_on < timezone.localdate()
        kind = _("节点逾期") if late else _("节点将到期")
        yield _item(one.agreement, f"{one.agreement.number} {one.title}", _("去推进"), one.due_on, kind)


def _mine(user: Any, rows: QuerySet[Milestone], limit: Any) -> QuerySet[Milestone]:
    soon = Q(due_on__lte=limit)
    mine = Q(agreement__officer=user) & soon
    if user.party_id:
        signs = Signatory.objects.filter(agreement=OuterRef("agreement"), party=user.party_id)
        mine |= Q(Exists(signs)) & soon
    told = Escalation.objects.filter(milestone=OuterRef("pk"), due_on=OuterRef("due_on"))
    if user.role == Role.DEPARTMENT and user.party_id:
        mine |= Q(agreement__department=user.party_id) & Q(
            Exists(told.filter(level=EscalationLevel.DEPARTMENT))
        )
    if user.role == Role.COORDINATOR:
        every = Q(Exists(told.filter(level=EscalationLevel.COORDINATOR)))
        nobody = Q(agreement__department__isnull=True) & Q(
            Exists(told.filter(level=EscalationLevel.DEPARTMENT))
        )
        mine |= every | nobody
    return rows.filter(mine)


def _objections(user: Any, rules: LandingRules) -> Iterable[WaitingItem]:
    rows = Objection.objects.filter(state=ObjectionState.OPEN)
    if user.role == Role.DEPARTMENT and user.party_id:
        rows = rows.filter(Q(agreement__department=user.party_id) | Q(agreement__officer=user))
    elif user.role == Role.COORDINATOR:
        rows = rows.filter(Q(agreement__department__isnull=True) | Q(agreement__officer=user))
    else:
        rows = rows.filter(agreement__officer=user)
    for one in rows.select_related("agreement").order_by("at")[:_SHOWN]:
        due = deadlines.after(one.at, rules.objection_days)
        yield _item(one.agreement, f"{one.agreement.number} {one}", _("去答复"), due, _("企业异议"))


def _item(agreement: Any, title: str, action: str, due: Any, kind: str) -> WaitingItem:
    return WaitingItem(
        title,
        agreement.get_absolute_url(),
        action,
        deadline=deadlines.moment(due),
        kind=kind,
        deadline_words=deadlines.words(due),
    )
