"""The computation: frames and plain values in, frames out. What is not named here is private to the engine."""

from duijie.engine.matching import MatchResult, match, prepare, score_pairs

__all__ = ["MatchResult", "match", "prepare", "score_pairs"]
