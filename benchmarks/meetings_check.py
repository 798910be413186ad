"""An agenda checked against the .dzn file itself: its own reading, its own rules, no code of the engine."""

import re
from pathlib import Path
from typing import Any


def numbers(text: str) -> list[int]:
    return [int(n) for n in re.findall(r"-?\d+", text)]


def read(path: Path) -> dict[str, Any]:
    """The parameters of a .dzn file: numbers, lists of numbers, lists of sets, rows of three."""
    found: dict[str, Any] = {}
    for name, value in re.findall(r"(\w+)\s*=\s*(.*?);", path.read_text(), re.DOTALL):
        if name == "requested":
            flat = numbers(value)
            found[name] = [flat[i : i + 3] for i in range(0, len(flat), 3)]
        elif "{" in value:
            found[name] = [set(numbers(one)) for one in re.findall(r"\{(.*?)\}", value)]
        else:
            found[name] = numbers(value) if "[" in value else int(value)
    return found


def check(path: Path, meetings: list[dict[str, int]], fairness: int = 2) -> tuple[int, list[str]]:
    """(breaks counted here, everything that is wrong) of the meetings that `duijie schedule --json` gives."""
    data, wrong = read(path), []
    where = {m["meeting"]: (m["slot"], m["table"]) for m in meetings}
    if sorted(where) != list(range(1, data["nMeetings"] + 1)):
        wrong.append("not every meeting is held exactly once")
        return -1, wrong
    busy: dict[int, list[int]] = {who: [] for who in range(1, data["nBusiness"] + 1)}
    for number, (a, b, session) in enumerate(data["requested"], 1):
        slot, table = where[number]
        morning = slot <= data["nMorningSlots"]
        fine = 1 <= slot <= data["nTotalSlots"] and 1 <= table <= data["nTables"]
        fine &= session == 3 or (session == 1) == morning
        fine &= data["fixed"][number - 1] in (0, slot)
        fine &= slot not in data["forbidden"][a - 1] | data["forbidden"][b - 1]
        fine &= all(where[first][0] < slot for first in data["precedences"][number - 1] - {0})
        if not fine:
            wrong.append(f"meeting {number} cannot be in slot {slot} at table {table}")
        busy[a].append(slot)
        busy[b].append(slot)
    if len(set(where.values())) < len(where):
        wrong.append("two meetings at one table in one slot")
    counts = []
    for who, slots in busy.items():
        if len(set(slots)) < len(slots):
            wrong.append(f"participant {who} meets twice in one slot")
        if slots:
            runs = sum(t - 1 not in slots for t in slots)
            counts.append(runs - 1)
    if max(counts) - min(counts) > fairness:
        wrong.append(f"breaks differ by {max(counts) - min(counts)}")
    return sum(counts), wrong
