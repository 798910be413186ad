"""Signed agreements from a spreadsheet, as offices have kept them; every row that fails is named with its cell."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.agreements import permissions
from duijie.portal.agreements.choices import LandingStage, SignatorySide
from duijie.portal.agreements.domain.drafting import check_details
from duijie.portal.agreements.domain.numbering import locked_series, take
from duijie.portal.agreements.models import Agreement, Signatory
from duijie.portal.audit import record
from duijie.portal.imported import ImportResult
from duijie.portal.parties.choices import PartyKind
from duijie.portal.parties.models import Party
from duijie.tables import ReadResult, read_table
from duijie.tables.agreements import agreement_schema

Report = Callable[[int, int, str], None]
Row = dict[str, Any]
_SIDES = (("party_a", "甲方"), ("party_b", "乙方"), ("party_c", "丙方"))
_PLAIN = ("title", "kind", "starts_on", "ends_on", "region", "signed_on")


class _Bad(ValueError):  # noqa: N818  it is the row that is bad
    def __init__(self, column: str, value: object, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.told = (column, str(value or ""), sentence, remedy)


def import_agreements(path: str | Path, *, by: Any, progress: Report | None = None) -> ImportResult:
    """Add the agreements of a file that are not there yet; raises UnusableFile with a sentence.

    They come in as signed, confirmed on paper by whoever imports them. A row that is there already is left alone.
    """
    permissions.require(by, "import")
    read = read_table(path, agreement_schema(), default_city=settings.CITY)
    result = ImportResult(rows_read=read.rows_read, rejected=read.rejected, problems=list(read.problems))
    with transaction.atomic():
        parties = _parties(read)
        seen: set[str] = set()
        for done, (number, row) in enumerate(_rows(read), start=1):
            try:
                key = _key(row, own_ids=read.own_ids)
                _check_first(row, key, seen)
                _keep(row, key, parties, by, result)
            except _Bad as bad:
                result.reject(number, *bad.told)
            if progress:
                progress(done, len(read.row_numbers), _("导入协议"))
    result.problems.sort(key=lambda p: p.row)
    return result


def _rows(read: ReadResult) -> Iterator[tuple[int, Row]]:
    yield from zip(read.row_numbers, read.frame.iter_rows(named=True), strict=True)


def _parties(read: ReadResult) -> dict[str, list[Party]]:
    """All parties that the file names, by name and by credit code, in one query."""
    names = {
        str(row[column])
        for _number, row in _rows(read)
        for column in (*(name for name, _label in _SIDES), "department")
        if row[column]
    }
    found: dict[str, list[Party]] = {}
    for party in Party.objects.filter(name__in=names) | Party.objects.filter(credit_code__in=names):
        found.setdefault(party.name, []).append(party)
        if party.credit_code:
            found.setdefault(party.credit_code, []).append(party)
    return found


def _check_first(row: Row, key: str, seen: set[str]) -> None:
    if key in seen:
        raise _Bad(
            _("协议名称"),
            row["title"],
            _("与前面的行是同一份协议。"),
            _("同一份只留一行，或填不同的来源编号。"),
        )
    seen.add(key)


def _keep(row: Row, key: str, parties: Mapping[str, list[Party]], by: Any, result: ImportResult) -> None:
    signs = [_one(parties, label, row[name]) for name, label in _SIDES if row[name]]
    if len({party.pk for party in signs}) < len(signs):
        raise _Bad(_("乙方"), row["party_b"], _("同一家单位写在了两方。"), _("请核对甲乙丙方。"))
    if Agreement.objects.filter(source_id=key).exists():
        result.unchanged += 1
        return
    agreement = _agreement(row, by)
    agreement.source_id = key
    agreement.department = _department(parties, row["department"])
    agreement.number = take(locked_series(agreement.signed_on.year))
    agreement.save()
    now = timezone.now()
    basis = _("由表格导入")
    Signatory.objects.bulk_create(
        Signatory(
            agreement=agreement, party=party, side=side, confirmed_at=now, confirmed_by=by, on_paper=basis
        )
        for side, party in zip(SignatorySide.values, signs, strict=False)
    )
    record(by, "agreement.imported", agreement)
    result.created += 1


def _agreement(row: Row, by: Any) -> Agreement:
    values = {name: row[name] for name in _PLAIN}
    amount = None if row["amount"] is None else Decimal(str(round(row["amount"], 2)))
    agreement = Agreement(
        **values,
        amount=amount,
        technology_form=row["technology_form"] or "",
        confidential=row["confidential"] == "yes",
        notes=row["notes"] or "",
        stage=LandingStage.SIGNED,
        created_by=by,
    )
    for name, sentence in check_details(agreement).items():
        label = agreement_schema().by_heading()[name.replace("_", "")].label
        raise _Bad(label, row[name], sentence, "")
    if row["signed_on"] > timezone.localdate():
        raise _Bad(_("签约日期"), row["signed_on"], _("签约日期在今天以后。"), _("还没有签的请在线起草。"))
    return agreement


def _one(parties: Mapping[str, list[Party]], label: str, name: str) -> Party:
    found = parties.get(name, [])
    if not found:
        told = _("主体库里没有这个单位。")
        raise _Bad(label, name, told, _("请核对全称，或填统一社会信用代码；确实没有的请先登记。"))
    if len(found) > 1:
        raise _Bad(label, name, _("主体库里有几家同名单位。"), _("请改填统一社会信用代码。"))
    return found[0]


def _department(parties: Mapping[str, list[Party]], name: str | None) -> Party | None:
    if not name:
        return None
    found = _one(parties, _("责任部门"), name)
    if found.kind not in (PartyKind.DEPARTMENT, PartyKind.COUNTY):
        raise _Bad(_("责任部门"), name, _("这个单位不是市直部门或县（市、区）。"), _("请核对。"))
    return found


def _key(row: Row, *, own_ids: bool) -> str:
    """The file's own number, else what makes the row what it is; row numbers change when rows are sorted."""
    if own_ids:
        return f"file-{row['id']}"
    words = "|".join(str(row[n]) for n in ("title", "party_a", "party_b", "party_c", "signed_on"))
    return f"row-{hashlib.sha256(words.encode()).hexdigest()[:40]}"
