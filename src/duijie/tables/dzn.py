"""Reads a meeting event in the MiniZinc data format of Bofill et al. (JAIR 74, 2022); damage becomes a line and a cause.

Numbers in the file count from 1. Every meeting of ``requested`` is two participants and a session: 1 morning, 2 afternoon,
3 any. ``forbidden`` are slots in which a participant is away, ``fixed`` the slot of each meeting (0: free), ``precedences``
the meetings that come before each. ``meetingsxBusiness`` and ``nMeetingsBusiness`` repeat what ``requested`` says (the
former in numbers one higher, after a 1); where they are given they have to agree with it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from duijie.engine.meetings import Event, EventError, Meeting, Participant, Session, Slot, Table
from duijie.tables.problems import UnusableFile

_TOKEN = re.compile(
    r"(?P<blank>\s+|%[^\n]*|/\*.*?\*/)|(?P<number>-?\d+)(?!\w|\.(?!\.))|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>\.\.|\[\||\|\]|[\[\]{}|,;=])",
    re.DOTALL,
)
_SESSIONS = {1: Session.MORNING, 2: Session.AFTERNOON, 3: Session.ANY}
_MOST = {
    "nBusiness": 20_000,
    "nMeetings": 100_000,
    "nTables": 10_000,
    "nTotalSlots": 1_000,
    "nMorningSlots": 1_000,
}
_LARGEST_FILE = 50 * 2**20
_NEEDED = (*_MOST, "requested", "forbidden", "fixed", "precedences")
_REPEATED = ("meetingsxBusiness", "nMeetingsBusiness")
_PAIR_AND_SESSION = 3


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class _Number:
    value: int
    line: int


@dataclass(frozen=True, slots=True)
class _Group:
    """A list, a set or a row of numbers, with the line on which it begins."""

    kind: str  # list, set, table, row
    parts: "tuple[_Value, ...]"
    line: int

    @property
    def numbers(self) -> list[int]:
        return [part.value for part in self.parts if isinstance(part, _Number)]


_Value = _Number | _Group
_KINDS = {"list": "一列数 [a, b, …]", "set": "一个集合 {a, b, …}", "table": "一张表 [|a, b, c, |…|]"}


def read_dzn(path: str | Path) -> Event:
    """The event in a .dzn file; raises UnusableFile with the line and the cause."""
    path = Path(path)
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise UnusableFile(
                f"{path.name} 超过 {_LARGEST_FILE // 2**20} MB，不像洽谈活动的数据，没有打开。"
            )
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise UnusableFile(f"找不到文件 {path}。") from error
    except IsADirectoryError as error:
        raise UnusableFile(f"{path} 是文件夹，请给出文件。") from error
    except UnicodeDecodeError as error:
        raise UnusableFile(f"{path.name} 不是文本文件：第 {error.start + 1} 个字节读不懂。") from error
    try:
        return _event(_Reader(text).parameters())
    except (_DamageError, EventError) as error:
        raise UnusableFile(f"{path.name} {error}") from error


class _DamageError(ValueError):
    """What is wrong on which line."""

    def __init__(self, line: int, cause: str) -> None:
        super().__init__(f"第 {line} 行：{cause}" if line else cause)


class _Reader:
    """Takes the text apart: ``name = value;`` again and again."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def parameters(self) -> "dict[str, _Value]":
        found: dict[str, _Value] = {}
        while self._now.kind != "end":
            name = self._take("name", "参数名（如 nBusiness）")
            if name.text not in (*_NEEDED, *_REPEATED):
                raise _DamageError(
                    name.line, f"不认识参数“{name.text[:40]}”。可用的有 {'、'.join(_NEEDED)}。"
                )
            if name.text in found:
                raise _DamageError(
                    name.line, f"“{name.text}”写了两次，前一次在第 {found[name.text].line} 行。"
                )
            self._sign("=", f"“{name.text}”后面的等号")
            found[name.text] = self._value()
            self._sign(";", f"“{name.text}”结尾的分号")
        return found

    @property
    def _now(self) -> _Token:
        return self._tokens[self._at]

    def _take(self, kind: str, what: str) -> _Token:
        token = self._now
        if token.kind != kind:
            raise _DamageError(token.line, f"这里应该是{what}，却是{_seen(token)}。")
        self._at += 1
        return token

    def _sign(self, sign: str, what: str) -> _Token:
        if self._now.text != sign:
            raise _DamageError(self._now.line, f"这里应该是{what}，却是{_seen(self._now)}。")
        return self._take("sign", what)

    def _value(self) -> "_Value":
        opened = self._now
        if opened.text == "[|":
            return self._table()
        if opened.text in ("[", "{"):
            self._at += 1
            close, kind = ("]", "list") if opened.text == "[" else ("}", "set")
            return _Group(kind, tuple(self._listed(close)), opened.line)
        return self._number_or_range()

    def _listed(self, close: str) -> "Iterator[_Value]":
        """Values between commas, up to the closing sign; a comma may stand before it."""
        while self._now.text != close:
            yield self._value() if close == "]" else self._number()
            if self._now.text != close:
                self._sign(",", f"逗号或“{close}”")
        self._at += 1

    def _table(self) -> _Group:
        """Rows between bars."""
        line, rows = self._now.line, list[_Group]()
        self._at += 1
        while self._now.text != "|]":
            row, cells = self._now.line, list[_Number]()
            while self._now.text not in ("|", "|]"):
                cells.append(self._number())
                if self._now.text not in ("|", "|]"):
                    self._sign(",", "逗号或“|”")
            rows.append(_Group("row", tuple(cells), row))
            if self._now.text == "|":
                self._at += 1
        self._at += 1
        return _Group("table", tuple(rows), line)

    def _number(self) -> _Number:
        token = self._take("number", "整数")
        return _Number(int(token.text[:20]), token.line)

    def _number_or_range(self) -> "_Value":
        """A number, or a..b, which is a set."""
        first = self._number()
        if self._now.text != "..":
            return first
        self._at += 1
        last = self._number()
        if last.value - first.value > max(_MOST.values()):
            raise _DamageError(first.line, f"{first.value}..{last.value} 的范围太大。")
        numbers = range(first.value, last.value + 1)
        return _Group("set", tuple(_Number(n, first.line) for n in numbers), first.line)


