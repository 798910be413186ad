"""A real site with the demo city in it, and a real browser: Debian's Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

PASSWORD = "docking-brackets-42"
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a portal with a small demo city, its server and its worker running."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    folder = tmp_path_factory.mktemp("site")
    env = os.environ | {"DUIJIE_DATA_DIR": str(folder), "DUIJIE_DEMO_PASSWORD": PASSWORD}
    env.pop("DATABASE_URL", None)
    log = (folder / "server.txt").open("w")
    command = [sys.executable, "-m", "duijie", "demo", "--city-size", "200", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
    try:
        _wait_for(port, process, folder / "server.txt")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _try in range(240):
        if process.poll() is not None:
            pytest.fail(f"the site did not start: {log.read_text()}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    pytest.fail("the site did not start within two minutes")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is not installed")
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def visit(site: str, browser: Browser, size: str) -> Iterator[Callable[..., Page]]:
    """Opens a page as somebody; whatever the browser complains of fails the test."""
    contexts, complaints = [], []

    def make(username: str | None = None) -> Page:
        width, height = SIZES[size]
        context = browser.new_context(
            viewport={"width": width, "height": height}, locale="zh-CN", base_url=site
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda m: complaints.append(m.text) if m.type == "error" and "404" not in m.text else None,
        )
        if username:
            page.goto("/accounts/login/")
            page.get_by_label("用户名或电子邮箱").fill(username)
            page.get_by_label("密码", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="登录", exact=True).click()
            page.wait_for_url("**/")
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []
