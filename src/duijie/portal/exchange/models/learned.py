"""Weights that scoring has learned from what people said of matches, and how they did on firms they had not seen."""

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.engine.channels import load
from duijie.portal.exchange import values


class Learned(models.Model):
    """`content` is the engine's model file; `report` its evaluation. Of a channel's at most one is in use."""

    channel = models.CharField(_("渠道"), max_length=40)
    content = models.TextField(_("模型"))
    report = models.JSONField(_("比较"), default=dict, encoder=DjangoJSONEncoder)
    conclusions = models.PositiveIntegerField(_("学了几条反馈"), default=0)
    in_use = models.BooleanField(_("在用"), default=False)
    learned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("发起人"),
    )
    learned_at = models.DateTimeField(_("学习时间"), default=timezone.now)

    class Meta:
        verbose_name = _("学到的权重")
        verbose_name_plural = _("学到的权重")
        ordering = ["-learned_at", "-pk"]
        indexes = [models.Index(fields=["channel", "-learned_at"], name="learned_channel")]
        constraints = [
            models.UniqueConstraint(
                fields=["channel"], condition=models.Q(in_use=True), name="learned_one_in_use"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel_label} {self.learned_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("exchange:learning")

    @property
    def channel_label(self) -> str:
        return values.channel_words(load(self.channel))

    @property
    def compared(self) -> list[tuple[str, Any, Any]]:
        """What was measured, before and after."""
        return [
            (_("排序（NDCG@10，越大越好）"), self.report["ndcg_before"], self.report["ndcg_after"]),
            (_("概率（对数损失，越小越好）"), self.report["log_loss_before"], self.report["log_loss_after"]),
        ]
