"""One mapping of a ruleset file, read key by key; what does not fit becomes a problem with its line, never an exception."""

import difflib
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from duijie.engine.rules.keys import shown
from duijie.engine.rules.problems import Problem, Severity
from duijie.engine.rules.reading import Map, Seq

Choice = TypeVar("Choice", bound=StrEnum)
_MISSING: Any = object()


class Section:
    """A mapping and where problems go; `done` complains of keys that nobody asked for."""

    def __init__(self, raw: Map, file: str, problems: list[Problem]) -> None:
        self.raw, self.file, self.problems = raw, file, problems
        self._asked: set[str] = set()

    @property
    def line(self) -> int:
        return self.raw.line

    def line_of(self, key: str) -> int:
        return self.raw.lines.get(key, self.raw.line)

    def say(
        self, code: str, sentence: str, key: str | None = None, *, severity: Severity = Severity.ERROR
    ) -> None:
        line = self.line_of(key) if key else self.line
        self.problems.append(Problem(self.file, line, code, sentence, severity))

    def has(self, key: str) -> bool:
        return self.raw.get(key) is not None

    def get(self, key: str, *, required: bool = False) -> Any:
        self._asked.add(key)
        value = self.raw.get(key)
        if value is None and required:
            self.say("missing", f"缺少“{shown(key)}”。")
        return value

    def text(self, key: str, default: str = "", *, required: bool = False) -> str:
        value = self.get(key, required=required)
        if value is None:
            return default
        if isinstance(value, (Map, Seq)):
            self.say("type", f"“{shown(key)}”要是文字。", key)
            return default
        return f"{value:g}" if isinstance(value, float) else str(value).strip()

    def number(self, key: str, default: float | None = None, *, required: bool = False) -> float | None:
        value = self.get(key, required=required)
        if value is None:
            return default
        if not isinstance(value, float):
            self.say("type", f"“{shown(key)}”要是数字，这里写的是“{value}”。", key)
            return default
        return value

    def day(self, key: str, *, required: bool = False) -> date | None:
        value = self.get(key, required=required)
        if value is not None and not isinstance(value, date):
            self.say("type", f"“{shown(key)}”要是日期，如 2026-01-31，这里写的是“{value}”。", key)
            return None
        return value

    def flag(self, key: str) -> bool:
        value = self.get(key)
        if value is not None and not isinstance(value, bool):
            self.say("type", f"“{shown(key)}”要是“是”或“否”。", key)
        return value is True

    def choice(
        self,
        key: str,
        kinds: type[Choice],
        words: dict[str, str],
        default: Choice | None = None,
    ) -> Choice | None:
        """One of an enumeration, by its code or its Chinese word."""
        text = self.text(key, required=default is None)
        if not text:
            return default
        code = words.get(text, text)
        if code not in {k.value for k in kinds}:
            allowed = "、".join(w for w, c in words.items() if c in {k.value for k in kinds})
            self.say("choice", f"“{shown(key)}”不能是“{text}”，可以是：{allowed}。", key)
            return default
        return kinds(code)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.get(key)
        if value is None:
            return ()
        items = value if isinstance(value, Seq) else [value]
        if any(isinstance(i, (Map, Seq)) or i is None for i in items):
            self.say("type", f"“{shown(key)}”要是文字的列表。", key)
            return ()
        return tuple(f"{i:g}" if isinstance(i, float) else str(i) for i in items)

    def section(self, key: str, *, required: bool = False) -> "Section | None":
        value = self.get(key, required=required)
        if value is None:
            return None
        if not isinstance(value, Map):
            self.say("type", f"“{shown(key)}”下面要是“键: 值”。", key)
            return None
        return Section(value, self.file, self.problems)

    def sections(self, key: str, *, required: bool = False) -> list["Section"]:
        """A list of mappings, or a mapping of named mappings with the name as `id`."""
        value = self.get(key, required=required)
        if value is None:
            return []
        if isinstance(value, Map):
            value = _named(value)
        if not isinstance(value, Seq):
            self.say("type", f"“{shown(key)}”下面要是列表。", key)
            return []
        found = []
        for item, line in zip(value, value.lines, strict=True):
            if isinstance(item, Map):
                found.append(Section(item, self.file, self.problems))
            else:
                self.problems.append(
                    Problem(self.file, line, "type", f"“{shown(key)}”的每一项要是“键: 值”。")
                )
        return found

    def done(self) -> None:
        for key in self.raw:
            if key in self._asked:
                continue
            near = difflib.get_close_matches(key, [*self._asked, *map(shown, self._asked)], n=1, cutoff=0.5)
            hint = f"是不是“{shown(near[0])}”？" if near else ""
            self.say("unknown_key", f"这里没有“{key}”这一项。{hint}", key)


def _named(value: Map) -> Seq:
    """{revenue: {label: …}} as a list of mappings that have their name."""
    items = Seq(value.line)
    for key, item in value.items():
        if isinstance(item, Map):
            item.lines.setdefault("id", value.lines[key])
            item.setdefault("id", key)
            item.line = value.lines[key]
        items.append(item)
        items.lines.append(value.lines[key])
    return items
