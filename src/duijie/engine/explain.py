"""Why a pair has its score and verdict: evidence that adds up, constraints with values, what to ask, what to change."""

import polars as pl

from duijie.engine.channels import Channel
from duijie.engine.explaining.changes import changes
from duijie.engine.explaining.checks import checks, missing, unscored
from duijie.engine.explaining.evidence import evidence
from duijie.engine.explaining.said import REASON, Said
from duijie.engine.scoring import Scored


def reasons(
    channel: Channel,
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    scored: Scored,
    kindred: pl.Series | None = None,
) -> pl.Series:
    """The reasons of each pair as a List(REASON) column, parallel to `scored`.

    By kind: `evidence` (weights add up to the score), `constraint` (outcome), `missing` (code is the fact to ask
    for), `change` (of a failed constraint: evidence is field, value now, value needed of each field to change). `kindred`: the goods in each
    offer's list that are of the same kind as what the need asks for, where that is known.
    """
    said = Said(channel, needs, offers, scored, kindred)
    asked = [*(missing(said, c, scored) for c in channel.constraints), *unscored(said, scored)]
    rows = [
        *evidence(said, scored),
        *(checks(said, c, scored) for c in channel.constraints),
        pl.concat(asked).unique(["pair", "code"], keep="first", maintain_order=True),
        *changes(said, scored),
    ]
    grouped = (
        pl.concat(rows)
        .sort("pair", maintain_order=True)
        .group_by("pair", maintain_order=True)
        .agg(pl.struct("kind", "code", "outcome", "weight", "text", "evidence").alias("reasons"))
    )
    everyone = pl.DataFrame({"pair": pl.Series(range(len(scored.score)), dtype=pl.Int64)})
    return everyone.join(grouped, on="pair", how="left", maintain_order="left")["reasons"].cast(
        pl.List(REASON)
    )
