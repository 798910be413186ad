"""Small markets for the engine's tests."""

from typing import Any

import polars as pl

from duijie.engine import prepare
from duijie.engine.channels import load


def listings(channel: str, *rows: dict[str, Any]) -> pl.DataFrame:
    """Rows of listings with the channel's columns and types; ids are given where absent."""
    found = load(channel)
    names = [f.name for f in found.fields]
    full = [{n: row.get(n) for n in names} | {"id": row.get("id", str(i + 1))} for i, row in enumerate(rows)]
    frame = pl.DataFrame(full, infer_schema_length=None)
    return prepare(found, frame)


def reasons_of(pairs: pl.DataFrame, need: str, offer: str) -> list[dict[str, Any]]:
    """The reasons of one pair."""
    row = pairs.filter((pl.col("need_id") == need) & (pl.col("offer_id") == offer))
    return row["reasons"].to_list()[0]
