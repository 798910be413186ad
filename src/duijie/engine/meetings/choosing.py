"""Which meetings to hold: the greatest total value that can be seated, with a floor for every participant."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import highspy
import numpy as np

from duijie.engine.meetings.answering import ask, contradiction
from duijie.engine.meetings.counting import counted
from duijie.engine.meetings.domains import all_places, domains, of_participants
from duijie.engine.meetings.encoding import Encoding
from duijie.engine.meetings.explaining import without
from duijie.engine.meetings.measuring import name
from duijie.engine.meetings.model import Agenda, Event, EventError

_HALF = 0.5  # of a 0-1 variable: above it is taken
_ENOUGH = 1e-6  # relative gap at which the mixed-integer program counts as solved


def choose(
    event: Event, *, time_limit: float = 30.0, cancelled: Callable[[], bool] | None = None
) -> tuple[int, ...]:
    """Numbers of the meetings to hold: all that must be, and the others of the greatest total value.

    A mixed-integer program proposes a set that fits everybody's floor, cap and presence and the tables; the prover says
    whether it can be seated. Where not, meetings that cannot all be held together become a constraint of the program
    (logic-based Benders decomposition; Hooker and Ottosson, Mathematical Programming 96, 2003).
    When time is up or ``cancelled`` says so, a set that may be worth less.
    Raises EventError where floors, caps and obligations contradict each other.
    """
    ends = time.perf_counter() + time_limit
    _check_bounds(event)
    allowed = domains(event, [m for m, meeting in enumerate(event.meetings) if not meeting.must])
    cuts: list[list[int]] = []
    while True:
        chosen = _propose(event, allowed, cuts)
        if time.perf_counter() > ends:
            return _seatable(event, chosen, time_limit / 2, cancelled)
        clash = _clash(event, chosen, max(0.5, ends - time.perf_counter()), cancelled)
        if clash is None:
            return tuple(chosen)
        if not clash or all(event.meetings[m].must for m in clash):
            return _seatable(event, chosen, time_limit / 2, cancelled)
        cuts.append(clash)


def restrict(event: Event, chosen: Sequence[int]) -> Event:
    """The event with the chosen meetings alone, all of which must then be held."""
    left_out = set(range(len(event.meetings))) - set(chosen)
    return replace(event, meetings=[replace(m, must=True) for m in without(event.meetings, left_out)])


def widen(agenda: Agenda, chosen: Sequence[int], count: int) -> Agenda:
    """An agenda of the chosen meetings in the numbers of all."""
    slots: list[int | None] = [None] * count
    tables: list[int | None] = [None] * count
    for new, old in enumerate(chosen):
        if agenda.slots:
            slots[old], tables[old] = agenda.slots[new], agenda.tables[new]
    reasons = tuple(replace(r, meetings=tuple(chosen[m] for m in r.meetings)) for r in agenda.reasons)
    remedies = tuple(replace(r, meetings=tuple(chosen[m] for m in r.meetings)) for r in agenda.remedies)
    return replace(
        agenda, slots=tuple(slots), tables=tuple(tables), reasons=reasons, remedies=remedies,
        dropped=tuple(m for m, t in enumerate(slots) if t is None),
    )  # fmt: skip


def _check_bounds(event: Event) -> None:
    for who, own in enumerate(of_participants(event)):
        person = event.participants[who]
        must = sum(event.meetings[m].must for m in own)
        if person.floor > len(own):
            raise EventError(f"{name(event, who)}至少要 {person.floor} 场洽谈，备选的只有 {len(own)} 场。")
        if person.cap is not None and person.cap < max(must, person.floor):
            raise EventError(
                f"{name(event, who)}最多 {person.cap} 场洽谈，但必须安排 {max(must, person.floor)} 场。"
            )


def _propose(event: Event, allowed: Sequence[set[int]], cuts: Sequence[Sequence[int]]) -> list[int]:
    """The best set by the program: 0-1 variables for meetings, rows for people, tables and what was learned."""
    program = highspy.Highs()  # type: ignore[no-untyped-call]
    program.silent()
    program.setOptionValue("mip_rel_gap", _ENOUGH)
    picked = [program.addBinary(obj=-(meeting.value or 1e-6)) for meeting in event.meetings]
    for m, meeting in enumerate(event.meetings):
        if meeting.must:
            program.addConstr(picked[m] == 1)
        elif not allowed[m]:
            program.addConstr(picked[m] == 0)
    for members, low, high in _rows(event, allowed):
        total = program.qsum(picked[m] for m in members)
        program.addConstr(total <= high)
        if low:
            program.addConstr(total >= low)
    for clash in cuts:
        program.addConstr(program.qsum(picked[m] for m in clash) <= len(clash) - 1)
    program.minimize()
    if program.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        raise EventError(
            "每个参会方的最低场次、必须安排的洽谈、在场时段和桌位合在一起做不到：请降低最低场次，或增加时段和桌位。"
        )
    taken = np.array(program.getSolution().col_value) > _HALF
    return [m for m in range(len(event.meetings)) if taken[m]]


def _rows(event: Event, allowed: Sequence[set[int]]) -> Iterator[tuple[list[int], int, int]]:
    """(meetings, least, most): floors and caps; slots of people and tables, for meetings that fit nowhere else."""
    for who, own in enumerate(of_participants(event)):
        person, cap = event.participants[who], event.participants[who].cap
        if own:
            yield own, person.floor, len(own) if cap is None else cap
        for slots in {frozenset(allowed[m]) for m in own}:
            inside = [m for m in own if allowed[m] <= slots]
            yield inside, 0, len(slots) * person.representatives
    for places in all_places(event):
        for slots in {frozenset(allowed[m]) for m in places.meetings}:
            inside = [m for m in places.meetings if allowed[m] <= slots]
            yield inside, 0, sum(places.room[t] for t in slots)


def _clash(
    event: Event, chosen: Sequence[int], limit: float, cancelled: Callable[[], bool] | None
) -> list[int] | None:
    """Chosen meetings that cannot all be held; None if all can be; empty if that was not found out in time."""
    part = restrict(event, chosen)
    for reason in counted(part):
        return [chosen[m] for m in reason.meetings]
    answer = ask(Encoding(part), limit=limit, cancelled=cancelled)
    if answer.slots is not None:
        return None
    if not answer.impossible:
        return []
    open_ = Encoding(part, optional=range(len(part.meetings)))
    held = [open_.held(m) for m in range(len(part.meetings))]
    found, _ = contradiction(open_.hard, held, limit=limit)
    return [chosen[m] for m in found]


def _seatable(
    event: Event, chosen: Sequence[int], limit: float, cancelled: Callable[[], bool] | None
) -> tuple[int, ...]:
    """The most valuable of the chosen that can be seated together, as far as time allows; obligations always."""
    part = restrict(event, chosen)
    able = [m for m, old in enumerate(chosen) if not event.meetings[old].must]
    encoding = Encoding(part, optional=able)
    soft = [([encoding.held(m)], 1 + round(100 * max(0.0, part.meetings[m].value))) for m in able]
    slots = ask(encoding, soft, limit=max(1.0, limit), cancelled=cancelled).slots
    if slots is None:
        return tuple(chosen)
    return tuple(old for m, old in enumerate(chosen) if slots[m] is not None)
