"""The columns of a register of agreements, as offices keep them today; amounts in yuan."""

from functools import cache

from duijie.engine.channels import Choice, Field, Kind, Side
from duijie.engine.channels.model import Wording
from duijie.tables.schemas import Column, Schema

KINDS = (
    ("supply", "产销", "Supply and sales"),
    ("technology", "技术", "Technology"),
    ("financing", "融资", "Financing"),
    ("employment", "用工", "Employment"),
    ("investment", "招商", "Investment"),
    ("assets", "资产盘活", "Assets"),
)
FORMS = (
    ("development", "技术开发", "Development"),
    ("transfer", "技术转让", "Transfer"),
    ("licence", "技术许可", "Licence"),
    ("consulting", "技术咨询", "Consulting"),
    ("service", "技术服务", "Service"),
    ("equity", "作价入股", "Equity contribution"),
)
YES = (("yes", "是", "Yes"), ("no", "否", "No"))
# name, kind, label, English label, unit, further headings, required, choices
_COLUMNS = (
    ("id", Kind.TEXT, "来源编号", "Source number", "", ("编号", "序号", "合同编号", "协议编号"), False, ()),
    ("title", Kind.TEXT, "协议名称", "Title", "", ("名称", "项目名称", "合同名称"), True, ()),
    ("kind", Kind.CHOICE, "类别", "Kind", "", ("协议类别", "类型"), True, KINDS),
    ("technology_form", Kind.CHOICE, "技术合同类型", "Technology contract", "", (), False, FORMS),
    ("party_a", Kind.TEXT, "甲方", "Party A", "", ("甲方名称", "甲方单位"), True, ()),
    ("party_b", Kind.TEXT, "乙方", "Party B", "", ("乙方名称", "乙方单位"), True, ()),
    ("party_c", Kind.TEXT, "丙方", "Party C", "", ("丙方名称", "丙方单位"), False, ()),
    ("amount", Kind.NUMBER, "协议金额", "Amount", "元", ("金额", "合同金额", "签约金额"), False, ()),
    ("confidential", Kind.CHOICE, "金额保密", "Confidential", "", ("保密", "是否保密"), False, YES),
    ("signed_on", Kind.DATE, "签约日期", "Signed on", "", ("签订日期", "签约时间"), True, ()),
    ("starts_on", Kind.DATE, "履行期起", "From", "", ("开始日期",), False, ()),
    ("ends_on", Kind.DATE, "履行期止", "Until", "", ("结束日期",), False, ()),
    ("region", Kind.REGION, "落地地区", "Region", "", ("地区", "县区", "所在地区"), False, ()),
    ("department", Kind.TEXT, "责任部门", "Department", "", ("责任单位",), False, ()),
    ("notes", Kind.LONGTEXT, "备注", "Notes", "", ("说明",), False, ()),
)  # fmt: skip
_LONGEST = {"id": 80, "title": 200, "notes": 5_000}


@cache
def agreement_schema() -> Schema:
    """Signed agreements; a row is known again by its source number, else by title, parties and day."""
    return Schema(tuple(_column(*column) for column in _COLUMNS))


def _column(
    name: str,
    kind: Kind,
    label: str,
    label_en: str,
    unit: str,
    aliases: tuple[str, ...],
    required: bool,
    choices: tuple[tuple[str, str, str], ...],
) -> Column:
    field = Field(
        name=name,
        kind=kind,
        wording=dict.fromkeys(Side, Wording(label, label_en, "", "", "")),
        unit=unit,
        required=required,
        choices=tuple(Choice(*choice) for choice in choices),
        minimum=0 if kind.is_number else None,
        maximum=_LONGEST.get(name, 200 if kind is Kind.TEXT else None),
    )
    return Column(field, Side.NEED, aliases)
