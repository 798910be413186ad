"""How far a worksheet reaches, read from its cells one by one: two cells far apart must not cost all between them."""

import zipfile
from functools import cache
from xml.parsers import expat

from duijie.tables.problems import UnusableFile

MAX_CELLS = 40_000_000  # of the rectangle around all cells that have something in them
_CHUNK = 2**20


def check_extents(archive: zipfile.ZipFile, name: str) -> None:
    """Raise UnusableFile where a sheet spans more cells than memory can hold; a sheet may be any part."""
    for part in archive.infolist():
        if not _has_cells(archive, part):
            continue
        extent = _Extent()
        with archive.open(part) as file:
            while chunk := file.read(_CHUNK):
                extent.feed(chunk)
                if extent.height * extent.width > MAX_CELLS:
                    raise UnusableFile(
                        f"{name} 的一张工作表跨 {extent.height:,} 行 {extent.width:,} 列，太大。"
                        "请删去表格以外的内容，或拆成几个文件。"
                    )


def _has_cells(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    tail = b""
    with archive.open(part) as file:
        while chunk := file.read(_CHUNK):
            if b"sheetData" in tail + chunk:
                return True
            tail = chunk[-16:]
    return False


class _Extent:
    """The rectangle around the cells with contents, placed as the reader places them."""

    def __init__(self) -> None:
        self.height = self.width = 0
        self._rows = self._columns = (0, 0)
        self._row = self._column = 0
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._start

    def feed(self, chunk: bytes) -> None:
        self._parser.Parse(chunk)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        reference = attributes.get("r", "")
        if tag == "c" and reference:
            letters = reference.rstrip("0123456789")
            self._column, self._row = _column_number(letters), int(reference[len(letters) :])
        elif tag == "c":
            self._column += 1
        elif tag in ("v", "is"):
            self._filled()
        elif tag == "row":
            self._row, self._column = int(reference) if reference else self._row + 1, 0

    def _filled(self) -> None:
        if not self.height:
            self._rows, self._columns = (self._row, self._row), (self._column, self._column)
        elif (
            self._rows[0] <= self._row <= self._rows[1]
            and self._columns[0] <= self._column <= self._columns[1]
        ):
            return
        self._rows = min(self._rows[0], self._row), max(self._rows[1], self._row)
        self._columns = min(self._columns[0], self._column), max(self._columns[1], self._column)
        self.height = self._rows[1] - self._rows[0] + 1
        self.width = self._columns[1] - self._columns[0] + 1


@cache
def _column_number(letters: str) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number
