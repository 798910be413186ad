"""Background work of events: invitations from a list, and the agenda."""

from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.events import computing, domain, repairing
from duijie.portal.events.domain.repairing import keep_plan
from duijie.portal.events.models import Event, Repair
from duijie.portal.jobs import domain as jobs
from duijie.portal.jobs.registry import job


@job("invite_list", label=gettext_lazy("按名单邀请参会"), result_template="web/import_result.html")
def invite_list(work: Any, *, event: int, path: str) -> dict[str, Any]:
    """Read an uploaded list; the upload is removed whatever becomes of it."""
    file = Path(path)
    jobs.report(work, 0, 0, _("读取名单"))
    try:
        result = domain.invite_list(Event.objects.get(pk=event), file, by=work.created_by)
    finally:
        file.unlink(missing_ok=True)
    return {"next": reverse("events:participants", args=[event]), **result.as_dict()}


@job("schedule_event", label=gettext_lazy("计算对接会日程"), result_template="events/_schedule_result.html")
def schedule_event(work: Any, *, event: int, seconds: int) -> dict[str, Any]:
    """Choose and seat an event's meetings; the draft is replaced only when all is done."""
    return computing.compute(work, Event.objects.get(pk=event), seconds=seconds)


@job("repair_event", label=gettext_lazy("现场调整日程"), result_template="events/_repair_result.html")
def repair_event(work: Any, *, repair: int) -> dict[str, Any]:
    """Mend an agenda; the plan waits for somebody to apply it, nothing else changes."""
    one = Repair.objects.select_related("event__current", "base").get(pk=repair)
    jobs.report(work, 0, 0, _("找动人最少的排法"))
    plan = repairing.compute(one)
    keep_plan(one, plan)
    return {"event": one.event_id, "repair": one.pk, "status": plan["status"]}
