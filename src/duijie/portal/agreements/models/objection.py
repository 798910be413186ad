"""A firm says that what the table claims is not so."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.agreements.choices import OBJECTION_COLOURS, ObjectionAbout, ObjectionState
from duijie.portal.agreements.models.agreement import Agreement


class Objection(models.Model):
    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="objections")
    party = models.ForeignKey("parties.Party", models.PROTECT, related_name="+", verbose_name=_("提出单位"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("提出人")
    )
    about = models.CharField(_("关于"), max_length=10, choices=ObjectionAbout.choices)
    what = models.CharField(_("实际情况"), max_length=500)
    at = models.DateTimeField(_("提出时间"), default=timezone.now)
    state = models.CharField(
        _("状态"), max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN
    )
    answer = models.CharField(_("答复"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("异议")
        verbose_name_plural = _("异议")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["state", "at"], name="objection_open")]

    def __str__(self) -> str:
        return self.what[:60]

    @property
    def state_colour(self) -> str:
        return OBJECTION_COLOURS[ObjectionState(self.state)]

    @property
    def is_open(self) -> bool:
        return self.state == ObjectionState.OPEN
