"""Chinese text as people read it: normalised, cut into words and pieces that can serve as evidence."""

import re
import unicodedata
from functools import lru_cache

import rjieba

from duijie.engine.characters import simplified

_LATIN = re.compile(r"[a-z0-9]+(?:[.+#/-][a-z0-9]+)*")
_HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,}")

# Words that say nothing about what is needed or offered; shown as evidence they would be noise.
_NOISE = frozenset(
    [
        "一种",
        "gb",
        "gb/t",
        "平方米",
        "万元",
        "以及",
        "及其",
        "其他",
        "我们",
        "公司",
        "企业",
        "单位",
        "进行",
        "可以",
        "能够",
        "具有",
        "相关",
        "有关",
        "目前",
        "现有",
        "主要",
        "需要",
        "需求",
        "要求",
        "提供",
        "采用",
        "通过",
        "实现",
        "方面",
        "情况",
        "问题",
        "问题的",
        "内容",
        "目标",
        "预期",
        "工作",
        "基础",
        "研究",
        "开发",
        "研发",
        "技术",
        "产品",
        "项目",
        "应用",
        "方法",
        "系统",
        "使用",
        "用于",
        "不同",
        "以上",
        "以下",
        "左右",
        "以内",
        "同时",
        "包括",
        "其中",
        "由于",
        "因此",
        "所以",
        "但是",
        "或者",
        "并且",
        "进一步",
        "达到",
        "提高",
        "采购",
        "供应",
        "求购",
        "招聘",
        "本公司",
        "我公司",
        "希望",
        "急需",
        "长期",
        "大量",
        "优质",
        "优先",
        "均可",
        "不限",
        "含税",
        "到货",
    ]
)


def normalise(text: str | None) -> str:
    """Full-width to half-width, compatibility forms folded, lower case, traditional characters as simplified ones."""
    return unicodedata.normalize("NFKC", text).lower().translate(simplified()) if text else ""


@lru_cache(maxsize=200_000)
def words(text: str) -> frozenset[str]:
    """The words of a text that can serve as evidence: two characters or more, and not mere office prose."""
    clean = normalise(text)
    found = {w for w in _LATIN.findall(clean) if len(w) > 1 and not w.isdigit()}
    for run in _HAN_RUN.findall(clean):
        found.update(w for w in rjieba.cut(run) if len(w) > 1)
    return frozenset(found - _NOISE)


@lru_cache(maxsize=200_000)
def pieces(text: str) -> frozenset[str]:
    """Adjacent pairs of characters as text: what two texts share when they cut words differently."""
    return frozenset(r[i : i + 2] for r in _HAN_RUN.findall(normalise(text)) for i in range(len(r) - 1))
