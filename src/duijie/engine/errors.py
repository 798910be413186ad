"""What all errors of the engine that people are told have in common, without loading what raises them."""


class EngineError(Exception):
    """Its text is a sentence: what is wrong, and what can be done."""
