"""The dashboard: each app registers a function that gives figures and charts of its own noun."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from duijie.portal.accounts.choices import Role

Text = str | Promise
READERS = frozenset({Role.COORDINATOR, Role.DEPARTMENT, Role.COUNTY, Role.LEADER, Role.OPERATOR})


@dataclass(frozen=True)
class Figure:
    """A number with its denominator or change in `note`, and the rows behind it at `url`."""

    label: Text
    value: str
    note: Text = ""
    url: str = ""


@dataclass(frozen=True)
class Chart:
    """A question as title and its answer twice: drawn, and as a table that can be exported.

    `rows` start with the category's name; the columns named in `drawn` (positions in a row) become series.
    `kind` is stack (parts of a whole, one bar a category), funnel (steps, each with its share of the first) or line.
    """

    key: str
    title: Text
    kind: str
    columns: Sequence[Text]
    rows: Sequence[Sequence[Any]]
    drawn: Sequence[int]
    note: Text = ""
    urls: Sequence[str] = field(default_factory=list)

    @property
    def data(self) -> dict[str, Any]:
        """What the drawing script gets."""
        return {
            "kind": self.kind,
            "categories": [str(row[0]) for row in self.rows],
            "series": [
                {"name": str(self.columns[at]), "values": [row[at] for row in self.rows]} for at in self.drawn
            ],
        }

    @property
    def data_id(self) -> str:
        return f"data-{self.key}"

    @property
    def linked_rows(self) -> list[tuple[list[tuple[Text, Any]], str]]:
        """Each row's cells with their columns' names, and the address that the row leads to."""
        return [
            (list(zip(self.columns, row, strict=True)), self.urls[i] if i < len(self.urls) else "")
            for i, row in enumerate(self.rows)
        ]


@dataclass(frozen=True)
class Board:
    figures: Sequence[Figure]
    charts: Sequence[Chart]


Provider = Callable[[Any], Board]
_providers: list[Provider] = []


def register(provider: Provider) -> Provider:
    if provider not in _providers:
        _providers.append(provider)
    return provider


def board_for(user: Any) -> Board:
    boards = [provider(user) for provider in _providers]
    return Board([f for b in boards for f in b.figures], [c for b in boards for c in b.charts])


def may_read(user: Any) -> bool:
    """Those who steer; firms and institutions see their own workbench."""
    return bool(user.is_authenticated and user.is_active and user.role in READERS)


def percent(part: int, whole: int) -> str:
    """A percentage, or a dash where there is nothing to take it of."""
    return f"{part * 100 / whole:.0f}%" if whole else "—"
