"""What a change would do, before it is made: who gains, who loses, what it costs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from duijie.engine.rules.batch import evaluate_many
from duijie.engine.rules.compiling import YES
from duijie.engine.rules.model import Ruleset


@dataclass(frozen=True, slots=True)
class Effect:
    """Counts of firms and 万元 of one ruleset; paid_unknown: eligible firms whose amount is unknown, before and after.

    gains: not eligible before, eligible after; loses: the reverse; budget: after the change, if it has one.
    """

    ruleset: str
    firms: int
    eligible_before: int
    eligible_after: int
    gains: int
    loses: int
    cost_before: float
    cost_after: float
    unknown_before: int
    unknown_after: int
    budget: float | None

    @property
    def over_budget(self) -> bool | None:
        return None if self.budget is None else self.cost_after > self.budget


@dataclass(frozen=True, slots=True)
class WhatIf:
    """frame: for each ruleset `<id>.before`, `<id>.after` (codes as evaluate_many) and `<id>.change` in 万元, row by row."""

    effects: tuple[Effect, ...]
    frame: pl.DataFrame


def what_if(
    before: Sequence[Ruleset],
    facts: pl.DataFrame,
    *,
    as_of: date,
    after: Sequence[Ruleset] | None = None,
    facts_after: pl.DataFrame | None = None,
    as_of_after: date | None = None,
) -> WhatIf:
    """Compare rules, facts or days over the same firms; what is not given stays. Rulesets are paired by id; one that
    is missing on a side pays nobody there. Both frames have the same rows; raises ValueError where they do not."""
    changed = facts if facts_after is None else facts_after
    if changed.height != facts.height:
        raise ValueError(f"前后企业数不同：{facts.height} 与 {changed.height}。")
    new = before if after is None else after
    old_codes = evaluate_many(before, facts, as_of=as_of)
    new_codes = evaluate_many(new, changed, as_of=as_of_after or as_of)
    rules = {r.id: r for r in (*before, *new)}
    effects, columns = [], []
    for name, ruleset in rules.items():
        was, then = _side(old_codes, name), _side(new_codes, name)
        effects.append(_effect(ruleset, was, then))
        columns += [
            was["result"].alias(f"{name}.before"),
            then["result"].alias(f"{name}.after"),
            (then["paid"] - was["paid"]).alias(f"{name}.change"),
        ]
    return WhatIf(tuple(effects), pl.DataFrame(columns))


def _side(codes: pl.DataFrame, name: str) -> pl.DataFrame:
    """result and amount of one ruleset; paid is null only where an eligible firm's amount is unknown."""
    height = codes.height
    result = (
        codes[f"{name}.result"]
        if f"{name}.result" in codes.columns
        else pl.zeros(height, dtype=pl.UInt8, eager=True)
    )
    has = f"{name}.amount" in codes.columns
    amount = codes[f"{name}.amount"] if has else pl.zeros(height, dtype=pl.Float64, eager=True)
    frame = pl.DataFrame({"result": result, "amount": amount})
    return frame.with_columns(paid=pl.when(pl.col("result") == YES).then("amount").otherwise(0.0))


def _effect(ruleset: Ruleset, was: pl.DataFrame, then: pl.DataFrame) -> Effect:
    before, after = was["result"] == YES, then["result"] == YES
    return Effect(
        ruleset=ruleset.id,
        firms=was.height,
        eligible_before=int(before.sum()),
        eligible_after=int(after.sum()),
        gains=int((~before & after).sum()),
        loses=int((before & ~after).sum()),
        cost_before=float(was["paid"].sum()),
        cost_after=float(then["paid"].sum()),
        unknown_before=was["paid"].null_count(),
        unknown_after=then["paid"].null_count(),
        budget=ruleset.budget,
    )
