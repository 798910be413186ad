"""May a meeting sit there, and what would it cost? The answer before a card is dropped, and again when it is.

The rules are the engine's (`engine.meetings.conflicts`), read for one meeting and said in the words of people; a test
holds both to each other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.events.choices import STANDING, EventState, MeetingSession, MeetingState
from duijie.portal.events.models import Event, Meeting, Participant, Slot, Table

_TAKING_TIME = (*STANDING, MeetingState.MISSED)


@dataclass(frozen=True)
class Cost:
    """One participant's breaks now and after the move."""

    name: str
    before: int
    after: int


@dataclass(frozen=True)
class Judgement:
    """`problems` are sentences: with any of them the move is refused."""

    meeting: Meeting
    slot: Slot | None
    table: Table | None
    problems: list[str] = field(default_factory=list)
    costs: list[Cost] = field(default_factory=list)

    @property
    def before(self) -> int:
        return sum(cost.before for cost in self.costs)

    @property
    def after(self) -> int:
        return sum(cost.after for cost in self.costs)


def judge(event: Event, meeting: Meeting, slot: Slot | None, table: Table | None) -> Judgement:
    """One place. Without slot and table: what taking the meeting off the board changes."""
    return Judge(event, meeting, [slot] if slot else []).at(slot, table)


class Judge:
    """All that is to be known of a meeting to judge any place of some slots: nine queries, whatever the event's size."""

    def __init__(self, event: Event, meeting: Meeting, slots: Sequence[Slot]) -> None:
        self._event, self._meeting = event, meeting
        self._slots = list(event.slots.order_by("number"))
        self._people = list(meeting.participants.select_related("party").order_by("pk"))
        self._busy = _busy(event, self._people, meeting)
        self._settled = list(_settled(event, meeting))
        self._order = _order(meeting)
        self._taken = _taken(event, meeting, slots)
        self._by_slot: dict[int, list[str]] = {}

    def at(self, slot: Slot | None, table: Table | None) -> Judgement:
        problems = list(self._settled)
        if slot is not None and table is not None:
            problems += _of_place(self._event, self._meeting, slot, table)
            taken = self._taken.get((slot.pk, table.pk))
            if taken is not None:
                told = {"slot": slot, "table": table, "names": taken}
                problems.append(_("%(table)s %(slot)s 已经有一场：%(names)s。") % told)
            problems += self._of_slot(slot)
        now, then = self._meeting.slot_id, slot.pk if slot else None
        costs = [_cost(one, self._busy[one.pk], self._slots, now, then) for one in self._people]
        return Judgement(self._meeting, slot, table, problems, costs)

    def _of_slot(self, slot: Slot) -> list[str]:
        if slot.pk not in self._by_slot:
            found = [*_of_people(self._people, self._busy, self._slots, slot), *_of_order(self._order, slot)]
            self._by_slot[slot.pk] = found
        return self._by_slot[slot.pk]


def _busy(event: Event, people: Sequence[Participant], meeting: Meeting) -> dict[int, list[int]]:
    """The slots of each participant's other meetings (one query)."""
    found: dict[int, list[int]] = {one.pk: [] for one in people}
    rows = Meeting.objects.filter(event=event, state__in=_TAKING_TIME, slot__isnull=False)
    rows = rows.filter(seats__participant__in=found).exclude(pk=meeting.pk).order_by()
    for who, slot in rows.values_list("seats__participant_id", "slot_id"):
        if who in found:
            found[who].append(slot)
    return found


def _taken(event: Event, meeting: Meeting, slots: Sequence[Slot]) -> dict[tuple[int, int], Meeting]:
    """Who sits where in these slots."""
    rows = Meeting.objects.filter(event=event, slot__in=slots, table__isnull=False).exclude(pk=meeting.pk)
    return {
        (row.slot_id, row.table_id): row for row in rows.prefetch_related("participants__party").order_by()
    }


