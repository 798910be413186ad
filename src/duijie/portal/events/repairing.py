"""The agenda mended on the day: what the engine is asked, what it answers as a plan, and what the plan changes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.engine import meetings as engine
from duijie.portal.events import framing
from duijie.portal.events.choices import STANDING, MeetingState, ParticipantState
from duijie.portal.events.models import Event, Meeting, Participant, Placement, Repair, Slot
from duijie.portal.refused import Refused

SECONDS = 20.0  # at most; most repairs take two or three
_MOST_EXTRA = 40  # meetings tried for gaps: more make the search slow and cannot all be seated
_TAKING_TIME = (*STANDING, MeetingState.MISSED)


def begun(event: Event) -> int:
    """How many of the event's slots have begun by the clock."""
    return event.slots.filter(starts_at__lte=timezone.now()).count()


def by_the_clock(event: Event) -> bool:
    """Whether the event takes place now: between its first slot and its last."""
    starts, ends = event.starts_at, event.ends_at
    return bool(starts and ends and starts <= timezone.now() <= ends)


def moved_since(event: Event) -> bool:
    """Whether the draft is another than the current version, meetings that were called off apart."""
    rows = event.meetings.filter(state__in=_TAKING_TIME)
    placed = rows.filter(slot__isnull=False, table__isnull=False)
    published = event.current.placements.filter(meeting__state__in=_TAKING_TIME)
    there = set(published.order_by().values_list("meeting_id", "slot_id", "table_id"))
    return there != set(placed.order_by().values_list("pk", "slot_id", "table_id"))


def compute(repair: Repair) -> dict[str, Any]:
    """The plan: `places` of all meetings that are held, `moved`, `dropped`, `added`, `status`, `people` concerned at all."""
    event = repair.event
    asked = repair.plan["asked"]
    rows, extra = _rows(event, asked)
    framed = framing.frame(event, [*rows, *extra])
    if not framed.rows:
        raise Refused(_("现行日程里没有可以调整的洽谈。"))
    changed = _changed(framed, asked, event, repair.over)
    agenda = engine.repair(changed, _agenda(framed), now=repair.over, time_limit=SECONDS)
    if not agenda.slots:
        return {"status": "impossible", "reasons": [reason.text for reason in agenda.reasons]}
    return _plan(framed, agenda, {row.pk for row in rows})


def _rows(event: Event, asked: Mapping[str, Any]) -> tuple[list[Meeting], list[Meeting]]:
    """Meetings of the current agenda that still stand, and those that may fill gaps, the most valuable first."""
    stands = event.meetings.filter(state__in=_TAKING_TIME).exclude(pk__in=asked.get("cancelled", []))
    stands = stands.select_related("slot", "table")
    published = event.current.placements.order_by().values("meeting")
    rows = list(stands.filter(pk__in=published).order_by("pk"))
    left = stands.filter(state=MeetingState.PROPOSED, slot__isnull=True).exclude(pk__in=published)
    extra = list(left.order_by("-value", "pk")) if asked.get("fill") == "all" else _filling(left, asked)
    here = _here(event)
    seats = framing.seated(extra)
    return rows, [row for row in extra if here.issuperset(seats[row.pk])][:_MOST_EXTRA]


def _filling(left: Any, asked: Mapping[str, Any]) -> list[Meeting]:
    """Meetings of the one that came, with whom it matches."""
    who = asked.get("fill")
    return list(left.filter(seats__participant=who).order_by("-value", "pk")) if who else []


def _here(event: Event) -> set[int]:
    """Those with whom a gap can be filled: confirmed and not taken for absent."""
    people = event.participants.filter(state=ParticipantState.CONFIRMED, no_show_at__isnull=True)
    return set(people.values_list("pk", flat=True))


def _changed(framed: framing.Frame, asked: Mapping[str, Any], event: Event, over: int) -> engine.Event:
    """The engine's event with who and what is away now; what is settled already is not touched by it."""
    numbers = list(event.slots.order_by("number").values_list("number", flat=True))
    place = {number: at for at, number in enumerate(numbers)}
    gone = set(event.participants.filter(no_show_at__isnull=False).values_list("pk", flat=True))
    rest = frozenset(range(over, len(numbers)))
    taken, used = _settled(framed)
    people = []
    for at, (pk, one) in enumerate(zip(framed.participants, framed.event.participants, strict=True)):
        more = rest if pk in gone else _slots(asked, "away", pk, place)
        people.append(replace(one, away=(one.away | more) - taken[at]))
    tables = [
        replace(one, away=(one.away | _slots(asked, "tables", pk, place)) - used[at])
        for at, (pk, one) in enumerate(zip(framed.tables, framed.event.tables, strict=True))
    ]
    published = [row.slot_id is not None for row in framed.rows]
    made = [replace(m, must=p) for m, p in zip(framed.event.meetings, published, strict=True)]
    return replace(framed.event, participants=people, tables=tables, meetings=made)


def _settled(framed: framing.Frame) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
    """Slots in which each participant sits in, and each table is used by, a meeting that has its result already."""
    taken: dict[int, set[int]] = defaultdict(set)
    used: dict[int, set[int]] = defaultdict(set)
    placed = zip(framed.rows, framed.event.meetings, framed.draft_slots, framed.draft_tables, strict=True)
    for row, meeting, slot, table in placed:
        if row.state in framing.SETTLED and slot is not None and table is not None:
            used[table].add(slot)
            for who in meeting.participants:
                taken[who].add(slot)
    return taken, used


