"""The rows that reasons are made of, and the pairs' values in words."""

import re

import polars as pl

from duijie.engine import wording
from duijie.engine.channels import Channel, Side
from duijie.engine.scoring import Scored

REASON = pl.Struct(
    {
        "kind": pl.String,
        "code": pl.String,
        "outcome": pl.String,
        "weight": pl.Float64,
        "text": pl.String,
        "evidence": pl.List(pl.String),
    }
)
_SLOT = re.compile(r"\{(\w+\.\w+)\}")


class Said:
    """Values of both sides in words, looked up once per listing and gathered per pair."""

    def __init__(
        self,
        channel: Channel,
        needs: pl.DataFrame,
        offers: pl.DataFrame,
        scored: Scored,
        kindred: pl.Series | None = None,
    ) -> None:
        self.channel, self.kindred = channel, kindred
        self.frames = {Side.NEED: needs, Side.OFFER: offers}
        self.rows = {Side.NEED: scored.candidates.need, Side.OFFER: scored.candidates.offer}
        self._said: dict[str, pl.Series] = {}

    def __getitem__(self, dotted: str) -> pl.Series:
        side, name = dotted.split(".", 1)
        if dotted not in self._said:
            self._said[dotted] = wording.column(self.channel, dotted, self.frames[Side(side)][name])
        return self._said[dotted].gather(self.rows[Side(side)])

    def values(self, dotted: str) -> pl.Series:
        """The value of every pair itself."""
        side, name = dotted.split(".", 1)
        return self.frames[Side(side)][name].gather(self.rows[Side(side)])

    def unknown(self, dotted: str) -> pl.Series:
        side, name = dotted.split(".", 1)
        return self.frames[Side(side)][name].is_null().gather(self.rows[Side(side)])

    def fill(self, template: str) -> pl.Series:
        """The sentence of every pair: the template with the pair's values."""
        slots = _SLOT.findall(template)
        if not slots:
            return pl.Series([template]).new_from_index(0, len(self.rows[Side.NEED]))
        frame = pl.DataFrame([self[s].alias(str(i)) for i, s in enumerate(slots)])
        return frame.select(pl.format(_SLOT.sub("{}", template), *frame.columns).alias("said")).to_series()


def rows(pair: pl.Series, kind: str, code: str, **values: object) -> pl.DataFrame:
    """Rows of reasons, one for each number of a pair; scalars are repeated."""
    given = {"kind": kind, "code": code, "outcome": None, "weight": None, "evidence": None, **values}
    frame = pl.DataFrame({"pair": pair.cast(pl.Int64)})
    columns = []
    for field in REASON.fields:
        name, dtype, value = field.name, field.dtype, given[field.name]
        column = value.alias(name) if isinstance(value, pl.Series) else pl.lit(value, dtype=dtype).alias(name)
        columns.append(column.cast(dtype))
    return frame.with_columns(columns)
