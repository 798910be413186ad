"""Listings from a spreadsheet: good rows in, bad rows named, a second time nothing changes."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.engine.channels import common_names, load
from duijie.portal.audit import record
from duijie.portal.exchange import permissions, search, values
from duijie.portal.exchange.choices import ListingSide, ListingState
from duijie.portal.exchange.domain.listings import assign
from duijie.portal.exchange.domain.transitions import EDITABLE
from duijie.portal.exchange.models import Listing
from duijie.portal.imported import ImportResult
from duijie.portal.parties.choices import PartyState
from duijie.portal.parties.models import Party
from duijie.portal.refused import Refused
from duijie.tables import CellProblem, ReadResult, listing_schema, read_table

_BATCH = 500
_FILE_ONLY = ("id", "party", "credit_code", "size_class")


@dataclass(frozen=True)
class _Row:
    number: int
    values: dict[str, Any]
    party: Party
    source_id: str


def import_listings(
    path: str | Path, channel: str, side: str, *, by: Any, submit: bool = False, report: Any = None
) -> ImportResult:
    """Read the file and keep its rows as drafts, or submitted; raises UnusableFile or Refused with a sentence.

    A clerk's rows belong to the clerk's party, the coordinator's and the system's to the party that the row names.
    A row is known again by its id, or without one by its content.
    """
    permissions.require(
        by, "create_listing" if not permissions.may(by, "import_for_others") else "import_for_others"
    )
    definition = load(channel)
    if side not in ListingSide.values:
        raise Refused(_("请选择导入需求还是供给。"))
    read = read_table(path, listing_schema(definition, side), default_city=settings.CITY)
    result = ImportResult(rows_read=read.rows_read, rejected=read.rejected, problems=list(read.problems))
    with transaction.atomic():
        rows = list(_rows(read, by, result))
        for start in range(0, len(rows), _BATCH):
            _keep(rows[start : start + _BATCH], channel, side, by, submit=submit, result=result)
            if report:
                report(min(start + _BATCH, len(rows)), len(rows))
    result.problems.sort(key=lambda p: p.row)
    return result


def _rows(read: ReadResult, by: Any, result: ImportResult) -> Iterator[_Row]:
    parties = _Parties(read, by)
    seen: set[tuple[int, str]] = set()
    for number, values_read in zip(read.row_numbers, read.frame.iter_rows(named=True), strict=True):
        party, sentence = parties.of(values_read)
        if party is None:
            _reject(result, number, _("单位名称"), str(values_read.get("party") or ""), sentence)
            continue
        source_id = f"file-{values_read['id']}"[:100] if read.own_ids else f"hash-{_digest(values_read)}"
        if (party.pk, source_id) in seen:
            result.unchanged += 1
            continue
        seen.add((party.pk, source_id))
        yield _Row(number, values_read, party, source_id)


def _reject(result: ImportResult, number: int, column: str, value: str, sentence: str) -> None:
    remedy = _("这一行没有导入，改好后再导入一次即可，已导入的不会重复。")
    result.reject(number, column, value, sentence, remedy)


class _Parties:
    """Whose row it is, looked up for all rows at once."""

    def __init__(self, read: ReadResult, by: Any) -> None:
        self._own = by.party if by is not None else None
        self._for_others = permissions.may(by, "import_for_others")
        codes = read.frame["credit_code"].drop_nulls().unique().to_list() if self._for_others else []
        names = read.frame["party"].drop_nulls().unique().to_list() if self._for_others else []
        self._by_code = {p.credit_code: p for p in _in_steps("credit_code__in", codes)}
        self._by_name: dict[str, list[Party]] = {}
        for party in _in_steps("name__in", names):
            self._by_name.setdefault(party.name, []).append(party)

    def of(self, row: Mapping[str, Any]) -> tuple[Party | None, str]:
        name, code = row.get("party"), row.get("credit_code")
        if not self._for_others:
            return self._mine(name, code)
        if code and code in self._by_code:
            return self._active(self._by_code[code])
        found = self._by_name.get(name, []) if name and not code else []
        if len(found) == 1:
            return self._active(found[0])
        if len(found) > 1:
            return None, _("主体库里有 %(n)d 个“%(name)s”，请填统一社会信用代码。") % {
                "n": len(found),
                "name": name,
            }
        if not name and not code and self._own is not None:
            return self._own, ""
        return None, _("主体库里没有“%(name)s”，请先登记或导入这个单位。") % {
            "name": code or name or _("未填")
        }

    def _mine(self, name: str | None, code: str | None) -> tuple[Party | None, str]:
        """A clerk's file may name the clerk's own party and no other."""
        if (code and code != self._own.credit_code) or (name and not code and name != self._own.name):
            return None, _("这一行是别的单位（%(name)s）的，您只能导入本单位的供需。") % {
                "name": name or code
            }
        return self._own, ""

    @staticmethod
    def _active(party: Party) -> tuple[Party | None, str]:
        if party.state == PartyState.ACTIVE:
            return party, ""
        return None, _("“%(name)s”还没有通过审核或已停用。") % {"name": party.name}


def _in_steps(lookup: str, wanted: list[str]) -> Iterator[Party]:
    for start in range(0, len(wanted), _BATCH):
        yield from Party.objects.filter(**{lookup: wanted[start : start + _BATCH]})


def _keep(rows: list[_Row], channel: str, side: str, by: Any, *, submit: bool, result: ImportResult) -> None:
    known = _known(rows, channel, side)
    new, changed = [], []
    for row in rows:
        old = known.get((row.party.pk, row.source_id))
        listing = old or _blank(row, channel, side, by, submit=submit)
        if not _take(listing, row, result):
            continue
        if old is None:
            new.append(listing)
        elif _differs(old, row):
            changed.append(old) if old.state in EDITABLE else _locked_row(result, row, old)
        else:
            result.unchanged += 1
    Listing.objects.bulk_create(new)
    for listing in changed:
        listing.updated_at = timezone.now()
        listing.save()
    search.index([*new, *changed])
    for listing in (*new, *changed):
        record(by, "listing.imported", listing)
    result.created += len(new)
    result.updated += len(changed)


def _known(rows: list[_Row], channel: str, side: str) -> dict[tuple[int, str], Listing]:
    found = Listing.objects.select_for_update(of=("self",)).select_related("party").filter(
        channel=channel,
        side=side,
        party__in={r.party.pk for r in rows},
        source_id__in=[r.source_id for r in rows],
    )  # fmt: skip
    return {(one.party_id, one.source_id): one for one in found}


def _blank(row: _Row, channel: str, side: str, by: Any, *, submit: bool) -> Listing:
    now = timezone.now()
    state = ListingState.SUBMITTED if submit else ListingState.DRAFT
    return Listing(
        channel=channel, side=side, party=row.party, source_id=row.source_id, created_by=by, state=state,
        submitted_at=now if submit else None, created_at=now, updated_at=now,
    )  # fmt: skip


def _content(listing: Listing) -> dict[str, Any]:
    names = common_names() - set(_FILE_ONLY)
    return {name: getattr(listing, name) for name in names} | {"fields": dict(listing.fields)}


def _take(listing: Listing, row: _Row, result: ImportResult) -> bool:
    """Put the row's values into the listing, remembering what it held; a value that does not fit rejects the row."""
    row.values["_before"] = _content(listing)
    wanted = load(listing.channel).fields_for(listing.side, portal=True)
    try:
        assign(listing, {f.name: row.values.get(f.name) for f in wanted})
    except Refused as refusal:
        for name, sentence in refusal.problems.items():
            column = values.label(listing.definition.field(name), listing.side)
            _reject(result, row.number, column, str(row.values.get(name) or "")[:80], sentence)
        return False
    return True


def _differs(listing: Listing, row: _Row) -> bool:
    return _content(listing) != row.values["_before"]


def _locked_row(result: ImportResult, row: _Row, listing: Listing) -> None:
    sentence = _("这条供需%(state)s，没有按表格修改。") % {"state": listing.get_state_display()}
    remedy = _("要修改请先关闭再重新打开。")
    result.unchanged += 1
    result.problems.append(
        CellProblem(row.number, _("编号"), str(row.values["id"]), sentence, remedy, fatal=False)
    )


def _digest(row: Mapping[str, Any]) -> str:
    content = {
        name: value for name, value in sorted(row.items()) if name not in _FILE_ONLY and value is not None
    }
    text = json.dumps(
        content, ensure_ascii=False, default=lambda v: v.isoformat() if isinstance(v, date) else str(v)
    )
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
