"""Who was told that a milestone is overdue, when and why. Each step of each due date happens once."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.agreements.choices import EscalationLevel
from duijie.portal.agreements.models.agreement import Agreement
from duijie.portal.agreements.models.landing import Milestone


class Escalation(models.Model):
    """`why` is the sentence as it was told; `rule` the name of the city's rule that asked for it."""

    agreement = models.ForeignKey(Agreement, models.CASCADE, related_name="escalations")
    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="escalations")
    level = models.CharField(_("级别"), max_length=12, choices=EscalationLevel.choices)
    due_on = models.DateField(_("应完成日期"))
    to = models.CharField(_("告知对象"), max_length=300)
    why = models.CharField(_("原因"), max_length=300)
    rule = models.CharField(_("依据"), max_length=100)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("逾期上报")
        verbose_name_plural = _("逾期上报")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["milestone", "level", "due_on"], name="escalation_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.milestone}"
