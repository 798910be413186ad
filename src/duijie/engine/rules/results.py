"""What a decision is: its outcome, the proof of it clause by clause, what is missing."""

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any


class Result(StrEnum):
    ELIGIBLE = "eligible"
    NOT_ELIGIBLE = "not_eligible"
    UNDECIDED = "undecided"


LABELS = {Result.ELIGIBLE: "符合", Result.NOT_ELIGIBLE: "不符合", Result.UNDECIDED: "待定"}
RESULTS = {True: Result.ELIGIBLE, False: Result.NOT_ELIGIBLE, None: Result.UNDECIDED}
MARKS = {True: "✓", False: "✗", None: "？"}


@dataclass(frozen=True, slots=True)
class Found:
    """A value that a clause read; `said` is it in words, None as value is unknown."""

    fact: str
    label: str
    value: object
    said: str
    on: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A clause, group, score, score group or item: what was needed, what was found, how it came out.

    points: (least, most) it can have, in points, for scores and their parts; result is None where undecided.
    """

    code: str
    kind: str
    result: bool | None
    text: str
    needed: str
    clause: str = ""
    uncertain: str = ""
    found: tuple[Found, ...] = ()
    points: tuple[float, float] | None = None
    parts: tuple["Outcome", ...] = ()

    @property
    def sentence(self) -> str:
        """One line: mark, article, what is needed, what was found with day and source, doubt."""
        found = "；".join(
            f"{f.label}：{f.said}"
            + (f"（{'，'.join(filter(None, (str(f.on or ''), f.source)))}）" if f.on or f.source else "")
            for f in self.found
        )
        scored = ""
        if self.points is not None:
            low, high = self.points
            scored = f"得 {low:g} 分" if low == high else f"得 {low:g} 至 {high:g} 分"
        said = "，".join(filter(None, (self.text or self.needed, scored)))
        needed = f"（须 {self.needed}）" if self.text and self.needed and self.needed != self.text else ""
        doubt = f"【存疑：{self.uncertain}】" if self.uncertain else ""
        article = f"[{self.clause}] " if self.clause else ""
        return f"{MARKS[self.result]} {article}{said}{needed}{'。' + found if found else ''}{doubt}"


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that could still decide; cheapest first."""

    fact: str
    label: str
    supplier: str
    cost: float


@dataclass(frozen=True, slots=True)
class Decision:
    """amount: 万元, None where it has no benefit or the amount is unknown; blocked: codes of the top-level parts that
    fail (not eligible) or are open (undecided), in the order of the rule; tier: of the tiers, if the rule has them."""

    ruleset: str
    title: str
    as_of: date
    version: date | None
    result: Result
    tier: str | None
    tier_label: str
    amount: float | None
    trace: Outcome | None
    missing: tuple[Missing, ...]
    blocked: tuple[str, ...]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """For machines: dates as ISO text."""
        return _plain(asdict(self))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def explain(decision: Decision) -> list[str]:
    """The proof in sentences, indented by depth."""
    lines = [
        f"{decision.title}：{LABELS[decision.result]}"
        + (f"（{decision.tier_label}）" if decision.tier_label else "")
    ]
    if decision.trace:
        lines += _lines(decision.trace, 1)
    if decision.amount is not None:
        lines.append(f"金额：{decision.amount:,.4f}".rstrip("0").rstrip(".") + " 万元")
    if decision.missing:
        lines.append("还需要：" + "；".join(f"{m.label}（{m.supplier}提供）" for m in decision.missing))
    return [*lines, *decision.notes]


def _lines(outcome: Outcome, depth: int) -> list[str]:
    own = ["　" * depth + outcome.sentence]
    return own + [line for part in outcome.parts for line in _lines(part, depth + 1)]
