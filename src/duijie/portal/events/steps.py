"""What an organiser does next: one step, by the state of the event and what there is."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from duijie.portal.events.choices import STANDING, EventState, MeetingState, ParticipantState
from duijie.portal.events.models import Event


@dataclass(frozen=True)
class Step:
    """A link, or (with `act`) something that is done by a button; `why` says it in a sentence."""

    label: str
    url: str
    why: str
    post: bool = False
    confirm: str = ""


@dataclass(frozen=True)
class Counts:
    asked: int
    invited: int
    confirmed: int
    declined: int
    slots: int
    tables: int
    candidates: int
    placed: int
    planned: int
    held: int


def counts(event: Event) -> Counts:
    """Four queries."""
    people = event.participants.order_by().aggregate(
        asked=Count("pk"),
        invited=Count("pk", filter=Q(state=ParticipantState.INVITED)),
        confirmed=Count("pk", filter=Q(state=ParticipantState.CONFIRMED)),
        declined=Count("pk", filter=Q(state__in=(ParticipantState.DECLINED, ParticipantState.WITHDRAWN))),
    )
    standing = Q(state__in=STANDING)
    meetings = event.meetings.order_by().aggregate(
        candidates=Count("pk", filter=standing),
        placed=Count("pk", filter=standing & Q(slot__isnull=False, table__isnull=False)),
        planned=Count("pk", filter=Q(state=MeetingState.PLANNED)),
        held=Count("pk", filter=Q(state=MeetingState.HELD)),
    )
    return Counts(**people, **meetings, slots=event.slots.count(), tables=event.tables.count())


def next_step(event: Event, has: Counts) -> Step | None:
    found = _STEPS.get(EventState(event.state))
    return found(event, has) if found else None


def _draft(event: Event, has: Counts) -> Step:
    if not has.slots or not has.tables:
        why = _("先定时段和桌位，再邀请。")
        return Step(_("安排时段和桌位"), reverse("events:layout", args=[event.pk]), why)
    if not has.asked:
        why = _("时段和桌位已定。按匹配、名单或逐个邀请参会方；现在邀请的，开始邀请报名时一起通知。")
        return Step(_("邀请参会方"), reverse("events:invite", args=[event.pk]), why)
    return _act(
        event, "open", _("开始邀请报名"), _("有 %(n)d 家等着邀请。开始后都能看到，也能自己报名。") % {"n": has.asked},
        _("开始后，所有登录的人都看得到这个对接会，邀请的单位会收到通知。确定吗？"),
    )  # fmt: skip


def _open(event: Event, has: Counts) -> Step:
    told = {"confirmed": has.confirmed, "asked": has.asked, "invited": has.invited}
    said = _("邀请和报名 %(asked)d 家，已确认 %(confirmed)d 家，还有 %(invited)d 家没有答复。") % told
    if has.confirmed < 2:  # noqa: PLR2004  it takes two to meet
        return Step(_("邀请和催办"), reverse("events:participants", args=[event.pk]), said)
    return _act(event, "match", _("开始配对排期"), said)


def _matching(event: Event, has: Counts) -> Step:
    if not has.placed:
        why = _("按匹配和意愿选出洽谈，再排时段和桌位，使空档最少；在后台进行。")
        return Step(_("计算日程"), reverse("events:compute", args=[event.pk]), why, post=True)
    told = {"placed": has.placed, "candidates": has.candidates}
    why = _("排上 %(placed)d 场，备选 %(candidates)d 场。看过日程板再发布；发布以前参会方看不到。") % told
    return Step(_("发布日程"), reverse("events:publish", args=[event.pk]), why, post=True)


def unpublished(event: Event) -> bool:
    """Whether the draft is another than the current version."""
    if event.current is None:
        return False
    placed = event.meetings.filter(
        state__in=(*STANDING, MeetingState.MISSED), slot__isnull=False, table__isnull=False
    )
    there = set(event.current.placements.order_by().values_list("meeting_id", "slot_id", "table_id"))
    return there != set(placed.order_by().values_list("pk", "slot_id", "table_id"))


def _scheduled(event: Event, has: Counts) -> Step:
    if unpublished(event):
        why = _("日程改过，还没有发布；参会方看到的还是%(version)s。") % {"version": event.current}
        return Step(_("发布新的一版"), reverse("events:publish", args=[event.pk]), why, post=True)
    why = _("日程已发布 %(n)d 场洽谈。改动以后再发布一版，只通知有变化的参会方。") % {"n": has.planned}
    return _act(event, "start", _("开始举行"), why, _("开始以后可以签到和记录洽谈结果。确定现在开始吗？"))


def _running(event: Event, has: Counts) -> Step:
    why = _("已谈 %(held)d 场，还有 %(planned)d 场。") % {"held": has.held, "planned": has.planned}
    return _act(event, "close", _("结束对接会"), why, _("结束以后不能再改日程和签到。确定吗？"))


def _act(event: Event, act: str, label: str, why: str, confirm: str = "") -> Step:
    return Step(label, reverse("events:act", args=[event.pk, act]), why, post=True, confirm=confirm)


_STEPS = {
    EventState.DRAFT: _draft,
    EventState.OPEN: _open,
    EventState.MATCHING: _matching,
    EventState.SCHEDULED: _scheduled,
    EventState.RUNNING: _running,
}
