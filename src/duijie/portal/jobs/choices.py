"""The states of a job and the moves between them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    QUEUED = "queued", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("失败")
    CANCELLED = "cancelled", _("已取消")


UNFINISHED = (JobState.QUEUED, JobState.RUNNING)
COLOURS = {
    JobState.QUEUED: "draft",
    JobState.RUNNING: "waiting",
    JobState.DONE: "done",
    JobState.FAILED: "late",
    JobState.CANCELLED: "draft",
}
