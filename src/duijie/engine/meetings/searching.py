"""Better agendas out of a possible one: simulated annealing over Kempe chains.

The loops are in `annealing.py`; here the event becomes arrays over meetings, participants and slots.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from duijie.engine.index.types import Bool, Float64, Int64
from duijie.engine.meetings.annealing import all_breaks, anneal
from duijie.engine.meetings.domains import all_places, days, domains, lunches, of_participants
from duijie.engine.meetings.model import Event

_EVERY_WISH = 0.5  # what all wishes together are worth, in breaks: never a whole one


@dataclass
class Board:
    """The event as arrays. Lists of lists are (starts, values) pairs."""

    allowed: Bool  # meeting × slot
    people: tuple[Int64, Int64]  # of each meeting
    own: tuple[Int64, Int64]  # of each participant
    most: Int64  # meetings at once, by participant
    places: tuple[Int64, Int64]  # the sets of tables that each meeting counts in
    room: Int64  # set of tables × slot
    before: tuple[Int64, Int64]  # meetings that each has to follow
    after: tuple[Int64, Int64]  # meetings that have to follow each
    lunch: Int64  # by slot: 0, or the number of the day's lunch
    fresh: Bool  # slots that begin a day
    wish: Float64  # meeting × slot, scaled to less than a break in all
    fairness: int


def board(event: Event) -> Board:
    """The arrays of an event."""
    slots, meetings = len(event.slots), event.meetings
    allowed = np.zeros((len(meetings), slots), np.bool_)
    for m, domain in enumerate(domains(event)):
        allowed[m, sorted(domain)] = True
    sets = all_places(event)
    lunch, fresh = np.zeros(slots, np.int64), np.zeros(slots, np.bool_)
    for number, taken in enumerate(lunches(event), 1):
        lunch[taken] = number
    fresh[[day[0] for day in days(event) if day]] = True
    following: list[list[int]] = [[] for _ in meetings]
    for then, meeting in enumerate(meetings):
        for first in meeting.after:
            following[first].append(then)
    return Board(
        allowed=allowed,
        people=_lists([meeting.participants for meeting in meetings]),
        own=_lists(of_participants(event)),
        most=np.array([p.representatives for p in event.participants], np.int64),
        places=_lists(_members([s.meetings for s in sets], len(meetings))),
        room=np.array([s.room for s in sets], np.int64).reshape(len(sets), slots),
        before=_lists([sorted(meeting.after) for meeting in meetings]),
        after=_lists(following),
        lunch=lunch,
        fresh=fresh,
        wish=_wishes(event),
        fairness=slots if event.fairness is None else event.fairness,
    )


def _wishes(event: Event) -> Float64:
    wish = np.zeros((len(event.meetings), len(event.slots)))
    for m, meeting in enumerate(event.meetings):
        for who in meeting.participants:
            for t, worth in event.participants[who].wishes.items():
                if 0 <= t < len(event.slots):
                    wish[m, t] += worth
    scale = np.abs(wish).max(axis=1, initial=0).sum()
    return wish * (_EVERY_WISH / scale) if scale else wish


def _members(sets: Sequence[Sequence[int]], count: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(count)]
    for number, members in enumerate(sets):
        for member in members:
            found[member].append(number)
    return found


def _lists(values: Sequence[Sequence[int]]) -> tuple[Int64, Int64]:
    starts = np.zeros(len(values) + 1, np.int64)
    starts[1:] = np.cumsum([len(one) for one in values])
    return starts, np.array([v for one in values for v in one], np.int64)


class Search:
    """Annealing from a possible agenda, a round at a time; ``best`` is the best found so far."""

    def __init__(self, event: Event, slots: Sequence[int], seed: int = 1) -> None:
        self._board = board(event)
        self._rng = np.random.default_rng(seed)
        self.now = np.array(slots, np.int64)
        self.best = self.now.copy()
        self.breaks, self.worth = self._measure(self.best)

    def run(self, steps: int, warm: float, cold: float) -> None:
        """So many steps from temperature ``warm`` to ``cold`` (in breaks), from where the last ones ended."""
        b = self._board
        breaks, worth = self._measure(self.now)
        above = (breaks - self.breaks) - (worth - self.worth)
        anneal(
            self.now, self.best, b.allowed, *b.people, *b.own, b.most, *b.places, b.room, *b.before, *b.after,
            b.lunch, b.fresh, b.wish, b.fairness, steps, warm, cold, int(self._rng.integers(1 << 31)), above,
        )  # fmt: skip
        self.breaks, self.worth = self._measure(self.best)

    def back(self) -> None:
        """Go on from the best."""
        self.now[:] = self.best

    def _measure(self, slots: Int64) -> tuple[int, float]:
        b = self._board
        counts = all_breaks(slots, *b.own, b.lunch, b.fresh)
        return int(counts.sum()), float(b.wish[np.arange(len(slots)), slots].sum())

    @property
    def fair(self) -> bool:
        """Whether the best keeps the bound to the difference of breaks."""
        b = self._board
        counts = all_breaks(self.best, *b.own, b.lunch, b.fresh)[np.diff(b.own[0]) > 0]
        return not len(counts) or int(counts.max() - counts.min()) <= b.fairness

    @property
    def wishful(self) -> bool:
        return bool(self._board.wish.any())
