"""Tables for meetings whose slots are settled: nobody changes table without need."""

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from duijie.engine.meetings.model import Event

_KEPT = 1_000.0  # a meeting that stays keeps its table before anything else
_NEVER = -1e9


def seat(
    event: Event, slots: Sequence[int | None], before: Sequence[int | None] | None = None
) -> tuple[int | None, ...]:
    """A table for each meeting that is held, slot by slot, where most of its people sat last.

    ``before`` are tables to keep where that is possible. Within a slot the choice is optimal (assignment problem), over
    slots it is greedy. There are enough tables when the slots keep to `domains.all_places`.
    """
    found: list[int | None] = [None] * len(slots)
    last: dict[int, int] = {}
    for t in range(len(event.slots)):
        here = [m for m, slot in enumerate(slots) if slot == t]
        if not here:
            continue
        worth = np.array([_worth(event, m, t, last, before[m] if before else None) for m in here])
        for row, k in zip(*linear_sum_assignment(worth, maximize=True), strict=True):
            if worth[row, k] <= _NEVER / 2:
                raise ValueError(f"meeting {here[row]} has no table in slot {t}")
            found[here[row]] = int(k)
            last.update(dict.fromkeys(event.meetings[here[row]].participants, int(k)))
    return tuple(found)


def _worth(event: Event, m: int, t: int, last: dict[int, int], before: int | None) -> list[float]:
    meeting = event.meetings[m]
    seated = [last.get(who) for who in meeting.participants]
    worth = []
    for k, table in enumerate(event.tables):
        fits = t not in table.away and meeting.table in (None, k) and meeting.room in ("", table.room)
        kept = _KEPT if before == k else 0.0
        worth.append(kept + seated.count(k) if fits else _NEVER)
    return worth


def changes(event: Event, slots: Sequence[int | None], tables: Sequence[int | None]) -> int:
    """How often somebody gets up and goes to another table."""
    last: dict[int, int | None] = {}
    count = 0
    for m in sorted((m for m, t in enumerate(slots) if t is not None), key=lambda m: slots[m] or 0):
        for who in event.meetings[m].participants:
            count += who in last and last[who] != tables[m]
            last[who] = tables[m]
    return count