def _tokens(text: str) -> Iterator[_Token]:
    at, line = 0, 1
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            odd = re.match(r"\S{1,20}", text[at:])
            raise _DamageError(line, f"“{odd[0] if odd else text[at]}”读不懂，这里应该是整数、参数名或标点。")
        if found.lastgroup != "blank":
            yield _Token(str(found.lastgroup), found[0], line)
        line += found[0].count("\n")
        at = found.end()
    yield _Token("end", "", line)


def _seen(token: _Token) -> str:
    return f"“{token.text[:20]}”" if token.text else "文件的结尾"


def _event(found: "dict[str, _Value]") -> Event:
    missing = [name for name in _NEEDED if name not in found]
    if missing:
        raise _DamageError(0, f"缺少参数 {'、'.join(missing)}。请补上，如 {missing[0]} = …;")
    people, meetings, tables, slots, mornings = (_size(found, name) for name in _MOST)
    if mornings > slots:
        line = found["nMorningSlots"].line
        raise _DamageError(line, f"上午有 {mornings} 个时段，比全部 {slots} 个时段还多。")
    pairs = _requested(found["requested"], people, meetings)
    away = _sets(found, "forbidden", people, slots, "参会方", "时段")
    before = _sets(found, "precedences", meetings, meetings, "洽谈", "洽谈")
    fixed = _fixed(found["fixed"], meetings, slots)
    _check_repeated(found, people, pairs)
    return Event(
        slots=[Slot(session=Session.MORNING if t < mornings else Session.AFTERNOON) for t in range(slots)],
        tables=[Table()] * tables,
        participants=[Participant(away=frozenset(t - 1 for t in one)) for one in away],
        meetings=[
            Meeting((a - 1, b - 1), _SESSIONS[s], fixed[m], frozenset(f - 1 for f in before[m]))
            for m, (a, b, s) in enumerate(pairs)
        ],
    )


def _size(found: "dict[str, _Value]", name: str) -> int:
    value = found[name]
    if not isinstance(value, _Number):
        raise _DamageError(value.line, f"“{name}”应该是一个整数。")
    if not 0 <= value.value <= _MOST[name]:
        raise _DamageError(value.line, f"“{name}”是 {value.value}，应该在 0 到 {_MOST[name]} 之间。")
    return value.value


