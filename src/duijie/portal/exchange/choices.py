"""States of listings and interests, and the words for verdicts and outcomes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ListingSide(models.TextChoices):
    NEED = "need", _("需求")
    OFFER = "offer", _("供给")


class ListingState(models.TextChoices):
    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审核")
    RETURNED = "returned", _("已退回")
    RELEASED = "released", _("已发布")
    CLOSED = "closed", _("已关闭")


class InterestState(models.TextChoices):
    EXPRESSED = "expressed", _("等待答复")
    ACCEPTED = "accepted", _("已接受")
    DECLINED = "declined", _("已婉拒")
    WITHDRAWN = "withdrawn", _("已撤回")


class RoundState(models.TextChoices):
    OPEN = "open", _("待计算")
    PROPOSED = "proposed", _("待发布")
    PUBLISHED = "published", _("已发布")
    DISCARDED = "discarded", _("已作废")


class Verdict(models.TextChoices):
    RECOMMENDED = "recommended", _("推荐")
    POSSIBLE = "possible", _("可考虑")
    UNKNOWN = "unknown", _("待补充信息")
    BLOCKED = "blocked", _("条件不符")


class Decision(models.TextChoices):
    """What a reviewer decided."""

    RELEASED = "released", _("通过")
    RETURNED = "returned", _("退回")


class Outcome(models.TextChoices):
    """What people said or did about a pair: the material that scoring learns from."""

    SUITABLE = "suitable", _("合适")
    UNSUITABLE = "unsuitable", _("不合适")
    EXPRESSED = "expressed", _("表达意向")
    ACCEPTED = "accepted", _("接受意向")
    DECLINED = "declined", _("婉拒意向")


JUDGEMENTS = (Outcome.SUITABLE, Outcome.UNSUITABLE)
OPEN_INTERESTS = (InterestState.EXPRESSED, InterestState.ACCEPTED)
LISTING_COLOURS = {
    ListingState.DRAFT: "draft",
    ListingState.SUBMITTED: "waiting",
    ListingState.RETURNED: "mine",
    ListingState.RELEASED: "done",
    ListingState.CLOSED: "draft",
}
INTEREST_COLOURS = {
    InterestState.EXPRESSED: "waiting",
    InterestState.ACCEPTED: "done",
    InterestState.DECLINED: "late",
    InterestState.WITHDRAWN: "draft",
}
ROUND_COLOURS = {
    RoundState.OPEN: "draft",
    RoundState.PROPOSED: "mine",
    RoundState.PUBLISHED: "done",
    RoundState.DISCARDED: "draft",
}
VERDICT_COLOURS = {
    Verdict.RECOMMENDED: "done",
    Verdict.POSSIBLE: "waiting",
    Verdict.UNKNOWN: "mine",
    Verdict.BLOCKED: "late",
}
