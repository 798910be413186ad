"""Processes as Linux shows them."""

import time
from collections.abc import Callable
from pathlib import Path


def children(pid: int) -> set[int]:
    """The processes that this one has started and that still run."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    return {child for file in lists for child in map(int, file.read_text().split()) if alive(child)}


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


def alive(pid: int) -> bool:
    """Runs; one that has ended and is not yet taken note of does not."""
    try:
        return _after_name(pid)[0] != "Z"
    except OSError:
        return False


def of_session(session: int) -> list[int]:
    """The processes of a session: a process started with a session of its own, and all that come from it."""
    pids = [int(p.name) for p in Path("/proc").iterdir() if p.name.isdigit()]
    return [p for p in pids if alive(p) and _session(p) == session]


def _session(pid: int) -> int:
    try:
        return int(_after_name(pid)[3])
    except OSError:
        return 0


def _after_name(pid: int) -> list[str]:
    """State, parent, group, session …: the fields of /proc/PID/stat after the name, which can hold anything."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def wait_until(true: Callable[[], object], seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"not within {seconds} s"
        time.sleep(0.05)