def _parts(value: "_Value", name: str, kind: str, count: int, of: str) -> "tuple[_Value, ...]":
    if not isinstance(value, _Group) or value.kind != kind:
        raise _DamageError(value.line, f"“{name}”应该是{_KINDS[kind]}。")
    if len(value.parts) != count:
        raise _DamageError(value.line, f"“{name}”有 {len(value.parts)} 项，但{of} {count} 个，应该一样多。")
    return value.parts


def _requested(value: "_Value", people: int, meetings: int) -> list[tuple[int, int, int]]:
    found = []
    for number, row in enumerate(_parts(value, "requested", "table", meetings, "nMeetings 是"), 1):
        numbers = row.numbers if isinstance(row, _Group) else []
        if len(numbers) != _PAIR_AND_SESSION:
            raise _DamageError(
                row.line, f"第 {number} 场洽谈有 {len(numbers)} 个数，应该是 3 个：参会方、参会方、时间段。"
            )
        first, second, session = numbers
        for who in (first, second):
            if not 1 <= who <= people:
                raise _DamageError(row.line, f"第 {number} 场洽谈的参会方 {who} 不在 1 到 {people} 之间。")
        if first == second:
            raise _DamageError(row.line, f"第 {number} 场洽谈的双方都是参会方 {first}。")
        if session not in _SESSIONS:
            raise _DamageError(
                row.line,
                f"第 {number} 场洽谈的时间段是 {session}，应该是 1（上午）、2（下午）或 3（都可以）。",
            )
        found.append((first, second, session))
    return found


def _sets(
    found: "dict[str, _Value]", name: str, count: int, most: int, whose: str, what: str
) -> list[set[int]]:
    """Sets of numbers from 1; a 0 stands for none."""
    result = []
    of = "nBusiness 是" if whose == "参会方" else "nMeetings 是"
    for number, part in enumerate(_parts(found[name], name, "list", count, of), 1):
        if not isinstance(part, _Group) or part.kind != "set":
            raise _DamageError(part.line, f"“{name}”的第 {number} 项应该是{_KINDS['set']}。")
        numbers = set(part.numbers) - {0}
        odd = sorted(n for n in numbers if not 1 <= n <= most)
        if odd:
            raise _DamageError(
                part.line, f"“{name}”里{whose} {number} 的{what} {odd[0]} 不在 1 到 {most} 之间。"
            )
        if name == "precedences" and number in numbers:
            raise _DamageError(part.line, f"“{name}”里洽谈 {number} 要排在自己之后。")
        result.append(numbers)
    return result


def _fixed(value: "_Value", meetings: int, slots: int) -> list[int | None]:
    found = list[int | None]()
    for number, part in enumerate(_parts(value, "fixed", "list", meetings, "nMeetings 是"), 1):
        if not isinstance(part, _Number):
            raise _DamageError(part.line, f"“fixed”的第 {number} 项应该是一个整数。")
        if not 0 <= part.value <= slots:
            raise _DamageError(
                part.line,
                f"洽谈 {number} 固定在第 {part.value} 时段，应该在 1 到 {slots} 之间（0 是不固定）。",
            )
        found.append(part.value - 1 if part.value else None)
    return found


def _check_repeated(found: "dict[str, _Value]", people: int, pairs: "list[tuple[int, int, int]]") -> None:
    own: list[set[int]] = [set() for _ in range(people)]
    for number, (first, second, _) in enumerate(pairs, 1):
        own[first - 1].add(number)
        own[second - 1].add(number)
    if "nMeetingsBusiness" in found:
        parts = _parts(found["nMeetingsBusiness"], "nMeetingsBusiness", "list", people, "nBusiness 是")
        for who, part in enumerate(parts):
            if not isinstance(part, _Number) or part.value != len(own[who]):
                said = part.value if isinstance(part, _Number) else "集合"
                raise _DamageError(
                    part.line,
                    f"“nMeetingsBusiness”说参会方 {who + 1} 有 {said} 场洽谈，“requested”里有 {len(own[who])} 场。",
                )
    if "meetingsxBusiness" in found:
        parts = _parts(found["meetingsxBusiness"], "meetingsxBusiness", "list", people, "nBusiness 是")
        for who, part in enumerate(parts):
            said = {n - 1 for n in part.numbers} - {0} if isinstance(part, _Group) else set()
            if said != own[who]:
                odd = min(said ^ own[who])
                raise _DamageError(
                    part.line,
                    f"“meetingsxBusiness”与“requested”对不上：参会方 {who + 1} 的第 {odd} 场洽谈只在一处有。",
                )
