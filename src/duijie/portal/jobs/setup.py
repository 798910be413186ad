"""What the jobs app tells the rest of the portal at start."""

from django.utils.translation import gettext_lazy as _

from duijie.portal.audit import acts


def register() -> None:
    acts.register({"job.started": _("启动后台任务"), "job.cancelled": _("取消后台任务")})
