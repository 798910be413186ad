"""The agenda computed in the background: candidates brought up to date, meetings chosen, seated, proven, explained."""

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from django.utils.translation import gettext as _

from duijie.engine import meetings as engine
from duijie.portal.events import domain, framing, quality
from duijie.portal.events.advice import SPARE
from duijie.portal.events.choices import EventState
from duijie.portal.events.domain import transitions
from duijie.portal.events.framing import Frame
from duijie.portal.events.models import Event
from duijie.portal.jobs import domain as jobs
from duijie.portal.refused import Refused

SECONDS = (20, 60, 180)
LARGE = 600  # meetings: more are beyond the prover within such times
_CHOOSING, _LEAST = 0.3, 5.0  # of the time; seconds that are left for scheduling in any case
_STEPS = 3
_LISTED = 200  # meetings named with a reason


def compute(work: Any, event: Event, *, seconds: int) -> dict[str, Any]:
    """Everything, as a job's result; the draft changes only at the end, all of it at once."""
    check_state(event)
    jobs.report(work, 0, _STEPS, _("按匹配和意愿更新备选洽谈"))
    domain.propose(event, by=work.created_by)
    event.refresh_from_db()
    every = framing.frame(event, choosing=True)
    if not every.rows:
        raise Refused(_("没有备选洽谈：确认参加的单位之间没有匹配，也没有提出意愿。可以在“洽谈”里逐场添加。"))
    jobs.report(work, 1, _STEPS, _("选出能排下的、总价值最大的洽谈"))
    framed, agenda = _computed(work, event, every, seconds)
    jobs.report(work, _STEPS, _STEPS, _("保存日程"))
    places = _places(framed, agenda)
    report = _report(event, every, framed, agenda)
    domain.store_agenda(event, places, report, by=work.created_by, revision=every.revision)
    return {
        "event": event.pk,
        "status": report["status"],
        "meetings": len(places),
        "candidates": len(every.rows),
    }


def check_state(event: Event) -> None:
    """While the event runs, what has taken place stays: that is a repair, not a new agenda."""
    transitions.check_arranging(event.state)
    if event.state == EventState.RUNNING:
        raise Refused(_("对接会正在举行，不重新计算整个日程；有变动请用现场调整，已经谈过的不会动。"))


def _computed(work: Any, event: Event, every: Frame, seconds: int) -> tuple[Frame, engine.Agenda]:
    """The meetings to hold, and their agenda; a first one found by hand's rule gives the engine something to improve."""
    began = time.perf_counter()
    chosen = _chosen(every.event, seconds * _CHOOSING)
    framed = framing.frame(event, [every.rows[m] for m in chosen])
    start = engine.first_fit(framed.event)
    if len(chosen) > LARGE and None in start:
        chosen = without_leftover(every, chosen, start)
        framed = framing.frame(event, [every.rows[m] for m in chosen])
        start = engine.first_fit(framed.event)
    told = _Telling(work, len(chosen))
    left = max(_LEAST, seconds - (time.perf_counter() - began))
    agenda = engine.schedule(
        framed.event, time_limit=left, start=start, progress=told.progress, cancelled=told.cancelled
    )
    return framed, agenda


def without_leftover(every: Frame, chosen: Sequence[int], start: Sequence[int | None]) -> tuple[int, ...]:
    """Of a large event, the meetings that the first agenda seats and those that must be: the prover will not place more."""
    placed = zip(chosen, start, strict=True)
    return tuple(m for m, slot in placed if slot is not None or every.event.meetings[m].must)


def _chosen(event: engine.Event, seconds: float) -> tuple[int, ...]:
    """With spare places and everybody's floor; without the one, the other, or both, where that cannot be.

    Where even that contradicts what must be held, the obligations alone: scheduling then says what is wrong with them.
    """
    obliged = tuple(m for m, meeting in enumerate(event.meetings) if meeting.must)
    if len(obliged) == len(event.meetings):
        return obliged
    low = replace(event, participants=[replace(one, floor=0) for one in event.participants])
    for able in (with_spare(event), event, with_spare(low), low):
        try:
            return engine.choose(able, time_limit=seconds)
        except engine.EventError:
            continue
    return obliged


def with_spare(event: engine.Event) -> engine.Event:
    """The event with the lower share of its places closed, evenly over the slots, from the last table on."""
    slots = len(event.slots)
    places = sum(slots - len(table.away) for table in event.tables)
    closed = [set(table.away) for table in event.tables]
    for number in range(int(places * SPARE[0])):
        slot, first = number % slots, number // slots
        free = [k for k in range(len(closed)) if slot not in closed[k]]
        if len(free) > 1 and first < len(closed):
            closed[free[-1]].add(slot)
    tables = [replace(table, away=frozenset(away)) for table, away in zip(event.tables, closed, strict=True)]
    return replace(event, tables=tables)


class _Telling:
    """Tells the job how far it is, once a second; a cancelled job ends there, with nothing stored."""

    def __init__(self, work: Any, meetings: int) -> None:
        self._work, self._last = work, 0.0
        self._what = _("给 %(n)d 场洽谈排时段和桌位") % {"n": meetings}
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


def _report(event: Event, every: Frame, framed: Frame, agenda: engine.Agenda) -> dict[str, Any]:
    """What is kept of a computation: proof, figures, reasons and remedies with the meetings by key."""
    plain = {name: getattr(agenda, name) for name in ("breaks", "bound", "smallest")}
    held = agenda.status != engine.Status.IMPOSSIBLE and any(slot is not None for slot in agenda.slots)
    found = agenda.status == engine.Status.IMPOSSIBLE or held
    numbers = quality.measured(event, framed, agenda.slots, len(every.rows)) if held else {}
    reasons = [asdict(one) | {"meetings": _keys(framed, one.meetings)} for one in agenda.reasons]
    for one in reasons:
        one["participants"] = [framed.participants[who] for who in one["participants"]]
    remedies = [asdict(one) | {"meetings": _keys(framed, one.meetings)} for one in agenda.remedies]
    told = {"status": str(agenda.status) if found else "unknown", "seconds": round(agenda.seconds, 1)}
    return plain | told | {"quality": numbers, "reasons": reasons, "remedies": remedies}


def _keys(framed: Frame, numbers: Sequence[int]) -> list[int]:
    return [framed.meetings[m] for m in numbers[:_LISTED]]
