"""The computation: frames and plain values in, frames out. What is not named here is private to the engine."""

from duijie.engine.allocation import Allocation, AllocationError, allocate
from duijie.engine.market import Market
from duijie.engine.matching import MatchResult, match, prepare, score_pairs

__all__ = [
    "Allocation",
    "AllocationError",
    "Market",
    "MatchResult",
    "allocate",
    "match",
    "prepare",
    "score_pairs",
]
