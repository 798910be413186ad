"""From signed to completed, or stalled, resumed, terminated: one function, by the transition table."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duijie.portal.agreements import permissions
from duijie.portal.agreements.choices import LandingStage, MilestoneState
from duijie.portal.agreements.domain.shared import locked, required, touched
from duijie.portal.agreements.domain.transitions import MOVES, target_of
from duijie.portal.agreements.models import Agreement
from duijie.portal.audit import record
from duijie.portal.refused import Refused

ENTRIES = {
    "start": "agreement.started",
    "deliver": "agreement.delivering",
    "complete": "agreement.completed",
    "stall": "agreement.stalled",
    "resume": "agreement.resumed",
    "terminate": "agreement.terminated",
}


@transaction.atomic
def move(agreement: Agreement, act: str, *, by: Any, reason: str = "") -> Agreement:
    """Move to the next stage; a second click finds it there. Stalling and terminating say why."""
    agreement = locked(agreement)
    permissions.require(by, "terminate" if act == "terminate" else "progress", agreement)
    target = target_of(act, agreement.stage, agreement.stalled_from)
    if target:
        if MOVES[act].reason:
            reason = required(reason, _("请写明原因，责任部门要据此协调。"))
        _check(agreement, act)
        _go(agreement, target, reason)
        record(by, ENTRIES[act], agreement, **({"reason": reason} if reason else {}))
    return agreement


def _check(agreement: Agreement, act: str) -> None:
    """Nothing is completed over milestones that nobody has finished or dropped."""
    if act != "complete":
        return
    left = agreement.milestones.filter(state=MilestoneState.PLANNED).count()
    if left:
        raise Refused(
            ngettext(
                "还有 %(n)d 个节点没有完成，请先完成或取消；阶段没有改动。",
                "还有 %(n)d 个节点没有完成，请先完成或取消；阶段没有改动。",
                left,
            )
            % {"n": left}
        )


def _go(agreement: Agreement, target: str, reason: str) -> None:
    today = timezone.localdate()
    agreement.stalled_from = agreement.stage if target == LandingStage.STALLED else ""
    if target == LandingStage.STARTED:
        agreement.started_on = agreement.started_on or today
    agreement.completed_on = today if target == LandingStage.COMPLETED else None
    agreement.stage, agreement.stage_reason = LandingStage(target), reason
    agreement.stage_at = timezone.now()
    touched(agreement, "stage", "stage_reason", "stage_at", "stalled_from", "started_on", "completed_on")
