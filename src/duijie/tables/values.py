"""Cells as people write them, into values: numbers with units, dates, lists, choices, regions, trades.

Every parser returns the value, or None for “not filled in”, or raises BadCell with a message and a remedy.
"""

import calendar
import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

from duijie.engine.channels import Choice, Field, Kind
from duijie.standards import credit_code, divisions, industries

NOTHING = frozenset(
    {
        "",
        "-",
        "--",
        "—",
        "——",
        "/",
        "无",
        "暂无",
        "不限",
        "面议",
        "待定",
        "未知",
        "若干",
        "若干人",
        "若干名",
        "na",
        "n/a",
        "null",
        "none",
        "nan",
    }
)
MAX_CELL = 32_767  # what Excel itself allows in a cell
MAX_VALUE = 200  # longer is no number, day, place or choice
_LONG = (Kind.TEXT, Kind.LONGTEXT, Kind.LIST, Kind.CHOICES)
_HUGE = 1e15


class BadCell(ValueError):  # noqa: N818  it is the cell that is bad
    """A cell that cannot be read."""

    def __init__(self, message: str, remedy: str) -> None:
        self.message, self.remedy = message, remedy
        super().__init__(message + remedy)


def clean(value: object) -> str:
    """The cell's text, half-width, without the blanks around it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return unicodedata.normalize("NFKC", str(value)).replace("\u200b", "").replace("\ufeff", "").strip()


def is_nothing(value: object) -> bool:
    return value is None or clean(value).lower() in NOTHING


def parse(field: Field, value: object, *, unit: str = "", default_city: str | None = None) -> object:
    """The cell's value for this field; `unit` is what the heading says of it."""
    if value is None:
        return None
    longest = MAX_CELL if field.kind in _LONG else MAX_VALUE
    if isinstance(value, str) and len(value) > longest:
        raise BadCell(f"单元格有 {len(value):,} 个字，太长。", f"请缩短到 {longest:,} 个字以内。")
    if field.kind in (Kind.TEXT, Kind.LONGTEXT):
        return _text(field, value)
    if is_nothing(value) and not (
        field.kind is Kind.CHOICE and clean(value) in {c.value for c in field.choices}
    ):
        return None
    if field.kind.is_number:
        return _bounded(
            field, number(value, unit or field.unit, field.unit), whole=field.kind is Kind.INTEGER
        )
    if field.kind is Kind.REGION:
        return _region(clean(value), default_city)
    return _PARSERS[field.kind](field, value)


def _text(field: Field, value: object) -> str | None:
    text = (
        str(int(value) if isinstance(value, float) and value.is_integer() else value)
        .replace("\x00", "")
        .strip()
    )
    if field.maximum and len(text) > field.maximum:
        raise BadCell(f"有 {len(text):,} 个字，最多 {int(field.maximum):,} 个。", "请缩短。")
    return text or None


# Numbers -------------------------------------------------------------------------------------------------------------

_MAGNITUDE = {
    "": 1.0,
    "百": 1e2,
    "千": 1e3,
    "k": 1e3,
    "w": 1e4,
    "万": 1e4,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "万亿": 1e12,
}
# unit -> (what it measures, how many of the base unit)
_UNITS = {
    "元": ("money", 1.0), "人民币": ("money", 1.0), "rmb": ("money", 1.0), "¥": ("money", 1.0), "万元": ("money", 1e4),
    "亿元": ("money", 1e8), "千元": ("money", 1e3), "万": ("money", 1e4), "亿": ("money", 1e8),
    "元/月": ("pay", 1.0), "/月": ("pay", 1.0), "万元/月": ("pay", 1e4),
    "千/月": ("pay", 1e3), "元/年": ("pay", 1 / 12), "万/年": ("pay", 1e4 / 12), "万元/年": ("pay", 1e4 / 12),
    "/年": ("pay", 1 / 12), "元/天": ("pay", 21.75), "元/小时": ("pay", 174.0), "万/月": ("pay", 1e4),
    "亩": ("area", 10_000 / 15), "公顷": ("area", 1e4), "平方米": ("area", 1.0), "m2": ("area", 1.0), "㎡": ("area", 1.0),
    "平米": ("area", 1.0), "平方": ("area", 1.0), "平方公里": ("area", 1e6), "个月": ("months", 1.0), "月": ("months", 1.0),
    "年": ("months", 12.0), "%": ("share", 1.0), "％": ("share", 1.0), "‰": ("share", 0.1), "人": ("people", 1.0),
    "名": ("people", 1.0), "个": ("people", 1.0), "级": ("level", 1.0),
}  # fmt: skip
_NUMBER = re.compile(
    r"^(?:约|大约|不低于|不高于|不超过|最高|最低|至少|≥|>=|>|≤|<=|<|¥|￥|rmb|人民币)*"
    r"(?P<low>-?\d[\d,]*(?:\.\d+)?)(?P<lowmag>万亿|百万|千万|[百千万亿kw])?(?P<lowunit>[^\d~\-—至到.,]*)"
    r"(?:[~\-—至到]+(?P<high>\d[\d,]*(?:\.\d+)?)(?P<highmag>万亿|百万|千万|[百千万亿kw])?(?P<unit>.*))?$"
)
_MANY = re.compile("万亿|百万|千万|[万亿]")
_TRAILING = re.compile(r"(?:以上|以下|以内|左右|上下|起|\(.*\)|人民币|整|(?:工作)?(?:经验|经历))+$")
_NO_YEARS = re.compile(
    r"(?:无|无需|不要求|不限)(?:相关)?(?:工作)?(?:经验|经历)|(?:工作)?(?:经验|经历)(?:不限|不要求)|应届(?:毕业)?生?|在校生?"
)


