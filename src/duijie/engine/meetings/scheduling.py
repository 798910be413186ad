"""The agenda with the fewest breaks: a prover from below, annealing from above, until they meet or time is up."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from itertools import chain, repeat

from duijie.engine.meetings import choosing, explaining, measuring, seating
from duijie.engine.meetings.encoding import Encoding, tight
from duijie.engine.meetings.model import Agenda, Event, Status
from duijie.engine.meetings.process import Prover
from duijie.engine.meetings.searching import Search
from duijie.engine.meetings.starting import first_fit

Progress = Callable[[int, int], None]
_STEPS = 100_000  # between looks at the clock, the prover and whoever wants to stop
_COOLINGS = (2, 10, 20, 40)  # of so many rounds each; the last again and again
_WARM, _COLD = 0.7, 0.1  # temperatures in breaks
_EXPLAINING = 8.0  # seconds at most for reasons and remedies
_TIRED = 70  # rounds without an improvement, after which a second prover takes over
_POLISH = (_STEPS, 0.05, 0.0005)  # for wishes: too cold for a break more
_POLISH_ROUNDS = 10


def _temperatures() -> Iterator[tuple[float, float, bool]]:
    """(warm, cold, whether this is the first of a cooling) of each round."""
    for rounds in chain(_COOLINGS, repeat(_COOLINGS[-1])):
        drop = (_COLD / _WARM) ** (1 / rounds)
        for number in range(rounds):
            yield _WARM * drop**number, _WARM * drop ** (number + 1), number == 0


def schedule(
    event: Event,
    *,
    time_limit: float = 60.0,
    start: Sequence[int | None] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Agenda:
    """Seat the event's meetings in slots and at tables with the fewest breaks.

    Optional meetings (``must`` is False) are first chosen. ``start`` is an agenda to begin with if it holds.
    ``progress`` hears of (breaks of the best so far, proven lower bound). After ``time_limit`` seconds, or when
    ``cancelled`` says so, the best found is returned with its bound; an impossible event with reasons and remedies.
    """
    began = time.perf_counter()
    if not all(meeting.must for meeting in event.meetings):
        return _with_chosen(event, time_limit, progress, cancelled, began)
    if reasons := explaining.counted(event):
        return _impossible(event, reasons, time_limit, began)
    run = _Run(event, time_limit, progress, cancelled, began)
    if start is not None and None not in start and not measuring.conflicts(event, start):
        run.improve([t for t in start if t is not None])
    return run.agenda()


def _impossible(event: Event, reasons: Sequence[explaining.Reason], limit: float, began: float) -> Agenda:
    found = explaining.explain(event, reasons, limit=min(limit, _EXPLAINING))
    return replace(found, seconds=time.perf_counter() - began)


def _with_chosen(
    event: Event,
    limit: float,
    progress: Progress | None,
    cancelled: Callable[[], bool] | None,
    began: float,
) -> Agenda:
    """Choose, schedule what was chosen, and number its meetings as the event does."""
    chosen = choosing.choose(event, time_limit=limit / 2, cancelled=cancelled)
    part = choosing.restrict(event, chosen)
    left = max(1.0, limit - (time.perf_counter() - began))
    found = schedule(part, time_limit=left, progress=progress, cancelled=cancelled)
    return replace(choosing.widen(found, chosen, len(event.meetings)), seconds=time.perf_counter() - began)


class _Run:
    """One computation: what is known so far."""

    def __init__(
        self,
        event: Event,
        limit: float,
        progress: Progress | None,
        cancelled: Callable[[], bool] | None,
        began: float,
    ) -> None:
        self._event, self._limit, self._began = event, limit, began
        self._progress, self._cancelled = progress, cancelled
        self._search: Search | None = None
        self._bound = 0
        self._impossible = False
        self._plan = _temperatures()
        self._idle_rounds = 0

    def improve(self, slots: Sequence[int]) -> None:
        """Take an agenda if it is better than the best so far."""
        found = Search(self._event, slots)
        now = self._search
        if now is None or (not found.fair, found.breaks) < (not now.fair, now.breaks):
            self._search = found

    def agenda(self) -> Agenda:
        if self._search is None and None not in (slots := first_fit(self._event)):
            self.improve([t for t in slots if t is not None])  # fair or not: annealing makes it fair
        with ExitStack() as stack:
            self._listen(stack)
        if self._impossible:
            return _impossible(self._event, (), self._limit, self._began)
        if self._search is None:
            return self._unfinished()
        self._polish()
        return self._finished(self._search)

    def _unfinished(self) -> Agenda:
        """Stopped before any agenda was known: as many meetings as fit at once, the others ``dropped``."""
        slots = first_fit(self._event)
        counted = sum(measuring.breaks(self._event, slots))
        return Agenda(
            Status.FEASIBLE,
            slots,
            seating.seat(self._event, slots),
            breaks=counted,
            bound=min(self._bound, counted),
            wishes=measuring.wishes(self._event, slots),
            seconds=self._seconds,
            dropped=tuple(m for m, t in enumerate(slots) if t is None),
        )

    @property
    def _seconds(self) -> float:
        return time.perf_counter() - self._began

    @property
    def _proven(self) -> bool:
        search = self._search
        return search is not None and search.breaks <= self._bound and search.fair

    def _over(self) -> bool:
        stopped = self._cancelled is not None and self._cancelled()
        return stopped or self._seconds > self._limit or self._proven or self._impossible

    def _listen(self, stack: ExitStack) -> None:
        provers = [self._prover(stack, crowds=tight(self._event))]
        while not self._over():
            rested = self._search is None or self._idle_rounds >= _TIRED
            if self._idle_rounds >= _TIRED and len(provers) == 1:  # annealing leaves its core to a second one
                provers.append(self._prover(stack, crowds=not tight(self._event)))
            heard = [self._hear(*one, 0.05 / len(provers) if rested else 0.0) for one in provers]
            if not any(heard) and not rested:
                self._round()

    def _prover(self, stack: ExitStack, *, crowds: bool) -> tuple[Prover, Encoding]:
        encoding = Encoding(self._event, crowds=crowds)
        soft = [([-h], 1) for h in encoding.breaks]
        return stack.enter_context(Prover(encoding.hard, soft, encoding.watched)), encoding

    def _hear(self, prover: Prover, encoding: Encoding, wait: float) -> bool:
        told = prover.news(wait)
        if told is not None:
            self._take(told, encoding)
        return told is not None

    def _take(self, told: dict[str, object], encoding: Encoding) -> None:
        self._impossible |= bool(told.get("impossible"))
        for key in ("bound", "optimum"):
            self._bound = max(self._bound, int(str(told.get(key, 0))))
        if "model" in told:
            self.improve([t for t in encoding.slots(told["model"]) if t is not None])  # type: ignore[arg-type]
        if self._progress and self._search is not None:
            self._progress(self._search.breaks, self._bound)

    def _round(self) -> None:
        """A round of annealing, short, so that the prover is heard."""
        search, (warm, cold, first) = self._search, next(self._plan)
        assert search is not None  # noqa: S101  who calls has looked
        before = search.breaks
        if first:
            search.back()
        search.run(_STEPS, warm, cold)
        self._idle_rounds = 0 if search.breaks < before else self._idle_rounds + 1
        if self._progress:
            self._progress(search.breaks, self._bound)

    def _polish(self) -> None:
        """Wishes, once the breaks are settled, for a tenth of the time that there was."""
        search = self._search
        if search is not None and search.wishful:
            ends, best, idle = time.perf_counter() + min(3.0, self._limit / 10), search.worth, 0
            while time.perf_counter() < ends and idle < _POLISH_ROUNDS:
                if self._cancelled is not None and self._cancelled():
                    return
                search.back()
                search.run(*_POLISH)
                best, idle = (search.worth, 0) if search.worth > best + 1e-12 else (best, idle + 1)

    def _finished(self, search: Search) -> Agenda:
        slots = [int(t) for t in search.best]
        return Agenda(
            Status.OPTIMAL if self._proven else Status.FEASIBLE,
            tuple(slots),
            seating.seat(self._event, slots),
            breaks=search.breaks,
            bound=min(self._bound, search.breaks),
            wishes=measuring.wishes(self._event, slots),
            seconds=self._seconds,
        )
