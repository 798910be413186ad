"""The register as a table, with the amounts that the person may see; and the blank form for an import."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from duijie.portal.agreements import queries
from duijie.portal.agreements.cards import Card
from duijie.portal.agreements.choices import SignatorySide
from duijie.portal.agreements.models import Agreement
from duijie.tables import write_rows
from duijie.tables.agreements import agreement_schema
from duijie.tables.template import EXAMPLE_MARK

_CHUNK = 500
Table = tuple[list[str], Iterator[list[Any]]]
_EXAMPLE = (
    f"{EXAMPLE_MARK}（这一行不会读入）", "轴承钢年度采购协议", "产销", "", "甲方单位全称", "乙方单位全称", "", 1_200_000, "否",
    "2026-11-23", "2026-12-01", "2027-11-30", "涧西区", "市工业和信息化局", "",
)  # fmt: skip


def table(rows: QuerySet[Agreement]) -> Table:
    """Rows of `queries.told`; a confidential amount that is not for the person is told to be so."""
    columns = [
        _("编号"), _("协议名称"), _("类别"), _("技术合同类型"), _("甲方"), _("乙方"), _("丙方"), _("协议金额（元）"), _("已到账（元）"),
        _("金额保密"), _("阶段"), _("原因"), _("签约日期"), _("履行期起"), _("履行期止"), _("落地地区"), _("责任部门"), _("责任人"),
        _("来源"), _("对接会"), _("最近节点"), _("逾期节点数"), _("更新时间"),
    ]  # fmt: skip
    return columns, (_row(Card(one)) for batch in _batches(rows) for one in batch)


def write(output: Path, user: Any) -> int:
    """All agreements that the person sees, into a file; returns the number of rows."""
    rows = queries.told(queries.visible_to(user).order_by("number"))
    return write_rows(output, *table(rows), sheet_name=_("协议台账"))


def _batches(rows: QuerySet[Agreement]) -> Iterator[list[Agreement]]:
    iterator = rows.iterator(_CHUNK)
    while batch := list(islice(iterator, _CHUNK)):
        yield batch


def _row(card: Card) -> list[Any]:
    one = card.agreement
    parties = {s.side: s.party.name for s in one.signatories.all()}
    hidden = _("保密")
    return [
        one.number,
        one.title,
        one.get_kind_display(),
        one.get_technology_form_display(),
        *(parties.get(side) for side in SignatorySide.values),
        (float(one.amount) if one.amount is not None else None) if card.open else hidden,
        float(card.landed or 0) if card.open else hidden,
        _("是") if one.confidential else _("否"),
        one.get_stage_display(),
        one.stage_reason,
        one.signed_on,
        one.starts_on,
        one.ends_on,
        card.region,
        one.department.name if one.department else None,
        str(one.officer) if one.officer else None,
        one.get_origin_display(),
        one.event.title if one.event else None,
        one.next_due,
        card.late,
        one.updated_at.date(),
    ]


def import_columns() -> list[str]:
    return [f"{c.label}（{c.field.unit}）" if c.field.unit else c.label for c in agreement_schema().columns]


def write_template(target: BinaryIO) -> None:
    write_rows(target, import_columns(), [_EXAMPLE], sheet_name=_("协议台账"), ending="xlsx")
