"""What a city decides about following agreements: deadlines, reference values, who sees what. Dated, with source."""

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def _days(label: str, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=default, validators=[MaxValueValidator(250)])


def _percent(label: str, default: int) -> models.PositiveSmallIntegerField:
    return models.PositiveSmallIntegerField(label, default=default, validators=[MaxValueValidator(100)])


class LandingRules(models.Model):
    """The row with the latest `valid_from` that has come is in force. The defaults are the platform's first values."""

    name = models.CharField(_("名称"), max_length=100)
    source = models.CharField(_("依据"), max_length=200)
    valid_from = models.DateField(_("生效日期"), unique=True)
    confirm_days = _days(_("签约方确认期限"), 5)
    remind_before_days = _days(_("节点到期前提醒"), 3)
    department_days = _days(_("逾期上报责任部门"), 3)
    coordinator_days = _days(_("逾期上报市级统筹"), 7)
    objection_days = _days(_("异议答复期限"), 5)
    held_reference = _percent(_("约定洽谈的举行率参考值"), 75)
    intent_reference = _percent(_("接触到意向的转化率参考值"), 12)
    fewest_summed = models.PositiveSmallIntegerField(
        _("保密金额至少几份合计才显示"),
        default=3,
        validators=[MinValueValidator(3), MaxValueValidator(100)],
    )
    leader_sees_amounts = models.BooleanField(_("领导可看保密金额"), default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("落地规则")
        verbose_name_plural = _("落地规则")
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.name
