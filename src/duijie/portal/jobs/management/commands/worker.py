"""Run background jobs, after failing those that a worker before left behind."""

from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from duijie.portal.jobs import domain


class Command(DatabaseWorker):
    help = "Run background jobs"

    def handle(self, **options: object) -> None:
        domain.release_silent()
        super().handle(**options)
