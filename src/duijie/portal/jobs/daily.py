"""Work that is done once a day by whichever worker gets to it first."""

import datetime as dt
import logging
import threading

from django.db import connections, transaction
from django.utils import timezone

from duijie.portal.jobs import domain
from duijie.portal.jobs.models import DailyRun

logger = logging.getLogger(__name__)
EVERY = 60.0  # seconds between two looks at the clock
_kinds: list[str] = []


def register(kind: str) -> None:
    """The kind of job, registered with `registry.job`, is started once on every day that a worker runs."""
    if kind not in _kinds:
        _kinds.append(kind)


def start_due(today: dt.date | None = None) -> list[str]:
    """Start what was not started today; several workers asking at once start it once."""
    today = today or timezone.localdate()
    started = []
    for kind in _kinds:
        with transaction.atomic():
            _run, first = DailyRun.objects.get_or_create(kind=kind, day=today)
            if first:
                domain.start(kind, by=None)
                started.append(kind)
    return started


def watch(stop: threading.Event) -> None:
    """Ask again and again until told to stop; a failure is logged and the next look tries again."""
    while True:
        try:
            start_due()
        except Exception:
            logger.exception("the day's work could not be started")
        finally:
            connections.close_all()
        if stop.wait(EVERY):
            return
