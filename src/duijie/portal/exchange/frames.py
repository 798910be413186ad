"""Listings as the engine's frames: one column per field of the channel, absent values as null."""

from datetime import date
from typing import Any

import polars as pl
from django.db.models import Q, QuerySet
from django.utils import timezone

from duijie.engine.channels import Channel, Kind, common_names
from duijie.engine.matching import listing_dtype
from duijie.portal.exchange.choices import ListingState
from duijie.portal.exchange.models import Listing

_COMMON = ("title", "description", "region", "industry", "valid_from", "valid_to")
_CHUNK = 5_000


def current(channel: Channel, side: str, today: date | None = None) -> QuerySet[Listing]:
    """Released listings of one side that have not expired."""
    day = today or timezone.localdate()
    released = Listing.objects.filter(state=ListingState.RELEASED, channel=channel.code, side=side)
    return released.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def frame(channel: Channel, listings: QuerySet[Listing]) -> pl.DataFrame:
    """Columns: id (the key as text) and every field that the portal keeps; contacts and names are left out."""
    own = [f for f in channel.fields if f.name not in common_names()]
    columns: dict[str, list[Any]] = {name: [] for name in ("id", *_COMMON, *(f.name for f in own))}
    rows = listings.order_by("pk").values_list("pk", *_COMMON, "fields").iterator(_CHUNK)
    for pk, *common, fields in rows:
        columns["id"].append(str(pk))
        for name, value in zip(_COMMON, common, strict=True):
            columns[name].append(value if value != "" else None)
        for field in own:
            columns[field.name].append(_typed(field.kind, fields.get(field.name)))
    kinds = {f.name: f.kind for f in channel.fields}
    return pl.DataFrame({n: pl.Series(n, v, dtype=listing_dtype(kinds[n])) for n, v in columns.items()})


def _typed(kind: Kind, value: Any) -> Any:
    if value in (None, [], ""):
        return None
    if kind is Kind.DATE:
        return date.fromisoformat(value)
    return float(value) if kind in (Kind.NUMBER, Kind.MONEY) else value
