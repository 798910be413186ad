"""`duijie schedule`: the agenda of a matchmaking event from a workbook or a .dzn file."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer

from duijie import tables
from duijie.cli.console import Exit, answer, progress_bar, sentences
from duijie.cli.market import JsonOption, check_output
from duijie.engine.meetings import Agenda, Event, schedule


def register(app: typer.Typer) -> None:
    app.command("schedule")(schedule_event)


def schedule_event(
    path: Annotated[
        Path, typer.Argument(metavar="EVENT", help="活动：.xlsx（duijie template event）或 .dzn")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="日程写到哪个 .xlsx；给了 --json 时不写就不生成")
    ] = None,
    time_limit: Annotated[
        float, typer.Option("--time-limit", min=0.1, help="最多算几秒，到时给出最好的一份")
    ] = 60.0,
    fairness: Annotated[
        int | None,
        typer.Option("--fairness", min=0, help="任意两个参会方的空档次数最多差几次；不写用文件里的或 2"),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """给洽谈排时段和桌位，空档最少并证明；排不出来就说明原因和办法。按 Ctrl-C 得到目前最好的一份。"""
    began = time.perf_counter()
    with sentences(as_json):
        check_output(output, (".xlsx",), as_json)
        read = tables.read_event(path)
        event = tables.with_fairness(read.event, fairness)
        with progress_bar(as_json) as report, interruptible() as stopped:
            agenda = schedule(
                event,
                time_limit=time_limit,
                progress=lambda best, bound: report(bound, best, "空档：已证明的下限 / 目前最好"),
                cancelled=lambda: bool(stopped),
            )
        place = output or (None if as_json else Path(f"{read.name or path.stem}日程.xlsx"))
        if place:
            tables.write_agenda(place, event, agenda, read.name)
    facts = agenda_json(event, agenda) | {"seconds": round(time.perf_counter() - began, 3)}
    lines = [f"{label}：{text}" for label, text in tables.agenda_facts(event, agenda)]
    if agenda.dropped and all(event.meetings[m].must for m in agenda.dropped):
        lines.append(
            f"停下时还没有排全：先排了能排的，{len(agenda.dropped)} 场洽谈没有安排。请加长 --time-limit 再试。"
        )
    lines += [f"已写到 {place}，用时 {facts['seconds']:.1f} 秒。"] if place else []
    answer(as_json, facts | {"output": str(place) if place else None}, lines, Exit.DONE)


@contextmanager
def interruptible() -> Iterator[list[int]]:
    """Ctrl-C fills the list instead of ending the program; the second one ends it."""
    pressed: list[int] = []

    def press(number: int, frame: FrameType | None) -> None:
        if pressed:
            raise KeyboardInterrupt
        pressed.append(number)

    before = signal.signal(signal.SIGINT, press)
    try:
        yield pressed
    finally:
        signal.signal(signal.SIGINT, before)


def agenda_json(event: Event, agenda: Agenda) -> dict[str, Any]:
    """The shape that scripts rely on; meetings, slots and tables count from 1."""
    pairs = zip(agenda.slots, agenda.tables, strict=True)
    return {
        "status": str(agenda.status),
        "breaks": agenda.breaks,
        "bound": agenda.bound,
        "seconds": agenda.seconds,
        "meetings": [
            {"meeting": m, "slot": t + 1, "table": None if k is None else k + 1}
            for m, (t, k) in enumerate(pairs, 1)
            if t is not None
        ],
        "reasons": [reason.text for reason in agenda.reasons],
        "smallest": agenda.smallest,
        "remedies": [
            {"code": r.code, "text": r.text, "amount": r.amount, "meetings": [m + 1 for m in r.meetings]}
            for r in agenda.remedies
        ],
        "dropped": [m + 1 for m in agenda.dropped],
        "wishes": agenda.wishes,
    }
