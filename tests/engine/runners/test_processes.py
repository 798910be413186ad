"""What can happen to processes."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from duijie.engine.runners import Processes, RunnerError
from tests.engine.runners.market import Deadly, market, plan_of
from tests.engine.runners.system import alive, children, command, wait_until

ROOT = Path(__file__).resolve().parents[3]
LONG = """
import sys
from dataclasses import replace
from duijie.engine.runners import Processes
from tests.engine.runners.market import Slow, market, plan_of

if __name__ == "__main__":
    plan = plan_of(*market())
    slow = replace(plan, searcher=Slow(plan.searcher, float(sys.argv[2]), sys.argv[1]))
    list(Processes(2).run(slow, plan.batches(), print))
"""


def test_a_worker_that_is_killed_is_told_and_not_waited_for() -> None:
    plan = plan_of(*market())
    with pytest.raises(RunnerError, match="信号 9，多半是内存不足"):
        list(
            Processes(2).run(replace(plan, searcher=Deadly(plan.searcher)), plan.batches(), lambda done: None)
        )


def test_no_process_and_no_file_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = children(os.getpid())
    plan = plan_of(*market())
    run = Processes(2).run(plan, plan.batches(), lambda done: None)
    next(iter(run))
    assert len(children(os.getpid()) - before) >= 2
    assert list(tmp_path.iterdir())
    run.close()
    assert not list(tmp_path.iterdir())
    assert all("spawn_main" not in command(pid) for pid in children(os.getpid()) - before)


@pytest.mark.parametrize(("how", "batch"), [(signal.SIGINT, 60), (signal.SIGKILL, 1)])
def test_the_end_of_who_asked_is_the_end_of_all(how: signal.Signals, batch: int, tmp_path: Path) -> None:
    (tmp_path / "long.py").write_text(LONG)
    (tmp_path / "notes").mkdir()
    (tmp_path / "temporary").mkdir()
    env = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "TMPDIR": str(tmp_path / "temporary")}
    call = [sys.executable, str(tmp_path / "long.py"), str(tmp_path / "notes"), str(batch)]
    asking = subprocess.Popen(call, env=env, stderr=subprocess.PIPE, text=True)
    wait_until(lambda: len(list((tmp_path / "notes").iterdir())) >= 2)
    workers = [int(p.name.partition("-")[2]) for p in (tmp_path / "notes").iterdir()]
    asking.send_signal(how)
    said = asking.communicate(timeout=10)[1]
    assert asking.returncode == -how
    if how is signal.SIGINT:  # at once, in the middle of a batch
        assert said.count("KeyboardInterrupt") == 1
        assert not [pid for pid in workers if alive(pid)]
        assert not list((tmp_path / "temporary").iterdir())
    else:
        wait_until(lambda: not [pid for pid in workers if alive(pid)])
