"""What became of a spreadsheet's rows: the same for every kind of import."""

from dataclasses import dataclass, field
from typing import Any

from duijie.tables import CellProblem

COUNTS = ("rows_read", "created", "updated", "unchanged", "rejected")


@dataclass
class ImportResult:
    """`problems` names every cell and row that was not taken as it stands; fatal ones are rows not imported."""

    rows_read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    problems: list[CellProblem] = field(default_factory=list)

    def reject(self, row: int, column: str, value: str, sentence: str, remedy: str) -> None:
        self.rejected += 1
        self.problems.append(CellProblem(row, column, value, sentence, remedy, fatal=True))

    def as_dict(self, most: int = 500) -> dict[str, Any]:
        """For a job's result and for machines: at most so many problems, all of them counted."""
        shown = [
            {n: getattr(p, n) for n in ("row", "column", "value", "message", "remedy", "fatal")}
            for p in self.problems[:most]
        ]
        counts = {name: getattr(self, name) for name in COUNTS}
        return counts | {"problem_count": len(self.problems), "problems": shown}
