"""Starting the prover beside us, listening to it, and stopping it at any moment."""

import json
import queue
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from duijie.engine.errors import EngineError

_SCRIPT = Path(__file__).with_name("proving.py")


class ProverError(EngineError, RuntimeError):
    """The prover ended without an answer."""


class Prover:
    """A prover at work. Leaving the `with` block stops it."""

    def __init__(
        self,
        hard: Sequence[Sequence[int]],
        soft: Sequence[tuple[Sequence[int], int]],
        watched: Sequence[int] = (),
        what: str = "optimise",
    ) -> None:
        task = {"hard": hard, "soft": soft, "watched": watched, "what": what}
        self._stopped = False
        self._told: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._process = subprocess.Popen(  # noqa: S603  our own script, no shell
            [sys.executable, "-I", str(_SCRIPT)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        self._threads = [
            threading.Thread(target=self._write, args=(json.dumps(task).encode(),), daemon=True),
            threading.Thread(target=self._listen, daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped = True
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

    def news(self, wait: float) -> dict[str, Any] | None:
        """The next thing it has to tell within ``wait`` seconds; None: nothing yet. ``ended`` is the last."""
        try:
            told = self._told.get(timeout=max(wait, 0.001)) if wait > 0 else self._told.get_nowait()
        except queue.Empty:
            return None
        if "failed" in told:
            raise ProverError(told["failed"])
        return told

    def _write(self, task: bytes) -> None:
        assert self._process.stdin is not None  # noqa: S101  asked for above
        try:
            self._process.stdin.write(task)
            self._process.stdin.close()
        except OSError:  # stopped while it was still reading
            return

    def _listen(self) -> None:
        assert self._process.stdout is not None  # noqa: S101
        assert self._process.stderr is not None  # noqa: S101
        answered = False
        for line in self._process.stdout:
            told = json.loads(line)
            answered = bool({"optimum", "impossible", "possible", "smallest"} & told.keys())
            self._told.put(told)
        code = self._process.wait()
        if not answered and not self._stopped:
            said = self._process.stderr.read().decode(errors="replace").strip()[-300:]
            self._told.put({"failed": f"求解进程没有算完就结束了（返回码 {code}）。请再试一次。{said}"})
        self._told.put({"ended": True})
