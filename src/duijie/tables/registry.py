"""The columns of a registry of parties: what a business register exports, and what the portal exports itself."""

from functools import cache

from duijie.engine.channels import Choice, Field, Kind, Side
from duijie.engine.channels.model import Wording
from duijie.tables.schemas import Column, Schema

KINDS = (
    ("enterprise", "企业", "Enterprise"),
    ("department", "市直部门", "Department"),
    ("county", "县（市、区）", "County"),
    ("bank", "金融机构", "Bank"),
    ("institute", "高校院所", "Institute"),
    ("park", "园区", "Park"),
)
# name, kind, label, English label, unit, further headings
_COLUMNS = (
    ("name", Kind.TEXT, "名称", "Name", "", ("企业名称", "单位名称", "机构名称", "公司名称", "主体名称")),
    ("kind", Kind.CHOICE, "类别", "Kind", "", ("主体类别",)),
    ("credit_code", Kind.CREDIT_CODE, "统一社会信用代码", "Credit code", "", ("信用代码", "社会信用代码", "uscc")),
    ("region", Kind.REGION, "所在地区", "Region", "", ("地区", "区域", "所属区域", "县区", "市县")),
    ("industry", Kind.INDUSTRY, "行业", "Industry", "", ("所属行业", "行业代码", "国民经济行业")),
    ("address", Kind.TEXT, "地址", "Address", "", ("注册地址", "住所", "经营地址", "详细地址")),
    ("business_scope", Kind.LONGTEXT, "经营范围", "Business scope", "", ("主营业务",)),
    ("registered_on", Kind.DATE, "注册日期", "Registered on", "", ("成立日期", "成立时间", "注册时间")),
    ("capital", Kind.TEXT, "注册资金", "Capital", "万元", ("注册资本",)),
    ("contact_name", Kind.TEXT, "联系人", "Contact", "", ("联系人姓名",)),
    ("contact_phone", Kind.TEXT, "联系电话", "Phone", "", ("电话", "手机")),
    ("employees", Kind.INTEGER, "从业人员", "Employees", "人", ("从业人数", "员工人数", "职工人数")),
    ("revenue", Kind.MONEY, "营业收入", "Revenue", "万元", ("年营业收入", "主营业务收入")),
    ("assets", Kind.MONEY, "资产总额", "Total assets", "万元", ("总资产",)),
)  # fmt: skip
_LONGEST = {"name": 200, "address": 300, "capital": 60, "contact_name": 50, "contact_phone": 50}


@cache
def party_schema() -> Schema:
    """Only the name is required; a row is known again by its credit code, else by kind and name."""
    return Schema(tuple(_column(*column) for column in _COLUMNS))


def _column(name: str, kind: Kind, label: str, label_en: str, unit: str, aliases: tuple[str, ...]) -> Column:
    wording = Wording(label, label_en, "", "", "")
    field = Field(
        name=name,
        kind=kind,
        wording=dict.fromkeys(Side, wording),
        unit=unit,
        required=name == "name",
        choices=tuple(Choice(*kind_) for kind_ in KINDS) if name == "kind" else (),
        minimum=0 if kind.is_number else None,
        maximum=_LONGEST.get(name),
    )
    return Column(field, Side.NEED, aliases)
