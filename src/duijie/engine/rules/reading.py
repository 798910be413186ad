"""YAML into plain values that remember their lines; only what a ruleset needs of YAML, and never more than a limit.

Built from libyaml's stream of events: nothing is composed before depth and size are known to be in bounds, and anchors,
aliases and tags, which make small files large or run code, are refused.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml

from duijie.engine.rules.keys import canonical
from duijie.engine.rules.problems import refusal

MAX_BYTES = 4_000_000
MAX_DEPTH = 40
MAX_NODES = 400_000
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_WORDS: dict[str, object] = {
    "": None, "~": None, "null": None, "true": True, "false": False, "是": True, "否": False,
}  # fmt: skip


class Map(dict[str, Any]):
    """A mapping; `line` is where it begins, `lines` where each key stands."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Seq(list[Any]):
    """A list; `line` is where it begins, `lines` where each item does."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def read(text: str | bytes, file: str) -> Map:
    """The file's one mapping; RulesError with the line where it is not readable, too deep, too large or a trick."""
    size = len(text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise refusal(file, 1, "size", f"文件有 {size:,} 字节，最多 {MAX_BYTES:,} 字节。")
    try:
        decoded = text.decode("utf-8-sig") if isinstance(text, bytes) else text.removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise refusal(file, 1, "encoding", "文件不是 UTF-8 编码，请另存为 UTF-8。") from error
    try:
        return _Builder(file).build(yaml.parse(decoded, Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise refusal(file, line, "yaml", f"这里的 YAML 写法不对（{error.problem}）。") from error
    except yaml.YAMLError as error:
        raise refusal(file, 1, "yaml", f"文件读不了：{error}。") from error


class _Builder:
    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[Map | Seq] = []
        self._keys: list[str | None] = []  # the key that waits for its value, for each open mapping
        self._nodes = 0
        self._root: Map | None = None

    def build(self, events: Iterator[Any]) -> Map:
        for event in events:
            self._take(event, event.start_mark.line + 1)
        if self._root is None:
            raise refusal(self._file, 1, "empty", "文件是空的，或开头不是“键: 值”。")
        return self._root

    def _take(self, event: Any, line: int) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise refusal(self._file, line, "alias", "规则文件里不能用 & 和 * 引用，请写出来。")
        if isinstance(event, yaml.ScalarEvent):
            self._count(event, line)
            self._scalar(event, line)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._count(event, line)
            self._start(Map(line) if isinstance(event, yaml.MappingStartEvent) else Seq(line), line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, yaml.DocumentStartEvent) and self._nodes:
            raise refusal(self._file, line, "documents", "一个文件里只能有一份规则，请去掉“---”。")

    def _count(self, event: Any, line: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise refusal(self._file, line, "size", f"内容太多，最多 {MAX_NODES:,} 项。")
        if event.tag not in (None, "!"):
            raise refusal(self._file, line, "tag", f"规则文件里不能用标签“{event.tag}”。")

    def _start(self, value: "Map | Seq", line: int) -> None:
        if len(self._open) >= MAX_DEPTH:
            raise refusal(self._file, line, "depth", f"套得太深，最多 {MAX_DEPTH} 层。")
        self._add(value, line)
        self._open.append(value)
        self._keys.append(None)

    def _scalar(self, event: Any, line: int) -> None:
        inside = self._open[-1] if self._open else None
        if isinstance(inside, Map) and self._keys[-1] is None:
            key = canonical(event.value)
            if key in inside:
                raise refusal(self._file, line, "duplicate", f"“{event.value}”写了两次。")
            inside.lines[key] = line
            self._keys[-1] = key
        else:
            self._add(event.value if event.style else self._plain(event.value, line), line)

    def _plain(self, text: str, line: int) -> object:
        """Numbers, days, 是/否 and nothing; all else is text. Not YAML 1.1, where “no” is false and 1:30 is 90."""
        if text.lower() in _WORDS:
            return _WORDS[text.lower()]
        if _NUMBER.fullmatch(text):
            number = float(text)
            if number - number != 0.0:
                raise refusal(self._file, line, "number", f"“{text}”太大。")
            return number
        if found := _DATE.fullmatch(text):
            try:
                return date(*map(int, found.groups()))
            except ValueError as error:
                raise refusal(self._file, line, "date", f"没有“{text}”这一天。") from error
        return text

    def _add(self, value: object, line: int) -> None:
        inside = self._open[-1] if self._open else None
        if inside is None:
            if not isinstance(value, Map):
                raise refusal(self._file, line, "root", "规则文件的开头要是“键: 值”。")
            self._root = value
        elif isinstance(inside, Seq):
            inside.append(value)
            inside.lines.append(line)
        else:
            key = self._keys[-1]
            if key is None:
                raise refusal(self._file, line, "key", "“键: 值”里的键要是文字。")
            inside[key] = value
            self._keys[-1] = None
