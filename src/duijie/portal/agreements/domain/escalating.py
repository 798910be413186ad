"""Overdue milestones are told to the parties, then to the department, then to the coordinator. Run daily, any number of times."""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.agreements import queries
from duijie.portal.agreements.choices import RUNNING, EscalationLevel, MilestoneState
from duijie.portal.agreements.deadlines import late_by
from duijie.portal.agreements.models import Escalation, LandingRules, Milestone
from duijie.portal.audit import record


@transaction.atomic
def escalate_overdue(*, today: date | None = None) -> list[Escalation]:
    """The steps that are due and were not taken; what was told once is not told again."""
    today = today or timezone.localdate()
    rules = queries.rules_on(today)
    overdue = list(_overdue(today))
    told = set(
        Escalation.objects.filter(milestone__state=MilestoneState.PLANNED).values_list(
            "milestone_id", "level", "due_on"
        )
    )
    made = []
    for milestone in overdue:
        for level in _due(milestone, today, rules):
            if (milestone.pk, str(level), milestone.due_on) in told:
                continue
            found, new = Escalation.objects.get_or_create(
                milestone=milestone,
                level=level,
                due_on=milestone.due_on,
                defaults=_details(milestone, level, today, rules),
            )
            if new:
                record(
                    None, f"milestone.{level}", milestone.agreement, milestone=milestone.title, to=found.to
                )
                made.append(found)
    return made


def _overdue(today: date) -> Iterator[Milestone]:
    """Locked in the order of their keys, so that two runs at once wait and then find the work done."""
    rows = Milestone.objects.select_for_update(of=("self",)).filter(
        state=MilestoneState.PLANNED, due_on__lt=today, agreement__stage__in=RUNNING
    )
    yield from (
        rows.select_related("agreement__department")
        .prefetch_related("agreement__signatories__party")
        .order_by("pk")
    )


def _due(milestone: Milestone, today: date, rules: LandingRules) -> Iterator[EscalationLevel]:
    late = late_by(milestone.due_on, today)
    yield EscalationLevel.REMINDED
    if late >= rules.department_days:
        yield EscalationLevel.DEPARTMENT
    if late >= rules.coordinator_days:
        yield EscalationLevel.COORDINATOR


def _details(milestone: Milestone, level: str, today: date, rules: LandingRules) -> dict[str, object]:
    agreement = milestone.agreement
    parties = "、".join(one.party.name for one in agreement.signatories.all())
    department = agreement.department.name if agreement.department else _("没有指定责任部门，由市级统筹处理")
    to = {EscalationLevel.REMINDED: parties, EscalationLevel.DEPARTMENT: department}
    why = _("节点“%(title)s”应于 %(due)s 完成，已超期 %(n)d 个工作日。") % {
        "title": milestone.title,
        "due": milestone.due_on.isoformat(),
        "n": late_by(milestone.due_on, today),
    }
    told = to.get(EscalationLevel(level), _("市级统筹"))[:300]
    return {"agreement": agreement, "to": told, "why": why, "rule": rules.name}
