"""Text with choices in it: “{10-40/5}吨行车，{单层|双层}” becomes “25吨行车，单层”."""

import re
from collections.abc import Mapping
from decimal import Decimal
from random import Random

_PATTERN = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"(?P<low>\d+(?:\.\d+)?)-(?P<high>\d+(?:\.\d+)?)(?:/(?P<step>\d+(?:\.\d+)?))?")


def expand(text: str, rng: Random, values: Mapping[str, object] | None = None) -> str:
    """Fill in names from `values`, one of the choices, or a number of the range in its steps."""
    return _PATTERN.sub(lambda found: _one(found.group(1), rng, values or {}), text)


def _one(inner: str, rng: Random, values: Mapping[str, object]) -> str:
    if inner in values:
        return str(values[inner])
    if "|" in inner:
        return rng.choice(inner.split("|"))
    found = _RANGE.fullmatch(inner)
    if found is None:
        return inner
    return _number(found["low"], found["high"], found["step"], rng)


def _number(low: str, high: str, step: str | None, rng: Random) -> str:
    """A multiple of the step above the lower end; without one, in the finest digits that are written."""
    digits = max(len(part.partition(".")[2]) for part in (low, high, step or ""))
    width = Decimal(step) if step else Decimal(1).scaleb(-digits)
    steps = int((Decimal(high) - Decimal(low)) / width)
    return f"{Decimal(low) + width * rng.randint(0, steps):.{digits}f}"
