"""Long work that runs in the background, with its progress."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.jobs import registry
from duijie.portal.jobs.choices import COLOURS, UNFINISHED, JobState


class Job(models.Model):
    kind = models.CharField(_("种类"), max_length=60)
    arguments = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    state = models.CharField(
        _("状态"), max_length=20, choices=JobState.choices, default=JobState.QUEUED, db_index=True
    )
    done = models.PositiveIntegerField(_("已完成"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    what = models.CharField(_("正在做"), max_length=200, blank=True)
    result = models.JSONField(_("结果"), default=dict, encoder=DjangoJSONEncoder)
    error = models.TextField(_("失败原因"), blank=True)
    cancel_requested = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("发起人"),
    )
    created_at = models.DateTimeField(_("发起时间"), default=timezone.now)
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("后台任务")
        verbose_name_plural = _("后台任务")
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["created_by", "-created_at"], name="job_owner")]

    def __str__(self) -> str:
        return f"{self.label} #{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("jobs:detail", args=[self.pk])

    @property
    def label(self) -> str:
        return registry.label(self.kind)

    @property
    def finished(self) -> bool:
        return self.state not in UNFINISHED

    @property
    def state_colour(self) -> str:
        return COLOURS[JobState(self.state)]

    @property
    def percent(self) -> int | None:
        """Whole percent done, or None while the total is not known."""
        return min(100, self.done * 100 // self.total) if self.total else None


class DailyRun(models.Model):
    """That a day's work of a kind was started, so that it is started once."""

    kind = models.CharField(max_length=60)
    day = models.DateField()

    class Meta:
        verbose_name = _("每日任务")
        verbose_name_plural = _("每日任务")
        constraints = [models.UniqueConstraint(fields=["kind", "day"], name="daily_run_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.day}"
