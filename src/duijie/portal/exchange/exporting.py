"""Listings and matches as tables, with what the person may see and nothing else."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.engine.channels import Field, load
from duijie.portal.exchange import explanations, queries, values
from duijie.portal.exchange.cards import Card, cards
from duijie.portal.exchange.models import Listing, Match
from duijie.portal.exchange.search import Found
from duijie.tables import write_rows

_CHUNK = 1_000
Table = tuple[list[str], Iterator[list[Any]]]


def in_order(found: QuerySet[Listing] | Found) -> Iterable[Listing]:
    """The rows of a list in the list's order."""
    if not isinstance(found, Found):
        return found.iterator(_CHUNK)
    if found.ids is None:
        return found.rows.iterator(_CHUNK)
    rows = found.rows.in_bulk(found.ids)
    return (rows[pk] for pk in found.ids if pk in rows)


def listing_table(user: Any, rows: Iterable[Listing], chosen: Any = None) -> Table:
    """Columns and rows; a channel's own columns are there if the filters name channel and side."""
    asked = chosen.given if chosen is not None else {}
    own = _own_fields(asked.get("channel"), asked.get("side"))
    side = asked.get("side") or "need"
    columns = [*_common_columns(), *(_heading(f, side) for f in own)]
    return columns, (_row(one, own) for batch in _batches(rows) for one in cards(user, batch))


def export_rows(user: Any, queryset: QuerySet[Listing], channel: str = "", side: str = "") -> Table:
    """For files written outside a page: columns, and rows of what the user (None: the system) may see."""
    own = _own_fields(channel, side)
    columns = [*_common_columns(), *(_heading(f, side or "need") for f in own)]
    rows = queryset.select_related("party").order_by("pk").iterator(_CHUNK)
    return columns, (_row(one, own) for batch in _batches(rows) for one in cards(user, batch))


def write(output: Path, user: Any, *, channel: str | None = None, side: str | None = None) -> int:
    """The listings that the person sees, into a file; returns the number of rows."""
    found = queries.visible_to(user)
    narrowed = {name: value for name, value in (("channel", channel), ("side", side)) if value}
    table = export_rows(user, found.filter(**narrowed), channel or "", side or "")
    return write_rows(output, *table, sheet_name=_("供需"))


def match_table(user: Any, matches: QuerySet[Match]) -> Table:
    columns = [
        _("渠道"), _("需求"), _("需方"), _("供给"), _("供方"), _("匹配度"), _("结论"), _("需求中的名次"),
        _("理由"), _("待补充"),
    ]  # fmt: skip
    batches = _batches(matches.iterator(_CHUNK))
    return columns, (_match_row(one) for batch in batches for one in explanations.explained(user, batch))


def _common_columns() -> list[str]:
    return [
        _("编号"), _("渠道"), _("供需"), _("标题"), _("单位名称"), _("所在地区"), _("所属行业"), _("有效期起"), _("有效期止"),
        _("联系方式"), _("状态"), _("更新时间"), _("详细说明"),
    ]  # fmt: skip


def _own_fields(channel: str | None, side: str | None) -> tuple[Field, ...]:
    return load(channel).own_fields(side) if channel and side else ()


def _heading(field: Field, side: str) -> str:
    label = values.label(field, side)
    return f"{label}({field.unit})" if field.unit else label


def _row(one: Card, own: tuple[Field, ...]) -> list[Any]:
    listing = one.listing
    return [
        listing.pk,
        values.channel_words(listing.definition),
        listing.get_side_display(),
        one.title,
        one.publisher,
        one.region,
        one.industry,
        listing.valid_from,
        listing.valid_to,
        one.contact,
        listing.get_state_display(),
        timezone.localtime(listing.updated_at).strftime("%Y-%m-%d %H:%M"),
        listing.description,
        *(_cell(f, listing.value(f.name)) for f in own),
    ]


def _cell(field: Field, value: Any) -> Any:
    """Numbers stay numbers, so that a spreadsheet can add them up."""
    return value if field.kind.is_number else values.show(field, value)


def _match_row(one: explanations.Explained) -> list[Any]:
    said = [p.text for p in one.parts] + [f"{c.sign} {c.text}" for c in one.checks]
    return [
        values.channel_words(one.need.listing.definition),
        one.need.title,
        one.need.publisher,
        one.offer.title,
        one.offer.publisher,
        round(one.match.score, 4),
        one.match.get_verdict_display(),
        one.match.need_rank,
        "；".join(said),
        "；".join(a.text for a in one.asks),
    ]


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, _CHUNK)):
        yield batch
