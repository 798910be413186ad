"""Industries (GB/T 4754-2017): codes, ancestors, search by words, suggestion from a business scope."""

import csv
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "industries.csv"
_KIND = re.compile(
    "制造业|加工业|制造|加工|生产和供应|生产|服务业|服务|批发业|批发|零售业|零售|专门|活动|管理|业$"
)
_SPLIT = re.compile("[、，及和与或（）()/]|以及|其他|未列明|相关")
_BRACKETS = re.compile(r"[（(【\[][^（）()【】\[\]]*[）)】\]]")
_PHRASES = re.compile(r"[；;，,。：:\n]+")
_FEWEST = 2

# What a verb in a scope says of the trade: sections of the standard, and divisions where sections are too wide.
_VERBS = (
    (re.compile("生产|制造|加工|冶炼|铸造|锻造"), ("C",)),
    (re.compile("批发|销售|经销|购销|贸易|代购"), ("51", "52")),
    (re.compile("零售|超市|专卖|商店"), ("52",)),
    (re.compile("种植|养殖|培育|饲养"), ("A",)),
    (re.compile("开采|采选|采矿"), ("B",)),
    (re.compile("施工|安装工程|建筑工程|装饰工程|工程承包|装修"), ("E",)),
    (re.compile("运输|货运|客运|仓储|配送"), ("G",)),
    (re.compile("餐饮|住宿|旅馆"), ("H",)),
    (re.compile("软件|系统集成|信息技术|互联网|数据处理"), ("I",)),
    (re.compile("研发|研究|技术服务|技术咨询|技术开发|检测|设计"), ("M", "I")),
    (re.compile("维修|修理|保养"), ("O", "43")),
    (re.compile("租赁|出租|中介|代理|广告|会展|投资|管理咨询|企业管理"), ("L",)),
    (re.compile("物业|房地产"), ("K",)),
)


@dataclass(frozen=True, slots=True)
class Industry:
    """level: 1 section (a letter), 2 division, 3 group, 4 class."""

    code: str
    name: str
    level: int
    section: str
    keywords: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    code: str
    name: str
    score: float
    evidence: tuple[str, ...]


@cache
def _all() -> dict[str, Industry]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return {
            r["code"]: Industry(
                r["code"], r["name"], int(r["level"]), r["section"], tuple(r["keywords"].split())
            )
            for r in csv.DictReader(file)
        }


def all_industries() -> tuple[Industry, ...]:
    return tuple(_all().values())


def canonical(code: str) -> str:
    """C3434 and 3434 are one code; a section is its letter."""
    clean = unicodedata.normalize("NFKC", code).strip().upper()
    return clean[1:] if len(clean) > 1 and clean[0].isalpha() else clean


def get(code: str) -> Industry | None:
    return _all().get(canonical(code))


@lru_cache(maxsize=4096)
def ancestors(code: str) -> tuple[str, ...]:
    """The code itself first, its section's letter last; empty for a code that does not exist."""
    industry = get(code)
    if industry is None:
        return ()
    if industry.level == 1:
        return (industry.code,)
    return (*(industry.code[:n] for n in range(len(industry.code), 1, -1)), industry.section)


def belongs_to(code: str, group: str) -> bool:
    """Whether the industry is the group or lies in it."""
    return canonical(group) in ancestors(canonical(code))


@cache
def _by_name() -> dict[str, str]:
    """Names without punctuation; where a group and its only class share a name, the class."""
    return {_plain(i.name): i.code for i in _all().values()}


def _plain(text: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text))


def parse(text: str) -> str | None:
    """The code in “C34 通用设备制造业”, “3451” or a name alone; None if it is neither."""
    clean = unicodedata.normalize("NFKC", text).strip()
    lead = re.match(r"([A-Ta-t]?\d{2,4}|[A-Ta-t](?![A-Za-z0-9]))", clean)
    if lead and get(lead.group()):
        return canonical(lead.group())
    return _by_name().get(_plain(clean)) or _by_name().get(f"{_plain(clean)}业")


@cache
def _terms() -> dict[str, tuple[tuple[str, float], ...]]:
    """Word -> (code, weight): our keywords weigh most, then the parts of names; broad parts of long names least."""
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for industry in _all().values():
        for keyword in industry.keywords:
            found[keyword.lower()][industry.code] = 1.5
        core = _KIND.sub("", industry.name)
        for part in {core, *_SPLIT.split(core)}:
            if len(part) >= _FEWEST:
                found[part.lower()].setdefault(industry.code, 1.0 if part == core else 0.8)
    return {word: tuple(codes.items()) for word, codes in found.items()}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _terms()), key=lambda w: (-len(w), w))))


def search(words: str, limit: int = 10) -> list[Industry]:
    """Industries by code prefix or by words of names and keywords, best first."""
    clean = unicodedata.normalize("NFKC", words).strip().lower()
    code = canonical(clean)
    if re.fullmatch(r"\d{2,4}", code):
        return [i for i in _all().values() if i.code.startswith(code)][:limit]
    parts = clean.split()
    scored = [(_relevance(i, parts), i) for i in _all().values()] if parts else []
    best = sorted((s for s in scored if s[0] > 0), key=lambda s: (-s[0], -s[1].level, s[1].code))
    return [i for _, i in best[:limit]]


def _relevance(industry: Industry, parts: list[str]) -> float:
    """Every word must be found; whole keywords and short names count most."""
    total = 0.0
    keywords = [k.lower() for k in industry.keywords]
    for part in parts:
        if part in keywords:
            total += 2.0
        elif part in industry.name.lower():
            total += 1.0 + len(part) / len(industry.name)
        elif any(part in k or k in part for k in keywords):
            total += 0.8
        else:
            return 0.0
    return total


def suggest(business_scope: str, limit: int = 5) -> list[Suggestion]:
    """The likeliest industries of a business scope: earlier phrases weigh more, verbs tell the section."""
    scores: dict[str, float] = defaultdict(float)
    evidence: dict[str, list[str]] = defaultdict(list)
    for rank, phrase in enumerate(_phrases(business_scope)):
        weight = 1.0 / (1.0 + 0.25 * rank)
        sections = tuple(s for pattern, codes in _VERBS if pattern.search(phrase) for s in codes)
        for word in dict.fromkeys(_pattern().findall(phrase)):
            for code, strength in _terms()[word]:
                scores[code] += weight * strength * len(word) * _fit(code, sections)
                evidence[code].append(word)
    return _best(scores, evidence, limit)


def _phrases(scope: str) -> list[str]:
    """Phrases without bracketed exclusions such as （除危险化学品）."""
    clean = unicodedata.normalize("NFKC", scope).lower()
    for _ in range(3):
        clean = _BRACKETS.sub("", clean)
    return [p for p in _PHRASES.split(clean) if p.strip()][:30]


def _fit(code: str, sections: tuple[str, ...]) -> float:
    if not sections:
        return 0.6
    own = set(ancestors(code))
    return 1.0 if own & set(sections) else 0.15


def _best(scores: dict[str, float], evidence: dict[str, list[str]], limit: int) -> list[Suggestion]:
    ranked = sorted(scores, key=lambda c: (-scores[c], -len(c), c))[:limit]
    return [
        Suggestion(c, _all()[c].name, round(scores[c], 4), tuple(dict.fromkeys(evidence[c]))) for c in ranked
    ]
