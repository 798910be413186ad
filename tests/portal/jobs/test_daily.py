"""Each day's work is started once, and a failure does not stop the looking."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command

from duijie.portal.jobs import daily, registry
from duijie.portal.jobs.management.commands import worker
from duijie.portal.jobs.models import DailyRun, Job

pytestmark = pytest.mark.django_db


@pytest.fixture
def chore(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setattr(daily, "_kinds", [])
    registry.job("chore")(lambda job: {"done": True})
    daily.register("chore")
    daily.register("chore")
    yield "chore"
    registry._kinds.pop("chore")


def test_once_a_day(chore: str, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert [daily.start_due(), daily.start_due()] == [[chore], []]
    assert [job.state for job in Job.objects.all()] == ["done"]
    assert DailyRun.objects.count() == 1


def test_what_could_not_be_started_is_tried_again(chore: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "get", lambda name: {}[name])
    with pytest.raises(KeyError):
        daily.start_due()
    monkeypatch.undo()
    assert DailyRun.objects.count() == 0


def test_watching_goes_on_after_a_failure_and_ends_when_told(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    looks, stop = [], threading.Event()

    def look() -> None:
        looks.append(len(looks))
        if len(looks) == 1:
            raise RuntimeError("the database is away")
        stop.set()

    monkeypatch.setattr(daily, "start_due", look)
    monkeypatch.setattr(daily, "EVERY", 0.001)
    monkeypatch.setattr(daily.connections, "close_all", lambda: None)
    daily.watch(stop)
    assert looks == [0, 1]
    assert "could not be started" in caplog.text


def test_the_worker_frees_what_was_left_and_watches_while_it_runs(
    monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    seen: list[str] = []
    monkeypatch.setattr(worker.domain, "release_silent", lambda: seen.append("released"))
    monkeypatch.setattr(worker.daily, "watch", lambda stop: (seen.append("watching"), stop.wait(5)))
    monkeypatch.setattr(worker.DatabaseWorker, "handle", lambda self, **options: seen.append("working"))
    call_command("worker")
    assert seen[0] == "released"
    assert set(seen) == {"released", "watching", "working"}
