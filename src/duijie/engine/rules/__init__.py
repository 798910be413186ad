"""Policies as code: load a ruleset, check it, decide for one firm with its proof or for a million.

Public face: load, loads, load_folder, shipped; evaluate, explain; evaluate_many; choose, Known, Record.
"""

from duijie.engine.rules.batch import evaluate_many
from duijie.engine.rules.evaluating import evaluate
from duijie.engine.rules.facts import Conflict, Known, Record, choose
from duijie.engine.rules.loader import load, load_folder, loads, shipped
from duijie.engine.rules.model import Fact, Ruleset
from duijie.engine.rules.problems import Problem, RulesError, Severity
from duijie.engine.rules.results import Decision, Missing, Outcome, Result, explain

__all__ = [
    "Conflict", "Decision", "Fact", "Known", "Missing", "Outcome", "Problem", "Record", "Result", "RulesError",
    "Ruleset", "Severity", "choose", "evaluate", "evaluate_many", "explain", "load", "load_folder", "loads", "shipped",
]  # fmt: skip
