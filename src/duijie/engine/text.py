"""Chinese text into comparable pieces: normalised characters, grams as numbers, words as people read them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import rjieba

Int64 = npt.NDArray[np.int64]

# A code point fits in 21 bits, so a character is its own code, two neighbours make a code below 2**42, and
# Latin or digit words are numbered from 2**43 on.
_BITS = 21
_LATIN_BASE = 1 << 43
_LATIN = re.compile(r"[a-z0-9]+(?:[.+#/-][a-z0-9]+)*")
_HAN_RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]{2,}")
_HAN_RANGES = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0x20000, 0x3134F))

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
    """Full-width to half-width, compatibility forms folded, lower case."""
    return unicodedata.normalize("NFKC", text).lower() if text else ""


@dataclass(frozen=True, slots=True)
class Grams:
    """Which piece stands in which text; `document` and `code` are parallel, repetitions included."""

    document: Int64
    code: Int64


class Lexicon:
    """Numbers for Latin words, shared by all texts that are to be compared."""

    def __init__(self) -> None:
        self._ids: dict[str, int] = {}

    def code(self, word: str) -> int:
        return _LATIN_BASE + self._ids.setdefault(word, len(self._ids))


def grams(texts: Sequence[str | None], lexicon: Lexicon, *, singles: bool) -> Grams:
    """Adjacent pairs of Chinese characters and Latin words of each text; single characters too if asked for."""
    clean = [normalise(t) for t in texts]
    document, points = _points(clean)
    han = _is_han(points)
    pair = han[:-1] & han[1:] & (document[:-1] == document[1:])
    documents = [document[:-1][pair]]
    codes = [(points[:-1][pair] << _BITS) | points[1:][pair]]
    if singles:
        documents.append(document[han])
        codes.append(points[han])
    latin = _latin(clean, lexicon)
    return Grams(
        document=np.concatenate([*documents, latin.document]),
        code=np.concatenate([*codes, latin.code]),
    )


def _points(texts: Sequence[str]) -> tuple[Int64, Int64]:
    lengths = np.fromiter((len(t) for t in texts), dtype=np.int64, count=len(texts))
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(joined, dtype="<u4").astype(np.int64)
    return np.repeat(np.arange(len(texts), dtype=np.int64), lengths), points


def _is_han(points: Int64) -> npt.NDArray[np.bool_]:
    han = np.zeros(len(points), dtype=bool)
    for low, high in _HAN_RANGES:
        han |= (points >= low) & (points <= high)
    return han


def _latin(texts: Iterable[str], lexicon: Lexicon) -> Grams:
    found = [(i, lexicon.code(w)) for i, text in enumerate(texts) for w in _LATIN.findall(text)]
    table = np.array(found, dtype=np.int64).reshape(-1, 2)
    return Grams(document=table[:, 0], code=table[:, 1])


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
