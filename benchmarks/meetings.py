"""Meetings of an event: the published instances, a plain MaxSAT rival, variants, a large event and a repair.

    python benchmarks/meetings.py [--data FOLDER] [--variants N] [--seed N] [--rival 1]

Prints, by instance: breaks and proof, seconds of `duijie schedule FILE --json` with start-up, and the seconds of a plain RC2
with CaDiCaL on an encoding with the paper's implied constraints (Bofill et al., JAIR 74, 2022), start-up included as well.
"""

import csv
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from common import arguments
from duijie.engine import Event, repair, schedule
from duijie.engine.meetings import Meeting, Participant, Session, Slot, Table
from meetings_check import check, read

LIMIT = 180  # seconds; far above what is needed, so that a busy machine does not decide


def processor() -> float:
    """Processor seconds of all ended children so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def solved(path: Path) -> tuple[dict, float]:
    """What the command says of a file, and its seconds from start to end."""
    began = time.perf_counter()
    run = subprocess.run(
        [sys.executable, "-m", "duijie", "schedule", str(path), "--json", "--time-limit", str(LIMIT)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return json.loads(run.stdout), time.perf_counter() - began


def rival(path: Path) -> float:
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, Path(__file__).with_name("meetings_rival.py"), path],
        check=True,
        stdout=subprocess.PIPE,
    )
    return time.perf_counter() - began


def instances(folder: Path, *, with_rival: bool) -> None:
    print(
        f"{'instance':<15}{'optimum':>8}{'breaks':>8}{'bound':>7}  {'status':<10}{'checked':>8}{'s':>7}{'cpu s':>7}{'rival s':>9}"
    )
    times, used, rivals, proven = [], [], [], 0
    with (folder / "optima.csv").open() as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        path, optimum = folder / f"{row['instance']}.dzn", int(row["optimum_breaks"])
        before = processor()
        found, seconds = solved(path)
        used.append(processor() - before)
        counted, wrong = check(path, found["meetings"])
        right = not wrong and counted == found["breaks"] == optimum
        proven += right and found["status"] == "optimal"
        times.append(seconds)
        rivals += [rival(path)] if with_rival else []
        against = f"{rivals[-1]:9.1f}" if with_rival else ""
        print(
            f"{row['instance']:<15}{optimum:>8}{found['breaks']:>8}{found['bound']:>7}  {found['status']:<10}"
            f"{'yes' if right else 'NO':>8}{seconds:7.1f}{used[-1]:7.1f}{against}", flush=True,
        )  # fmt: skip
    print(
        f"proven and checked {proven} of {len(rows)}; sum {sum(times):.1f} s, longest {max(times):.1f} s; processor {sum(used):.1f} s"
    )
    if rivals:
        print(f"rival: sum {sum(rivals):.1f} s, longest {max(rivals):.1f} s")


def variant(path: Path, draw: random.Random) -> str:
    """The file with absences, fixed meetings and an order added."""
    data, text = read(path), path.read_text()
    slots = data["nTotalSlots"]
    for who in draw.sample(range(data["nBusiness"]), max(1, data["nBusiness"] // 12)):
        data["forbidden"][who] = data["forbidden"][who] | {draw.randint(1, slots)}
    for m in draw.sample(range(data["nMeetings"]), draw.randint(0, 6)):
        data["fixed"][m] = draw.randint(1, slots)
    for m in draw.sample(range(1, data["nMeetings"]), draw.randint(0, 12)):
        data["precedences"][m] = {draw.randint(1, m)}
    sets = {
        name: ",\n".join("{" + ",".join(map(str, sorted(s))) + "}" for s in data[name])
        for name in ("forbidden", "precedences")
    }
    sets["fixed"] = ",".join(map(str, data["fixed"]))
    for name, value in sets.items():
        text = re.sub(rf"{name} = \[.*?\];", f"{name} = [{value}];", text, flags=re.DOTALL)
    return text


def variants(folder: Path, count: int, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311
    paths = sorted(folder.glob("*.dzn"))
    seen: dict[str, int] = {}
    longest, bad = 0.0, 0
    with tempfile.TemporaryDirectory() as place:
        for number in range(count):
            path = Path(place) / f"{number}.dzn"
            path.write_text(variant(paths[number % len(paths)], draw))
            found, seconds = solved(path)
            seen[found["status"]] = seen.get(found["status"], 0) + 1
            longest = max(longest, seconds)
            bad += found["status"] != "impossible" and bool(check(path, found["meetings"])[1])
    print(f"variants: {seen} of {count}, longest {longest:.1f} s, wrong by the checker {bad}")


def large(people: int, meetings: int, slots: int, seed: int, spare: float = 1.15) -> Event:
    """Who can meet whom in so many slots at a table more than a sixth above the mean: made from an agenda, then forgotten."""
    draw = random.Random(seed)  # noqa: S311
    tables = int(meetings / slots * spare) + 1
    free = [set(range(people)) for _ in range(slots)]
    held, found = [0] * slots, []
    while len(found) < meetings:
        t = min(draw.sample(range(slots), 3), key=held.__getitem__)
        if held[t] < tables and len(free[t]) > 1:
            pair = tuple(draw.sample(sorted(free[t]), 2))
            free[t] -= set(pair)
            held[t] += 1
            found.append(Meeting(pair))
    times = [Slot(session=Session.MORNING if t < slots // 2 else Session.AFTERNOON) for t in range(slots)]
    return Event(times, [Table()] * tables, [Participant()] * people, found)


def big(seed: int) -> None:
    began = time.perf_counter()
    found = schedule(large(300, 1500, 20, seed), time_limit=20)
    print(
        f"300 participants, 1,500 meetings, 20 slots: {found.breaks} breaks ({found.breaks / 300:.2f} a participant), "
        f"bound {found.bound}, gap {found.breaks - found.bound}, {found.status}, {time.perf_counter() - began:.1f} s"
    )


def mended(seed: int) -> None:
    event = large(100, 300, 12, seed)
    agenda = schedule(event, time_limit=10)
    draw = random.Random(seed)  # noqa: S311
    gone = draw.sample([m for m, t in enumerate(agenda.slots) if t is not None and t >= 4], 5)
    people = list(event.participants)
    for m in gone:
        who, t = event.meetings[m].participants[0], agenda.slots[m]
        people[who] = replace(people[who], away=people[who].away | {t})
    changed = replace(event, participants=people)
    found = repair(changed, agenda, now=4)
    again = schedule(changed, time_limit=10)
    moved = {
        who for m, (a, b) in enumerate(zip(agenda.slots, again.slots, strict=True)) if again.slots and a != b
        for who in event.meetings[m].participants
    } if again.slots else set()  # fmt: skip
    print(
        f"repair of 5 cancellations among 300 meetings: {found.seconds:.1f} s, {len(found.moved)} people moved "
        f"({found.status}), {len(found.dropped)} meetings dropped; a new run moves {len(moved)} of 100"
    )


if __name__ == "__main__":
    given = arguments(__doc__ or "", variants=20, seed=1, rival=1)
    instances(given.data / "b2b_meetings", with_rival=bool(given.rival))
    variants(given.data / "b2b_meetings", given.variants, given.seed)
    big(given.seed)
    mended(given.seed)
