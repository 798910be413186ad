"""What an event is: who is there when, who meets whom, where there are tables; and what an agenda is.

The business-to-business meeting scheduling problem (Bofill et al., JAIR 74, 2022), and beyond it: several
representatives of one participant, meetings of any size, rooms, lunch, wishes. All indices count from 0.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from duijie.engine.errors import EngineError


class EventError(EngineError, ValueError):
    """The event contradicts itself; the sentence says where."""


class Session(StrEnum):
    """Part of the day in which a meeting may take place."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    ANY = "any"


@dataclass(frozen=True)
class Slot:
    """One round of meetings. In a lunch slot nobody has to meet; an idle lunch slot is no break."""

    name: str = ""
    session: Session = Session.MORNING
    lunch: bool = False


@dataclass(frozen=True)
class Table:
    """A place for one meeting at a time; ``away`` are the slots in which it cannot be used."""

    name: str = ""
    room: str = ""
    away: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Participant:
    """A party at the event.

    ``representatives`` meetings can run at once; ``away`` are slots in which it is absent; ``wishes`` say what a meeting
    in a slot is worth to it (below 0: unwelcome). ``floor`` and ``cap`` bound its meetings when they are chosen.
    """

    name: str = ""
    representatives: int = 1
    away: frozenset[int] = frozenset()
    wishes: Mapping[int, float] = field(default_factory=dict, hash=False)
    floor: int = 0
    cap: int | None = None


@dataclass(frozen=True)
class Meeting:
    """Who meets, and when it may be: in its session, in the ``fixed`` slot, after all of ``after``, in ``room``.

    ``value`` counts when meetings are chosen; a ``must`` is always chosen. ``table`` is a table it has to have.
    """

    participants: tuple[int, ...]
    session: Session = Session.ANY
    fixed: int | None = None
    after: frozenset[int] = frozenset()
    room: str = ""
    table: int | None = None
    value: float = 1.0
    must: bool = True
    name: str = ""


@dataclass(frozen=True)
class Event:
    """``fairness`` is how far two participants' numbers of breaks may differ; None: as far as they like."""

    slots: Sequence[Slot]
    tables: Sequence[Table]
    participants: Sequence[Participant]
    meetings: Sequence[Meeting]
    fairness: int | None = 2

    def __post_init__(self) -> None:
        for number, one in enumerate(self.meetings, 1):
            self._check(number, one)
        for who in self.participants:
            if who.representatives < 1:
                raise EventError(f"“{who.name}”的代表人数至少是 1，现在是 {who.representatives}。")

    def _check(self, number: int, one: Meeting) -> None:
        people, slots, tables = len(self.participants), len(self.slots), len(self.tables)
        if not one.participants or len(set(one.participants)) < len(one.participants):
            raise EventError(f"第 {number} 场洽谈的参加方要至少一个，并且各不相同。")
        if not all(0 <= who < people for who in one.participants):
            raise EventError(f"第 {number} 场洽谈的参加方不在 {people} 个参会方之内。")
        if one.fixed is not None and not 0 <= one.fixed < slots:
            raise EventError(f"第 {number} 场洽谈固定在第 {one.fixed + 1} 时段，活动只有 {slots} 个时段。")
        if one.table is not None and not 0 <= one.table < tables:
            raise EventError(f"第 {number} 场洽谈指定第 {one.table + 1} 桌，活动只有 {tables} 张桌。")
        if not all(0 <= other < len(self.meetings) and other != number - 1 for other in one.after):
            raise EventError(f"第 {number} 场洽谈要排在其后的那一场不存在，或者就是它自己。")


class Status(StrEnum):
    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True)
class Reason:
    """One of the facts that together leave no agenda: a code, a sentence, and the meetings and participants in it."""

    code: str
    text: str
    meetings: tuple[int, ...] = ()
    participants: tuple[int, ...] = ()


@dataclass(frozen=True)
class Remedy:
    """A change with which an agenda was found: ``code`` tables, slots, drop, presence, unfix, fairness."""

    code: str
    text: str
    amount: int
    meetings: tuple[int, ...] = ()


@dataclass(frozen=True)
class Agenda:
    """``slots[m]`` and ``tables[m]`` are meeting m's, None where it is not held.

    ``breaks`` is the number of breaks over all participants, ``bound`` what it cannot be less than (equal when optimal).
    ``wishes`` is the sum of the wishes met, ``moved`` the participants whose slots a repair changed.
    """

    status: Status
    slots: tuple[int | None, ...] = ()
    tables: tuple[int | None, ...] = ()
    breaks: int = 0
    bound: int = 0
    wishes: float = 0.0
    seconds: float = 0.0
    reasons: tuple[Reason, ...] = ()
    smallest: bool = False
    remedies: tuple[Remedy, ...] = ()
    moved: tuple[int, ...] = ()
    dropped: tuple[int, ...] = ()
