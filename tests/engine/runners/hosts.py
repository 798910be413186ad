"""Hosts for a cluster: network namespaces joined by a bridge; where these are not allowed, addresses of the loopback."""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.engine.runners.system import alive, of_session, wait_until


@dataclass
class Host:
    """A machine as far as the network is concerned; what is started on it ends when it loses its power."""

    name: str
    address: str
    namespace: str = ""
    _started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, command: list[str], env: dict[str, str], log: Path) -> None:
        inside = ["ip", "netns", "exec", self.namespace, *command] if self.namespace else command
        with log.open("ab") as file:
            self._started.append(
                subprocess.Popen(inside, env=env, stdout=file, stderr=file, start_new_session=True)
            )

    def processes(self) -> list[int]:
        if self.namespace:
            return [int(p) for p in _ip("netns", "pids", self.namespace).split()]
        return [pid for process in self._started for pid in of_session(process.pid)]

    def cut_power(self) -> None:
        """Every process on it is gone at once, without a word to anyone."""
        doomed = self.processes()
        for pid in doomed:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        for process in self._started:
            process.wait(timeout=10)
        self._started.clear()
        wait_until(lambda: not any(map(alive, doomed)), 10)


@contextmanager
def separate(names: list[str]) -> Iterator[tuple[list[Host], str]]:
    """Hosts with networks of their own, and the address at which they reach this process.

    The switch that joins them is a namespace too: no firewall of this machine filters between them.
    Raises CalledProcessError or FileNotFoundError where the system does not let us.
    """
    mark, net = f"dj{os.getpid()}", f"10.233.{os.getpid() % 250}"
    switch, made = f"{mark}-switch", []
    try:
        _ip("netns", "add", switch)
        _ip("-n", switch, "link", "add", "bridge", "type", "bridge")
        _ip("-n", switch, "link", "set", "bridge", "up")
        _ip("link", "add", mark, "type", "veth", "peer", "name", "port1", "netns", switch)
        _plug_in(switch, 1, [], mark, f"{net}.1")
        for number, name in enumerate(names, start=2):
            made.append(Host(name, f"{net}.{number}", namespace=f"{mark}-{name}"))
            _ip("netns", "add", made[-1].namespace)
            inside = ["-n", made[-1].namespace]
            _ip(*inside, "link", "set", "lo", "up")
            _ip(
                *inside,
                "link",
                "add",
                "eth0",
                "type",
                "veth",
                "peer",
                "name",
                f"port{number}",
                "netns",
                switch,
            )
            _plug_in(switch, number, inside, "eth0", made[-1].address)
        yield made, f"{net}.1"
    finally:
        for host in made:
            with suppress(subprocess.CalledProcessError):
                host.cut_power()
        with suppress(subprocess.CalledProcessError, FileNotFoundError):
            _ip("link", "delete", mark)
        for namespace in [*(host.namespace for host in made), switch]:
            with suppress(subprocess.CalledProcessError, FileNotFoundError):
                _ip("netns", "delete", namespace)


def _plug_in(switch: str, port: int, inside: list[str], device: str, address: str) -> None:
    _ip("-n", switch, "link", "set", f"port{port}", "master", "bridge", "up")
    _ip(*inside, "address", "add", f"{address}/24", "dev", device)
    _ip(*inside, "link", "set", device, "up")


def _ip(*words: str) -> str:
    return subprocess.run(["ip", *words], check=True, capture_output=True, text=True).stdout


@contextmanager
def loopback(names: list[str]) -> Iterator[tuple[list[Host], str]]:
    """Hosts that are only processes and addresses of this machine."""
    made = [Host(name, f"127.0.0.{number}") for number, name in enumerate(names, start=2)]
    try:
        yield made, "127.0.0.1"
    finally:
        for host in made:
            host.cut_power()


def free_port(address: str) -> int:
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])
