"""Which programmes a firm should take together: the most money under exclusions and shared caps, proven."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from duijie.engine.rules.evaluating import evaluate
from duijie.engine.rules.model import Ruleset
from duijie.engine.rules.results import Result

_NEAR = 1e-6


@dataclass(frozen=True, slots=True)
class Offer:
    """A programme that a firm may claim: amount in 万元; at most `cap` together with others of the same group."""

    id: str
    amount: float
    excludes: frozenset[str] = frozenset()
    group: str = ""
    cap: float = 0.0


@dataclass(frozen=True, slots=True)
class Bundle:
    """paid: 万元 by programme, after shared caps; bound: no bundle is worth more; left_out: eligible but not taken."""

    paid: dict[str, float]
    total: float
    bound: float
    left_out: tuple[str, ...]

    @property
    def optimal(self) -> bool:
        return self.bound - self.total <= _NEAR * max(1.0, self.bound)


def offers(rulesets: Sequence[Ruleset], facts: Mapping[str, object], *, as_of: date) -> list[Offer]:
    """The programmes whose conditions hold and whose amounts are known."""
    found = []
    for ruleset in rulesets:
        decision = evaluate(ruleset, facts, as_of=as_of)
        if decision.result is Result.ELIGIBLE and decision.amount:
            share = ruleset.share
            found.append(
                Offer(
                    ruleset.id,
                    decision.amount,
                    frozenset(ruleset.excludes),
                    share.group if share else "",
                    share.cap if share else 0.0,
                )
            )
    return found


def best_bundle(found: Sequence[Offer]) -> Bundle:
    """The most valuable bundle by HiGHS, solved to the end: a choice and an amount for each offer.

    An exclusion named by one side counts for both; a group's cap is the lowest that its programmes name.
    """
    if not found:
        return Bundle({}, 0.0, 0.0, ())
    count = len(found)
    rows, limits = _constraints(found)
    solved = milp(
        np.concatenate([np.zeros(count), -np.ones(count)]),
        constraints=LinearConstraint(rows, ub=limits),
        integrality=np.concatenate([np.ones(count), np.zeros(count)]),
        bounds=Bounds(0, np.concatenate([np.ones(count), [o.amount for o in found]])),
        options={"mip_rel_gap": 0.0},
    )
    taken, amounts = solved.x[:count] > 0.5, solved.x[count:]  # noqa: PLR2004  whole up to rounding
    paid = {
        o.id: round(float(a), 6) for o, a, t in zip(found, amounts, taken, strict=True) if t and a > _NEAR
    }
    left = tuple(o.id for o in found if o.id not in paid)
    return Bundle(paid, round(sum(paid.values()), 6), -float(solved.mip_dual_bound), left)


def _constraints(
    found: Sequence[Offer],
) -> tuple["np.ndarray[tuple[int, int], np.dtype[np.float64]]", list[float]]:
    """amount ≤ what it is worth if chosen; excluded pairs at most one; groups within their caps."""
    count = len(found)
    rows, limits = [], []
    for at, offer in enumerate(found):
        row = np.zeros(2 * count)
        row[at], row[count + at] = -offer.amount, 1.0
        rows.append(row)
        limits.append(0.0)
        for other in range(at + 1, count):
            if found[other].id in offer.excludes or offer.id in found[other].excludes:
                row = np.zeros(2 * count)
                row[[at, other]] = 1.0
                rows.append(row)
                limits.append(1.0)
    for group in sorted({o.group for o in found if o.group}):
        members = [n for n, o in enumerate(found) if o.group == group]
        row = np.zeros(2 * count)
        row[[count + n for n in members]] = 1.0
        rows.append(row)
        limits.append(min(found[n].cap for n in members))
    return np.array(rows), limits
