"""The computation: frames and plain values in, frames out. What is not named here is private to the engine."""

from duijie.engine.allocation import Allocation, AllocationError, allocate
from duijie.engine.market import Market
from duijie.engine.matching import MatchResult, match, prepare, score_pairs
from duijie.engine.meetings import Agenda, Event, EventError, choose, repair, schedule

__all__ = [
    "Agenda",
    "Allocation",
    "AllocationError",
    "Event",
    "EventError",
    "Market",
    "MatchResult",
    "allocate",
    "choose",
    "match",
    "prepare",
    "repair",
    "schedule",
    "score_pairs",
]
