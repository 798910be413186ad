"""Contradictions that counting finds: more meetings than slots or places at tables are left for them (Hall's theorem)."""

from collections.abc import Iterable, Sequence

from duijie.engine.meetings.domains import all_places, domains, of_participants, own_slots, present
from duijie.engine.meetings.measuring import name
from duijie.engine.meetings.model import Event, Reason

_LISTED = 6  # numbers named in a sentence


def counted(event: Event) -> list[Reason]:
    """Each of these alone makes the event impossible; none found does not mean that it is possible."""
    found = [*_circles(event)]
    allowed = [
        own_slots(event, meeting).intersection(*(present(event, who) for who in meeting.participants))
        for meeting in event.meetings
    ]
    found += _nowhere(event, allowed)
    if found:
        return found
    narrow = domains(event)
    return [*_crowded_people(event, narrow), *_crowded_tables(event, narrow)]


def _circles(event: Event) -> list[Reason]:
    """Meetings that wait for each other."""
    left = {m: set(meeting.after) for m, meeting in enumerate(event.meetings)}
    while free := [m for m, waits in left.items() if not waits & left.keys()]:
        for m in free:
            del left[m]
    if not left:
        return []
    circle = [min(left)]
    while (after := min(left[circle[-1]] & left.keys())) not in circle:
        circle.append(after)
    circle = circle[circle.index(after) :]
    text = f"{numbers(circle)}场洽谈的先后次序绕成了一圈，互相等待。"
    return [Reason("order", text, tuple(circle))]


def _nowhere(event: Event, allowed: Sequence[set[int]]) -> list[Reason]:
    """Meetings without a single slot."""
    found = []
    for m, slots in enumerate(allowed):
        if slots:
            continue
        meeting = event.meetings[m]
        people = "、".join(name(event, who) for who in meeting.participants)
        wanted = own_slots(event, meeting)
        when = f"只能在{slot_words(wanted)}" if len(wanted) < len(event.slots) else "任何时段都行"
        text = f"第 {m + 1} 场洽谈（{people}）{when}，可这些时段里参加方不能同时在场。"
        if not wanted:
            text = f"第 {m + 1} 场洽谈（{people}）要求的上午或下午在本次活动里没有可用的时段。"
        found.append(Reason("presence", text, (m,), meeting.participants))
    return found


def _crowded_people(event: Event, allowed: Sequence[set[int]]) -> list[Reason]:
    """Participants with more meetings than slots in which these can be."""
    found = []
    for who, own in enumerate(of_participants(event)):
        most = event.participants[who].representatives
        blocked = violators([allowed[m] for m in own], [most] * len(event.slots))
        if blocked:
            meetings = tuple(own[i] for i in blocked)
            slots = set().union(*(allowed[m] for m in meetings))
            found.append(Reason("capacity", _too_few(event, who, meetings, slots), meetings, (who,)))
    return found


def _too_few(event: Event, who: int, meetings: Sequence[int], slots: set[int]) -> str:
    firm, here = name(event, who), present(event, who)
    hands = event.participants[who].representatives
    several = f"（{hands} 位代表）" if hands > 1 else ""
    if len(meetings) == len(of_participants(event)[who]) and slots == here:
        return f"{firm}{several}有 {len(meetings)} 场洽谈，但只在 {len(here)} 个时段在场。"
    return (
        f"{firm}{several}有 {len(meetings)} 场洽谈（{numbers(meetings)}场）"
        f"只能排在 {len(slots)} 个时段里（{slot_words(slots)}）。"
    )


def _crowded_tables(event: Event, allowed: Sequence[set[int]]) -> list[Reason]:
    """More meetings than places at tables."""
    for places in all_places(event):
        blocked = violators([allowed[m] for m in places.meetings], places.room)
        if blocked:
            meetings = tuple(places.meetings[i] for i in blocked)
            slots = set().union(*(allowed[m] for m in meetings))
            room = sum(places.room[t] for t in slots)
            where = f"{places.name}的" if places.name else ""
            every = len(slots) == len(event.slots)
            when = f"{len(slots)} 个时段" if every else f"{slot_words(slots)}（{len(slots)} 个时段）"
            text = f"{len(meetings)} 场洽谈要排在{when}，{where}桌位一共只有 {room} 个（各时段桌数之和）。"
            return [Reason("tables", text, meetings)]
    return []


def violators(wanted: Sequence[Iterable[int]], room: Sequence[int]) -> list[int]:
    """Members that together want fewer places than they are, as few as augmenting finds; empty if all have one.

    A matching by augmenting paths; where one member has none, those reached from it are the violators.
    """
    holders: list[list[int]] = [[] for _ in room]
    for member in range(len(wanted)):
        reached = _augment(member, wanted, room, holders)
        if reached is not None:
            return sorted(reached)
    return []


def _augment(
    member: int, wanted: Sequence[Iterable[int]], room: Sequence[int], holders: list[list[int]]
) -> set[int] | None:
    """Give the member a place, moving others; None when done, else all members that were asked to move."""
    came: dict[int, int] = {}  # slot: the member that asked for it
    asked, queue = {member}, [member]
    holds = {one: t for t, those in enumerate(holders) for one in those}
    for one in queue:
        for t in sorted(wanted[one]):
            if t in came or not room[t]:
                continue
            came[t] = one
            if len(holders[t]) < room[t]:
                _shift(t, came, holds, holders)
                return None
            for other in holders[t]:
                if other not in asked:
                    asked.add(other)
                    queue.append(other)
    return asked


def _shift(t: int, came: dict[int, int], holds: dict[int, int], holders: list[list[int]]) -> None:
    """Along the path: everybody takes the place it asked for."""
    while True:
        one, left = came[t], holds.get(came[t])
        if left is not None:
            holders[left].remove(one)
        holders[t].append(one)
        if left is None:
            return
        t = left


def numbers(meetings: Sequence[int]) -> str:
    """“第 3、7、9 ” as people count."""
    shown = "、".join(str(m + 1) for m in sorted(meetings)[:_LISTED])
    return f"第 {shown} {'等 ' + str(len(meetings)) + ' ' if len(meetings) > _LISTED else ''}"


def slot_words(slots: Iterable[int]) -> str:
    """“第 1–4、7 时段”."""
    runs: list[list[int]] = []
    for t in sorted(slots):
        if runs and t == runs[-1][-1] + 1:
            runs[-1].append(t)
        else:
            runs.append([t])
    words = [f"{run[0] + 1}–{run[-1] + 1}" if len(run) > 1 else str(run[0] + 1) for run in runs]
    return f"第 {'、'.join(words)} 时段" if words else "没有时段"
