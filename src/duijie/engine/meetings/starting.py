"""A first agenda, found by hand's rule: the meeting with the fewest ways left is seated next, where it costs least.

The rule is Brélaz's for colouring graphs (DSATUR; Communications of the ACM 22, 1979): slots are colours, and meetings that
share somebody are neighbours. It proves nothing and may leave meetings over, but takes a second where a prover is still
writing its clauses, so that a large event has an agenda to improve from the beginning.
"""

from collections.abc import Iterable

from duijie.engine.meetings.domains import all_places, days, domains, lunches, of_participants
from duijie.engine.meetings.model import Event

Slots = tuple[int | None, ...]


def first_fit(event: Event) -> Slots:
    """A slot for each meeting, None where none was left; what is seated keeps every rule but fairness."""
    seating = _Seating(event)
    while seating.waiting:
        seating.take(min(seating.waiting, key=seating.urgency))
    return tuple(seating.slots)


class _Seating:
    """What is seated so far, and which slots are left for what is not."""

    def __init__(self, event: Event) -> None:
        self._event = event
        self._domain = [frozenset(slots) for slots in domains(event)]
        self._left = [set(slots) for slots in self._domain]
        self._at: list[dict[int, set[int]]] = [{} for _ in event.participants]
        self._own = of_participants(event)
        self._places = [(frozenset(one.meetings), list(one.room)) for one in all_places(event)]
        self._lunches = lunches(event)
        self._day = {t: number for number, day in enumerate(days(event)) for t in day}
        self._then: list[list[int]] = [[] for _ in event.meetings]
        for m, meeting in enumerate(event.meetings):
            for first in meeting.after:
                self._then[first].append(m)
        self.slots: list[int | None] = [None] * len(event.meetings)
        self.waiting = set(range(len(event.meetings)))
        self._look(self.waiting)

    def urgency(self, m: int) -> tuple[int, int, int]:
        """Few slots left first, then many neighbours; the number settles the rest."""
        crowd = sum(len(self._own[who]) for who in self._event.meetings[m].participants)
        return len(self._left[m]), -crowd, m

    def take(self, m: int) -> None:
        """Seat it where it costs least; where nothing is left, somebody else may step aside."""
        self.waiting.discard(m)
        if self._left[m]:
            self._seat(m, self._cheapest(m, self._left[m]))
        else:
            self._make_way(m)

    def _make_way(self, m: int) -> bool:
        """The first slot of its own in which those in its way have another place."""
        for t in sorted(self._domain[m]):
            aside = sorted(self._blockers(m, t))
            for other in aside:
                self._unplace(other)
            if self._fits(m, t):
                self._place(m, t)
                if all(self._find_place(other, t) for other in aside):
                    self._look(self.waiting)
                    return True
                self._unplace(m)
            for other in aside:
                self._unplace(other)
                self._place(other, t)
        return False

    def _blockers(self, m: int, t: int) -> set[int]:
        found: set[int] = set()
        for who in self._event.meetings[m].participants:
            there = self._at[who].get(t, set())
            if len(there) >= self._event.participants[who].representatives:
                found.add(min(there))
        return found

    def _find_place(self, m: int, but: int) -> bool:
        able = {t for t in self._domain[m] if t != but and self._fits(m, t)}
        if able:
            self._place(m, self._cheapest(m, able))
        return bool(able)

    def _fits(self, m: int, t: int) -> bool:
        meeting = self._event.meetings[m]
        if any(room[t] <= 0 for members, room in self._places if m in members):
            return False
        if any((s := self.slots[first]) is not None and s >= t for first in meeting.after):
            return False
        if any((s := self.slots[then]) is not None and s <= t for then in self._then[m]):
            return False
        return all(self._free(who, t) for who in meeting.participants)

    def _free(self, who: int, t: int) -> bool:
        """A representative is free, and there is time to eat."""
        at = self._at[who]
        if len(at.get(t, ())) >= self._event.participants[who].representatives:
            return False
        return not any(t in lunch and all(s == t or at.get(s) for s in lunch) for lunch in self._lunches)

    def _seat(self, m: int, t: int) -> None:
        self._place(m, t)
        touched = {other for who in self._event.meetings[m].participants for other in self._own[who]}
        touched |= {*self._event.meetings[m].after, *self._then[m]}
        for members, room in self._places:
            if m in members and room[t] <= 0:
                touched |= members
        self._look(touched & self.waiting)

    def _look(self, meetings: Iterable[int]) -> None:
        for m in meetings:
            self._left[m] = {t for t in self._domain[m] if self._fits(m, t)}

    def _place(self, m: int, t: int) -> None:
        self.slots[m] = t
        for who in self._event.meetings[m].participants:
            self._at[who].setdefault(t, set()).add(m)
        for members, room in self._places:
            room[t] -= m in members

    def _unplace(self, m: int) -> None:
        t = self.slots[m]
        if t is None:
            return
        self.slots[m] = None
        for who in self._event.meetings[m].participants:
            self._at[who][t].discard(m)
        for members, room in self._places:
            room[t] += m in members

    def _cheapest(self, m: int, able: Iterable[int]) -> int:
        return min(sorted(able), key=lambda t: (self._cost(m, t), t))

    def _cost(self, m: int, slot: int) -> int:
        """How far the slot lies from what its participants have on that day: 0 beside it, or where they have nothing."""
        return sum(self._gap(who, slot) for who in self._event.meetings[m].participants)

    def _gap(self, who: int, slot: int) -> int:
        busy = (t for t, there in self._at[who].items() if there and t != slot)
        return min((abs(t - slot) - 1 for t in busy if self._day[t] == self._day[slot]), default=0)
