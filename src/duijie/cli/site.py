"""Running the portal: demo, serve, worker, migrate, createoperator."""

import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from duijie.cli.console import progress_bar, refuse, screen

DEMO_PASSWORD_VARIABLE = "DUIJIE_DEMO_PASSWORD"  # noqa: S105  the name of a variable, not a password
PortOption = Annotated[int, typer.Option("--port", min=1, max=65535, help="监听端口")]
HostOption = Annotated[str, typer.Option("--host", help="监听地址")]


def register(app: typer.Typer) -> None:
    for command in (demo, serve, worker, migrate, createoperator):
        app.command(command.__name__)(command)


def setup() -> None:
    """Load Django with the environment's settings; a wrong setting is a sentence."""
    import django  # noqa: PLC0415  two files can be matched without the portal
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duijie.portal.settings")
    try:
        django.setup()
    except ImproperlyConfigured as error:
        refuse(False, str(error))


@contextmanager
def refusals(as_json: bool) -> Iterator[None]:
    """What the portal refuses is a sentence here too."""
    from duijie.portal.refused import NotAllowed, Refused  # noqa: PLC0415  two files can be matched without it

    try:
        yield
    except Refused as refusal:
        refuse(as_json, refusal.sentence)
    except NotAllowed:
        refuse(as_json, "这个账号不能做这件事，没有写入任何内容。请用 --as 换一个账号。")


def manage(*arguments: str) -> None:
    from django.core.management import call_command  # noqa: PLC0415

    call_command(*arguments)


def migrate() -> None:
    """建立或升级数据库。"""
    setup()
    manage("migrate", "--verbosity=1")


def serve(port: PortOption = 8000, host: HostOption = "127.0.0.1", workers: int = 2) -> None:
    """启动门户（后台任务另用 duijie worker）。"""
    setup()
    _check_free(host, port)
    manage("collectstatic", "--noinput", "--verbosity=0")
    os.execv(sys.executable, _server(host, port, workers))  # noqa: S606  this process becomes the server


def worker() -> None:
    """启动后台任务。"""
    setup()
    manage("worker", "--interval=0.5")


def createoperator(
    username: Annotated[str, typer.Argument(help="登录名")] = "operator",
) -> None:
    """建立系统管理员账号；口令在终端输入，或用环境变量 DUIJIE_OPERATOR_PASSWORD 给出。"""
    setup()
    from duijie.portal.accounts.domain import create_operator  # noqa: PLC0415

    password = os.environ.get("DUIJIE_OPERATOR_PASSWORD") or typer.prompt(
        "口令", hide_input=True, confirmation_prompt="再输一次"
    )
    with refusals(False):
        create_operator(username=username, password=password)
    typer.echo(f"已建立系统管理员 {username}。")


def demo(
    city_size: Annotated[int, typer.Option("--city-size", min=50, max=100_000, help="企业数")] = 2_000,
    port: PortOption = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="只建数据，不启动门户")] = False,
) -> None:
    """建一座演示城市，完成匹配，启动门户，并给出网址和每种角色的一个账号。"""
    if not no_serve:
        _check_free("127.0.0.1", port)
    setup()
    manage("migrate", "--verbosity=0")
    accounts = _build(city_size)
    _announce(accounts, None if no_serve else port)
    if not no_serve:
        manage("collectstatic", "--noinput", "--verbosity=0")
        _run(port)


def _build(city_size: int) -> "DemoAccounts":
    from duijie.demo.city import build  # noqa: PLC0415
    from duijie.demo.gatherings import load_gatherings  # noqa: PLC0415
    from duijie.demo.history import load_history  # noqa: PLC0415
    from duijie.demo.landings import load_agreements  # noqa: PLC0415
    from duijie.demo.load import load  # noqa: PLC0415
    from duijie.portal.exchange.tasks import match_everything  # noqa: PLC0415

    password = _password()
    started = time.perf_counter()
    with progress_bar(False) as report:
        city = build(enterprises=city_size, listings=2 * city_size)
        with refusals(False):
            people = load(city, password=password, progress=report)
        pairs = match_everything(progress=report)
        load_history(city)
        load_gatherings(city, progress=report)
        load_agreements(city, progress=report)
    screen.print(f"演示城市已就绪：匹配出 {pairs:,} 对，用时 {time.perf_counter() - started:.0f} 秒。")
    return [(role, username, password) for role, username in people]


DemoAccounts = list[tuple[str, str, str]]


def _password() -> str:
    """One password for all demo accounts, made on this machine and kept beside its data."""
    from django.conf import settings  # noqa: PLC0415

    given = os.environ.get(DEMO_PASSWORD_VARIABLE)
    path = Path(settings.DATA_DIR) / "demo-password"
    if given:
        return given
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(f"Duijie-{secrets.token_urlsafe(6)}", encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def _announce(accounts: DemoAccounts, port: int | None) -> None:
    if port:
        typer.echo(f"\n门户地址：http://127.0.0.1:{port}/")
    typer.echo("演示账号（每种角色一个）：")
    for role, username, password in accounts:
        typer.echo(f"  {role:　<8}{username:<16}{password}")
    if port:
        typer.echo("按 Ctrl+C 停止。")


def _server(host: str, port: int, workers: int) -> list[str]:
    threads = str(2 * (os.cpu_count() or 1))
    where = ["--host", host, "--port", str(port), "--workers", str(workers), "--blocking-threads", threads]
    how = ["--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    return [sys.executable, "-m", "granian", *how, *where, "duijie.portal.wsgi:application"]


def _run(port: int) -> None:
    """The server and the worker together, until one of them ends or the person stops them."""
    commands = (_server("127.0.0.1", port, 2), [sys.executable, "-m", "duijie", "worker"])
    running = [subprocess.Popen(c) for c in commands]  # noqa: S603  our own commands
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        while all(p.poll() is None for p in running):
            time.sleep(0.3)
    except KeyboardInterrupt:
        pass
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=15)


def _check_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            refuse(False, f"端口 {port} 已被占用，请用 --port 换一个。")
