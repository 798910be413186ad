"""Runs every test lane and says how each ended: SQLite, PostgreSQL, Spark, browser.

With CI=true a missing database server, Java or browser is a failure; otherwise its lane is left out, aloud.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

CI = os.environ.get("CI") == "true"
PYTEST = [sys.executable, "-m", "pytest", "-q"]
LANES = {
    "SQLite": [*PYTEST, "-n", "2", "-m", "not browser and not postgres and not spark"],
    "PostgreSQL": [
        "scripts/postgres.sh",
        *PYTEST,
        "-n",
        "2",
        "tests/portal",
        "tests/demo/test_load.py",
        "tests/demo/test_history.py",
        "-m",
        "not browser",
    ],
    "Spark": [*PYTEST, "tests/engine/runners", "-m", "spark"],
    "browser": [*PYTEST, "-n", "2", "--dist", "loadfile", "-m", "browser"],
}


def main() -> int:
    results: dict[str, str] = {}
    for name, command in LANES.items():
        lacking = missing(name)
        if lacking:
            results[name] = f"FAILED: {lacking}" if CI else f"left out: {lacking}"
            continue
        started = time.monotonic()
        print(f"— {name} —", flush=True)
        done = subprocess.run(command, check=False)  # noqa: S603  our own commands
        outcome = "passed" if done.returncode in (0, 5) else "FAILED"
        results[name] = f"{outcome} in {time.monotonic() - started:.0f} s"
    for name, result in results.items():
        print(f"{name}: {result}")
    return 1 if any(r.startswith("FAILED") for r in results.values()) else 0


def missing(lane: str) -> str:
    """What the lane needs and this machine lacks."""
    servers = list(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if lane == "PostgreSQL" and not (shutil.which("initdb") or servers):
        return "PostgreSQL is not installed"
    if lane == "Spark" and not shutil.which("java"):
        return "Java is not installed"
    if lane == "browser" and not (shutil.which("chromium") or shutil.which("chromium-browser")):
        return "Chromium is not installed"
    return ""


if __name__ == "__main__":
    sys.exit(main())
