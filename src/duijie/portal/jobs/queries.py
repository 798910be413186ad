"""Reading jobs."""

from typing import Any

from django.db.models import QuerySet

from duijie.portal.accounts.choices import Role
from duijie.portal.jobs.models import Job


def visible_to(user: Any) -> QuerySet[Job]:
    """Everyone sees the jobs they started; the operator sees all."""
    if not user.is_authenticated:
        return Job.objects.none()
    if user.role == Role.OPERATOR:
        return Job.objects.all()
    return Job.objects.filter(created_by=user)
