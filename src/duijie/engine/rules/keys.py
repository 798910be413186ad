"""The keys of a ruleset in both languages: an official may write 条件, an engineer require."""

_CHINESE = {
    "编号": "id", "名称": "title", "英文名称": "title_en", "类别": "kind", "发文机关": "issuer", "文号": "document",
    "文件": "source", "网址": "url", "说明": "note", "事实": "facts", "参数": "parameters", "版本": "versions",
    "签核": "signed", "起": "from", "止": "to", "条件": "require", "全部": "all", "任一": "any", "至少": "at_least",
    "其中": "of", "都不": "not", "当": "when", "条款": "clause", "内容": "text", "存疑": "uncertain", "评分": "score",
    "评分表": "tables", "大类": "groups", "指标": "items", "分档": "steps", "得分": "points", "上限": "cap",
    "及格": "pass", "否则": "otherwise", "累加": "sum", "等级": "tiers", "扶持": "benefit", "方式": "mode",
    "金额": "amount", "基数": "base", "比例": "rate", "人数": "heads", "本金": "principal", "利率": "interest",
    "贴息": "discount", "月数": "months", "预算": "budget", "互斥": "excludes", "限额组": "share", "材料": "documents",
    "送达": "delivery", "窗口": "windows", "标签": "label", "英文标签": "label_en", "类型": "type", "单位": "unit",
    "提供": "supplier", "代价": "cost", "算法": "formula", "最小": "minimum", "最大": "maximum", "选项": "choices",
    "可变": "moves", "数值": "values", "值": "value", "情形": "cases", "规则": "rules", "日期": "as_of",
    "已知": "given", "结果": "outcome", "等次": "tier", "阶梯": "ladder", "共同": "common", "缺少": "missing",
    "卡在": "blocked",
}  # fmt: skip
ENGLISH = {english: chinese for chinese, english in _CHINESE.items()}


def canonical(key: str) -> str:
    """The English key; what is no key of a ruleset (the name of a fact) stays as it is."""
    return _CHINESE.get(key.strip(), key.strip())


def shown(key: str) -> str:
    """Both names, for a sentence."""
    return f"{ENGLISH[key]}（{key}）" if key in ENGLISH else key
