"""Parties to invite from a spreadsheet: good rows are invited, bad rows named, a second time nothing changes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duijie.portal.events import permissions
from duijie.portal.events.choices import ParticipantSource
from duijie.portal.events.domain.inviting import invite, save_participant
from duijie.portal.events.domain.life import locked
from duijie.portal.events.models import Event, Participant
from duijie.portal.imported import ImportResult
from duijie.portal.parties.choices import PartyState
from duijie.portal.parties.models import Party
from duijie.portal.refused import Refused
from duijie.tables import UnusableFile, read_table
from duijie.tables.invitations import invitation_schema

_DETAILS = ("contact_name", "contact_phone", "representatives", "floor", "cap")
MOST_ROWS = 2_000


@transaction.atomic
def invite_list(event: Event, path: str | Path, *, by: Any) -> ImportResult:
    """Read the list and invite its parties; raises Refused with a sentence where nothing can be read.

    A party is known by its credit code, else by its name. Empty cells leave what was there.
    """
    event = locked(event)
    permissions.require(by, "run_event", event)
    read = _read(path)
    result = ImportResult(rows_read=read.rows_read, problems=list(read.problems), rejected=read.rejected)
    rows = list(zip(read.row_numbers, read.frame.iter_rows(named=True), strict=True))
    found = _parties([row for _number, row in rows])
    seen: dict[int, int] = {}
    for number, row in rows:
        party = _party(number, row, found, result)
        if party is None:
            continue
        if party.pk in seen:
            said = _("与第 %(row)d 行是同一家单位。") % {"row": seen[party.pk]}
            result.reject(number, _("单位名称"), party.name, said, _("请删去其中一行。"))
            continue
        seen[party.pk] = number
        _take(event, party, number, row, by, result)
    return result


def _read(path: str | Path) -> Any:
    try:
        read = read_table(path, invitation_schema())
    except UnusableFile as problem:
        raise Refused(str(problem)) from problem
    if read.rows_read > MOST_ROWS:
        said = _("名单有 %(n)d 行，一次最多 %(most)d 行，请分成几个文件。")
        raise Refused(said % {"n": read.rows_read, "most": MOST_ROWS})
    return read


def _parties(rows: list[Mapping[str, Any]]) -> dict[str, list[Party]]:
    """Parties by credit code and by name."""
    codes = {row["credit_code"] for row in rows if row["credit_code"]}
    names = {row["party"] for row in rows if row["party"]}
    found: dict[str, list[Party]] = {}
    for party in Party.objects.filter(credit_code__in=codes):
        found.setdefault(str(party.credit_code), []).append(party)
    for party in Party.objects.filter(name__in=names):
        found.setdefault(party.name, []).append(party)
    return found


def _party(
    number: int, row: Mapping[str, Any], found: dict[str, list[Party]], result: ImportResult
) -> Party | None:
    """The row's party; None and a sentence where there is none, or more than one, or it cannot come."""
    column, key = (
        (_("统一社会信用代码"), row["credit_code"]) if row["credit_code"] else (_("单位名称"), row["party"])
    )
    parties = found.get(key, [])
    if not parties:
        remedy = _("请核对写法，或先在主体库登记。")
        result.reject(number, column, key, _("主体库里没有这家单位。"), remedy)
    elif len(parties) > 1:
        said = _("主体库里有 %(n)d 家同名的单位。") % {"n": len(parties)}
        result.reject(number, column, key, said, _("请填统一社会信用代码。"))
    elif parties[0].state != PartyState.ACTIVE:
        result.reject(number, column, key, _("这家单位待审核或已停用。"), _("恢复以后再邀请。"))
    else:
        return parties[0]
    return None


def _take(
    event: Event, party: Party, number: int, row: Mapping[str, Any], by: Any, result: ImportResult
) -> None:
    given = {name: row[name] for name in _DETAILS if row[name] not in (None, "")}
    if given.get("floor", 0) > given.get("cap", given.get("floor", 0)):
        said = _("至少 %(floor)d 场，比最多 %(cap)d 场还多。") % given
        result.reject(number, _("至少几场"), str(given["floor"]), said, _("请改小其中的“至少”，或空着。"))
        return
    there = Participant.objects.filter(event=event, party=party).first()
    if there is None:
        invite(event, [party], by=by, source=ParticipantSource.LIST)
        there_now = Participant.objects.get(event=event, party=party)
        result.created += 1
    else:
        there_now = there
    different = any(getattr(there_now, name) != value for name, value in given.items())
    try:
        if different:
            save_participant(there_now, by=by, **given)
    except Refused as refusal:
        result.reject(number, _("至少几场"), str(row["floor"]), refusal.sentence, _("请改小或空着。"))
        return
    if there is not None:
        result.updated += different
        result.unchanged += not different
