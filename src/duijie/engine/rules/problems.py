"""What can be wrong with a ruleset, with its place and a sentence."""

from dataclasses import dataclass
from enum import StrEnum

from duijie.engine.errors import EngineError


class Severity(StrEnum):
    """An error keeps a ruleset from being used; a warning is for the reviewer."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """line: from 1; code: what kind of problem it is, for machines."""

    file: str
    line: int
    code: str
    sentence: str
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        return f"{self.file} 第 {self.line} 行：{self.sentence}"

    def as_dict(self) -> dict[str, object]:
        return {
            "file": self.file,
            "line": self.line,
            "code": self.code,
            "sentence": self.sentence,
            "severity": self.severity.value,
        }


class RulesError(EngineError, ValueError):
    """Rules that cannot be used; `problems` has every reason, the message the first few."""

    _SHOWN = 5

    def __init__(self, problems: list[Problem] | tuple[Problem, ...]) -> None:
        self.problems = tuple(problems)
        shown = [str(p) for p in self.problems[: self._SHOWN]]
        more = len(self.problems) - len(shown)
        super().__init__("\n".join([*shown, *([f"……共 {len(self.problems)} 处。"] if more > 0 else [])]))


def refusal(file: str, line: int, code: str, sentence: str) -> RulesError:
    """One reason, as an error to raise."""
    return RulesError([Problem(file, line, code, sentence)])