def _slots(asked: Mapping[str, Any], kind: str, pk: int, place: Mapping[int, int]) -> frozenset[int]:
    """Slots, counted from 0, that were asked to be closed for a participant or table."""
    return frozenset(place[n] for n in asked.get(kind, {}).get(str(pk), []) if n in place)


def _agenda(framed: framing.Frame) -> engine.Agenda:
    return engine.Agenda(
        engine.Status.FEASIBLE, tuple(framed.draft_slots), tuple(framed.draft_tables)
    )  # fmt: skip


def _plan(framed: framing.Frame, agenda: engine.Agenda, before: set[int]) -> dict[str, Any]:
    slots = _within_caps(framed, agenda.slots, before)
    places = {
        framed.meetings[m]: (framed.slots[t], framed.tables[k])
        for m, (t, k) in enumerate(zip(slots, agenda.tables, strict=True))
        if t is not None and k is not None
    }
    settled = {row.pk for row in framed.rows if row.state in framing.SETTLED and row.pk in before}
    if settled - places.keys():
        raise Refused(_("算出的方案会去掉已有结果的洽谈，没有保存。请从下一个时段起再调整。"))
    return {
        "status": str(agenda.status),
        "seconds": round(agenda.seconds, 2),
        "places": [[pk, slot, table] for pk, (slot, table) in sorted(places.items())],
        "moved": sorted(framed.participants[who] for who in agenda.moved),
        "dropped": sorted(before - places.keys()),
        "added": sorted(places.keys() - before),
        "people": len(framed.participants),
    }


def _within_caps(framed: framing.Frame, slots: Sequence[int | None], before: set[int]) -> list[int | None]:
    """Without the least valuable of the added meetings that are more than somebody's cap."""
    found = list(slots)
    added = [m for m, pk in enumerate(framed.meetings) if pk not in before and found[m] is not None]
    counts: dict[int, int] = defaultdict(int)
    for m, meeting in enumerate(framed.event.meetings):
        if found[m] is not None and m not in added:
            for who in meeting.participants:
                counts[who] += 1
    for m in sorted(added, key=lambda m: (-framed.rows[m].value, framed.meetings[m])):
        members = framed.event.meetings[m].participants
        caps = [framed.event.participants[who].cap for who in members]
        if any(cap is not None and counts[who] >= cap for who, cap in zip(members, caps, strict=True)):
            found[m] = None
            continue
        for who in members:
            counts[who] += 1
    return found


@dataclass(frozen=True)
class Step:
    """What a plan does with one meeting; `before` and `after` are slot and table in words, empty where it is not held."""

    meeting: Meeting
    names: str
    before: str
    after: str
    kind: str
    slots: tuple[int, ...]  # numbers of the slots from and to which it goes


def steps(repair: Repair) -> list[Step]:
    """The changes of a plan against the version that it starts from, those that move first (six queries)."""
    plan = repair.plan
    if "places" not in plan:
        return []
    old = {p.meeting_id: p for p in repair.base.placements.select_related("slot", "table")}
    slots = {one.pk: one for one in repair.event.slots.all()}
    tables = {one.pk: one for one in repair.event.tables.all()}
    new = {pk: (slots.get(slot), tables.get(table)) for pk, slot, table in plan["places"]}
    there = {pk: (p.slot, p.table) for pk, p in old.items()}
    changed = [pk for pk in there.keys() | new.keys() if there.get(pk) != new.get(pk)]
    rows = repair.event.meetings.filter(pk__in=changed).prefetch_related("participants__party")
    found = [_step(row, there.get(row.pk), new.get(row.pk)) for row in rows]
    return sorted(found, key=lambda one: (_ORDER.index(one.kind), one.slots, one.meeting.pk))


_ORDER = ("moved", "table", "dropped", "added")


def _step(row: Meeting, before: Any, after: Any) -> Step:
    if before is None or after is None:
        kind = "added" if before is None else "dropped"
    else:
        kind = "table" if before[0] == after[0] else "moved"
    numbers = tuple(
        place[0].number for place in (before, after) if place is not None and place[0] is not None
    )
    return Step(row, str(row), _place(before), _place(after), kind, numbers)


def _place(place: tuple[Slot | None, Any] | None) -> str:
    return f"{place[0]} {place[1]}" if place is not None else ""


def concerned(found: Iterable[Step]) -> int:
    """How many participants sit in one of the meetings that change."""
    return len({one.pk for step in found for one in step.meeting.participants.all()})


def first_open(event: Event) -> int:
    """Where a repair starts unless somebody says otherwise: after the slots that have begun, or have all their results."""
    slots = list(event.slots.order_by("number"))
    over = begun(event)
    if over < len(slots):
        return over
    open_ = Placement.objects.filter(version=event.current_id, meeting__state=MeetingState.PLANNED)
    first = open_.order_by("slot__number").values_list("slot__number", flat=True).first()
    return sum(slot.number < first for slot in slots) if first is not None else len(slots)


def people(repair: Repair) -> list[Participant]:
    """Those who get another time."""
    return list(repair.event.participants.filter(pk__in=repair.plan.get("moved", [])).select_related("party"))
