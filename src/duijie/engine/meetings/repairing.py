"""An agenda mended while the event runs: what took place stays, nobody is moved without need."""

import time
from dataclasses import replace

from duijie.engine.meetings import domains, explaining, measuring, seating
from duijie.engine.meetings.answering import ask
from duijie.engine.meetings.encoding import Encoding
from duijie.engine.meetings.model import Agenda, Event, Session, Status


def repair(event: Event, agenda: Agenda, *, now: int = 0, time_limit: float = 10.0) -> Agenda:
    """An agenda for the changed ``event`` (somebody away, a table lost, meetings added) as near as can be to the old one.

    ``agenda`` is in the numbers of ``event``; meetings that it does not hold (None) may be filled in where nobody has to
    move for them (walk-ins, ``must`` False) or have to be held (``must``). Slots before ``now`` are over: nothing in them
    changes. In this order: as many meetings as possible are held, the fewest people get another time, gaps are filled,
    and breaks are few. Meetings that cannot be held any more are ``dropped``. If time runs out before anything is found,
    nobody is moved and only what cannot stay is dropped.
    """
    began = time.perf_counter()
    past = _frozen(event, agenda, now)
    encoding = Encoding(past, optional=range(len(past.meetings)))
    keep, also = _wanted(past, agenda, now, encoding)
    answer = ask(encoding, keep, also=also, limit=time_limit / 2)
    if answer.impossible:
        return replace(explaining.explain(past, limit=time_limit / 2), seconds=time.perf_counter() - began)
    found = answer.slots if answer.slots is not None else _standing(past, agenda, now)
    slots = _fewer_breaks(past, agenda, found, now, time_limit / 2)
    return Agenda(
        Status.OPTIMAL if answer.optimal else Status.FEASIBLE,
        tuple(slots),
        seating.seat(past, slots, before=_tables_to_keep(agenda, slots)),
        breaks=sum(measuring.breaks(past, slots)),
        wishes=measuring.wishes(past, slots),
        seconds=time.perf_counter() - began,
        moved=tuple(sorted(_moved(past, agenda, slots))),
        dropped=tuple(m for m, t in enumerate(slots) if t is None),
    )


def _frozen(event: Event, agenda: Agenda, now: int) -> Event:
    """The event in which the past cannot change: absences and lost tables count from now on; nothing is fair any more."""
    over = frozenset(range(now))
    people = [replace(p, away=p.away - over) for p in event.participants]
    tables = [replace(table, away=table.away - over) for table in event.tables]
    meetings = [
        replace(meeting, fixed=t, after=frozenset(), session=Session.ANY)
        if t is not None and t < now
        else meeting
        for meeting, t in zip(event.meetings, agenda.slots, strict=True)
    ]
    return replace(event, participants=people, tables=tables, meetings=meetings, fairness=None)


def _standing(event: Event, agenda: Agenda, now: int) -> list[int | None]:
    """The old agenda without what cannot stay where it is: somebody is away, or there are too few tables."""
    slots = list(agenda.slots)
    for m, meeting in enumerate(event.meetings):
        t = slots[m]
        away = t is not None and any(t in event.participants[who].away for who in meeting.participants)
        if away or (t is not None and t not in domains.own_slots(event, meeting)):
            slots[m] = None
    for places in domains.all_places(event):
        for t in range(now, len(event.slots)):
            here = [m for m in places.meetings if slots[m] == t]
            here.sort(key=lambda m: (event.meetings[m].fixed is None, -event.meetings[m].value))
            for m in here[places.room[t] :]:
                slots[m] = None
    return slots


def _wanted(
    event: Event, agenda: Agenda, now: int, encoding: Encoding
) -> tuple[list[tuple[list[int], int]], list[list[int]]]:
    """Soft clauses, a level worth more than all below it together; and what is over, hard."""
    meetings = range(len(event.meetings))
    extra = [m for m in meetings if agenda.slots[m] is None and not event.meetings[m].must]
    coming = [m for m in meetings if (t := agenda.slots[m]) is not None and t >= now]
    people = sorted({who for m in coming for who in event.meetings[m].participants})
    moving, holding = len(extra) + 1, (len(extra) + 1) * (len(people) + 1)
    soft = [([encoding.held(m)], 1 if m in extra else holding) for m in meetings]
    also = [[encoding.held(m)] for m in meetings if (t := agenda.slots[m]) is not None and t < now]
    also += [[-encoding.x(m, t)] for m in meetings if (agenda.slots[m] is None or agenda.slots[m] in range(now, 10**6))
             for t in encoding.domains[m] if t < now]  # fmt: skip
    for who in people:
        stays = int(encoding.pool.id(("stays", who)))
        soft.append(([stays], moving))
        for m in coming:
            t = agenda.slots[m]
            if who in event.meetings[m].participants and t is not None:
                here = [encoding.x(m, t)] if t in encoding.domains[m] else []
                also.append([-stays, -encoding.held(m), *here])
    return soft, also


def _fewer_breaks(
    event: Event, agenda: Agenda, found: list[int | None], now: int, limit: float
) -> list[int | None]:
    """The same people moved, the same meetings held, and among such agendas one with fewer breaks."""
    free = _moved(event, agenda, found)
    if not free:
        return found
    meetings = []
    for m, meeting in enumerate(event.meetings):
        t = found[m]
        still = t is None or t < now or not free.issuperset(meeting.participants)
        meetings.append(replace(meeting, fixed=t, session=Session.ANY) if still else meeting)
    held = [m for m, t in enumerate(found) if t is not None]
    encoding = Encoding(
        replace(event, meetings=meetings), optional=[m for m in range(len(found)) if m not in held]
    )
    also = [[-encoding.held(m)] for m in range(len(found)) if m not in held]
    also += [
        [-encoding.x(m, t)] for m in held if (found[m] or 0) >= now for t in encoding.domains[m] if t < now
    ]
    slots = ask(encoding, [([-h], 1) for h in encoding.breaks], also=also, limit=limit).slots
    if slots is None or sum(measuring.breaks(event, slots)) > sum(measuring.breaks(event, found)):
        return found
    return slots


def _moved(event: Event, agenda: Agenda, slots: list[int | None]) -> set[int]:
    """Participants one of whose meetings has another slot than before."""
    return {
        who
        for m, t in enumerate(slots) if t is not None and agenda.slots[m] not in (None, t)
        for who in event.meetings[m].participants
    }  # fmt: skip


def _tables_to_keep(agenda: Agenda, slots: list[int | None]) -> list[int | None]:
    """The tables of meetings that keep their slots."""
    pairs = zip(slots, agenda.slots, agenda.tables, strict=True)
    return [table if new == old else None for new, old, table in pairs]
