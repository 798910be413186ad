"""The computation: frames and plain values in, frames out. What is not named here is private to the engine."""

from duijie.engine.allocation import Allocation, AllocationError, allocate
from duijie.engine.market import Market
from duijie.engine.matching import MatchResult, match, prepare, score_pairs
from duijie.engine.rules import Decision, RulesError, Ruleset, evaluate, evaluate_many, explain

__all__ = [
    "Allocation",
    "AllocationError",
    "Decision",
    "Market",
    "MatchResult",
    "RulesError",
    "Ruleset",
    "allocate",
    "evaluate",
    "evaluate_many",
    "explain",
    "match",
    "prepare",
    "score_pairs",
]
