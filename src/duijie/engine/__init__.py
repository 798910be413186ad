"""The computation: frames and plain values in, frames out. What is not named here is private to the engine.

Each name is loaded when it is first asked for: who only matches does not wait for the solver of allocations.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duijie.engine.allocation import Allocation, AllocationError
    from duijie.engine.allocation.allocate import allocate
    from duijie.engine.market import Market
    from duijie.engine.matching import MatchResult, match, prepare, score_pairs
    from duijie.engine.meetings import Agenda, Event, EventError, choose, repair, schedule
    from duijie.engine.rules import Decision, RulesError, Ruleset, evaluate, evaluate_many

__all__ = [
    "Agenda",
    "Allocation",
    "AllocationError",
    "Decision",
    "Event",
    "EventError",
    "Market",
    "MatchResult",
    "RulesError",
    "Ruleset",
    "allocate",
    "choose",
    "evaluate",
    "evaluate_many",
    "match",
    "prepare",
    "repair",
    "schedule",
    "score_pairs",
]

_PLACES = {
    "Agenda": "meetings",
    "Allocation": "allocation",
    "AllocationError": "allocation",
    "Decision": "rules",
    "Event": "meetings",
    "EventError": "meetings",
    "Market": "market",
    "MatchResult": "matching",
    "RulesError": "rules",
    "Ruleset": "rules",
    "allocate": "allocation",
    "choose": "meetings",
    "evaluate": "rules",
    "evaluate_many": "rules",
    "match": "matching",
    "prepare": "matching",
    "repair": "meetings",
    "schedule": "meetings",
    "score_pairs": "matching",
}


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
