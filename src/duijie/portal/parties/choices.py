"""Kinds and states of those who take part."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartyKind(models.TextChoices):
    ENTERPRISE = "enterprise", _("企业")
    DEPARTMENT = "department", _("市直部门")
    COUNTY = "county", _("县（市、区）")
    BANK = "bank", _("金融机构")
    INSTITUTE = "institute", _("高校院所")
    PARK = "park", _("园区")


class PartyState(models.TextChoices):
    PENDING = "pending", _("待审核")
    ACTIVE = "active", _("正常")
    SUSPENDED = "suspended", _("停用")


class SizeClass(models.TextChoices):
    LARGE = "large", _("大型")
    MEDIUM = "medium", _("中型")
    SMALL = "small", _("小型")
    MICRO = "micro", _("微型")


STATE_COLOURS = {PartyState.PENDING: "waiting", PartyState.ACTIVE: "done", PartyState.SUSPENDED: "late"}
