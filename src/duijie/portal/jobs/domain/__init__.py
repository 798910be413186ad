"""Starting, running, reporting on and cancelling jobs."""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.jobs import registry
from duijie.portal.jobs.choices import UNFINISHED, JobState
from duijie.portal.jobs.models import Job

logger = logging.getLogger(__name__)
SILENCE = timedelta(minutes=15)


class Cancelled(Exception):  # noqa: N818  not an error: somebody pressed the button
    """Raised by ``report`` in the working function once cancellation was asked for."""


def start(kind: str, *, by: Any, **arguments: Any) -> Job:
    """Create the job now and hand it to the worker when the caller's transaction commits."""
    from duijie.portal.jobs.tasks import run_job  # noqa: PLC0415  tasks import this module

    registry.get(kind)
    with transaction.atomic():
        job = Job.objects.create(kind=kind, arguments=arguments, created_by=by)
        record(by, "job.started", job, kind=kind)
        transaction.on_commit(lambda: run_job.enqueue(job.pk))
    return job


def report(job: Job, done: int, total: int, what: str = "") -> None:
    """Show progress; outside the work's own transaction, or nobody sees it before the end."""
    Job.objects.filter(pk=job.pk).update(
        done=max(0, done), total=max(0, total), what=what[:200], heartbeat_at=timezone.now()
    )
    if Job.objects.filter(pk=job.pk, cancel_requested=True).exists():
        raise Cancelled


def cancel(job: Job, *, by: Any) -> bool:
    """Ask for the end of a job: at once when queued, at its next report when running. False when it had finished."""
    with transaction.atomic():
        waiting = Job.objects.filter(pk=job.pk, state=JobState.QUEUED)
        stopped = waiting.update(state=JobState.CANCELLED, cancel_requested=True, finished_at=timezone.now())
        asked = stopped or Job.objects.filter(
            pk=job.pk, state=JobState.RUNNING, cancel_requested=False
        ).update(cancel_requested=True)
        if asked:
            record(by, "job.cancelled", job)
    return bool(asked)


def run(pk: int) -> None:
    """Do a queued job; every way it can end is written down."""
    now = timezone.now()
    if not Job.objects.filter(pk=pk, state=JobState.QUEUED).update(
        state=JobState.RUNNING, started_at=now, heartbeat_at=now
    ):
        return
    job = Job.objects.select_related("created_by").get(pk=pk)
    try:
        result = registry.get(job.kind).work(job, **job.arguments)
    except Cancelled:
        _finish(job, JobState.CANCELLED)
    except Exception as error:  # the sentence goes to the page, the traceback to the log
        logger.exception("job %s (%s) failed", job.pk, job.kind)
        _finish(job, JobState.FAILED, error=sentence(error, job))
    else:
        _finish(job, JobState.DONE, result=result or {})


def sentence(error: Exception, job: Job) -> str:
    """What a person is told: the error's own sentence if it has one."""
    told = getattr(error, "sentence", "")
    return told or _(
        "程序出错，任务没有完成，没有保存任何改动。详情已记入日志（任务 %(pk)s），请联系系统管理员。"
    ) % {"pk": job.pk}


def release_silent(*, older_than: timedelta = SILENCE) -> int:
    """Fail the running jobs whose worker has gone; called when a worker starts."""
    return Job.objects.filter(state=JobState.RUNNING, heartbeat_at__lt=timezone.now() - older_than).update(
        state=JobState.FAILED,
        finished_at=timezone.now(),
        error=_("后台程序中途停止，任务没有完成，请重新开始。"),
    )


def _finish(job: Job, state: JobState, **changes: Any) -> None:
    Job.objects.filter(pk=job.pk, state__in=UNFINISHED).update(
        state=state, finished_at=timezone.now(), **changes
    )
