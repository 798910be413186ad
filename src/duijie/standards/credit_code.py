"""Unified social credit codes (GB 32100-2015): what exactly is wrong with one."""

import unicodedata
from dataclasses import dataclass

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
LENGTH = 18
_MISTAKEN = {"I": "1", "O": "0", "Z": "2", "S": "5", "V": "U 或 Y"}


@dataclass(frozen=True, slots=True)
class CreditCodeProblem:
    """kind: length, character or check_digit; position from 1; expected: what should stand there."""

    kind: str
    position: int | None
    expected: str | None
    sentence: str


def normalise(text: str) -> str:
    """Half-width, upper case, without blanks and hyphens."""
    folded = unicodedata.normalize("NFKC", text).upper()
    return "".join(c for c in folded if not c.isspace() and c not in "-\u200b\ufeff")


def check_digit(first17: str) -> str:
    """The 18th character for the first 17; raises ValueError on a character that codes do not use."""
    total = sum(ALPHABET.index(c) * w for c, w in zip(first17, WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def check(text: str) -> CreditCodeProblem | None:
    """The first thing that is wrong with a code, or None; the text is normalised before."""
    code = normalise(text)
    if len(code) != LENGTH:
        return CreditCodeProblem("length", None, None, f"统一社会信用代码应为 18 位，这里有 {len(code)} 位。")
    for position, character in enumerate(code, start=1):
        if character not in ALPHABET:
            return _illegal(position, character)
    expected = check_digit(code[:-1])
    if code[-1] == expected:
        return None
    sentence = (
        f"统一社会信用代码的校验位（第 18 位）应为 {expected}，这里是 {code[-1]}；前 17 位中可能有一位写错。"
    )
    return CreditCodeProblem("check_digit", LENGTH, expected, sentence)


def _illegal(position: int, character: str) -> CreditCodeProblem:
    likely = _MISTAKEN.get(character)
    hint = f"，是不是 {likely}" if likely else ""
    sentence = f"统一社会信用代码第 {position} 位不能是“{character}”{hint}。"
    return CreditCodeProblem("character", position, likely, sentence)


def is_valid(text: str) -> bool:
    return check(text) is None
