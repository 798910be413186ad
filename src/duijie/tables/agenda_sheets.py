"""The workbook of an agenda, to be printed and sent on: by slot and table, by participant, all meetings, quality."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import xlsxwriter

from duijie.engine.meetings import Agenda, Event, Status, breaks, changes
from duijie.tables.rows import open_workbook, write_cell

STATUSES = {
    Status.OPTIMAL: "最优，已证明空档不能再少",
    Status.FEASIBLE: "可用，还没有证明最优",
    Status.IMPOSSIBLE: "排不出来",
}
_A4 = 9


@dataclass(frozen=True, slots=True)
class _Styles:
    head: Any
    cell: Any
    side: Any
    title: Any


def write_agenda(path: str | Path, event: Event, agenda: Agenda, name: str = "") -> None:
    """All views of an agenda; reasons and remedies where there is none."""
    with open_workbook(Path(path)) as book:
        box = {"border": 1, "border_color": "#CBD5E1", "text_wrap": True, "valign": "vcenter"}
        styles = _Styles(
            book.add_format(
                {**box, "bold": True, "bg_color": "#1F4E8C", "font_color": "white", "align": "center"}
            ),
            book.add_format(box),
            book.add_format({**box, "bold": True, "bg_color": "#E8EEF7"}),
            book.add_format({"bold": True, "font_size": 14}),
        )
        if any(t is not None for t in agenda.slots):
            _grid(book, styles, "按时段", ["时段", *_tables(event)], _by_slot(event, agenda))
            _grid(book, styles, "按参会方", ["参会方", *_slots(event)], _by_participant(event, agenda))
            _meetings(book, styles, event, agenda)
        _quality(book, styles, event, agenda, name)


def person(event: Event, who: int) -> str:
    return event.participants[who].name or f"参会方 {who + 1}"


def _slots(event: Event) -> list[str]:
    return [slot.name or f"时段 {t}" for t, slot in enumerate(event.slots, 1)]


def _tables(event: Event) -> list[str]:
    return [f"{t.room} {t.name or k}桌".strip() for k, t in enumerate(event.tables, 1)]


def _who(event: Event, meeting: int, without: int | None = None) -> str:
    return "、".join(person(event, w) for w in event.meetings[meeting].participants if w != without)


def _by_slot(event: Event, agenda: Agenda) -> Iterator[list[str]]:
    held = {
        (t, k): m for m, (t, k) in enumerate(zip(agenda.slots, agenda.tables, strict=True)) if t is not None
    }
    for t, name in enumerate(_slots(event)):
        yield [name, *(_who(event, held[t, k]) if (t, k) in held else "" for k in range(len(event.tables)))]


def _by_participant(event: Event, agenda: Agenda) -> Iterator[list[str]]:
    tables = _tables(event)
    cells: dict[tuple[int, int], list[str]] = {}
    for m, (t, k) in enumerate(zip(agenda.slots, agenda.tables, strict=True)):
        if t is not None:
            for who in event.meetings[m].participants:
                place = f"（{tables[k]}）" if k is not None else ""
                cells.setdefault((who, t), []).append(_who(event, m, who) + place)
    for who in range(len(event.participants)):
        yield [person(event, who), *("\n".join(cells.get((who, t), [])) for t in range(len(event.slots)))]


def _meetings(book: xlsxwriter.Workbook, styles: _Styles, event: Event, agenda: Agenda) -> None:
    slots, tables = _slots(event), _tables(event)
    rows = [
        [
            event.meetings[m].name or str(m + 1),
            _who(event, m),
            "未安排" if t is None else slots[t],
            "" if k is None else tables[k],
        ]
        for m, (t, k) in enumerate(zip(agenda.slots, agenda.tables, strict=True))
    ]
    _grid(book, styles, "洽谈清单", ["编号", "参加方", "时段", "桌位"], rows, (10, 50, 20, 20))


def _grid(
    book: xlsxwriter.Workbook,
    styles: _Styles,
    name: str,
    head: Sequence[str],
    rows: Iterator[list[str]] | list[list[str]],
    widths: Sequence[int] = (),
) -> None:
    sheet = _page(book, name)
    for position in range(len(head)):
        sheet.set_column(position, position, widths[position] if widths else 18)
    sheet.freeze_panes(1, 1)
    sheet.write_row(0, 0, head, styles.head)
    for number, row in enumerate(rows, 1):
        for position, value in enumerate(row):
            write_cell(sheet, number, position, value, styles.side if position == 0 else styles.cell)


def _page(book: xlsxwriter.Workbook, name: str) -> Any:
    sheet = book.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    return sheet


def agenda_facts(event: Event, agenda: Agenda) -> list[tuple[str, str]]:
    """What an organiser asks first, with denominators."""
    facts = [("结果", STATUSES[agenda.status])]
    facts += [("原因", reason.text) for reason in agenda.reasons]
    facts += [("可以怎么办（已验证）", remedy.text) for remedy in agenda.remedies]
    held = [t for t in agenda.slots if t is not None]
    if not held:
        return facts
    places = sum(t not in table.away for table in event.tables for t in range(len(event.slots)))
    own = breaks(event, agenda.slots)
    met = sum(any(who in event.meetings[m].participants and t is not None for m, t in enumerate(agenda.slots))
              for who in range(len(event.participants)))  # fmt: skip
    wished = [event.participants[who].wishes.get(t, 0.0) for m, t in enumerate(agenda.slots) if t is not None
              for who in event.meetings[m].participants if event.participants[who].wishes]  # fmt: skip
    facts += [
        ("安排的洽谈", f"{len(held)} / {len(event.meetings)}"),
        ("有洽谈的参会方", f"{met} / {len(event.participants)}"),
        ("空档", f"共 {agenda.breaks} 次，不可能少于 {agenda.bound} 次；最多的一方 {max(own, default=0)} 次"),
        ("空着的桌位", f"{places - len(held)} / {places}（各时段桌数之和）"),
        ("换桌", f"{changes(event, agenda.slots, agenda.tables)} 次"),
    ]
    if wished:
        good, bad = sum(w > 0 for w in wished), sum(w < 0 for w in wished)
        facts.append(
            ("时段意愿", f"有意愿的一方 {len(wished)} 场次：在想要的时段 {good}，在不想要的时段 {bad}")
        )
    return facts


def _quality(book: xlsxwriter.Workbook, styles: _Styles, event: Event, agenda: Agenda, name: str) -> None:
    impossible = agenda.status is Status.IMPOSSIBLE
    sheet = _page(book, "原因与办法" if impossible else "质量")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, name or "洽谈日程", styles.title)
    row = 1
    for row, (label, text) in enumerate(agenda_facts(event, agenda), 2):
        write_cell(sheet, row, 0, label, styles.side)
        write_cell(sheet, row, 1, text, styles.cell)
    if not any(t is not None for t in agenda.slots):
        return
    write_cell(sheet, row + 2, 0, "参会方", styles.head)
    write_cell(sheet, row + 2, 1, "空档次数", styles.head)
    for who, count in enumerate(breaks(event, agenda.slots)):
        write_cell(sheet, row + 3 + who, 0, person(event, who), styles.side)
        write_cell(sheet, row + 3 + who, 1, count, styles.cell)
