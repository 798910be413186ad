"""Provinces, cities and counties (GB/T 2260), and finding one in an address."""

import csv
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data" / "divisions.csv"
SPAN = {"province": 2, "city": 4, "county": 6}
_SUFFIXES = (
    "特别行政区",
    "自治区",
    "自治州",
    "自治县",
    "自治旗",
    "地区",
    "林区",
    "新区",
    "省",
    "市",
    "盟",
    "县",
    "区",
    "旗",
)
_PEOPLES = re.compile(
    "(蒙古族|回族|藏族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|"
    "拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜|土族|达斡尔族|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|普米族|怒族|蒙古|各族|回族)+"
)


@dataclass(frozen=True, slots=True)
class Division:
    """level: province, city or county; code: six digits; parent: six digits or None."""

    code: str
    name: str
    level: str
    parent: str | None

    @property
    def full_name(self) -> str:
        """All names from the province down, such as 河南省洛阳市涧西区."""
        return "".join(d.name for d in reversed([_all()[c] for c in ancestors(self.code)]))


@cache
def _all() -> dict[str, Division]:
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return {r["code"]: Division(r["code"], r["name"], r["level"], r["parent"] or None) for r in rows}


def get(code: str) -> Division | None:
    return _all().get(code)


def ancestors(code: str) -> tuple[str, ...]:
    """The code itself first, its province last; empty for a code that does not exist."""
    found: list[str] = []
    here: str | None = code
    while here in _all():
        found.append(here)
        here = _all()[here].parent
    return tuple(found)


def within(code: str, container: str) -> bool:
    """Whether the division is the container or lies in it."""
    digits = container.rstrip("0")
    return code.startswith(digits.ljust(len(digits) + len(digits) % 2, "0"))


@cache
def children(code: str) -> tuple[str, ...]:
    """Divisions one step below, in the order of their codes."""
    return tuple(c for c, d in _all().items() if d.parent == code)


@lru_cache(maxsize=10_000)
def label(code: str) -> str:
    """A short name that people can tell apart: 洛阳市涧西区, 河南省; the code itself if it does not exist."""
    chain = [_all()[c].name for c in ancestors(code)]
    return "".join(reversed(chain[:2] if len(chain) > 2 else chain[:1])) if chain else code  # noqa: PLR2004


def short(name: str) -> str:
    """The name without what kind of division it is: 洛阳, 瀍河."""
    for suffix in _SUFFIXES:
        if name.endswith(suffix) and len(name) - len(suffix) >= 2:  # noqa: PLR2004
            bare = name.removesuffix(suffix)
            stripped = _PEOPLES.sub("", bare)
            return stripped if len(stripped) >= 2 else bare  # noqa: PLR2004
    return name


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    names: dict[str, list[str]] = defaultdict(list)
    for code, division in _all().items():
        for name in {division.name, short(division.name)}:
            names[name].append(code)
    return {n: tuple(c) for n, c in names.items()}


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _by_name()), key=len, reverse=True)))


@lru_cache(maxsize=50_000)
def parse(text: str, default_city: str | None = None) -> str | None:
    """The most specific division that a name or an address speaks of; None if there is none or it is ambiguous."""
    clean = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))
    if re.fullmatch(r"\d{6}", clean):
        return clean if clean in _all() else None
    best: str | None = None
    position = 0
    while match := _pattern().search(clean, position):
        position = match.end()
        found = _choose(_by_name()[match.group()], best, default_city)
        if found is None:
            if best is None:
                return None if match.group().endswith(("区", "县", "市")) and default_city is None else best
            break
        if best is not None and not within(found, best):
            break
        best = found
        if _all()[best].level == "county":
            break
    return best


def _choose(codes: tuple[str, ...], best: str | None, default_city: str | None) -> str | None:
    """The one division of that name which what is known so far allows."""
    for container in (best, default_city if best is None else None):
        if container:
            inside = [c for c in codes if within(c, container)]
            if len(inside) == 1:
                return inside[0]
            if len(inside) > 1:
                return min(inside, key=lambda c: (SPAN[_all()[c].level], c)) if _nested(inside) else None
            if container is best:
                return None
    highest = min(SPAN[_all()[c].level] for c in codes)
    top = [c for c in codes if SPAN[_all()[c].level] == highest]
    return top[0] if len(top) == 1 else None


def _nested(codes: list[str]) -> bool:
    """Whether one of them contains all others (吉林省 and 吉林市)."""
    top = min(codes, key=lambda c: SPAN[_all()[c].level])
    return all(within(c, top) for c in codes)
