"""The moves between states of an event, and what to say of the others."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.events.choices import ARRANGING, INVITING, EventState
from duijie.portal.refused import Refused


@dataclass(frozen=True)
class Move:
    """From which states an act leads where; `label` names it in a refusal, `hint` says what can be done instead."""

    sources: frozenset[str]
    target: str
    label: str | Promise
    hint: str | Promise = ""


EVENT_MOVES = {
    "open": Move(
        frozenset({EventState.DRAFT}),
        EventState.OPEN,
        gettext_lazy("开始邀请报名"),
        gettext_lazy("只有筹备中的对接会可以开始邀请报名。"),
    ),
    "match": Move(
        frozenset({EventState.OPEN}),
        EventState.MATCHING,
        gettext_lazy("开始配对排期"),
        gettext_lazy("先开始邀请报名，有单位确认参加以后再配对排期。"),
    ),
    "reopen": Move(
        frozenset({EventState.MATCHING}),
        EventState.OPEN,
        gettext_lazy("重新开放报名"),
        gettext_lazy("日程发布以后不再重新开放报名；要加单位，请直接邀请。"),
    ),
    "publish": Move(
        frozenset({EventState.MATCHING}),
        EventState.SCHEDULED,
        gettext_lazy("发布日程"),
        gettext_lazy("先配对排期，再发布日程。"),
    ),
    "start": Move(
        frozenset({EventState.SCHEDULED}),
        EventState.RUNNING,
        gettext_lazy("开始举行"),
        gettext_lazy("日程发布以后才能开始。"),
    ),
    "close": Move(
        frozenset({EventState.RUNNING}),
        EventState.CLOSED,
        gettext_lazy("结束"),
        gettext_lazy("正在举行的对接会才能结束。"),
    ),
    "cancel": Move(
        frozenset(INVITING),
        EventState.CANCELLED,
        gettext_lazy("取消"),
        gettext_lazy("已经结束的对接会保留记录，不能取消。"),
    ),
}


def event_move(act: str, state: str) -> str | None:
    """The state the act leads to; None if the event is there already; Refused with a sentence otherwise."""
    move = EVENT_MOVES[act]
    if state == move.target:
        return None
    if state not in move.sources:
        said = _("这个对接会现在是“%(state)s”，不能%(act)s。")
        told = said % {"state": EventState(state).label, "act": move.label}
        raise Refused(f"{told}{move.hint}")
    return move.target


def check_arranging(state: str) -> None:
    """Meetings are arranged from the matching on until the event ends."""
    if state not in ARRANGING:
        said = _("这个对接会现在是“%(state)s”，不能安排洽谈。配对排期开始以后、结束以前可以安排。")
        raise Refused(said % {"state": EventState(state).label})


def check_inviting(state: str) -> None:
    if state not in INVITING:
        said = _("这个对接会现在是“%(state)s”，不能再改参会方和会场安排。")
        raise Refused(said % {"state": EventState(state).label})
