"""Repairs on the day: asked for, put in force as a new version, or discarded. Until one is applied nothing changes."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.events import framing, permissions, repairing
from duijie.portal.events.choices import EventState, MeetingState, RepairState
from duijie.portal.events.domain.floor import ON_THE_DAY
from duijie.portal.events.domain.life import locked
from duijie.portal.events.domain.publishing import publish
from duijie.portal.events.models import Event, Meeting, Repair, Version
from duijie.portal.jobs import domain as jobs
from duijie.portal.refused import Refused


@transaction.atomic
def ask_repair(event: Event, cause: str, *, by: Any, over: int, asked: Mapping[str, Any]) -> Repair:
    """Let a mended agenda be computed. The first `over` slots stay as they are.

    `asked` has `away` and `tables` (keys of participants or tables, each with the numbers of the slots in which they are
    not there any more), `cancelled` (meetings) and `fill` (who came and may fill gaps, or "all").
    """
    event = locked(event)
    permissions.require(by, "run_event", event)
    _check(event)
    if not 0 <= over < event.slots.count():
        raise Refused(_("没有可以调整的时段了：后面的时段都已开始或结束。"))
    _check_cancelled(event, asked, over)
    repair = Repair.objects.create(
        event=event,
        base=event.current,
        cause=cause[:300],
        over=over,
        created_by=by,
        plan={"asked": dict(asked)},
    )
    job = jobs.start("repair_event", by=by, repair=repair.pk)
    repair.plan["job"] = job.pk
    repair.save(update_fields=["plan"])
    record(by, "repair.asked", event, reason=repair.cause)
    return repair


def keep_plan(repair: Repair, plan: Mapping[str, Any]) -> None:
    """What was computed; nothing is kept of a repair that was discarded meanwhile."""
    state = RepairState.PROPOSED if plan.get("places") else RepairState.IMPOSSIBLE
    waiting = Repair.objects.filter(pk=repair.pk, state=RepairState.COMPUTING)
    waiting.update(plan={**repair.plan, **plan}, state=state)


@transaction.atomic
def apply_repair(repair: Repair, *, by: Any) -> Version:
    """The plan becomes the agenda that everybody sees, all of it or nothing; only those concerned are told.

    Refused if another version was published since, if the draft was changed by hand, or if a slot that the plan changes
    has begun. Applied by two people, it is published once and both have that version.
    """
    event, repair = _own(repair, by)
    if repair.state == RepairState.APPLIED:
        return repair.applied
    if repair.state != RepairState.PROPOSED:
        told = {"state": repair.get_state_display()}
        raise Refused(_("这个方案现在是“%(state)s”，不能采用。") % told)
    if event.current_id != repair.base_id:
        told = {"base": repair.base, "now": event.current}
        raise Refused(_("方案是从%(base)s算起的，现行日程已是%(now)s，没有采用。请重新计算。") % told)
    _check(event)
    _check_steps(event, repair)
    _take_facts(event, repair)
    _put(event, repair)
    version = publish(event, by=by, note=repair.cause)
    repair.state, repair.applied = RepairState.APPLIED, version
    repair.save(update_fields=["state", "applied"])
    record(by, "repair.applied", event, number=version.number, reason=repair.cause)
    return version


@transaction.atomic
def discard_repair(repair: Repair, *, by: Any) -> Repair:
    event, repair = _own(repair, by)
    if repair.state == RepairState.DISCARDED:
        return repair
    if repair.state == RepairState.APPLIED:
        raise Refused(_("这个方案已经采用，不能放弃；有变动请再做一次现场调整。"))
    repair.state = RepairState.DISCARDED
    repair.save(update_fields=["state"])
    record(by, "repair.discarded", event, reason=repair.cause)
    return repair


def _own(repair: Repair, by: Any) -> tuple[Event, Repair]:
    event = locked(repair.event)
    permissions.require(by, "run_event", event)
    fresh = Repair.objects.select_related("base", "applied").get(event=event, pk=repair.pk)
    fresh.event = event
    return event, fresh


def _check(event: Event) -> None:
    if event.state not in ON_THE_DAY or event.current is None:
        said = _("这个对接会现在是“%(state)s”，不能做现场调整；日程发布以后、结束以前可以。")
        raise Refused(said % {"state": EventState(event.state).label})
    if repairing.moved_since(event):
        raise Refused(_("日程板上有还没发布的改动。请先发布，或者移回原处，再做现场调整。"))


def _check_cancelled(event: Event, asked: Mapping[str, Any], over: int) -> None:
    keys = asked.get("cancelled", [])
    if event.meetings.filter(pk__in=keys, state__in=framing.SETTLED).exists():
        raise Refused(_("这场洽谈已经有了结果，不能取消。"))
    first = event.slots.order_by("number")[over]
    if event.current.placements.filter(meeting__in=keys, slot__number__lt=first.number).exists():
        raise Refused(_("这场洽谈的时段已经开始，不能取消；没有谈成请在“现场”里记下。"))


def _check_steps(event: Event, repair: Repair) -> None:
    """Nothing that has taken place, or has begun since the plan was made, is changed by it."""
    found = repairing.steps(repair)
    if any(step.meeting.state in framing.SETTLED for step in found):
        raise Refused(_("方案里要变动的洽谈刚刚有了结果，没有采用。请重新计算。"))
    if repairing.by_the_clock(event):
        started = set(
            event.slots.order_by("number").values_list("number", flat=True)[: repairing.begun(event)]
        )
        changed = [step for step in found if not step.before or step.meeting.state != MeetingState.CANCELLED]
        if any(started.intersection(step.slots) for step in changed):
            raise Refused(_("方案要变动的时段已经开始，没有采用。请重新计算。"))
    _check_seats(event, repair, found)


def _check_seats(event: Event, repair: Repair, found: list[repairing.Step]) -> None:
    """Nobody is given a new meeting who was taken for absent after the plan was made."""
    going = [step.meeting.pk for step in found if step.after]
    gone = event.participants.filter(no_show_at__isnull=False, seats__meeting__in=going).select_related(
        "party"
    )
    if (one := gone.first()) is not None:
        raise Refused(
            _("%(party)s刚刚记为未到，方案里还有它的洽谈，没有采用。请重新计算。") % {"party": one.party}
        )


def _take_facts(event: Event, repair: Repair) -> None:
    """Absences, the lost table and the meeting called off are facts from now on."""
    asked = repair.plan["asked"]
    for rows, kind in ((event.participants, "away"), (event.tables, "tables")):
        for key, numbers in asked.get(kind, {}).items():
            one = rows.get(pk=key)
            one.away = sorted({*one.away, *numbers})
            one.save(update_fields=["away"])
    event.meetings.filter(pk__in=asked.get("cancelled", [])).update(
        state=MeetingState.CANCELLED, cancelled_reason=repair.cause, slot=None, table=None, locked=False
    )


def _put(event: Event, repair: Repair) -> None:
    """Two steps, because rows trade places and no moment may seat two at one table."""
    places = {pk: (slot, table) for pk, slot, table in repair.plan["places"]}
    rows = event.meetings.filter(pk__in={*places, *repair.plan["dropped"]})
    changed = [row for row in rows if places.get(row.pk) != (row.slot_id, row.table_id)]
    event.meetings.filter(pk__in=[row.pk for row in changed]).update(slot=None, table=None, locked=False)
    held = [row for row in changed if row.pk in places]
    for row in held:
        (row.slot_id, row.table_id), row.locked = places[row.pk], False
    Meeting.objects.bulk_update(held, ["slot", "table", "locked"], batch_size=200)
    event.moves.all().delete()
    event.revision += 1
    event.save(update_fields=["revision"])
