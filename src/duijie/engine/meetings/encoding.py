"""The event in clauses: Bofill et al. (JAIR 74, 2022), section 5, with their implied constraints, and what goes beyond it.

x[m, t]: meeting m is in slot t. u[p, t]: participant p meets somebody in t. b[p, t]: p has met somebody on that day
by t. h[p, t]: a break of p ends with the idle slot t.
"""

from collections.abc import Iterable, Sequence

from pysat.card import CardEnc, EncType
from pysat.formula import CNFPlus, IDPool

from duijie.engine.meetings.domains import all_places, days, domains, lunches, of_participants
from duijie.engine.meetings.model import Event

_COUNTER_UP_TO = 20_000  # literals times the bound: beyond it a totalizer has a tenth of the clauses
_PAIRWISE_UP_TO = 6  # beyond it a counter takes fewer clauses


_TIGHT = 0.9  # share of the places at tables that the meetings need


def tight(event: Event) -> bool:
    """Whether nearly all places at tables are needed."""
    return len(event.meetings) > _TIGHT * sum(all_places(event)[-1].room)


class Encoding:
    """Hard clauses of an event. ``optional`` meetings may be left out: ``held(m)`` says whether they are not.

    ``crowds`` adds how many people the tables of a slot seat: implied, a help where nearly all tables are needed and a
    hindrance elsewhere (`tight` says which), so that a search with them and one without get stuck in different places.
    """

    def __init__(self, event: Event, optional: Iterable[int] = (), *, crowds: bool = False) -> None:
        self._crowds, self.optional = crowds, frozenset(optional)
        self.event, self.domains = event, self._domains(event)
        self.hard: list[list[int]] = []
        self.breaks: list[int] = []
        self.pool = IDPool()
        self._of = of_participants(event)
        self._meetings()
        self._participants()
        self._tables()
        self._order()
        self._count_breaks()

    def _domains(self, event: Event) -> list[set[int]]:
        return domains(event, self.optional)

    def x(self, meeting: int, slot: int) -> int:
        return int(self.pool.id(("x", meeting, slot)))

    def held(self, meeting: int) -> int:
        return int(self.pool.id(("held", meeting)))

    @property
    def watched(self) -> list[int]:
        """The literals that say what is where."""
        return [self.x(m, t) for m, slots in enumerate(self.domains) for t in sorted(slots)]

    def slots(self, model: Iterable[int]) -> list[int | None]:
        """Each meeting's slot in a model."""
        found: list[int | None] = [None] * len(self.domains)
        for literal in model:
            what = self.pool.obj(literal)
            if what and what[0] == "x":
                found[what[1]] = what[2]
        return found

    def _meetings(self) -> None:
        for m, slots in enumerate(self.domains):
            literals = [self.x(m, t) for t in sorted(slots)]
            self._at_most(literals, 1)
            if m in self.optional:
                self.hard.append([-self.held(m), *literals])
                self.hard += [[self.held(m), -x] for x in literals]
            else:
                self.hard.append(literals)

    def _participants(self) -> None:
        for p, own in enumerate(self._of):
            most = self.event.participants[p].representatives
            for t in range(len(self.event.slots)) if own else ():
                literals = [self.x(m, t) for m in own if t in self.domains[m]]
                self.hard.append([-self._u(p, t), *literals])
                self.hard += [[-x, self._u(p, t)] for x in literals]
                self._at_most(literals, most)
            if most == 1 and own and not self.optional.intersection(own):
                used = [self._u(p, t) for t in range(len(self.event.slots))]
                self._exactly(used, len(own))
            if own:
                self._lunch(p)

    def _lunch(self, p: int) -> None:
        self.hard += [[-self._u(p, t) for t in lunch] for lunch in lunches(self.event)]

    def _tables(self) -> None:
        for places in all_places(self.event):
            for t, room in enumerate(places.room):
                self._at_most([self.x(m, t) for m in places.meetings if t in self.domains[m]], room)
        if self._crowds and all(len(meeting.participants) > 1 for meeting in self.event.meetings):
            for t, room in enumerate(places.room):  # so many tables seat so many people (implied)
                self._at_most([self._u(p, t) for p, own in enumerate(self._of) if own], self._seats(room))

    def _seats(self, tables: int) -> int:
        return tables * max((len(meeting.participants) for meeting in self.event.meetings), default=0)

    def _order(self) -> None:
        for then, meeting in enumerate(self.event.meetings):
            for first in sorted(meeting.after):
                self._follow(first, then)

    def _follow(self, first: int, then: int) -> None:
        for t in sorted(self.domains[then]):
            earlier = [self.x(first, s) for s in self.domains[first] if s < t]
            self.hard.append([-self.x(then, t), *earlier, *self._left_out(first)])
        for t in sorted(self.domains[first]):
            later = [self.x(then, s) for s in self.domains[then] if s > t]
            self.hard.append([-self.x(first, t), *later, *self._left_out(then)])

    def _left_out(self, meeting: int) -> list[int]:
        return [-self.held(meeting)] if meeting in self.optional else []

    def _count_breaks(self) -> None:
        counts = []
        for p, own in enumerate(self._of):
            found = [h for day in days(self.event) for h in self._day(p, day)] if len(own) > 1 else []
            self.breaks += found
            if own and self.event.fairness is not None:
                most = min(len(own) - 1, sum((len(day) - 1) // 2 for day in days(self.event)))
                counts.append(self._counts(found, most))
        if self.event.fairness is not None:
            self._fair(counts, self.event.fairness)

    def _day(self, p: int, day: range) -> list[int]:
        """Breaks of a participant on a day: an idle slot after a meeting, with a meeting next, lunch in between or not."""
        found = []
        for t in day:
            met, u = self._b(p, t), self._u(p, t)
            before = [self._b(p, t - 1)] if t > day[0] else []
            self.hard += [[-u, met], [-met, u, *before], *([-b, met] for b in before)]
            following = self._following(t, day)
            if not before or self.event.slots[t].lunch or not following:
                continue
            h = self.pool.id(("h", p, t))
            found.append(h)
            self.hard += [[-before[0], u, -self._u(p, j), h] for j in following]
            self.hard += [[-h, before[0]], [-h, -u], [-h, *(self._u(p, j) for j in following)]]
        return found

    def _following(self, t: int, day: range) -> list[int]:
        """The slots in which a meeting ends the break at t: the next, and as long as these are for lunch, the one after."""
        found = []
        for j in range(t + 1, day[-1] + 1):
            found.append(j)
            if not self.event.slots[j].lunch:
                break
        return found

    def _fair(self, counts: Sequence[Sequence[int]], most: int) -> None:
        """Nobody has more than ``most`` breaks more than somebody else."""
        least = min((len(found) for found in counts), default=0)
        floors = [self.pool.id(("floor", j)) for j in range(1, least + 1)]
        for found in counts:
            self.hard += [[-floor, found[j]] for j, floor in enumerate(floors)]
            for j, count in enumerate(found[most:]):
                self.hard.append([-count, *floors[j : j + 1]])

    def _counts(self, literals: Sequence[int], most: int) -> list[int]:
        """Literals that say: at least 1, 2, … ``most`` of these hold (both ways)."""
        above: list[int] = []
        for literal in literals:
            grown = []
            for j in range(min(len(above) + 1, most)):
                now, was = self.pool.id(("count", literal, j)), above[j : j + 1]
                less = above[j - 1 : j] if j else []
                self.hard.append([-now, literal, *was])
                self.hard += [[-now, *was, one] for one in less]
                self.hard += [[now, -one] for one in was]
                self.hard.append([now, -literal, *(-one for one in less)])
                grown.append(now)
            above = grown
        return above

    def _u(self, p: int, t: int) -> int:
        return int(self.pool.id(("u", p, t)))

    def _b(self, p: int, t: int) -> int:
        return int(self.pool.id(("b", p, t)))

    def _exactly(self, literals: Sequence[int], count: int) -> None:
        if count >= len(literals):
            self.hard += [[x] for x in literals] if count == len(literals) else [[]]
        else:
            self._add(CardEnc.equals(literals, count, vpool=self.pool, encoding=EncType.seqcounter))

    def _at_most(self, literals: Sequence[int], most: int) -> None:
        if len(literals) <= most:
            return
        if most <= 0:
            self.hard += [[-x] for x in literals]
        elif most == 1 and len(literals) <= _PAIRWISE_UP_TO:
            self._add(CardEnc.atmost(literals, 1, vpool=self.pool, encoding=EncType.pairwise))
        else:
            small = len(literals) * most <= _COUNTER_UP_TO
            encoding = EncType.seqcounter if small else EncType.kmtotalizer
            self._add(CardEnc.atmost(literals, most, vpool=self.pool, encoding=encoding))

    def _add(self, counter: CNFPlus) -> None:
        self.hard += counter.clauses
