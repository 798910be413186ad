"""The board: a window of slots and tables of the draft agenda, the meetings without a place, and what a picked card may do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from duijie.portal.events.choices import STANDING, MeetingState
from duijie.portal.events.legality import Judge, Judgement
from duijie.portal.events.models import Event, Meeting, Slot, Table

SLOTS, TABLES, WAITING = 6, 30, 30


@dataclass(frozen=True)
class Cell:
    """One table in one slot: the meeting there, or nothing; `judged` is about the picked card."""

    slot: Slot
    table: Table
    meeting: Meeting | None = None
    judged: Judgement | None = None

    @property
    def closed(self) -> bool:
        return self.slot.number in self.table.away


@dataclass(frozen=True)
class Board:
    """`rows` are the tables' cells; `first` and `page` say which window it is; `waiting` of `waiting_count` have no place."""

    event: Event
    slots: Sequence[Slot]
    every_slot: Sequence[Slot]
    rows: list[tuple[Table, list[Cell]]]
    page: int
    pages: int
    waiting: list[Meeting]
    waiting_count: int
    picked: Meeting | None = None
    off: Judgement | None = None
    words: str = ""
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def first(self) -> int:
        return self.slots[0].number if self.slots else 1

    @property
    def page_numbers(self) -> range:
        return range(1, self.pages + 1)


def board(
    event: Event, *, first: int = 1, page: int = 1, words: str = "", picked: int | None = None
) -> Board:
    """A window of the board; the cost is that of the window, not of the event."""
    every, tables = list(event.slots.order_by("number")), event.tables.order_by("number")
    slots = [slot for slot in every if slot.number >= first][:SLOTS] or every[-SLOTS:]
    pages = max(1, -(-tables.count() // TABLES))
    page = min(max(1, page), pages)
    shown = list(tables[(page - 1) * TABLES : page * TABLES])
    card = _meetings(event).filter(pk=picked).first() if picked else None
    judge = Judge(event, card, slots) if card is not None else None
    there = {(m.slot_id, m.table_id): m for m in _meetings(event).filter(slot__in=slots, table__in=shown)}
    rows = [(table, [_cell(slot, table, there, judge) for slot in slots]) for table in shown]
    waiting = _waiting(event, words)
    return Board(
        event, slots, every, rows, page, pages, list(waiting[:WAITING]), waiting.count(), card,
        judge.at(None, None) if judge is not None and card is not None and card.slot_id else None, words,
    )  # fmt: skip


def _cell(slot: Slot, table: Table, there: dict[Any, Meeting], judge: Judge | None) -> Cell:
    judged = judge.at(slot, table) if judge is not None else None
    return Cell(slot, table, there.get((slot.pk, table.pk)), judged)


def _meetings(event: Event) -> Any:
    rows = event.meetings.filter(state__in=(*STANDING, MeetingState.MISSED))
    return rows.select_related("slot", "table").prefetch_related("participants__party")


def _waiting(event: Event, words: str) -> Any:
    """Without a place, those that must be first, then the most valuable."""
    rows = _meetings(event).filter(Q(slot__isnull=True) | Q(table__isnull=True))
    for word in words.split()[:3]:
        rows = rows.filter(participants__party__name__icontains=word)
    return rows.order_by("-must", "-value", "pk").distinct()


def verdicts(event: Event, meeting: Meeting, *, first: int, page: int) -> dict[str, dict[str, Any]]:
    """What a window's cells say to a card that is being dragged, by “slot-table”."""
    shown = board(event, first=first, page=page, picked=meeting.pk)
    return {
        f"{cell.slot.pk}-{cell.table.pk}": told(cell.judged)
        for _table, cells in shown.rows
        for cell in cells
        if cell.judged is not None
    }


def told(judged: Judgement) -> dict[str, Any]:
    return {
        "legal": not judged.problems,
        "said": "".join(judged.problems),
        "before": judged.before,
        "after": judged.after,
    }