def _settled(event: Event, meeting: Meeting) -> Iterator[str]:
    if meeting.state == MeetingState.CANCELLED:
        yield _("这场洽谈已经取消，先恢复再安排。")
    elif meeting.state in (MeetingState.HELD, MeetingState.MISSED):
        yield _("这场洽谈已经有了结果，不能再移动。")
    if meeting.locked:
        yield _("这场洽谈锁定了，先解除锁定再移动。")


def _of_place(event: Event, meeting: Meeting, slot: Slot, table: Table) -> Iterator[str]:
    told = {"slot": slot, "table": table}
    if event.state == EventState.RUNNING and slot.ends_at <= timezone.now():
        yield _("%(slot)s 已经过去了。") % told
    if slot.number in table.away:
        yield _("%(table)s在 %(slot)s 不能用。") % told
    if meeting.room and meeting.room != table.room:
        yield _("这场洽谈要在%(room)s，%(table)s不在那里。") % {"room": meeting.room, "table": table}
    if meeting.session not in (MeetingSession.ANY, slot.session):
        yield _("这场洽谈%(session)s。") % {"session": meeting.get_session_display()}
    if meeting.fixed_slot_id not in (None, slot.pk):
        yield _("这场洽谈固定在 %(slot)s。") % {"slot": meeting.fixed_slot}


def _of_people(
    people: Sequence[Participant], busy: dict[int, list[int]], slots: Sequence[Slot], slot: Slot
) -> Iterator[str]:
    for one in people:
        told = {"name": one, "slot": slot, "n": one.representatives}
        if slot.number in one.away:
            yield _("%(name)s %(slot)s 不在场。") % told
        if busy[one.pk].count(slot.pk) >= one.representatives:
            if one.representatives == 1:
                yield _("%(name)s %(slot)s 已有另一场洽谈。") % told
            else:
                yield _("%(name)s %(slot)s 的 %(n)d 位代表都有洽谈了。") % told
        if slot.lunch and _no_lunch({*busy[one.pk], slot.pk}, slots, slot):
            yield _("%(name)s就没有午餐时间了。") % told


def _no_lunch(taken: set[int], slots: Sequence[Slot], slot: Slot) -> bool:
    day = timezone.localtime(slot.starts_at).date()
    lunch = {one.pk for one in slots if one.lunch and timezone.localtime(one.starts_at).date() == day}
    return lunch <= taken


def _order(meeting: Meeting) -> list[tuple[bool, Meeting]]:
    """Meetings that have to come before it (True) or after it (False), of those that have a place."""
    rows = Meeting.objects.filter(slot__isnull=False).exclude(state=MeetingState.CANCELLED)
    rows = rows.filter(Q(pk__in=meeting.after.values("pk")) | Q(pk__in=meeting.before.values("pk")))
    linked = list(rows.select_related("slot").prefetch_related("participants__party").order_by("pk"))
    first = set(meeting.after.values_list("pk", flat=True)) if linked else set()
    return [(other.pk in first, other) for other in linked]


def _of_order(order: Sequence[tuple[bool, Meeting]], slot: Slot) -> Iterator[str]:
    for comes_first, other in order:
        told = {"other": other, "slot": other.slot}
        if comes_first and other.slot.number >= slot.number:
            yield _("要排在“%(other)s”（%(slot)s）之后。") % told
        if not comes_first and other.slot.number <= slot.number:
            yield _("要排在“%(other)s”（%(slot)s）之前。") % told


def _cost(
    one: Participant, others: list[int], slots: Sequence[Slot], now: int | None, then: int | None
) -> Cost:
    before = breaks({*others, *([now] if now else [])}, slots)
    return Cost(str(one), before, breaks({*others, *([then] if then else [])}, slots))


def breaks(busy: set[int], slots: Sequence[Any]) -> int:
    """Idle runs between two meetings on a day; an idle lunch slot is none. `busy` are keys of slots."""
    count, day, seen, idle = 0, None, False, False
    for slot in slots:
        today = timezone.localtime(slot.starts_at).date()
        if today != day:
            day, seen, idle = today, False, False
        if slot.pk in busy:
            count += seen and idle
            seen, idle = True, False
        elif not slot.lunch:
            idle = True
    return count
