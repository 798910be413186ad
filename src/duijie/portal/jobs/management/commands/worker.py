"""Run background jobs, after failing those that a worker before left behind; and start each day's work."""

import threading

from django_tasks_db.management.commands.db_worker import Command as DatabaseWorker

from duijie.portal.jobs import daily, domain


class Command(DatabaseWorker):
    help = "Run background jobs"

    def handle(self, **options: object) -> None:
        domain.release_silent()
        stop = threading.Event()
        watcher = threading.Thread(target=daily.watch, args=[stop], name="daily", daemon=True)
        watcher.start()
        try:
            super().handle(**options)
        finally:
            stop.set()
            watcher.join(timeout=5)
