"""What waits for a person: each app registers a function that answers for its own noun."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise


@dataclass(frozen=True)
class WaitingItem:
    """One thing with one action. ``count`` is more than one for a queue shown as one line.

    ``deadline_words`` say how long is left where working days count; else days of the calendar do.
    """

    title: str | Promise
    url: str
    action: str | Promise
    deadline: dt.datetime | None = None
    kind: str | Promise = ""
    count: int = 1
    deadline_words: str = ""

    @property
    def overdue(self) -> bool:
        return self.deadline is not None and self.deadline < timezone.now()


Provider = Callable[[Any], Iterable[WaitingItem]]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    if provider not in _providers:
        _providers.append(provider)
    return provider


def items_for(user: Any) -> list[WaitingItem]:
    """Everything that waits, the nearest deadline first, things without deadline last."""
    items = [item for provider in _providers for item in provider(user)]
    return sorted(
        items, key=lambda item: (item.deadline is None, item.deadline or timezone.now(), str(item.title))
    )
