"""The event with every demand on a switch: which of them contradict each other, and which are the cheapest to give up."""

from collections.abc import Callable, Hashable, Sequence

from duijie.engine.meetings.domains import own_slots
from duijie.engine.meetings.encoding import Encoding
from duijie.engine.meetings.model import Event

Demand = tuple[Hashable, ...]


class Relaxed(Encoding):
    """Demands are ("held", m), ("away", p, t), ("session", m), ("fixed", m), ("after", first, then), ("tables",),
    ("lunch",) and ("fairness",); each holds only where its literal does.
    """

    def __init__(self, event: Event) -> None:
        self.demands: dict[Demand, int] = {}
        super().__init__(event, optional=range(len(event.meetings)))
        for m in range(len(event.meetings)):
            self.demands["held", m] = self.held(m)
        self._presence()
        self._own_slots()

    def _domains(self, event: Event) -> list[set[int]]:
        return [set(range(len(event.slots))) for _ in event.meetings]

    def _switched(self, demand: Demand, add: Callable[[], None]) -> None:
        """Whatever ``add`` adds holds only with the demand."""
        start = len(self.hard)
        add()
        added = self.hard[start:]
        if added:
            switch = self._switch(demand)
            self.hard[start:] = [[-switch, *clause] for clause in added]

    def _switch(self, demand: Demand) -> int:
        literal = int(self.pool.id(("demand", *demand)))
        self.demands[demand] = literal
        return literal

    def _presence(self) -> None:
        for p, own in enumerate(self._of):
            for t in sorted(self.event.participants[p].away) if own else ():
                if t < len(self.event.slots):
                    self.hard.append([-self._switch(("away", p, t)), -self._u(p, t)])

    def _own_slots(self) -> None:
        for m, meeting in enumerate(self.event.meetings):
            kind = "session" if meeting.fixed is None else "fixed"
            for t in sorted(self.domains[m] - own_slots(self.event, meeting)):
                self.hard.append([-self._switch((kind, m)), -self.x(m, t)])

    def _tables(self) -> None:
        self._switched(("tables",), super()._tables)

    def _lunch(self, p: int) -> None:
        self._switched(("lunch",), lambda: super(Relaxed, self)._lunch(p))

    def _follow(self, first: int, then: int) -> None:
        self._switched(("after", first, then), lambda: super(Relaxed, self)._follow(first, then))

    def _fair(self, counts: Sequence[Sequence[int]], most: int) -> None:
        self._switched(("fairness",), lambda: super(Relaxed, self)._fair(counts, most))
