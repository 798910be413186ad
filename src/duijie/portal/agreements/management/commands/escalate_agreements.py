"""Remind and escalate overdue milestones; the worker does it daily, and a second time changes nothing."""

from typing import Any

from django.core.management.base import BaseCommand

from duijie.portal.agreements import domain


class Command(BaseCommand):
    help = "Remind and escalate overdue milestones of agreements"

    def handle(self, **options: Any) -> None:
        made = domain.escalate_overdue()
        for one in made:
            self.stdout.write(f"{one.agreement.number} {one.get_level_display()}：{one.to}。{one.why}")
        self.stdout.write(f"新增 {len(made)} 条。")