def number(value: object, heading_unit: str, unit: str) -> float:
    """A number in `unit`; a range gives its lower end (`salary` columns ask for both ends by `number_range`)."""
    return number_range(value, heading_unit, unit)[0]


def number_range(value: object, heading_unit: str, unit: str) -> tuple[float, float | None]:
    """Both ends of “15-20万/年” in `unit`; the second is None where there is only one."""
    if isinstance(value, bool):
        raise BadCell(f"“{value}”不是数字。", "请填数字。")
    if isinstance(value, (int, float)):
        if abs(value) > _HUGE:
            raise BadCell("这个数太大。", "请核对单位。")
        return _converted(float(value), heading_unit, unit, str(value)), None
    if unit == "年" and _NO_YEARS.fullmatch(clean(value).replace(" ", "")):
        return 0.0, None
    text = _TRAILING.sub("", clean(value).lower().replace(" ", "").replace("m2", "平方米"))
    found = _NUMBER.match(text)
    if not found:
        raise BadCell(f"“{_short(value)}”不是数字。", f"请只填数字{f'，单位是{unit}' if unit else ''}。")
    low, high = found["low"], found["high"]
    written = (found["unit"] if high else found["lowunit"]) or ""
    mag = (found["highmag"] if high else found["lowmag"]) or ""
    ends = [
        _converted(
            _plain_number(n) * _MAGNITUDE[m or mag],
            _said_unit(written, heading_unit, m or mag),
            unit,
            str(value),
        )
        for n, m in ((low, found["lowmag"]), (high, found["highmag"]))
        if n
    ]
    return ends[0], ends[1] if len(ends) > 1 else None


def _plain_number(text: str) -> float:
    return float(text.replace(",", ""))


def _said_unit(written: str, heading: str, magnitude: str) -> str:
    """The unit a cell speaks of: its own; else, where it writes 万 or 亿 of money, 元; else the heading's."""
    unit = written.strip("/.。") if written not in _UNITS else written
    if unit in ("", "元") and magnitude in ("万", "亿", "千万", "百万", "千", "k", "w"):
        base = _UNITS.get(heading, ("", 1.0))[0]
        return {"money": "元", "pay": "元/月"}.get(base, unit or (heading if base else ""))
    return unit or heading


def _converted(value: float, said: str, unit: str, shown: str) -> float:
    if said == unit or not said or said == f"每{unit}":
        return value
    measure, factor = _UNITS.get(said, ("", 1.0))
    wanted, base = _UNITS.get(unit, ("", 1.0))
    if measure == "money" and wanted == "pay":
        measure = "pay"
    if not unit and measure not in ("pay", "share") and not said.endswith("元"):
        many = _MANY.match(said)  # a count of anything: 个, 套, 万件
        return value * _MAGNITUDE[many[0]] if many else value
    if measure != wanted:
        remedy = (
            f"这一列的单位是{unit}，请只填数字。" if unit else "这一列请只填数字，计量单位填在“计量单位”列。"
        )
        raise BadCell(f"“{_short(shown)}”的单位“{said}”用在这里不对。", remedy)
    return round(value * factor / base, 6)


def _bounded(field: Field, value: float, *, whole: bool) -> float | int:
    if field.minimum is not None and value < field.minimum:
        raise BadCell(f"{value:g} 太小。", f"最小是 {field.minimum:g}。")
    if field.maximum is not None and value > field.maximum:
        raise BadCell(f"{value:g} 太大。", f"最大是 {field.maximum:g}。")
    if abs(value) > _HUGE:
        raise BadCell("这个数太大。", "请核对单位。")
    if whole and value != int(value):
        raise BadCell(f"{value:g} 不是整数。", "请填整数。")
    return int(value) if whole else value


# Dates ---------------------------------------------------------------------------------------------------------------

_HAN = str.maketrans("〇零一二三四五六七八九", "00123456789")
_EPOCH = date(1899, 12, 30)
_OPEN_ENDED = frozenset({"长期", "长期有效", "永久", "不限期", "随时"})


