"""Kinds and states of events, participants and meetings, with their colours."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EventKind(models.TextChoices):
    MATCHMAKING = "matchmaking", _("对接会")
    PROMOTION = "promotion", _("推介会")
    NEGOTIATION = "negotiation", _("洽谈会")


class EventState(models.TextChoices):
    DRAFT = "draft", _("筹备中")
    OPEN = "open", _("邀请报名")
    MATCHING = "matching", _("配对排期")
    SCHEDULED = "scheduled", _("日程已发布")
    RUNNING = "running", _("正在举行")
    CLOSED = "closed", _("已结束")
    CANCELLED = "cancelled", _("已取消")


class SlotSession(models.TextChoices):
    MORNING = "morning", _("上午")
    AFTERNOON = "afternoon", _("下午")


class MeetingSession(models.TextChoices):
    """When a meeting may be; the values are the engine's."""

    MORNING = "morning", _("限上午")
    AFTERNOON = "afternoon", _("限下午")
    ANY = "any", _("不限")


class ParticipantState(models.TextChoices):
    INVITED = "invited", _("待答复")
    CONFIRMED = "confirmed", _("已确认")
    DECLINED = "declined", _("不参加")
    WITHDRAWN = "withdrawn", _("已退出")


class ParticipantSource(models.TextChoices):
    MATCH = "match", _("按匹配邀请")
    LIST = "list", _("按名单邀请")
    APPLIED = "applied", _("自己报名")
    WALK_IN = "walk_in", _("现场到会")
    BY_HAND = "by_hand", _("逐个邀请")


class MeetingState(models.TextChoices):
    PROPOSED = "proposed", _("备选")
    PLANNED = "planned", _("已排定")
    HELD = "held", _("已洽谈")
    MISSED = "missed", _("未谈成")
    CANCELLED = "cancelled", _("已取消")


class MeetingSource(models.TextChoices):
    MATCH = "match", _("匹配")
    WISH = "wish", _("参会方意愿")
    BY_HAND = "by_hand", _("人工指定")


class OutcomeKind(models.TextChoices):
    """What came of a meeting, as one side says."""

    NONE = "none", _("没有意向")
    FOLLOW_UP = "follow_up", _("继续跟进")
    INTENT = "intent", _("达成意向")
    SIGNED = "signed", _("当场签约")


class ProgrammeKind(models.TextChoices):
    SPEECH = "speech", _("致辞")
    PITCH = "pitch", _("推介")
    NEED = "need", _("需求发布")
    SIGNING = "signing", _("签约")
    OTHER = "other", _("其他")


class RepairState(models.TextChoices):
    """Of a proposal that mends the agenda on the day."""

    COMPUTING = "computing", _("正在计算")
    PROPOSED = "proposed", _("待采用")
    APPLIED = "applied", _("已采用")
    DISCARDED = "discarded", _("未采用")
    IMPOSSIBLE = "impossible", _("无法安排")


REPAIR_COLOURS = {
    RepairState.COMPUTING: "waiting",
    RepairState.PROPOSED: "mine",
    RepairState.APPLIED: "done",
    RepairState.DISCARDED: "draft",
    RepairState.IMPOSSIBLE: "late",
}


# Those in which a meeting takes somebody's time.
STANDING = (MeetingState.PROPOSED, MeetingState.PLANNED, MeetingState.HELD)
# In which the organiser still arranges meetings, and in which what was published may change.
ARRANGING = (EventState.MATCHING, EventState.SCHEDULED, EventState.RUNNING)
PUBLISHED = (EventState.SCHEDULED, EventState.RUNNING, EventState.CLOSED)
INVITING = (EventState.DRAFT, EventState.OPEN, *ARRANGING)
EVENT_COLOURS = {
    EventState.DRAFT: "draft",
    EventState.OPEN: "waiting",
    EventState.MATCHING: "mine",
    EventState.SCHEDULED: "waiting",
    EventState.RUNNING: "mine",
    EventState.CLOSED: "done",
    EventState.CANCELLED: "late",
}
PARTICIPANT_COLOURS = {
    ParticipantState.INVITED: "waiting",
    ParticipantState.CONFIRMED: "done",
    ParticipantState.DECLINED: "late",
    ParticipantState.WITHDRAWN: "draft",
}
MEETING_COLOURS = {
    MeetingState.PROPOSED: "draft",
    MeetingState.PLANNED: "waiting",
    MeetingState.HELD: "done",
    MeetingState.MISSED: "late",
    MeetingState.CANCELLED: "late",
}
OUTCOME_COLOURS = {
    OutcomeKind.NONE: "draft",
    OutcomeKind.FOLLOW_UP: "waiting",
    OutcomeKind.INTENT: "mine",
    OutcomeKind.SIGNED: "done",
}
