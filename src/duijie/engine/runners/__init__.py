"""Where batch work runs: in this process, in several, or on a Spark cluster. The results are the same to the last bit."""

from collections.abc import Callable

from duijie.engine.runners.base import Report, Runner, RunnerError
from duijie.engine.runners.processes import Processes
from duijie.engine.runners.serial import Serial
from duijie.engine.runners.spark import Spark

__all__ = ["NAMES", "Processes", "Report", "Runner", "RunnerError", "Serial", "Spark", "runner"]

_MAKERS: dict[str, Callable[[int | None, str | None], Runner]] = {
    "serial": lambda workers, master: Serial(),
    "processes": lambda workers, master: Processes(workers),
    "spark": lambda workers, master: Spark(master),
}
NAMES = tuple(_MAKERS)


def runner(name: str, *, workers: int | None = None, master: str | None = None) -> Runner:
    """The runner of this name; `workers` counts processes, `master` is the address of a Spark cluster.

    Raises RunnerError where the name is unknown or an option belongs to another runner.
    """
    if name not in _MAKERS:
        raise RunnerError(f"没有“{name}”这种运行方式，可选：{'、'.join(NAMES)}。")
    if workers is not None and name != "processes":
        raise RunnerError("进程数只用于 processes；Spark 用多少核由集群决定。")
    if master is not None and name != "spark":
        raise RunnerError("集群地址只用于 spark。")
    return _MAKERS[name](workers, master)
