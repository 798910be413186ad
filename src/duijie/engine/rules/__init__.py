"""Policies as code: load a ruleset, check it, decide for one firm with its proof or for a million.

load, loads, load_folder, shipped, check · evaluate, explain, gap · evaluate_many, what_if · offers, best_bundle ·
choose, Known, Record for facts with day and source.
"""

from duijie.engine.rules.batch import evaluate_many
from duijie.engine.rules.bundles import Bundle, Offer, best_bundle, offers
from duijie.engine.rules.checking import check, check_text
from duijie.engine.rules.evaluating import evaluate
from duijie.engine.rules.facts import Conflict, Known, Record, choose
from duijie.engine.rules.gaps import Move, Way, gap
from duijie.engine.rules.loader import load, load_folder, loads, shipped
from duijie.engine.rules.model import Fact, Ruleset
from duijie.engine.rules.problems import Problem, RulesError, Severity
from duijie.engine.rules.results import Decision, Missing, Outcome, Result, explain
from duijie.engine.rules.whatif import Effect, WhatIf, what_if

__all__ = [
    "Bundle",
    "Conflict",
    "Decision",
    "Effect",
    "Fact",
    "Known",
    "Missing",
    "Move",
    "Offer",
    "Outcome",
    "Problem",
    "Record",
    "Result",
    "RulesError",
    "Ruleset",
    "Severity",
    "Way",
    "WhatIf",
    "best_bundle",
    "check",
    "check_text",
    "choose",
    "evaluate",
    "evaluate_many",
    "explain",
    "gap",
    "load",
    "load_folder",
    "loads",
    "offers",
    "shipped",
    "what_if",
]
