"""Publishing the draft agenda as a version; only those whose agenda changed are told."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duijie.engine import meetings as engine
from duijie.portal.audit import record
from duijie.portal.events import differences, framing, permissions, quality, telling
from duijie.portal.events.choices import STANDING, EventState, MeetingState
from duijie.portal.events.domain import transitions
from duijie.portal.events.domain.life import locked
from duijie.portal.events.models import Event, Meeting, Participant, Placement, Version
from duijie.portal.refused import Refused

_SHOWN = 5


@transaction.atomic
def publish(event: Event, *, by: Any, note: str = "") -> Version:
    """The draft becomes the agenda that everybody sees, all of it or nothing; the earlier versions are kept.

    Publishing what is published already gives the current version and changes nothing. A draft that contradicts itself
    (somebody became absent, a table was lost) is refused with the contradictions.
    """
    event = locked(event)
    permissions.require(by, "run_event", event)
    transitions.check_arranging(event.state)
    framed = framing.frame(event, _placed(event))
    if not framed.rows:
        raise Refused(_("日程里还没有排好的洽谈，先计算日程或在日程板上安排。"))
    slots, tables = framed.draft_slots, framed.draft_tables
    _check(framed, slots, tables)
    made = [_placement(row) for row in framed.rows]
    if event.current is not None and _same(event.current, made):
        return event.current
    numbers = quality.measured(event, framed, slots, event.meetings.filter(state__in=STANDING).count())
    before = event.current
    version = _keep(event, made, by, note, numbers)
    _tell(event, before, version)
    record(by, "event.published", event, number=version.number, meetings=len(made), reason=version.note)
    return version


def _placed(event: Event) -> Any:
    """Meetings that have a place in the draft; what took place is part of the agenda for good."""
    kept = (*STANDING, MeetingState.MISSED)
    rows = event.meetings.filter(state__in=kept, slot__isnull=False, table__isnull=False)
    return rows.select_related("slot", "table").order_by("pk")


def _check(framed: framing.Frame, slots: list[int | None], tables: list[int | None]) -> None:
    found = engine.conflicts(framed.event, slots, tables)
    if found:
        shown = "".join(found[:_SHOWN])
        said = _("日程里有 %(n)d 处冲突，没有发布：%(shown)s请在日程板上改好，或重新计算。")
        raise Refused(said % {"n": len(found), "shown": shown})


def _placement(row: Meeting) -> Placement:
    return Placement(
        meeting=row, slot=row.slot, table=row.table, starts_at=row.slot.starts_at, ends_at=row.slot.ends_at,
        place=str(row.table)[:90],
    )  # fmt: skip


_COMPARED = ("meeting_id", "slot_id", "table_id", "starts_at", "ends_at", "place")


def _same(version: Version, made: list[Placement]) -> bool:
    there = set(version.placements.order_by().values_list(*_COMPARED))
    return there == {tuple(getattr(one, name) for name in _COMPARED) for one in made}


def _keep(event: Event, made: list[Placement], by: Any, note: str, numbers: dict[str, Any]) -> Version:
    last = event.versions.order_by("-number").values_list("number", flat=True).first() or 0
    version = Version.objects.create(
        event=event, number=last + 1, published_by=by, note=note.strip()[:300], quality=numbers
    )
    for one in made:
        one.version = version
    Placement.objects.bulk_create(made, batch_size=500)
    open_ = event.meetings.filter(state=MeetingState.PROPOSED)
    open_.filter(pk__in=version.placements.values("meeting")).update(state=MeetingState.PLANNED)
    gone = event.meetings.filter(state=MeetingState.PLANNED).exclude(
        pk__in=version.placements.values("meeting")
    )
    gone.update(state=MeetingState.PROPOSED)
    if event.state == EventState.MATCHING:
        event.state = EventState.SCHEDULED
    event.current = version
    event.save(update_fields=["state", "current"])
    return version


def _tell(event: Event, before: Version | None, version: Version) -> None:
    """Those of whose meetings one was added, moved or taken away."""
    changes = differences.between(before, version)
    concerned = {pk for change in changes for pk in change.participants}
    people = Participant.objects.filter(pk__in=concerned)
    people.update(news=version.number)
    telling.agenda_changed(event, people, version.number)
