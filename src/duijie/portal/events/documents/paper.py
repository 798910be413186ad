"""What a printed document is, whatever becomes of it: a workbook, a Word file or a page to print."""

from collections.abc import Sequence
from dataclasses import dataclass

_UNFIT = {n: None for n in range(32) if chr(n) not in "\t\n"}  # signs that XML cannot hold

_SMALLEST, _PACKED, _LARGEST = 9, 12, 20  # points
_ROOM = 150  # points of letters that rows of two lines share on A4, below a heading and above a code


def plain(value: object) -> str:
    """What is written of a value: nothing of what is not known, and no sign that would break a file."""
    return "" if value is None else str(value).translate(_UNFIT)


@dataclass(frozen=True)
class Page:
    """One sheet of paper or one worksheet: a heading, lines below it, a table, a QR code of an address.

    `widths` are the columns' shares of the page. A `large` page is read from where one stands: a card on a table.
    """

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[object]]
    widths: Sequence[float] = ()
    lines: Sequence[str] = ()
    qr: str = ""
    qr_says: str = ""
    large: bool = False

    @property
    def shares(self) -> list[float]:
        given = list(self.widths) or [1.0] * len(self.columns)
        return [width / sum(given) for width in given]

    @property
    def points(self) -> int:
        """The size of a card's cells: as large as one sheet allows, where a cell has two lines."""
        return max(_SMALLEST, min(_LARGEST, _ROOM // max(1, len(self.rows))))

    @property
    def density(self) -> str:
        """The same for the style sheet of the page."""
        return "" if self.points == _LARGEST else ("crowded" if self.points > _PACKED else "packed")


@dataclass(frozen=True)
class Paper:
    title: str
    pages: Sequence[Page]
    landscape: bool = False
