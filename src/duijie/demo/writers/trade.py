"""How people write of goods, of machines and of services: titles, reasons, conditions, abilities."""

from dataclasses import dataclass

from duijie.demo.catalogue import Product

SEASONS = ("春耕", "夏收", "中秋", "国庆", "春节", "暑期")
OFFICE_REASONS = (
    "年度预算已批",
    "现有合同到期",
    "新办公区启用",
    "迎接{season}接待任务",
    "统一采购",
    "改善公共服务",
)
# The maker's unit -> the unit that some buyers count in, and how many of theirs make one of the maker's.
OTHER_UNITS = {
    "吨": ("公斤", 1000.0),
    "公斤": ("吨", 0.001),
    "套": ("件", 1.0),
    "件": ("个", 1.0),
    "台": ("套", 1.0),
    "只": ("个", 1.0),
    "立方米": ("方", 1.0),
    "平方米": ("㎡", 1.0),
}


@dataclass(frozen=True)
class Trade:
    """The last title of `offered` speaks of another product of the maker's."""

    act: str
    wanted: tuple[str, ...]
    reasons: tuple[str, ...]
    terms: tuple[str, ...]
    offered: tuple[str, ...]
    ability: tuple[str, ...]


_PAYING = (
    "货到验收合格后{30-90/15}天付款", "预付{10-30/10}%，发货前付{50-70/10}%", "需开具13%增值税专用发票", "承兑比例不超过{30-60/10}%", "报价请注明含税含运费",
)  # fmt: skip
GOODS = Trade(
    act="采购",
    wanted=(
        "采购{product}{quantity}{unit}", "求购{product}", "{product}年度采购", "需要{product}，{use}", "寻找{product}供应商", "{product}（{spec}）采购",
        "长期采购{product}", "{use}急需{product}", "{year}年{product}框架采购", "{product}比选采购，{quantity}{unit}", "{use}用{product}，{spec}",
    ),
    reasons=(
        "因订单增加", "为{use}配套", "原供应商交期不稳", "库存已到安全线", "新线投产", "年度检修备货", "客户指定更换", "扩建二期", "替代进口", "出口订单配套", "{season}旺季备货",
    ),
    terms=(
        *_PAYING, "先送样试用，合格后批量下单", "可分{2-6}批交货，每批提前{5-15}天通知", "送货到厂，含卸车", "优先考虑{100-300/50}公里以内的供应商", "随货提供材质单和出厂检验报告",
        "质量异议期{7-30}天", "每批抽检，不合格整批退换", "可接受{5-10}%的数量溢短",
    ),
    offered=(
        "供应{product}", "{product}，{spec}", "{product}厂家直供", "{product}，月供{month}{unit}", "{brand}{product}", "{product}现货供应，{spec}", "承接{product}订单", "{product}，适用{use}",
        "{product}、{other}可配套供应",
    ),
    ability=(
        "现有{equipment}等设备{6-120/2}台套", "年产能{year_output}{unit}", "已为{2-40}家{client}供货", "通过第二方审核，在{client}的合格供应商名录内", "技术团队{4-60}人，可按图定制",
        "{3-15}天出样品，{15-60/5}天批量交付", "最小起订量{minimum}{unit}", "支持驻厂监造和第三方检测", "质量问题{12-48/12}小时响应",
    ),
)  # fmt: skip
MACHINE = Trade(
    act="采购",
    wanted=(*GOODS.wanted, "新购{product}{quantity}{unit}", "{product}更新换代，{quantity}{unit}"),
    reasons=(
        "因产能不足", "为{use}配套", "老设备到期更新", "新线投产", "年度技改计划", "扩建二期", "替代进口", "享受设备更新补贴", "客户审核提出要求",
    ),
    terms=(
        *_PAYING, "需到制造厂验收样机", "含安装调试和操作培训", "质保期不少于{12-36/12}个月", "主要外购件请注明品牌", "投标人近三年同类业绩不少于{2-5}项", "备品备件清单随报价提供",
        "留质保金{5-10/5}%，期满无息退还", "质保期内{4-48/4}小时到场",
    ),
    offered=GOODS.offered,
    ability=(
        "现有{equipment}等设备{6-120/2}台套", "年产能{year_output}{unit}", "已为{2-40}家{client}供货", "技术团队{4-60}人，可按图定制", "{20-120/10}天交货", "支持驻厂监造和第三方检测",
        "质量问题{12-48/12}小时响应", "含安装、调试和培训", "整机质保{12-36/6}个月，终身供件", "{client}在用{10-400/10}{unit}", "可看现场运行样机",
    ),
)  # fmt: skip
SERVICE = Trade(
    act="委托",
    wanted=(
        "采购{product}", "{product}年度采购", "寻找{product}单位", "{use}需要{product}", "{year}年{product}框架采购", "{product}比选", "征集{product}服务商", "{product}，{spec}",
        "{product}{quantity}{unit}，公开比选",
    ),
    reasons=(
        "现有合同到期", "业务量增加", "原服务商响应慢", "新项目启动", "年度预算已批", "主管部门有要求", "迎接{season}旺季", "计划改为外包", "客户审核提出要求",
    ),
    terms=(
        "按{月|季|次}结算，收到发票后{15-45/15}天付款", "需开具6%增值税专用发票", "服务期{6-24/6}个月，期满考核续签", "近三年同类业绩不少于{2-5}项", "报价请列明人员、频次和差旅费",
        "先试行{1-3}个月", "{2-24/2}小时内响应", "可先到现场踏勘", "须固定一名负责人对接", "不得转包、分包", "按考核得分付{80-95/5}%，其余季末结清",
    ),
    offered=(
        "提供{product}", "{product}，{spec}", "{product}承接中", "专业{product}，面向{use}", "{brand}{product}", "{product}，服务{client}多年", "{product}与{other}一并承接",
    ),
    ability=(
        "自有{equipment}", "年服务能力{year_output}{unit}", "已服务{2-60}家{client}", "服务团队{4-120/2}人", "{1-7}个工作日出方案", "服务半径{50-300/50}公里",
        "{2-24/2}小时到场", "可提供近三年业绩清单", "起接量{minimum}{unit}", "不满意可随时终止，按实际用量结算",
    ),
)  # fmt: skip


def of(product: Product) -> Trade:
    if product.is_service:
        return SERVICE
    return MACHINE if product.is_machine else GOODS