def parse_date(_field: Field, value: object) -> date | None:
    """A day as offices write it; a month or a year alone means its last day, “长期” an open end."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and 20_000 < value < 80_000:  # noqa: PLR2004  Excel's own day numbers
        return _EPOCH + timedelta(days=int(value))
    if isinstance(value, float) and str(value).endswith(".1"):
        raise BadCell(
            f"看不出 {value} 是 1 月还是 10 月：Excel 把 2026.10 存成 2026.1。",
            "请写成 2026-10 或 2026年1月。",
        )
    text = re.sub(r"\s*([年月日号])\s*", r"\1", clean(value))
    if text in _OPEN_ENDED:
        return None
    return _date(_arabic(text), text)


def _arabic(text: str) -> str:
    """Dates in Chinese figures: 二〇二六年十一月二十三日."""

    def tens(match: re.Match[str]) -> str:
        left, right = match.group(1), match.group(2)
        digit = lambda c, empty: int(c.translate(_HAN)) if c else empty  # noqa: E731
        return str(digit(left, 1) * 10 + digit(right, 0))

    return re.sub(r"([二三])?十([一二三四五六七八九])?", tens, text).translate(_HAN)


_DAY = re.compile(
    r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})[日号]?|(\d{2})(\d{2}))"
    r"(?:之?前|以前|[T ]*\d{1,2}[:时点].*|[ (]*(?:周|星期).*)?"
)
_MONTH = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})月?|(\d{2}))(?:底|末|份)?(?:之?前|以前)?")


def _date(text: str, shown: str) -> date:
    if found := _DAY.fullmatch(text):
        year, month, day = (int(g) for g in found.groups() if g)
        return _day(year, month, day, shown)
    if found := _MONTH.fullmatch(text):
        year, month = (int(g) for g in found.groups() if g)
        if year and 1 <= month <= 12:  # noqa: PLR2004
            return _day(year, month, calendar.monthrange(year, month)[1], shown)
    if found := re.fullmatch(r"(\d{4})年?(?:底|末|内)?(?:之?前|以前)?", text):
        return _day(int(found[1]), 12, 31, shown)
    raise BadCell(f"“{_short(shown)}”不是日期。", "请写成 2026-11-23。")


def _day(year: int, month: int, day: int, shown: str) -> date:
    try:
        found = date(year, month, day)
    except ValueError as error:
        raise BadCell(f"没有“{_short(shown)}”这一天。", "请核对年月日。") from error
    if not 1900 <= year <= 2200:  # noqa: PLR2004
        raise BadCell(f"“{_short(shown)}”的年份不对。", "请核对年份。")
    return found


# Lists, choices, codes -----------------------------------------------------------------------------------------------

_ENTRY = re.compile(r"(?:[（(][^（()）]*[）)]|[^;；、\n\r])+")


def parse_list(_field: Field, value: object) -> list[str] | None:
    """Entries split at ; ； 、 or a line break, each once; brackets keep theirs together."""
    entries = [e.strip() for e in _ENTRY.findall(str(value).replace("\x00", ""))]
    return list(dict.fromkeys(e for e in entries if e)) or None


def _choice(field: Field, value: object) -> str | None:
    text = clean(value)
    known = _choices_by_word(field.choices)
    found = known.get(
        text.lower(), known.get(re.sub(r"(?:学历)?及?以上(?:学历)?$|学历$|企业$", "", text.lower()))
    )
    if found is None:
        raise BadCell(f"“{_short(text)}”不在选项里。", f"可填：{'、'.join(c.label for c in field.choices)}。")
    return found


@lru_cache(maxsize=256)
def _choices_by_word(choices: tuple[Choice, ...]) -> dict[str, str]:
    return {w.lower(): c.value for c in choices for w in (c.value, c.label, c.label_en)}


def _choices(field: Field, value: object) -> list[str] | None:
    entries = [e for e in re.split(r"[;；、\n\r,，]+", clean(value)) if e.strip()]
    return list(dict.fromkeys(str(_choice(field, e)) for e in entries)) or None


def _region(text: str, default_city: str | None) -> str:
    found = divisions.parse(text, default_city)
    if found is None:
        raise BadCell(f"不知道“{_short(text)}”是哪里。", "请写省、市、县（区），如“洛阳市涧西区”。")
    return found


def _industry(_field: Field, value: object) -> str:
    text = clean(value)
    found = industries.parse(text)
    if found is None:
        near = industries.search(text, 1)
        hint = f"是不是“{near[0].code} {near[0].name}”？" if near else "请填国民经济行业的代码或名称。"
        raise BadCell(f"没有“{_short(text)}”这个行业。", hint)
    return found


def _credit_code(_field: Field, value: object) -> str:
    text = credit_code.normalise(clean(value))
    problem = credit_code.check(text)
    if problem:
        raise BadCell(problem.sentence, "请按营业执照核对。")
    return text


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"  # noqa: PLR2004


_PARSERS = {
    Kind.DATE: parse_date,
    Kind.LIST: parse_list,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
    Kind.INDUSTRY: _industry,
    Kind.CREDIT_CODE: _credit_code,
}
