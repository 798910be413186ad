"""Reads an event from a workbook: sheets and columns in any order, Chinese or code headings, names instead of numbers.

What cannot be read is told cell by cell, and then nothing is scheduled: an agenda that overlooks an absence is worse than none.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

from duijie.engine.meetings import Event, EventError, Meeting, Participant, Session, Slot, Table
from duijie.tables.dzn import read_dzn
from duijie.tables.event_sheets import SHEETS, EventSheet
from duijie.tables.files import Sheet, open_table
from duijie.tables.problems import UnusableFile
from duijie.tables.schemas import plain
from duijie.tables.values import clean

T = TypeVar("T")
_LIST = re.compile(r"[;；、\n]")
_SESSIONS = {"上午": Session.MORNING, "下午": Session.AFTERNOON, "都可以": Session.ANY, "": Session.ANY}
_SESSIONS |= {str(session): session for session in Session}
_YES_NO = {
    "是": True,
    "否": False,
    "yes": True,
    "no": False,
    "true": True,
    "false": False,
    "1": True,
    "0": False,
}
_SHOWN = 20
_WORTH = 1.0  # of a wanted slot; an unwanted one is worth as much less


@dataclass(frozen=True, slots=True)
class EventFile:
    """An event and what it is called."""

    event: Event
    name: str = ""


def read_event(path: str | Path) -> EventFile:
    """The event in a workbook or a .dzn file; raises UnusableFile with every cell that cannot be read."""
    path = Path(path)
    if path.suffix.lower() == ".dzn":
        return EventFile(read_dzn(path), path.stem)
    if path.suffix.lower() not in (".xlsx", ".xls", ".xlsm"):
        raise UnusableFile(
            f"不认识 {path.name} 这种活动文件；可用的有 .xlsx（duijie template event 生成）和 .dzn。"
        )
    return _Book(path).event()


def with_fairness(event: Event, most: int | None) -> Event:
    """The event with another bound to the difference of breaks; None leaves it as it is."""
    return event if most is None else replace(event, fairness=most)


@dataclass
class _Row:
    """One row of a sheet by column code; cells that cannot be read are told to ``wrong``."""

    sheet: str
    number: int
    cells: Mapping[str, str]
    labels: Mapping[str, str]
    wrong: list[str]

    def tell(self, code: str, message: str) -> None:
        self.wrong.append(f"工作表“{self.sheet}”第 {self.number} 行“{self.labels[code]}”：{message}")

    def text(self, code: str) -> str:
        return self.cells.get(code, "")

    def names(self, code: str) -> list[str]:
        return [part.strip() for part in _LIST.split(self.text(code)) if part.strip()]

    def choice(self, code: str, options: Mapping[str, T], default: T) -> T:
        said = self.text(code)
        if not said:
            return default
        if said.lower() not in options:
            shown = "、".join(key for key in options if key and not key.isascii())
            self.tell(code, f"“{said[:30]}”不在可选的里面：{shown}。")
            return default
        return options[said.lower()]

    def number_of(self, code: str, default: float | None, *, whole: bool, least: float) -> float | None:
        said = self.text(code)
        if not said:
            return default
        try:
            value = float(said)
        except ValueError:
            value = float("nan")
        if not value >= least or value > 1e9 or (whole and value != int(value)):  # noqa: PLR2004  NaN fails the first
            self.tell(code, f"“{said[:30]}”应该是{'整数' if whole else '数'}，不小于 {least:g}。")
            return default
        return value

    def whole(self, code: str, default: int, least: int = 0) -> int:
        return int(self.number_of(code, default, whole=True, least=least) or 0)

    def found(self, code: str, known: Mapping[str, int], what: str) -> list[int]:
        """The numbers of what the cell names."""
        numbers = []
        for name in self.names(code):
            if name in known:
                numbers.append(known[name])
            else:
                self.tell(code, f"没有叫“{name[:30]}”的{what}。")
        return numbers

    def one(self, code: str, known: Mapping[str, int], what: str) -> int | None:
        found = self.found(code, known, what)
        if len(found) > 1:
            self.tell(code, f"只能写一个{what}。")
        return found[0] if found else None


class _Book:
    def __init__(self, path: Path) -> None:
        self._name, self._wrong = path.name, list[str]()
        sheets = open_table(path)
        self._rows = {sheet.code: self._read(sheet, sheets) for sheet in SHEETS}

    def event(self) -> EventFile:
        self._stop()
        slots = [
            Slot(
                row.text("id"),
                row.choice("session", _SESSIONS, Session.MORNING),
                row.choice("lunch", _YES_NO, default=False),
            )
            for row in self._rows["slots"]
        ]
        times = self._ids("slots")
        for session, label in ((Session.MORNING, "上午"), (Session.AFTERNOON, "下午")):
            times.setdefault(label, -1 if session is Session.MORNING else -2)
        spread = self._spread(slots)
        tables = [
            Table(row.text("id"), row.text("room"), spread(row.found("away", times, "时段")))
            for row in self._rows["tables"]
        ]
        people = [self._person(row, times, spread) for row in self._rows["participants"]]
        meetings = self._meetings({t.room for t in tables} - {""})
        about = self._rows["event"][0] if self._rows["event"] else None
        fairness: int | None = 2
        if about:
            fairness = None if about.text("fairness") == "不限" else about.whole("fairness", 2)
        self._stop()
        try:
            return EventFile(
                Event(slots, tables, people, meetings, fairness), about.text("name") if about else ""
            )
        except EventError as error:
            raise UnusableFile(f"{self._name}：{error}") from error

    @staticmethod
    def _spread(slots: list[Slot]) -> Callable[[list[int]], frozenset[int]]:
        """Slots by number; -1 and -2 stand for all of the morning and of the afternoon."""
        halves = {
            -1: {t for t, slot in enumerate(slots) if slot.session is Session.MORNING},
            -2: {t for t, slot in enumerate(slots) if slot.session is Session.AFTERNOON},
        }
        return lambda numbers: frozenset(t for n in numbers for t in halves.get(n, {n}))

    def _person(
        self, row: _Row, times: Mapping[str, int], spread: Callable[[list[int]], frozenset[int]]
    ) -> Participant:
        wishes = dict.fromkeys(spread(row.found("unwanted", times, "时段")), -_WORTH)
        wishes |= dict.fromkeys(spread(row.found("wanted", times, "时段")), _WORTH)
        floor = row.whole("floor", 0)
        cap = row.whole("cap", 0) if row.text("cap") else None
        if cap is not None and cap < floor:
            row.tell("cap", f"最多 {cap} 场，比最少 {floor} 场还少。")
        away = spread(row.found("away", times, "时段"))
        return Participant(row.text("id"), row.whole("representatives", 1, least=1), away, wishes, floor, cap)

    def _meetings(self, rooms: set[str]) -> list[Meeting]:
        firms, times, places = (self._ids(code) for code in ("participants", "slots", "tables"))
        ids = self._ids("meetings")
        found = []
        for at, row in enumerate(self._rows["meetings"]):
            who = tuple(row.found("participants", firms, "参会方"))
            if len(set(who)) < len(who):
                row.tell("participants", "同一个参会方写了两次。")
            after = frozenset(row.found("after", ids, "洽谈"))
            if at in after:
                row.tell("after", "一场洽谈不能排在自己之后。")
            if row.text("room") and row.text("room") not in rooms:
                row.tell("room", f"没有叫“{row.text('room')[:30]}”的房间。")
            value = row.number_of("value", 1.0, whole=False, least=0)
            found.append(
                Meeting(
                    who,
                    row.choice("session", _SESSIONS, Session.ANY),
                    row.one("fixed", times, "时段"),
                    after,
                    row.text("room"),
                    row.one("table", places, "桌位"),
                    1.0 if value is None else value,
                    row.choice("must", _YES_NO, default=True),
                    row.text("id"),
                )
            )
        return found

    def _ids(self, code: str) -> dict[str, int]:
        """Names, or numbers of rows where there is none, and what they stand for."""
        found: dict[str, int] = {}
        for at, row in enumerate(self._rows[code]):
            key = row.text("id") or str(at + 1)
            if found.setdefault(key, at) != at:
                row.tell("id", f"“{key[:30]}”写了两次。")
        return found

    def _stop(self) -> None:
        if not self._wrong:
            return
        wrong = list(dict.fromkeys(self._wrong))
        more = f"\n……共 {len(wrong)} 处。" if len(wrong) > _SHOWN else ""
        told = "\n".join(wrong[:_SHOWN])
        raise UnusableFile(f"{self._name} 有 {len(wrong)} 处要改，没有排程：\n{told}{more}")

    def _read(self, kind: EventSheet, sheets: list[Sheet]) -> list[_Row]:
        sheet = next((s for s in sheets if plain(s.name) in (plain(kind.label), kind.code)), None)
        if sheet is None:
            if kind.required:
                names = "、".join(s.name for s in sheets)
                self._wrong.append(f"缺少工作表“{kind.label}”，或它是空的（有内容的是：{names}）。")
            return []
        at = self._columns(kind, sheet)
        self._strange(kind, sheet, at)
        rows = [row for number, cells in sheet.rows[1:] if (row := self._row(kind, at, number, cells))]
        if kind.required and not rows:
            self._wrong.append(f"工作表“{kind.label}”里一行也没有。")
        if len(rows) > kind.most:
            raise UnusableFile(
                f"{self._name} 的工作表“{kind.label}”有 {len(rows):,} 行，最多 {kind.most:,} 行。"
            )
        return rows

    def _columns(self, kind: EventSheet, sheet: Sheet) -> dict[str, int]:
        heads = [plain(str(cell)) if cell is not None else "" for cell in sheet.rows[0][1]]
        at = {}
        for column in kind.columns:
            named = [i for i, head in enumerate(heads) if head in (plain(column.label), column.code)]
            if named:
                at[column.code] = named[0]
            elif column.required:
                self._wrong.append(f"工作表“{kind.label}”缺少“{column.label}”列。")
        return at

    def _row(self, kind: EventSheet, at: Mapping[str, int], number: int, cells: list[object]) -> _Row | None:
        texts = {c: clean(cells[i]) for c, i in at.items() if i < len(cells) and cells[i] is not None}
        if not any(texts.values()):
            return None
        row = _Row(kind.label, number, texts, {c.code: c.label for c in kind.columns}, self._wrong)
        for column in kind.columns:
            if column.required and column.code in at and not texts.get(column.code):
                row.tell(column.code, "没有填。")
        return row

    def _strange(self, kind: EventSheet, sheet: Sheet, at: Mapping[str, int]) -> None:
        """A column that nobody knows may be a misspelt absence: it is not passed over."""
        for position, cell in enumerate(sheet.rows[0][1]):
            if cell is not None and position not in at.values():
                known = "、".join(column.label for column in kind.columns)
                self._wrong.append(f"工作表“{kind.label}”的“{str(cell)[:30]}”列不认识；可用的有 {known}。")
