"""Slots and tables of an event: made from hours and rooms, changed one by one, enlarged as a remedy."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.events import permissions
from duijie.portal.events.advice import MOST_SLOTS, Layout, Span, spans
from duijie.portal.events.domain import transitions
from duijie.portal.events.domain.life import locked
from duijie.portal.events.models import Event, Slot, Table
from duijie.portal.refused import Refused

MOST_TABLES = 300


@transaction.atomic
def lay_out(event: Event, layout: Layout, *, by: Any) -> int:
    """Make the slots from the day's hours. Returns their number; meetings in slots that fall away lose their place."""
    made = spans(layout)
    if not made:
        said = _("这样的时间里排不下一个时段，请检查开始、结束和每场的分钟数。")
        raise Refused(said, {"end": said})
    event = _open(event, by)
    event.layout = asdict(layout)
    event.save(update_fields=["layout"])
    return _keep_slots(event, made, by)


@transaction.atomic
def save_slots(event: Event, made: Sequence[Span], *, by: Any) -> int:
    """The slots as they were edited, in the order of time."""
    event = _open(event, by)
    _check_spans(made)
    return _keep_slots(event, sorted(made, key=lambda one: one.starts_at), by)


@transaction.atomic
def add_slots(event: Event, amount: int, *, by: Any) -> int:
    """More slots after the last, as long as it and as far from it as the last two are apart."""
    event = _open(event, by)
    rows = list(event.slots.order_by("number"))
    if not rows:
        raise Refused(_("还没有时段，请先安排时段。"))
    made = [_span(row) for row in rows]
    step = made[-1].ends_at - made[-1].starts_at
    if len(made) > 1 and made[-1].starts_at.date() == made[-2].starts_at.date():
        step = made[-1].starts_at - made[-2].starts_at
    for _number in range(amount):
        last = made[-1]
        made.append(replace(last, starts_at=last.starts_at + step, ends_at=last.ends_at + step, lunch=False))
    return _keep_slots(event, made, by)


@transaction.atomic
def save_tables(event: Event, rooms: Sequence[tuple[str, int]], *, by: Any) -> int:
    """So many tables in each room, numbered through; tables that fall away leave their meetings without a place."""
    event = _open(event, by)
    wanted = [room.strip()[:40] for room, count in rooms for _one in range(max(0, count))]
    if not wanted:
        raise Refused(_("至少要有一张桌。"), {"tables": _("至少要有一张桌。")})
    if len(wanted) > MOST_TABLES:
        said = _("一共 %(n)d 张桌，最多 %(most)d 张。") % {"n": len(wanted), "most": MOST_TABLES}
        raise Refused(said, {"tables": said})
    there = list(event.tables.order_by("number"))
    for table, room in zip(there, wanted, strict=False):
        if table.room != room:
            table.room = room
            table.save(update_fields=["room"])
    _drop(event, "table", [one.pk for one in there[len(wanted) :]])
    Table.objects.bulk_create(
        Table(event=event, number=number, room=wanted[number - 1])
        for number in range(len(there) + 1, len(wanted) + 1)
    )
    return _done(event, by)


@transaction.atomic
def add_tables(event: Event, amount: int, *, by: Any) -> int:
    event = _open(event, by)
    last = event.tables.order_by("-number").first()
    number, room = (last.number, last.room) if last else (0, "")
    if number + amount > MOST_TABLES:
        raise Refused(_("最多 %(most)d 张桌。") % {"most": MOST_TABLES})
    Table.objects.bulk_create(Table(event=event, number=number + n, room=room) for n in range(1, amount + 1))
    return _done(event, by)


@transaction.atomic
def save_table(table: Table, *, by: Any, name: str, room: str, away: Sequence[int]) -> Table:
    """One table's name, room and the slots in which it cannot be used; meetings there then lose their place."""
    event = _open(table.event, by)
    table = event.tables.get(pk=table.pk)
    known = set(event.slots.values_list("number", flat=True))
    table.name, table.room, table.away = name.strip()[:40], room.strip()[:40], sorted(set(away) & known)
    table.save(update_fields=["name", "room", "away"])
    lost = event.meetings.filter(table=table, slot__number__in=table.away)
    lost.update(slot=None, table=None, locked=False)
    _done(event, by)
    return table


def _open(event: Event, by: Any) -> Event:
    event = locked(event)
    permissions.require(by, "run_event", event)
    transitions.check_inviting(event.state)
    return event


def _span(slot: Slot) -> Span:
    return Span(slot.starts_at, slot.ends_at, slot.session, slot.lunch)


def _check_spans(made: Sequence[Span]) -> None:
    if not made:
        raise Refused(_("至少要有一个时段。"))
    if len(made) > MOST_SLOTS:
        raise Refused(_("最多 %(most)d 个时段。") % {"most": MOST_SLOTS})
    ordered = sorted(made, key=lambda one: one.starts_at)
    for one in ordered:
        if one.ends_at <= one.starts_at:
            raise Refused(_("%(at)s 开始的时段，结束时间要在开始之后。") % {"at": f"{one.starts_at:%H:%M}"})
    for one, then in pairwise(ordered):
        if then.starts_at < one.ends_at:
            raise Refused(
                _("%(at)s 开始的时段与前一个重叠，请改开始时间。") % {"at": f"{then.starts_at:%H:%M}"}
            )


def _keep_slots(event: Event, made: Sequence[Span], by: Any) -> int:
    if len(made) > MOST_SLOTS:
        raise Refused(_("最多 %(most)d 个时段，请把每场的分钟数放长一些。") % {"most": MOST_SLOTS})
    there = list(event.slots.order_by("number"))
    _keep_absences(event, there, made)
    for slot, span in zip(there, made, strict=False):
        for name, value in asdict(span).items():
            setattr(slot, name, value)
    Slot.objects.bulk_update(there[: len(made)], ["starts_at", "ends_at", "session", "lunch"])
    _drop(event, "slot", [one.pk for one in there[len(made) :]])
    Slot.objects.bulk_create(
        Slot(event=event, number=number, **asdict(span))
        for number, span in enumerate(made[len(there) :], len(there) + 1)
    )
    event.starts_at, event.ends_at = made[0].starts_at, made[-1].ends_at
    event.save(update_fields=["starts_at", "ends_at"])
    return _done(event, by)


def _keep_absences(event: Event, before: Sequence[Slot], after: Sequence[Span]) -> None:
    """Who said to be absent from nine to ten still is, whatever the slots of that hour are called now."""
    old = {slot.number: slot for slot in before}
    for rows in (event.participants.exclude(away=[]), event.tables.exclude(away=[])):
        for row in rows:
            gone = [old[number] for number in row.away if number in old]
            row.away = [
                number
                for number, span in enumerate(after, 1)
                if any(span.starts_at < one.ends_at and span.ends_at > one.starts_at for one in gone)
            ]
            row.save(update_fields=["away"])


def _drop(event: Event, kind: str, keys: Sequence[int]) -> None:
    if not keys:
        return
    event.meetings.filter(**{f"{kind}__in": keys}).update(slot=None, table=None, locked=False)
    model = Slot if kind == "slot" else Table
    try:
        model.objects.filter(pk__in=keys).delete()
    except ProtectedError:
        said = _("已发布的日程用到了要去掉的时段或桌位，没有改动。可以改成不能用，或另外增加。")
        raise Refused(said) from None


def _done(event: Event, by: Any) -> int:
    Event.objects.filter(pk=event.pk).update(revision=F("revision") + 1)
    counts = {"slots": event.slots.count(), "tables": event.tables.count()}
    record(by, "event.laid_out", event, **counts)
    return counts["slots"]
