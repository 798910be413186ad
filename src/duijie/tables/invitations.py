"""The columns of a list of parties to invite to an event, and the empty spreadsheet for it."""

from functools import cache
from pathlib import Path

from duijie.engine.channels import Field, Kind, Side
from duijie.engine.channels.model import Wording
from duijie.tables.reader import EXAMPLE_MARK
from duijie.tables.rows import write_rows
from duijie.tables.schemas import Column, Schema

# name, kind, label, English label, least, most, further headings, example
_COLUMNS = (
    ("party", Kind.TEXT, "单位名称", "Party", None, 200, ("企业名称", "单位", "公司名称", "名称"), "云州精密轴承有限公司"),
    ("credit_code", Kind.CREDIT_CODE, "统一社会信用代码", "Credit code", None, None, ("信用代码", "社会信用代码"), ""),
    ("contact_name", Kind.TEXT, "联系人", "Contact", None, 50, ("参会人", "联系人姓名"), "李工"),
    ("contact_phone", Kind.TEXT, "联系电话", "Phone", None, 50, ("电话", "手机"), "0379-65910002"),
    ("representatives", Kind.INTEGER, "代表人数", "Representatives", 1, 20, ("参会人数", "人数"), "2"),
    ("floor", Kind.INTEGER, "至少几场", "At least", 0, 60, ("最少场次", "最少洽谈场次"), "2"),
    ("cap", Kind.INTEGER, "最多几场", "At most", 1, 60, ("最多场次", "最多洽谈场次"), "8"),
)  # fmt: skip


@cache
def invitation_schema() -> Schema:
    """Only the name is required; where two parties share it, the credit code says which."""
    return Schema(tuple(_column(*column[:-1]) for column in _COLUMNS))


def write_invitation_template(path: str | Path) -> None:
    """Headings and one example row that is not read."""
    headings = [column[2] for column in _COLUMNS]
    example = [f"{EXAMPLE_MARK}（这一行不会读入）", *(column[-1] for column in _COLUMNS[1:])]
    write_rows(path, headings, [example], sheet_name="邀请名单")


def _column(
    name: str,
    kind: Kind,
    label: str,
    label_en: str,
    least: float | None,
    most: float | None,
    aliases: tuple[str, ...],
) -> Column:
    wording = Wording(label, label_en, "", "", "")
    field = Field(
        name=name,
        kind=kind,
        wording=dict.fromkeys(Side, wording),
        minimum=least,
        maximum=most,
        required=name == "party",
    )
    return Column(field, Side.NEED, aliases)
