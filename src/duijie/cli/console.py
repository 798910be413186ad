"""What every command shares: sentences on the screen, one JSON object for machines, exit codes, progress."""

import ctypes
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import Any, NoReturn

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from duijie.engine.errors import EngineError
from duijie.tables import UnusableFile

screen = Console(stderr=True, highlight=False)


class Exit(IntEnum):
    """Exit codes that scripts rely on."""

    DONE = 0
    REJECTED = 1  # finished, with rows rejected
    UNUSABLE = 2  # unusable input


def answer(as_json: bool, facts: dict[str, Any], lines: list[str], code: Exit = Exit.DONE) -> NoReturn:
    """Say what was done, in sentences or as one JSON object, and end with the code."""
    if as_json:
        sys.stdout.write(json.dumps(facts, ensure_ascii=False, default=str) + "\n")
    else:
        for line in lines:
            typer.echo(line)
    raise typer.Exit(int(code))


def refuse(as_json: bool, sentence: str) -> NoReturn:
    """Unusable input: one sentence, exit code 2."""
    if as_json:
        sys.stdout.write(json.dumps({"status": "unusable", "error": sentence}, ensure_ascii=False) + "\n")
    else:
        screen.print(sentence, style="red", markup=False, soft_wrap=True)
    raise typer.Exit(int(Exit.UNUSABLE))


@contextmanager
def sentences(as_json: bool) -> Iterator[None]:
    """Turn what people can mend into a sentence; anything else stays a defect with its traceback."""
    try:
        yield
    except UnusableFile as error:
        refuse(as_json, error.sentence)
    except EngineError as error:
        refuse(as_json, str(error))
    except PermissionError as error:
        refuse(as_json, f"没有权限读写 {error.filename}。")
    except FileNotFoundError as error:
        refuse(as_json, f"找不到文件 {error.filename}。")
    except IsADirectoryError as error:
        refuse(as_json, f"{error.filename} 是文件夹，请给出文件。")


@contextmanager
def unspoken() -> Iterator[None]:
    """What libraries in C print goes to the error stream: the output is the answer's alone (HiGHS has a stray print)."""
    sys.stdout.flush()
    kept = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)
        os.dup2(kept, 1)
        os.close(kept)


@contextmanager
def progress_bar(quiet: bool) -> Iterator[Any]:
    """A bar on the error stream; yields report(done, total, what). Nothing is drawn where nobody looks."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, transient=True, disable=quiet or not screen.is_terminal) as bar:
        tasks: dict[str, Any] = {}

        def report(done: int, total: int, what: str) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=total)
            bar.update(tasks[what], completed=done, total=total)

        yield report
