"""The search box: each app registers a function that finds its own noun."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Hit:
    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class HitGroup:
    """The first hits of one noun and the address of all of them."""

    label: str | Promise
    hits: list[Hit]
    more_url: str
    has_more: bool


SHOWN = 8
Searcher = Callable[[Any, str, int], HitGroup | None]
_searchers: list[Searcher] = []


def register(searcher: Searcher) -> Searcher:
    """``searcher(user, words, limit)`` returns a group, or None where the person has no access."""
    if searcher not in _searchers:
        _searchers.append(searcher)
    return searcher


def find(user: Any, words: str) -> list[HitGroup]:
    words = words.strip()[:100]
    if not words:
        return []
    groups = (searcher(user, words, SHOWN) for searcher in _searchers)
    return [group for group in groups if group is not None and group.hits]
