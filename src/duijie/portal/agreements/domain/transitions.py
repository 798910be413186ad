"""The moves between the stages of an agreement, and what to say of the others."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.agreements.choices import LandingStage
from duijie.portal.refused import Refused

S = LandingStage


@dataclass(frozen=True)
class Move:
    """From which stages an act leads where; `target` None is the stage that a stalled agreement stopped in."""

    label: str | Promise
    sources: frozenset[str]
    target: str | None
    reason: bool = False


MOVES = {
    "send": Move(gettext_lazy("送签约方确认"), frozenset({S.DRAFT}), S.CONFIRMING),
    "take_back": Move(gettext_lazy("撤回修改"), frozenset({S.CONFIRMING}), S.DRAFT),
    "decline": Move(gettext_lazy("退回修改"), frozenset({S.CONFIRMING}), S.DRAFT, reason=True),
    "sign": Move(gettext_lazy("签约"), frozenset({S.CONFIRMING}), S.SIGNED),
    "start": Move(gettext_lazy("启动"), frozenset({S.SIGNED}), S.STARTED),
    "deliver": Move(gettext_lazy("开始履约"), frozenset({S.STARTED}), S.DELIVERING),
    "complete": Move(gettext_lazy("完成"), frozenset({S.DELIVERING}), S.COMPLETED),
    "stall": Move(
        gettext_lazy("报告停滞"), frozenset({S.SIGNED, S.STARTED, S.DELIVERING}), S.STALLED, reason=True
    ),
    "resume": Move(gettext_lazy("恢复推进"), frozenset({S.STALLED}), None),
    "terminate": Move(
        gettext_lazy("终止"),
        frozenset({S.DRAFT, S.CONFIRMING, S.SIGNED, S.STARTED, S.DELIVERING, S.STALLED}),
        S.TERMINATED,
        reason=True,
    ),
}
# What brings an agreement one step on, in order: the button of the page.
FORWARD = ("send", "start", "deliver", "complete", "resume")


def target_of(act: str, stage: str, stalled_from: str = "") -> str | None:
    """The stage the act leads to; None if the agreement is there already; Refused with a sentence otherwise."""
    move = MOVES[act]
    if stage == move.target:
        return None
    if stage not in move.sources:
        raise Refused(_sentence(act, stage))
    return move.target or stalled_from


def possible(stage: str) -> list[str]:
    """The acts that this stage allows, in the order of the table."""
    return [act for act, move in MOVES.items() if stage in move.sources]


def _sentence(act: str, stage: str) -> str:
    could = "、".join(str(MOVES[a].label) for a in possible(stage) if a not in ("sign", "decline"))
    said = {"stage": S(stage).label, "act": MOVES[act].label}
    if not could:
        return _("协议%(stage)s，不能再%(act)s；没有改动。") % said
    return _("协议现在是“%(stage)s”，不能%(act)s；没有改动。现在可以：%(could)s。") % (
        said | {"could": could}
    )
