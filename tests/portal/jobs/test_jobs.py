"""Work in the background: every way it can end is written down and told."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from duijie.portal.accounts.models import User
from duijie.portal.jobs import domain, registry
from duijie.portal.jobs.models import Job
from duijie.portal.refused import Refused


@pytest.fixture
def work() -> Iterator[Callable[..., None]]:
    """Registers a kind of job for the test alone."""
    made: list[str] = []

    def make(name: str, act: Callable[..., dict[str, Any]]) -> None:
        registry.job(name)(act)
        made.append(name)

    yield make
    for name in made:
        registry._kinds.pop(name)


def run(kind: str, by: User) -> Job:
    job = Job.objects.create(kind=kind, created_by=by)
    domain.run(job.pk)
    job.refresh_from_db()
    return job


def test_a_result_is_kept(work: Any, officer: User) -> None:
    work("good", lambda job: {"n": 3})
    job = run("good", officer)
    assert (job.state, job.result, job.finished) == ("done", {"n": 3}, True)
    domain.run(job.pk)  # a second worker finds it taken
    job.refresh_from_db()
    assert job.state == "done"


def test_a_refusal_is_told_and_a_fault_is_not_spelled_out(work: Any, officer: User, caplog: Any) -> None:
    def refuse(job: Job) -> dict[str, Any]:
        raise Refused("文件里没有数据。")

    def fault(job: Job) -> dict[str, Any]:
        raise ValueError("secret internals")

    work("refused", refuse)
    work("fault", fault)
    assert run("refused", officer).error == "文件里没有数据。"
    told = run("fault", officer).error
    assert "程序出错" in told
    assert "secret" not in told
    assert "secret internals" in caplog.text


def test_progress_and_cancellation(work: Any, officer: User, client_for: Callable[..., Client]) -> None:
    def slow(job: Job) -> dict[str, Any]:
        domain.report(job, 30, 100, "读取")
        page = client_for(officer).get(f"/jobs/{job.pk}/progress/").content.decode()
        assert "读取" in page
        assert 'value="30"' in page
        domain.cancel(Job.objects.get(pk=job.pk), by=officer)
        domain.report(job, 60, 100, "读取")
        raise AssertionError("cancelled work goes on")

    work("slow", slow)
    assert run("slow", officer).state == "cancelled"


def test_a_finished_page_stops_asking(work: Any, officer: User, client_for: Callable[..., Client]) -> None:
    work("good", lambda job: {})
    job = run("good", officer)
    assert "hx-trigger" not in client_for(officer).get(f"/jobs/{job.pk}/progress/").content.decode()


def test_jobs_whose_worker_went_away_are_given_up(officer: User) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    silent = Job.objects.create(
        kind="match_channel", state="running", heartbeat_at=long_ago, created_by=officer
    )
    alive = Job.objects.create(
        kind="match_channel", state="running", heartbeat_at=timezone.now(), created_by=officer
    )
    assert domain.release_silent() == 1
    silent.refresh_from_db()
    alive.refresh_from_db()
    assert (silent.state, alive.state) == ("failed", "running")
