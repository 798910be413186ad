"""The whole demo city as plain values: parties, and listings as the frames that matching takes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

import polars as pl

from duijie.demo import parties as people_of
from duijie.demo import past
from duijie.demo.market import Market, Row
from duijie.demo.parties import PartySeed
from duijie.demo.past import Said
from duijie.demo.writers import WRITERS, Writer
from duijie.engine.channels import Channel, Kind, Side, load
from duijie.engine.matching import listing_dtype

SEED = 20_261_123
# Of a thousand listings: needs and offers of each channel.
SHARES = {
    "sales": (215, 235),
    "finance": (85, 35),
    "research": (70, 80),
    "talent": (90, 60),
    "investment": (32, 38),
    "assets": (20, 40),
}
# Of a thousand: released, submitted, returned, draft, closed.
STATES = {"released": 880, "submitted": 50, "returned": 30, "draft": 20, "closed": 20}
_ANONYMOUS = 0.1  # of the firms' listings; offices and institutions give their names
_TRIES = 200


@dataclass(frozen=True)
class City:
    """`listings[channel][side]` has the engine's columns and: party_key, party, topic, contact, anonymous, state."""

    seed: int
    today: date
    parties: list[PartySeed]
    listings: dict[str, dict[str, pl.DataFrame]]
    history: list[Said]  # what people said of some pairs, by what the listings are really about

    @property
    def size(self) -> int:
        return sum(len(frame) for sides in self.listings.values() for frame in sides.values())


def build(
    seed: int = SEED, *, enterprises: int = 2_000, listings: int = 4_000, today: date | None = None
) -> City:
    """The same city for the same arguments, whatever the machine; no two listings read alike."""
    today = today or date.today()  # noqa: DTZ011  the day here; everything in the city is relative to it
    people = people_of.build(Random(f"{seed}-parties"), enterprises, today)  # noqa: S311  a demo, not a secret
    frames = {}
    for channel, shares in SHARES.items():
        frames[channel] = {}
        for side, share, writer in zip(Side, shares, WRITERS[channel], strict=True):
            market = Market(Random(f"{seed}-{channel}-{side}"), today, people)  # noqa: S311  ditto
            rows = list(_rows(market, writer, f"{channel}-{side}", round(listings * share / 1_000)))
            frames[channel][str(side)] = _frame(load(channel), rows)
    said = past.build(Random(f"{seed}-history"), frames)  # noqa: S311  ditto
    return City(seed, today, people, frames, said)


def _rows(market: Market, writer: Writer, prefix: str, wanted: int) -> Iterator[Row]:
    said: set[tuple[str, str]] = set()
    for number in range(wanted):
        row = _new(market, writer, said)
        yield row | _published(market, row) | {"id": f"{prefix}-{number + 1:05d}"}


def _published(market: Market, row: Row) -> Row:
    """State, anonymity and term: only what was once released can be over, and no brand tells an anonymous firm."""
    rng = market.rng
    state = rng.choices(list(STATES), list(STATES.values()))[0]
    hidden = rng.random() < _ANONYMOUS and row["party_key"].startswith("firm")
    named = row["party"][:3] in f"{row['title']}{row['description']}"
    over = row["valid_to"] is not None and row["valid_to"] < market.today
    kept = row["valid_to"] if state in ("released", "closed") or not over else None
    return {"state": state, "anonymous": hidden and not named, "valid_to": kept}


def _new(market: Market, writer: Writer, said: set[tuple[str, str]]) -> Row:
    """A listing that nobody has written yet."""
    for _try in range(_TRIES):
        market.begin()
        row = writer(market)
        text = (row["title"], row["description"] or "")
        if text not in said:
            said.add(text)
            return row
    raise RuntimeError("the seeds are too few for so many listings")


def _frame(channel: Channel, rows: list[Row]) -> pl.DataFrame:
    kinds = {f.name: f.kind for f in channel.fields}
    own = [name for name in kinds if name not in ("party", "credit_code")]
    typed = {
        n: pl.Series(n, [_value(kinds[n], r.get(n)) for r in rows], dtype=listing_dtype(kinds[n]))
        for n in own
    }
    extra = {
        n: pl.Series(n, [r[n] for r in rows], dtype=pl.String)
        for n in ("party_key", "party", "topic", "state")
    }
    return pl.DataFrame(
        typed
        | extra
        | {"anonymous": pl.Series("anonymous", [r["anonymous"] for r in rows], dtype=pl.Boolean)}
    )


def _value(kind: Kind, value: object) -> object:
    if value is None:
        return None
    if kind is Kind.INTEGER:
        return int(value)  # type: ignore[call-overload]
    return float(value) if kind in (Kind.NUMBER, Kind.MONEY) else value  # type: ignore[arg-type]
