"""Why an event is impossible, in the fewest reasons, and what would make it possible, each remedy tried out."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from duijie.engine.meetings import measuring
from duijie.engine.meetings.answering import ask, contradiction
from duijie.engine.meetings.counting import counted, numbers, slot_words
from duijie.engine.meetings.domains import of_participants, present
from duijie.engine.meetings.encoding import Encoding
from duijie.engine.meetings.measuring import name
from duijie.engine.meetings.model import Agenda, Event, Meeting, Reason, Remedy, Session, Slot, Status, Table
from duijie.engine.meetings.relaxed import Demand, Relaxed

__all__ = ["Reason", "counted", "explain"]

_REASONS_SECONDS = 5.0
_REMEDY_SECONDS = 3.0  # for each question
_MOST_MORE = 8  # tables or slots


def explain(event: Event, reasons: Sequence[Reason] = (), *, limit: float = 20.0) -> Agenda:
    """Reasons (found by counting, or else by the prover) and remedies; not much longer than ``limit`` seconds."""
    ends = time.perf_counter() + limit
    smallest = bool(reasons)
    if reasons:
        reasons = reasons[:1] if len(reasons) == 1 else reasons
    else:
        reasons, smallest = _proven(event, min(_REASONS_SECONDS, limit / 2))
    remedies = [found for found in _remedies(event, ends) if found is not None]
    remedies.sort(key=lambda remedy: remedy.amount)
    return Agenda(Status.IMPOSSIBLE, reasons=tuple(reasons), smallest=smallest, remedies=tuple(remedies))


def _proven(event: Event, limit: float) -> tuple[list[Reason], bool]:
    """The smallest set of demands that contradict each other, as reasons; its size is in groups people think in."""
    relaxed = Relaxed(event)
    groups = _groups(event, relaxed)
    hard = list(relaxed.hard)
    literals = []
    for number, (_, demands) in enumerate(groups):
        literal = int(relaxed.pool.id(("group", number)))
        hard += [[-literal, relaxed.demands[demand]] for demand in demands]
        literals.append(literal)
    found, smallest = contradiction(hard, literals, limit=limit)
    return [_in_words(event, *groups[number]) for number in found], smallest


def _groups(event: Event, relaxed: Relaxed) -> list[tuple[Demand, list[Demand]]]:
    """Demands that people think of as one: all meetings of a firm, all its absences, all bounds to sessions."""
    grouped: dict[Demand, list[Demand]] = {}
    for who, own in enumerate(of_participants(event)):
        if own:
            grouped["meetings", who] = [("held", m) for m in own]
    for demand in relaxed.demands:
        if demand[0] != "held":
            key: Demand = (
                demand[:2] if demand[0] == "away" else ("session",) if demand[0] == "session" else demand
            )
            grouped.setdefault(key, []).append(demand)
    return list(grouped.items())


def _in_words(event: Event, group: Demand, demands: Sequence[Demand]) -> Reason:
    kind, who = str(group[0]), int(str(group[1])) if len(group) > 1 else -1
    if kind == "meetings":
        own = of_participants(event)[who]
        return Reason("meetings", f"{name(event, who)}有 {len(own)} 场洽谈。", tuple(own), (who,))
    if kind == "away":
        here = present(event, who)
        text = f"{name(event, who)}只在 {len(here)} 个时段在场（{slot_words(here)}）。"
        return Reason("away", text, (), (who,))
    meetings = tuple(sorted({int(str(n)) for demand in demands for n in demand[1:]}))
    return Reason(kind, _sentence(event, kind, meetings), meetings)


def _sentence(event: Event, kind: str, meetings: Sequence[int]) -> str:
    if kind == "session":
        return f"有 {len(meetings)} 场洽谈限定在上午或下午（{numbers(meetings)}场）。"
    if kind == "fixed":
        return (
            f"{numbers(meetings)}场洽谈固定在{slot_words({event.meetings[m].fixed or 0 for m in meetings})}。"
        )
    if kind == "after":
        first, then = meetings
        return f"第 {first + 1} 场和第 {then + 1} 场洽谈有先后次序。"
    if kind == "tables":
        return f"只有 {len(event.tables)} 张桌、{len(event.slots)} 个时段。"
    if kind == "lunch":
        return "每个参会方要有午餐时间。"
    return f"参会方之间的空档次数最多相差 {event.fairness}。"


def _remedies(event: Event, ends: float) -> Iterator[Remedy | None]:
    """One of each kind, the smallest, verified."""
    yield _more(event, "tables", _with_tables, ends)
    yield _more(event, "slots", _with_slots, ends)
    yield _give_up(event, "drop", "held", ends)
    yield _give_up(event, "presence", "away", ends)
    yield _give_up(event, "unfix", "fixed", ends)
    yield _give_up(event, "unorder", "after", ends)
    if event.fairness is not None and _possible(replace(event, fairness=None), ends):
        yield Remedy("fairness", "不限制参会方之间空档次数的差别。", 1)


def _possible(event: Event, ends: float) -> bool:
    """Whether the event has an agenda, and it stands a check; False too when time is up."""
    left = min(_REMEDY_SECONDS, ends - time.perf_counter())
    if left <= 0 or counted(event):
        return False
    slots = ask(Encoding(event), limit=left).slots
    return slots is not None and not measuring.conflicts(event, slots)


def _more(event: Event, code: str, enlarge: Callable[[Event, int], Event], ends: float) -> Remedy | None:
    for amount in range(1, _MOST_MORE + 1):
        if time.perf_counter() > ends:
            return None
        if amount == 1 and not _possible(enlarge(event, _MOST_MORE), ends):
            return None
        if _possible(enlarge(event, amount), ends):
            what = "张桌" if code == "tables" else "个时段（放在最后，所有参会方都在场）"
            return Remedy(code, f"增加 {amount} {what}。", amount)
    return None


def _with_tables(event: Event, amount: int) -> Event:
    return replace(event, tables=[*event.tables, *(Table() for _ in range(amount))])


def _with_slots(event: Event, amount: int) -> Event:
    session = event.slots[-1].session if event.slots else Session.MORNING
    return replace(event, slots=[*event.slots, *(Slot(session=session) for _ in range(amount))])


def _give_up(event: Event, code: str, kind: str, ends: float) -> Remedy | None:
    """The fewest demands of a kind (the least valuable meetings) without which the event is possible."""
    relaxed = Relaxed(event)
    able = [demand for demand in relaxed.demands if demand[0] == kind]
    left = min(_REMEDY_SECONDS, ends - time.perf_counter())
    if not able or left <= 0:
        return None
    kept = [[literal] for demand, literal in relaxed.demands.items() if demand[0] != kind]
    soft = [([relaxed.demands[demand]], _price(event, demand)) for demand in able]
    answer = ask(relaxed, soft, also=kept, limit=left)
    if answer.slots is None or not answer.optimal:
        return None
    broken = [demand for demand in able if _is_broken(event, demand, answer.slots)]
    if not _possible(_without(event, broken), ends):
        return None
    return Remedy(code, _remedy_words(event, code, broken), len(broken), _touched(broken))


def _price(event: Event, demand: Demand) -> int:
    """A meeting costs its value, anything else 1: ten thousand steps over the dearest."""
    if demand[0] != "held":
        return 1
    dearest = max((abs(meeting.value) for meeting in event.meetings), default=0) or 1.0
    return 10_000 + round(10_000 * event.meetings[int(str(demand[1]))].value / dearest)


def _is_broken(event: Event, demand: Demand, slots: Sequence[int | None]) -> bool:
    kind, first = str(demand[0]), int(str(demand[1]))
    if kind == "held":
        return slots[first] is None
    if kind == "away":
        return demand[2] in {slots[m] for m in of_participants(event)[first]}
    if kind == "fixed":
        return slots[first] != event.meetings[first].fixed
    before, after = slots[first], slots[int(str(demand[2]))]
    return before is not None and after is not None and before >= after


def _without(event: Event, broken: Sequence[Demand]) -> Event:
    """The event without these demands."""
    meetings, people = list(event.meetings), list(event.participants)
    left_out = {int(str(demand[1])) for demand in broken if demand[0] == "held"}
    for demand in broken:
        number = int(str(demand[1]))
        if demand[0] == "away":
            here = people[number]
            people[number] = replace(here, away=here.away - {int(str(demand[2]))})
        elif demand[0] == "fixed":
            meetings[number] = replace(meetings[number], fixed=None)
        elif demand[0] == "after":
            then = int(str(demand[2]))
            meetings[then] = replace(meetings[then], after=meetings[then].after - {number})
    return replace(event, participants=people, meetings=without(meetings, left_out))


def without(meetings: Sequence[Meeting], left_out: set[int]) -> list[Meeting]:
    """The meetings without some of them, and their order told in the new numbers."""
    kept = [m for m in range(len(meetings)) if m not in left_out]
    number = {old: new for new, old in enumerate(kept)}
    return [
        replace(meetings[m], after=frozenset(number[first] for first in meetings[m].after if first in number))
        for m in kept
    ]


def _touched(broken: Sequence[Demand]) -> tuple[int, ...]:
    return tuple(sorted({int(str(demand[1])) for demand in broken if demand[0] in ("held", "fixed")}))


def _remedy_words(event: Event, code: str, broken: Sequence[Demand]) -> str:
    if code == "drop":
        return f"取消 {len(broken)} 场洽谈：{numbers(_touched(broken))}场。"
    if code == "unfix":
        return f"放开 {len(broken)} 场洽谈的固定时段：{numbers(_touched(broken))}场。"
    if code == "unorder":
        pairs = [f"第 {int(str(d[1])) + 1} 场在第 {int(str(d[2])) + 1} 场之前" for d in broken]
        return f"放开 {len(broken)} 处先后次序：{'；'.join(pairs[:6])}。"
    found: dict[int, set[int]] = {}
    for demand in broken:
        found.setdefault(int(str(demand[1])), set()).add(int(str(demand[2])))
    told = [f"{name(event, who)}{slot_words(slots)}" for who, slots in list(found.items())[:6]]
    return f"请 {len(found)} 个参会方多在场 {len(broken)} 个时段：{'；'.join(told)}。"
