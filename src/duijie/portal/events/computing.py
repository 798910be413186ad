"""The agenda computed in the background: candidates brought up to date, meetings chosen, seated, proven, explained."""

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from duijie.engine import meetings as engine
from duijie.portal.events import domain, framing, quality
from duijie.portal.events.choices import STANDING, EventState
from duijie.portal.events.domain import transitions
from duijie.portal.events.framing import Frame
from duijie.portal.events.models import Event
from duijie.portal.jobs import domain as jobs
from duijie.portal.refused import Refused

SECONDS = (20, 60, 180)
_STEPS = 3
_LISTED = 200  # meetings named with a reason


def compute(work: Any, event: Event, *, seconds: int) -> dict[str, Any]:
    """Everything, as a job's result; the draft changes only at the end, all of it at once."""
    check_state(event)
    jobs.report(work, 0, _STEPS, _("按匹配和意愿更新备选洽谈"))
    domain.propose(event, by=work.created_by)
    event.refresh_from_db()
    framed = framing.frame(event, choosing=True)
    if not framed.rows:
        raise Refused(_("没有备选洽谈：确认参加的单位之间没有匹配，也没有提出意愿。可以在“洽谈”里逐场添加。"))
    jobs.report(work, 1, _STEPS, _("选出能排下的、总价值最大的洽谈"))
    agenda = _agenda(work, framed, seconds)
    jobs.report(work, _STEPS, _STEPS, _("保存日程"))
    places = _places(framed, agenda)
    report = _report(event, framed, agenda)
    domain.store_agenda(event, places, report, by=work.created_by, revision=framed.revision)
    return {
        "event": event.pk,
        "status": agenda.status,
        "meetings": len(places),
        "candidates": len(framed.rows),
    }


def check_state(event: Event) -> None:
    """While the event runs, what has taken place stays: that is a repair, not a new agenda."""
    transitions.check_arranging(event.state)
    if event.state == EventState.RUNNING:
        raise Refused(_("对接会正在举行，不重新计算整个日程；有变动请用现场调整，已经谈过的不会动。"))


def _agenda(work: Any, framed: Frame, seconds: int) -> engine.Agenda:
    told = _Telling(work, len(framed.rows))
    try:
        return engine.schedule(
            framed.event, time_limit=seconds, progress=told.progress, cancelled=told.cancelled
        )
    except engine.EventError as error:  # floors, caps and obligations contradict each other
        return engine.Agenda(engine.Status.IMPOSSIBLE, reasons=(engine.Reason("choice", str(error)),))


class _Telling:
    """Tells the job how far it is, once a second; a cancelled job ends there, with nothing stored."""

    def __init__(self, work: Any, meetings: int) -> None:
        self._work, self._last = work, 0.0
        self._what = _("给 %(n)d 场备选洽谈排时段和桌位") % {"n": meetings}
        self._said = self._what

    def progress(self, breaks: int, bound: int) -> None:
        told = {"what": self._what, "breaks": breaks, "bound": bound}
        self._said = _("%(what)s：现有方案 %(breaks)d 次空档，已证明不会少于 %(bound)d 次") % told

    def cancelled(self) -> bool:
        if time.monotonic() - self._last > 1:
            self._last = time.monotonic()
            jobs.report(self._work, 2, _STEPS, self._said)
        return False


def _places(framed: Frame, agenda: engine.Agenda) -> dict[int, tuple[int | None, int | None]]:
    placed = zip(framed.meetings, agenda.slots, agenda.tables, strict=True) if agenda.slots else ()
    return {
        key: (framed.slots[slot], framed.tables[table])
        for key, slot, table in placed
        if slot is not None and table is not None
    }


def _report(event: Event, framed: Frame, agenda: engine.Agenda) -> dict[str, Any]:
    """What is kept of a computation: proof, figures, reasons and remedies with the meetings by key."""
    plain = {name: getattr(agenda, name) for name in ("breaks", "bound", "smallest")}
    told = {"status": str(agenda.status), "seconds": round(agenda.seconds, 1)}
    candidates = event.meetings.filter(state__in=STANDING).count()
    held = agenda.status != engine.Status.IMPOSSIBLE and any(slot is not None for slot in agenda.slots)
    numbers = quality.measured(event, framed, agenda.slots, candidates) if held else {}
    if agenda.status == engine.Status.FEASIBLE and not held:
        told["status"] = "unknown"
    reasons = [asdict(one) | {"meetings": _keys(framed, one.meetings)} for one in agenda.reasons]
    for one in reasons:
        one["participants"] = [framed.participants[who] for who in one["participants"]]
    remedies = [asdict(one) | {"meetings": _keys(framed, one.meetings)} for one in agenda.remedies]
    return plain | told | {"quality": numbers, "reasons": reasons, "remedies": remedies}


def _keys(framed: Frame, numbers: Sequence[int]) -> list[int]:
    return [framed.meetings[m] for m in numbers[:_LISTED]]
