"""A real Spark standalone cluster: a master and two workers, each on a host of its own where the system lets us."""

import json
import os
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import CalledProcessError

import pyspark

from tests.engine.runners.hosts import Host, free_port, loopback, separate
from tests.engine.runners.system import wait_until

ROOT = Path(__file__).resolve().parents[3]
_LIGHT = "-XX:+UseSerialGC -XX:TieredStopAtLevel=1"
_SPARK = str(Path(pyspark.__path__[0], "bin", "spark-class"))
_DEPLOY = "org.apache.spark.deploy"


@dataclass
class Cluster:
    """Two workers of one core each; `driver` is the address at which they reach this process."""

    head: Host
    workers: list[Host]
    driver: str
    folder: Path

    def __post_init__(self) -> None:
        self._port, self._page = (free_port("127.0.0.1") for _ in range(2))

    @property
    def master(self) -> str:
        return f"spark://{self.head.address}:{self._port}"

    @property
    def settings(self) -> dict[str, str]:
        """What a program that uses the cluster has to say, here or in spark-defaults.conf."""
        return {
            "spark.driver.host": self.driver,
            "spark.driver.bindAddress": self.driver,
            "spark.driver.memory": "512m",
            "spark.driver.extraJavaOptions": _LIGHT,
            "spark.executor.memory": "512m",
            "spark.executor.extraJavaOptions": _LIGHT,
            "spark.executorEnv.PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
            "spark.ui.enabled": "false",
        }

    def start(self) -> None:
        self._run(self.head, "master.Master", "--port", str(self._port), "--webui-port", str(self._page))
        wait_until(lambda: self.alive() is not None)
        for worker in self.workers:
            self.start_worker(worker)
        wait_until(lambda: self.alive() == len(self.workers))

    def start_worker(self, worker: Host) -> None:
        work = [
            "--webui-port",
            "0",
            "--cores",
            "1",
            "--memory",
            "768m",
            "--work-dir",
            str(self.folder / worker.name),
        ]
        self._run(worker, "worker.Worker", *work, self.master)

    def _run(self, host: Host, role: str, *options: str) -> None:
        env = os.environ | {
            "SPARK_LOCAL_IP": host.address,
            "SPARK_DAEMON_MEMORY": "256m",
            "SPARK_DAEMON_JAVA_OPTS": _LIGHT,
        }
        command = [_SPARK, f"{_DEPLOY}.{role}", "--host", host.address, *options]
        host.start(command, env, self.folder / f"{host.name}.log")

    def alive(self) -> int | None:
        """How many workers the master counts; None while it does not answer."""
        page = f"http://{self.head.address}:{self._page}/json/"
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with direct.open(page, timeout=5) as answer:
                return int(json.load(answer)["aliveworkers"])
        except OSError:
            return None


@contextmanager
def started(folder: Path) -> Iterator[Cluster]:
    """A cluster on separate hosts, or on addresses of the loopback where there can be none; gone afterwards."""
    with ExitStack() as stack:
        (head, *workers), driver = _hosts(stack, ["master", "worker1", "worker2"])
        cluster = Cluster(head, workers, driver, folder)
        try:
            cluster.start()
        except AssertionError:
            sys.stderr.write("".join(log.read_text()[-2000:] for log in sorted(folder.glob("*.log"))))
            raise
        yield cluster


def _hosts(stack: ExitStack, names: list[str]) -> tuple[list[Host], str]:
    try:
        return stack.enter_context(separate(names))
    except (CalledProcessError, FileNotFoundError):
        return stack.enter_context(loopback(names))
