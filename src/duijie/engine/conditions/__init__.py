"""The conditions language: small, three-valued, the same for hard constraints of channels and for policy rules.

True, false and unknown follow Kleene's strong logic: unknown is what could still be either.
"""

from duijie.engine.conditions.condition import Condition, Formula, parse, parse_number
from duijie.engine.conditions.errors import ConditionError, EvaluationError

__all__ = ["Condition", "ConditionError", "EvaluationError", "Formula", "parse", "parse_number"]
