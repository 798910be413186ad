"""The registry as a table that can be imported again; finances and contacts only for whom they are due."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from duijie.portal.parties import queries
from duijie.portal.parties.models import Party
from duijie.portal.parties.places import industry_words, region_words
from duijie.tables import write_rows
from duijie.tables.registry import party_schema

_CHUNK = 1_000
_PRIVATE = ("contact_name", "contact_phone", "employees", "revenue", "assets")


def columns() -> list[str]:
    return [f"{c.label}（{c.field.unit}）" if c.field.unit else c.label for c in party_schema().columns]


def rows(user: Any, parties: QuerySet[Party]) -> Iterator[list[Any]]:
    for party in parties.select_related("profile").iterator(_CHUNK):
        yield _row(party, known=queries.facts_visible(user, party))


def write(output: Path, user: Any) -> int:
    """All parties that the person sees, into a file; returns the number of rows."""
    found: Iterable[list[Any]] = rows(user, queries.visible_to(user).order_by("name", "pk"))
    return write_rows(output, columns(), found, sheet_name="主体库")


def _row(party: Party, *, known: bool) -> list[Any]:
    profile = getattr(party, "profile", None)
    values = {
        "kind": party.get_kind_display(),
        "region": region_words(party.region),
        "industry": industry_words(party.industry),
        "capital": party.capital_as_stated or party.capital,
        **{name: getattr(profile, name, None) for name in ("employees", "revenue", "assets")},
    }
    return [
        None
        if column.name in _PRIVATE and not known
        else values.get(column.name, getattr(party, column.name, None))
        for column in party_schema().columns
    ]
