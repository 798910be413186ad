"""The draft agenda: an agenda stored whole, meetings moved one by one, locked, and the last move undone.

Every act holds the event's row, looks at what is there now, and only then writes: two organisers at once never seat
two meetings at one table, nor a participant twice; the unique constraint on slot and table stands behind it.
"""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.events import legality, permissions
from duijie.portal.events.choices import STANDING, MeetingState
from duijie.portal.events.domain import transitions
from duijie.portal.events.domain.life import locked
from duijie.portal.events.domain.proposing import own
from duijie.portal.events.models import Event, Meeting, Move, Slot, Table
from duijie.portal.refused import Refused

Place = tuple[int | None, int | None]  # keys of slot and table


@transaction.atomic
def move(
    meeting: Meeting, slot: Slot | None, table: Table | None, *, by: Any, seen: Place | None = None
) -> legality.Judgement:
    """Put a meeting at a table in a slot, or take it off the board; refused with the sentences of what contradicts it.

    `seen` is where the person saw it: if somebody moved it meanwhile, the person is told instead of overruling them.
    """
    event, meeting = own(meeting, by)
    if (slot is None) != (table is None):
        raise Refused(_("要同时选时段和桌位。"))
    now: Place = (meeting.slot_id, meeting.table_id)
    wanted: Place = (slot.pk if slot else None, table.pk if table else None)
    if seen is not None and now not in (seen, wanted):
        raise Refused(_("这场洽谈刚刚被别人移动了，没有改动。请看过现在的位置再移。"))
    judged = legality.judge(event, meeting, slot, table)
    if wanted == now:
        return judged
    if judged.problems:
        raise Refused("".join(judged.problems))
    Move.objects.create(
        event=event, meeting=meeting, from_slot=meeting.slot, from_table=meeting.table, to_slot=slot, to_table=table,
        by=by,
    )  # fmt: skip
    _put(event, meeting, slot, table)
    record(by, "meeting.moved", event, meeting=meeting.pk, reason=_told(meeting, slot, table))
    return judged


@transaction.atomic
def undo(event: Event, *, by: Any) -> Meeting:
    """Take the last move by hand back, if that is still possible."""
    event = locked(event)
    permissions.require(by, "run_event", event)
    transitions.check_arranging(event.state)
    last = event.moves.select_related("from_slot", "from_table", "to_slot", "to_table").first()
    if last is None:
        raise Refused(_("没有可以撤销的移动。"))
    event, meeting = own(last.meeting, by)
    if (meeting.slot_id, meeting.table_id) != (last.to_slot_id, last.to_table_id):
        raise Refused(_("这场洽谈后来又变了，不能撤销那次移动。"))
    judged = legality.judge(event, meeting, last.from_slot, last.from_table)
    if judged.problems:
        raise Refused(_("原来的位置现在不行了：") + "".join(judged.problems))
    _put(event, meeting, last.from_slot, last.from_table)
    last.delete()
    record(by, "meeting.moved", event, meeting=meeting.pk, reason=_told(meeting, meeting.slot, meeting.table))
    return meeting


@transaction.atomic
def lock(meeting: Meeting, *, by: Any) -> Meeting:
    """It keeps slot and table, whatever is computed."""
    event, meeting = own(meeting, by)
    if meeting.slot_id is None or meeting.table_id is None:
        raise Refused(_("还没有排时段和桌位，不能锁定。"))
    return _locked(event, meeting, by, value=True)


@transaction.atomic
def unlock(meeting: Meeting, *, by: Any) -> Meeting:
    event, meeting = own(meeting, by)
    return _locked(event, meeting, by, value=False)


@transaction.atomic
def store_agenda(
    event: Event, places: Mapping[int, Place], report: dict[str, Any], *, by: Any, revision: int
) -> Event:
    """Replace the draft by a computed agenda (keys of meetings, slots, tables), or keep only what the report says.

    Refused if the draft changed since the computation began: nobody's work is overwritten. Without places (the event
    is impossible) the draft stays as it is; an agenda that was made elsewhere has an empty report.
    """
    event = locked(event)
    permissions.require(by, "run_event", event)
    transitions.check_arranging(event.state)
    if event.revision != revision:
        raise Refused(_("计算期间有人改动了洽谈或会场安排，结果没有保存，原来的日程没有变。请重新计算。"))
    if places:
        _replace(event, places)
        event.moves.all().delete()
        event.revision += 1
    event.report, event.computed_at = report, timezone.now() if report else None
    event.save(update_fields=["report", "computed_at", "revision"])
    record(by, "event.computed", event, status=report.get("status", "given"), meetings=len(places))
    return event


def _replace(event: Event, places: Mapping[int, Place]) -> None:
    """Two steps, because rows trade places and no moment may seat two at one table."""
    rows = event.meetings.filter(state__in=STANDING).exclude(state=MeetingState.HELD)
    rows.exclude(locked=True).update(slot=None, table=None)
    moved = [row for row in rows if row.pk in places and not row.locked]
    for row in moved:
        row.slot_id, row.table_id = places[row.pk]
    Meeting.objects.bulk_update(moved, ["slot", "table"], batch_size=200)


def _told(meeting: Meeting, slot: Slot | None, table: Table | None) -> str:
    return f"{meeting}：{slot} {table}" if slot else _("%(names)s：取下") % {"names": meeting}


def _put(event: Event, meeting: Meeting, slot: Slot | None, table: Table | None) -> None:
    meeting.slot, meeting.table = slot, table
    meeting.save(update_fields=["slot", "table"])
    Event.objects.filter(pk=event.pk).update(revision=F("revision") + 1)


def _locked(event: Event, meeting: Meeting, by: Any, *, value: bool) -> Meeting:
    if meeting.locked != value:
        meeting.locked = value
        meeting.save(update_fields=["locked"])
        Event.objects.filter(pk=event.pk).update(revision=F("revision") + 1)
        record(
            by,
            "meeting.locked" if value else "meeting.unlocked",
            event,
            meeting=meeting.pk,
            reason=str(meeting),
        )
    return meeting
