"""What an agreement is about, how far it has come, and who stands behind it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgreementKind(models.TextChoices):
    SUPPLY = "supply", _("产销")
    TECHNOLOGY = "technology", _("技术")
    FINANCING = "financing", _("融资")
    EMPLOYMENT = "employment", _("用工")
    INVESTMENT = "investment", _("招商")
    ASSETS = "assets", _("资产盘活")


class TechnologyForm(models.TextChoices):
    """The Civil Code's five kinds of technology contract, and taking part with shares."""

    DEVELOPMENT = "development", _("技术开发")
    TRANSFER = "transfer", _("技术转让")
    LICENCE = "licence", _("技术许可")
    CONSULTING = "consulting", _("技术咨询")
    SERVICE = "service", _("技术服务")
    EQUITY = "equity", _("作价入股")


class LandingStage(models.TextChoices):
    DRAFT = "draft", _("起草中")
    CONFIRMING = "confirming", _("待签约方确认")
    SIGNED = "signed", _("已签约")
    STARTED = "started", _("已启动")
    DELIVERING = "delivering", _("履约中")
    COMPLETED = "completed", _("已完成")
    STALLED = "stalled", _("停滞")
    TERMINATED = "terminated", _("已终止")


class Origin(models.TextChoices):
    MEETING = "meeting", _("洽谈")
    MATCH = "match", _("供需匹配")
    EVENT = "event", _("对接会")
    HAND = "hand", _("直接登记")


class SignatorySide(models.TextChoices):
    A = "a", _("甲方")
    B = "b", _("乙方")
    C = "c", _("丙方")


class SignatoryRole(models.TextChoices):
    NEED = "need", _("需方")
    OFFER = "offer", _("供方")
    OTHER = "other", _("其他")


class MilestoneState(models.TextChoices):
    PLANNED = "planned", _("进行中")
    DONE = "done", _("已完成")
    DROPPED = "dropped", _("已取消")


class ObjectionState(models.TextChoices):
    OPEN = "open", _("待答复")
    UPHELD = "upheld", _("属实，已更正")
    REJECTED = "rejected", _("核实无误")
    WITHDRAWN = "withdrawn", _("已撤回")


class ObjectionAbout(models.TextChoices):
    STAGE = "stage", _("进展阶段")
    AMOUNT = "amount", _("协议金额")
    LANDED = "landed", _("到账金额")
    MILESTONE = "milestone", _("节点")
    OTHER = "other", _("其他内容")


class EscalationLevel(models.TextChoices):
    REMINDED = "reminded", _("提醒签约方")
    DEPARTMENT = "department", _("上报责任部门")
    COORDINATOR = "coordinator", _("上报市级统筹")


CHANNEL_OF = {
    AgreementKind.SUPPLY: "sales",
    AgreementKind.TECHNOLOGY: "research",
    AgreementKind.FINANCING: "finance",
    AgreementKind.EMPLOYMENT: "talent",
    AgreementKind.INVESTMENT: "investment",
    AgreementKind.ASSETS: "assets",
}
KIND_OF = {channel: kind for kind, channel in CHANNEL_OF.items()}
# Signed and not over: what milestones, money and deadlines belong to.
RUNNING = (LandingStage.SIGNED, LandingStage.STARTED, LandingStage.DELIVERING, LandingStage.STALLED)
BEFORE_SIGNING = (LandingStage.DRAFT, LandingStage.CONFIRMING)
HAS_STARTED = (LandingStage.STARTED, LandingStage.DELIVERING, LandingStage.COMPLETED)

STAGE_COLOURS = {
    LandingStage.DRAFT: "draft",
    LandingStage.CONFIRMING: "mine",
    LandingStage.SIGNED: "waiting",
    LandingStage.STARTED: "waiting",
    LandingStage.DELIVERING: "waiting",
    LandingStage.COMPLETED: "done",
    LandingStage.STALLED: "late",
    LandingStage.TERMINATED: "draft",
}
MILESTONE_COLOURS = {
    MilestoneState.PLANNED: "waiting",
    MilestoneState.DONE: "done",
    MilestoneState.DROPPED: "draft",
}
OBJECTION_COLOURS = {
    ObjectionState.OPEN: "mine",
    ObjectionState.UPHELD: "done",
    ObjectionState.REJECTED: "done",
    ObjectionState.WITHDRAWN: "draft",
}
