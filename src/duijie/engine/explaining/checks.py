"""The checklist of hard constraints with the values found and needed, and what to ask where they are undecided."""

import numpy as np
import polars as pl

from duijie.engine import constraints, wording
from duijie.engine.channels import Constraint
from duijie.engine.explaining.said import Said, rows
from duijie.engine.scoring import POSSIBLE, Scored


def checks(said: Said, constraint: Constraint, scored: Scored) -> pl.DataFrame:
    """One row for each pair that the constraint was asked of."""
    outcome = scored.outcomes.frame[constraint.code]
    sentences = {
        constraints.MET: said.fill(constraint.met),
        constraints.FAILED: said.fill(constraint.failed),
        constraints.UNKNOWN: said.fill(_undecided(constraint)),
    }
    sentence = pl.DataFrame({"outcome": outcome, **sentences}).select(
        pl.when(pl.col("outcome") == constraints.MET)
        .then(constraints.MET)
        .when(pl.col("outcome") == constraints.FAILED)
        .then(constraints.FAILED)
        .otherwise(constraints.UNKNOWN)
    )
    pairs = pl.Series(np.arange(len(outcome)))
    frame = rows(pairs, "constraint", constraint.code, outcome=outcome, text=sentence.to_series())
    return frame.filter(pl.col("outcome") != constraints.NOT_ASKED)


def _undecided(constraint: Constraint) -> str:
    facts = constraints.fields_used(constraint)
    return f"{constraint.label}还不能判断（" + "，".join(_fact(f) for f in facts) + "）"


def _fact(dotted: str) -> str:
    return f"{wording.speaker(dotted.split('.', 1)[0])} {{{dotted}}}"


def missing(said: Said, constraint: Constraint, scored: Scored) -> pl.DataFrame:
    """The facts to ask for where a constraint is undecided."""
    undecided = scored.outcomes.frame[constraint.code] == constraints.UNKNOWN
    return pl.concat(
        _ask(said, dotted, undecided, f"，以判断{constraint.label}")
        for dotted in constraints.fields_used(constraint)
    )


def _ask(said: Said, dotted: str, where: pl.Series, why: str) -> pl.DataFrame:
    side, name = dotted.split(".", 1)
    text = f"请{wording.speaker(side)}补充“{said.channel.field(name).label(side)}”{why}"
    pair = pl.Series(np.arange(len(where))).filter(where & said.unknown(dotted))
    return rows(pair, "missing", dotted, outcome=constraints.UNKNOWN, text=text)


def unscored(said: Said, scored: Scored) -> list[pl.DataFrame]:
    """The facts that keep a graded part of a merely possible pair out of its score."""
    possible = scored.verdict == POSSIBLE
    return [
        _ask(said, f"{side}.{feature.field}", possible, f"，“{feature.label}”才能计入评分")
        for feature in said.channel.features
        for side in said.channel.field(feature.field).wording
    ]
