"""Weights learned from what people judged or decided, kept with how they did on needs they had not seen."""

from duijie.engine.learning.examples import OUTCOMES, Examples, LearningError
from duijie.engine.learning.levels import Levels
from duijie.engine.learning.model import Model, ModelError, load, parse
from duijie.engine.learning.training import train

__all__ = ["OUTCOMES", "Examples", "LearningError", "Levels", "Model", "ModelError", "load", "parse", "train"]
