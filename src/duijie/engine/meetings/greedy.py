"""An agenda at once, for whoever cannot wait: each meeting where it still fits, those that fit nowhere left out."""

from duijie.engine.meetings.domains import all_places, domains, lunches, of_participants
from duijie.engine.meetings.model import Event


class _Filling:
    def __init__(self, event: Event) -> None:
        self._event, self._lunches, places = event, lunches(event), all_places(event)
        self._left = [list(one.room) for one in places]
        self._of: list[list[int]] = [[] for _ in event.meetings]
        for number, one in enumerate(places):
            for m in one.meetings:
                self._of[m].append(number)
        self._own = of_participants(event)
        self._following: list[list[int]] = [[] for _ in event.meetings]
        for then, meeting in enumerate(event.meetings):
            for first in meeting.after:
                self._following[first].append(then)
        self.slots: list[int | None] = [None] * len(event.meetings)

    def fits(self, m: int, t: int) -> bool:
        event, slots = self._event, self.slots
        before = [slots[first] for first in event.meetings[m].after]
        after = [slots[then] for then in self._following[m]]
        ordered = all(s is None or s < t for s in before) and all(s is None or s > t for s in after)
        seated = all(self._left[place][t] > 0 for place in self._of[m])
        return ordered and seated and all(self._free(who, t) for who in event.meetings[m].participants)

    def _free(self, who: int, t: int) -> bool:
        busy = [self.slots[m] for m in self._own[who]]
        if busy.count(t) >= self._event.participants[who].representatives:
            return False
        return all(any(s not in busy and s != t for s in lunch) for lunch in self._lunches)

    def put(self, m: int, slots: set[int]) -> None:
        t = next((t for t in sorted(slots) if self.fits(m, t)), None)
        self.slots[m] = t
        if t is not None:
            for place in self._of[m]:
                self._left[place][t] -= 1


def fill(event: Event) -> list[int | None]:
    """Slots of as many meetings as fit one after the other, those with the fewest slots first; keeps all rules but fairness."""
    filling, allowed = _Filling(event), domains(event)
    for m in sorted(range(len(allowed)), key=lambda m: len(allowed[m])):
        filling.put(m, allowed[m])
    return filling.slots
