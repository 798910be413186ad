"""Parties from a business register's spreadsheet: good rows in, bad rows named, a second time nothing changes."""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.imported import ImportResult
from duijie.portal.parties import permissions
from duijie.portal.parties.choices import PartyKind, PartyState
from duijie.portal.parties.domain.profiles import DETAILS, FACTS, size_of
from duijie.portal.parties.models import EnterpriseProfile, Party
from duijie.portal.refused import NotAllowed
from duijie.standards import industries
from duijie.tables import CellProblem, ReadResult, read_table
from duijie.tables.registry import party_schema

Report = Callable[[int, int, str], None]
_BATCH = 1_000
_TEXTS = ("address", "business_scope", "contact_name", "contact_phone", "capital_as_stated")
_YUAN = re.compile(
    r"^[￥¥]?\s*(?P<number>[\d,]+(?:\.\d+)?)\s*[（(]?\s*(?P<unit>万|亿)?元?(?:人民币)?\s*[）)]?\s*(?:人民币|整)?$"
)
_KNOWN_SCORE = 1.0  # a suggestion of the industry that rests on more than one weak word


def import_parties(path: str | Path, *, by: Any, progress: Report | None = None) -> ImportResult:
    """Read the file and add or renew its parties; raises UnusableFile with a sentence.

    A row is known again by its credit code, a row without code by kind and name. Cells that are empty leave what
    the registry knows; an industry that is not given is suggested from the business scope.
    """
    if not permissions.may_register(by):
        raise NotAllowed("import_parties")
    read = read_table(path, party_schema(), default_city=settings.CITY)
    result = ImportResult(rows_read=read.rows_read, rejected=read.rejected, problems=list(read.problems))
    with transaction.atomic():
        rows = list(_rows(read, result))
        for start in range(0, len(rows), _BATCH):
            _keep([row for _n, row in rows[start : start + _BATCH]], result)
            if progress:
                progress(min(start + _BATCH, len(rows)), len(rows), _("导入主体"))
        _note(by, result)
    result.problems.sort(key=lambda p: p.row)
    return result


def _note(by: Any, result: ImportResult) -> None:
    """One entry for the whole file, on the party of the person who imported it."""
    if result.created or result.updated:
        target = by.party if by is not None and by.party_id else Party.objects.order_by("pk").first()
        record(by, "party.imported", target, created=result.created, updated=result.updated)


def _rows(read: ReadResult, result: ImportResult) -> Iterator[tuple[int, dict[str, Any]]]:
    seen: set[tuple[str, str]] = set()
    for number, row in zip(read.row_numbers, read.frame.iter_rows(named=True), strict=True):
        kept = _kept(number, row, result)
        key = _key(kept)
        if key in seen:
            remedy = _("同一个单位只留一行。")
            result.reject(number, _("名称"), kept["name"], _("与前面的行是同一个单位。"), remedy)
            continue
        seen.add(key)
        yield number, kept


def _kept(number: int, row: Mapping[str, Any], result: ImportResult) -> dict[str, Any]:
    """The row with money as a number where it is yuan, and an industry where the business scope tells one."""
    kept = {name: value for name, value in row.items() if value is not None}
    kept.setdefault("kind", PartyKind.ENTERPRISE)
    stated = kept.pop("capital", None)
    if stated:
        kept["capital_as_stated"] = stated
        kept["capital"] = yuan(stated)
        if kept["capital"] is None:
            told = _("注册资金看不出是多少万元人民币，按原文保存，不参与计算。")
            result.problems.append(CellProblem(number, _("注册资金"), stated, told, "", fatal=False))
    if not kept.get("industry") and kept.get("business_scope"):
        found = industries.suggest(kept["business_scope"], limit=1)
        if found and found[0].score >= _KNOWN_SCORE:
            kept["industry"] = found[0].code
    return kept


def yuan(text: str) -> Decimal | None:
    """万元 in “50(万元人民币)” or “3,000万元”; None where the currency is another or not to be seen."""
    found = _YUAN.match(text.strip())
    if not found:
        return None
    amount = Decimal(found["number"].replace(",", ""))
    amount *= 10_000 if found["unit"] == "亿" else 1
    return amount.quantize(Decimal("0.0001"))


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return ("", row["credit_code"]) if row.get("credit_code") else (row["kind"], row["name"])


def _keep(rows: list[dict[str, Any]], result: ImportResult) -> None:
    known = _known(rows)
    new, changed = [], []
    for row in rows:
        party = known.get(_key(row))
        if party is None:
            new.append((_new(row), row))
        elif _renew(party, row):
            changed.append((party, row))
    Party.objects.bulk_create([party for party, _row in new])
    fields = ["kind", "name", *DETAILS, "updated_at"]
    Party.objects.bulk_update([party for party, _row in changed], fields, batch_size=200)
    facts = _keep_facts([*new, *((p, r) for r in rows if (p := known.get(_key(r))))])
    renewed = {party.pk for party, _row in changed} | (facts - {party.pk for party, _row in new})
    result.created += len(new)
    result.updated += len(renewed)
    result.unchanged += len(rows) - len(new) - len(renewed)


def _known(rows: list[dict[str, Any]]) -> dict[tuple[str, str], Party]:
    codes = [r["credit_code"] for r in rows if r.get("credit_code")]
    names = [r["name"] for r in rows if not r.get("credit_code")]
    parties = Party.objects.select_for_update()
    found = {("", p.credit_code or ""): p for p in parties.filter(credit_code__in=codes)}
    return found | {(p.kind, p.name): p for p in parties.filter(credit_code=None, name__in=names)}


def _new(row: Mapping[str, Any]) -> Party:
    texts = {name: row.get(name, "") for name in _TEXTS}
    others = {n: row.get(n) for n in ("region", "industry", "registered_on", "capital", "credit_code")}
    return Party(
        kind=row["kind"], name=row["name"], state=PartyState.ACTIVE, source=_("表格导入"), **texts, **others
    )


def _renew(party: Party, row: Mapping[str, Any]) -> bool:
    """Only what the row says; the kind stays, because people and listings hang on it."""
    changed = [n for n in ("name", *DETAILS) if n in row and getattr(party, n) != row[n]]
    for name in changed:
        setattr(party, name, row[name])
    if changed:
        party.updated_at = timezone.now()
    return bool(changed)


def _keep_facts(pairs: list[tuple[Party, Mapping[str, Any]]]) -> set[int]:
    """Profiles of the enterprises whose rows tell facts; returns the keys of the parties whose facts changed."""
    told = [(p, r) for p, r in pairs if p.is_enterprise and any(r.get(n) is not None for n in FACTS)]
    there = {f.party_id: f for f in EnterpriseProfile.objects.filter(party__in=[p for p, _r in told])}
    new, changed = [], []
    for party, row in told:
        profile = there.get(party.pk) or EnterpriseProfile(party=party, source=_("表格导入"))
        before = [getattr(profile, n) for n in FACTS]
        for name in FACTS:
            if row.get(name) is not None:
                setattr(
                    profile,
                    name,
                    row[name] if name == "employees" else Decimal(str(row[name])).quantize(Decimal("0.0001")),
                )
        if before != [getattr(profile, n) for n in FACTS]:
            profile.size_class = size_of(party.industry, {n: getattr(profile, n) for n in FACTS})
            (changed if profile.pk else new).append(profile)
    EnterpriseProfile.objects.bulk_create(new)
    EnterpriseProfile.objects.bulk_update(changed, [*FACTS, "size_class"], batch_size=200)
    return {profile.party_id for profile in (*new, *changed)}
