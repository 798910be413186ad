"""Random numbers that are the same in every run."""

from random import Random


def drawn(seed: int) -> Random:
    return Random(seed)  # noqa: S311  tests, not secrets
