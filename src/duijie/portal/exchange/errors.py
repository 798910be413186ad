"""What the exchange refuses, in sentences."""

from collections.abc import Mapping


class Refused(Exception):  # noqa: N818  a refusal is an answer, not a fault
    """The act makes no sense now; `sentence` says why, `problems` by field where fields are at fault."""

    def __init__(self, sentence: str, problems: Mapping[str, str] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.problems = dict(problems or {})


class NotAllowed(Exception):  # noqa: N818
    """This person may not do it; pages answer as if the thing did not exist."""
