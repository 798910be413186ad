"""What an allocation is, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from duijie.engine.channels import Side
from duijie.engine.errors import EngineError

Capacity = Mapping[str, int] | int


class AllocationError(EngineError, ValueError):
    """What was asked for cannot be; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Floor:
    """The share that small and micro firms were to get, and what came of it (shares 0..1).

    `cost` is the total value given up for it; where `reachable` is false they got all that they can have, which is
    less than was asked for.
    """

    asked: float
    reached: float
    without: float
    cost: float
    reachable: bool


@dataclass(frozen=True, slots=True)
class Fairness:
    """Who got how much. Receivers are the firms on `side` with at least one open candidate; shares are 0..1.

    hhi: Herfindahl-Hirschman index of the shares, 1 for one receiver of all (Herfindahl 1950). gini: of what all
    receivers got, those with nothing among them (Gini 1912). Both are None where nothing was allocated.
    """

    needs: int
    needs_served: int
    needs_met: int  # wholly
    side: Side
    receivers: int
    receivers_served: int
    small: int
    small_served: int
    unknown_size: int
    small_share: float | None  # of all that was allocated
    top_share: float | None  # of the five largest receivers
    hhi: float | None
    gini: float | None


@dataclass(frozen=True, slots=True)
class Allocation:
    """The chosen pairs and the proof that no others are worth more.

    pairs: the columns given, in the order given, and: mode (quantity or partners), amount and unit (null where
    partners are counted), share (of the need, 0..1), value (score times share times the need's capacity), small
    (whether the receiver is; null if unknown), substitute (offer_id of the best offer that could take over; null if
    none), reason (why this much), together (how the need is met as a
    whole; null where that is one partner).
    value: total; bound: no allocation under the same rules is worth more; gap: (bound - value) / bound, 0 if optimal.
    notes: sentences on what could not be counted.
    """

    pairs: pl.DataFrame
    value: float
    bound: float
    gap: float
    fairness: Fairness
    floor: Floor | None
    notes: tuple[str, ...]

    @property
    def optimal(self) -> bool:
        return self.gap == 0
