"""What can be wrong with a file, and with a cell of it."""

from dataclasses import dataclass


class UnusableFile(Exception):  # noqa: N818  it is the file that is unusable
    """A file of which nothing can be used; `sentence` says why and what to do."""

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence
        super().__init__(sentence)


@dataclass(frozen=True, slots=True)
class CellProblem:
    """row: as the person sees it in the spreadsheet; fatal: the row was left out, else the cell counts as 未填."""

    row: int
    column: str
    value: str
    message: str
    remedy: str
    fatal: bool
