"""The two answers a business act gives instead of being done."""

from collections.abc import Mapping

from django.utils.functional import Promise


class Refused(Exception):  # noqa: N818  an answer, not a failure of the program
    """The act makes no sense now; `sentence` says why and what to do, `problems` by field where fields are at fault."""

    def __init__(self, sentence: str | Promise, problems: Mapping[str, str] | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = str(sentence)
        self.problems = dict(problems or {})


class NotAllowed(Exception):  # noqa: N818  ditto
    """This person may not do it; pages answer as if the thing did not exist."""
