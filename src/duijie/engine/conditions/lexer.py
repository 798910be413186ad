"""Text into tokens, each with its place."""

import math
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from duijie.engine.conditions.errors import ConditionError

MAX_LENGTH = 20_000
_MAGNITUDE = {
    "万": Decimal(10_000), "亿": Decimal(100_000_000), "%": Decimal("0.01"),
    "元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10_000),  # sums of money are in 万元
}  # fmt: skip
_UNIT = re.compile(r"[万亿]?元|[万亿%]")
_WORDS = {
    "and": "and", "且": "and", "并且": "and",
    "or": "or", "或": "or", "或者": "or",
    "not": "not", "非": "not", "不": "not",
    "in": "in", "属于": "in", "不属于": "not in",
}  # fmt: skip
_LITERALS: dict[str, bool | None] = {
    "true": True,
    "是": True,
    "false": False,
    "否": False,
    "unknown": None,
    "未知": None,
}
_SYMBOLS = {
    "=": "=", "==": "=", "!=": "!=", "<>": "!=", "≠": "!=", "<": "<", "<=": "<=", "≤": "<=", ">": ">", ">=": ">=",
    "≥": ">=", "+": "+", "-": "-", "*": "*", "/": "/", "(": "(", "（": "(", ")": ")", "）": ")", "[": "[", "]": "]",
    ",": ",", "，": ",", "、": ",", "＝": "=", "＜": "<", "＞": ">", "＜＝": "<=", "＞＝": ">=", "大于": ">", "小于": "<",
    "大于等于": ">=", "小于等于": "<=", "不低于": ">=", "不高于": "<=", "等于": "=", "不等于": "!=",
}  # fmt: skip
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<date>\d{4}-\d{1,2}-\d{1,2}(?!\d)|\d{4}年\d{1,2}月\d{1,2}日)
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?:[万亿]?元|[万亿%])?)
    |(?P<string>"[^"\n]*"|'[^'\n]*'|“[^”\n]*”)
    |(?P<compared>(?:大于等于|小于等于|不等于|不低于|不高于|大于|小于|等于)(?![\w\u4e00-\u9fff]))
    |(?P<name>[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]*(?:\.[A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff]*)*)
    |(?P<symbol><=|>=|＜＝|＞＝|!=|<>|==|[=<>＝＜＞≤≥≠+\-*/()（）\[\],，、])""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """kind: number, string, date, truth, name, an operator word or symbol, or end."""

    kind: str
    value: object
    position: int
    text: str


def tokens(source: str) -> list[Token]:
    """All tokens, ending with one of kind "end"; raises ConditionError at the first character that fits nothing."""
    if len(source) > MAX_LENGTH:
        raise ConditionError(f"条件太长：{len(source)} 个字符，最多 {MAX_LENGTH} 个。", source, MAX_LENGTH)
    found: list[Token] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise ConditionError(_unreadable(source[position]), source, position)
        if match.lastgroup != "space":
            found.append(_token(str(match.lastgroup), match.group(), position, source))
        position = match.end()
    return [*found, Token("end", None, len(source), "")]


def _unreadable(character: str) -> str:
    if character in "\"'“":
        return "这个引号没有配对的另一半。"
    return f"这里的“{character}”看不懂。"


def _token(kind: str, text: str, position: int, source: str) -> Token:
    if kind == "number":
        return Token("number", _number(text, position, source), position, text)
    if kind == "date":
        return Token("date", _date(text, position, source), position, text)
    if kind == "string":
        return Token("string", text[1:-1], position, text)
    if kind in ("symbol", "compared"):
        return Token(_SYMBOLS[text], None, position, text)
    word = text.lower()
    if word in _LITERALS:
        return Token("truth", _LITERALS[word], position, text)
    return Token(_WORDS.get(word, "name"), text, position, text)


def _number(text: str, position: int, source: str) -> float:
    """The nearest number: 35% is 0.35, which 35 times 0.01 is not."""
    unit = unit_of(text)
    digits = text.removesuffix(unit)
    number = float(digits)
    if number and math.isfinite(number) and unit:
        number = float(Decimal(digits) * _MAGNITUDE[unit])
    if not math.isfinite(number):
        raise ConditionError("这个数太大。", source, position)
    return number


def unit_of(text: str) -> str:
    """What stands behind the digits: 万, 亿, %, 元, 万元, 亿元 or nothing."""
    found = _UNIT.search(text)
    return found[0] if found else ""


def _date(text: str, position: int, source: str) -> date:
    year, month, day = (int(part) for part in re.findall(r"\d+", text))
    try:
        return date(year, month, day)
    except ValueError as error:
        raise ConditionError(f"没有“{text}”这一天。", source, position) from error
