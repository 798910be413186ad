"""Which columns a table has, under which headings, and what their cells mean."""

import re
import unicodedata
from dataclasses import dataclass

import polars as pl

from duijie.engine.channels import Channel, Field, Kind, Side, load
from duijie.engine.matching import listing_dtype

# Headings that people and other platforms use for the common columns.
_ALIASES = {
    "id": ("序号", "编码", "ID", "need_id", "offer_id", "achievement_id", "需求编号", "供给编号", "成果编号"),
    "title": (
        "名称",
        "name",
        "需求名称",
        "项目名称",
        "成果名称",
        "产品标题",
        "职位",
        "岗位名称",
        "achievement_title",
    ),
    "description": (
        "内容",
        "content",
        "需求内容",
        "简介",
        "描述",
        "说明",
        "备注说明",
        "岗位信息",
        "详情",
        "text",
    ),
    "party": ("企业名称", "单位", "公司", "企业", "发布单位", "机构名称", "公司名称", "银行", "bank"),
    "credit_code": ("信用代码", "社会信用代码", "uscc"),
    "size_class": ("规模", "企业类型", "划型", "企业划型"),
    "region": ("地区", "区域", "所在地", "县区", "市县"),
    "industry": ("行业", "行业代码", "国民经济行业"),
    "contact": ("联系人", "联系电话", "电话"),
    "products": ("产品", "货物名称", "物资名称", "商品名称"),
    "quantity": ("数量", "需求数量"),
    "price": ("单价", "价格"),
    "deliver_by": ("交货日期", "交货期"),
    "certificates": ("资质认证", "资质"),
    "amount": ("金额", "额度", "贷款额度", "投资额"),
    "term_months": ("期限",),
    "rate": ("利率",),
    "purpose": ("用途",),
    "security": ("担保方式", "担保"),
    "field": ("领域",),
    "maturity": ("技术成熟度", "成熟度"),
    "cooperation_modes": ("合作方式",),
    "budget": ("金额", "预算"),
    "ip_type": ("知识产权",),
    "occupation": ("岗位", "工种"),
    "headcount": ("人数", "招聘人数"),
    "education": ("学历", "学历要求"),
    "experience_years": ("工作年限", "工作经验", "经验"),
    "workplace": ("工作地点",),
    "chain_node": ("产业链环节",),
    "land_mu": ("用地", "用地面积"),
    "area_m2": ("面积", "建筑面积"),
    "tenure": ("处置方式",),
    "available_from": ("可用日期",),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `aliases` are further headings it is known by."""

    field: Field
    side: Side
    aliases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return self.field.name

    @property
    def label(self) -> str:
        return self.field.label(self.side)

    @property
    def kind(self) -> Kind:
        return self.field.kind

    @property
    def dtype(self) -> pl.DataType:
        return listing_dtype(self.kind)

    def headings(self) -> set[str]:
        """All headings under which the column is recognised, in their plain form."""
        words = {self.name, self.label, self.field.label_en(self.side), *self.aliases}
        words |= {w.label for w in self.field.wording.values()} | {
            w.label_en for w in self.field.wording.values()
        }
        return {plain(w) for w in words}


_TITLES = ("products", "occupation")  # columns that say what it is about where a table has no titles


@dataclass(frozen=True, slots=True)
class Schema:
    """A kind of table; `channel` and `side` are set for listings."""

    columns: tuple[Column, ...]
    title_from: Column | None = None  # column that gives a missing title

    def by_heading(self) -> dict[str, Column]:
        """The first column claims a heading that two would take."""
        found: dict[str, Column] = {}
        for column in self.columns:
            for heading in (column.name, column.label):
                found.setdefault(plain(heading), column)
        for column in self.columns:
            for heading in sorted(column.headings()):
                found.setdefault(heading, column)
        return found


_UNIT = re.compile(r"[（(【\[].*?[）)】\]]")


def plain(heading: str) -> str:
    """A heading without marks, units, blanks and case: “* 金额（万元）” is 金额."""
    text = _UNIT.sub("", unicodedata.normalize("NFKC", heading))
    return re.sub(r"[\s*＊:：_]", "", text).lower()


_NOTES = re.compile(r"单位|人民币|必填|选填|可不填|可选|不?含税价?|估算|预计|约|[\s:,、;*]")


def heading_unit(heading: str) -> str:
    """What a heading says in brackets, less the notes: “金额（单位：万元，含税）” is in 万元."""
    said = re.findall(r"[(\[【]([^()\[\]【】]*)[)\]】]", unicodedata.normalize("NFKC", heading))
    return _NOTES.sub("", "".join(said))


def listing_schema(channel: Channel | str, side: Side | str) -> Schema:
    """The columns of a channel's needs or offers."""
    channel = load(channel) if isinstance(channel, str) else channel
    side = Side(side)
    columns = tuple(Column(f, side, _ALIASES.get(f.name, ())) for f in channel.fields_for(side))
    return Schema(columns, title_from=next((c for c in columns if c.name in _TITLES), None))
