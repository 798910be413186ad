"""Markets of any size for measuring: sales listings as the demo city's firms write them, no two texts alike."""

from datetime import date
from random import Random

import polars as pl

from duijie.demo import parties
from duijie.demo.market import Market, Row
from duijie.demo.writers import WRITERS
from duijie.engine.channels import Side

TODAY = date(2026, 11, 24)
FIRMS = 20_000
SCHEMA = {
    "title": pl.String(),
    "products": pl.List(pl.String()),
    "description": pl.String(),
    "certificates": pl.List(pl.String()),
    "unit": pl.String(),
    "quantity": pl.Float64(),
    "price": pl.Float64(),
    "deliver_by": pl.Date(),
    "region": pl.String(),
    "industry": pl.String(),
    "party": pl.String(),
}


def listings(side: str, wanted: int) -> pl.DataFrame:
    """So many sales needs or offers with ids need0, need1 …; a million take two minutes."""
    people = parties.build(Random("markets"), FIRMS, TODAY)  # noqa: S311  a market, not a secret
    market = Market(Random(f"markets-{side}"), TODAY, people)  # noqa: S311  ditto
    write = dict(zip(Side, WRITERS["sales"], strict=True))[Side(side)]
    rows: dict[tuple[str, str | None], tuple[object, ...]] = {}
    while len(rows) < wanted:
        market.begin()
        row: Row = write(market)
        rows.setdefault((row["title"], row["description"]), tuple(row.get(name) for name in SCHEMA))
    frame = pl.DataFrame(list(rows.values()), schema=SCHEMA, orient="row")
    return frame.select(pl.format(side + "{}", pl.int_range(pl.len())).alias("id"), pl.all())


def texts(frame: pl.DataFrame) -> list[str]:
    """Title, products and description of each listing as one line."""
    lines = pl.concat_str(
        "title", pl.col("products").list.join("、"), "description", separator="。", ignore_nulls=True
    )
    return frame.select(lines.str.replace_all(r"\s+", " ")).to_series().to_list()
