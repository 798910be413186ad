"""The one background task: run a job by its number."""

try:
    from django.tasks import task
except ImportError:  # Django 5.2
    from django_tasks import task

from duijie.portal.jobs import domain


@task()
def run_job(pk: int) -> None:
    domain.run(pk)
