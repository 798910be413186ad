"""Takes the README's pictures from a running demo: `make demo` in one terminal, `make screenshots` in another.

Needs the packages of the tests and Chromium; DUIJIE_DEMO_URL names another address than http://127.0.0.1:8000.
"""

import os
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ADDRESS = os.environ.get("DUIJIE_DEMO_URL", "http://127.0.0.1:8000")
PASSWORD_FILE = Path(os.environ.get("DUIJIE_DATA_DIR", "var")) / "demo-password"
TARGET = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SIZE = (1280, 860)
PHONE = (390, 844)


def main() -> int:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("Chromium is not installed", file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        coordinator = sign_in(browser, "coordinator", SIZE)
        take(coordinator, "/dashboard/", "dashboard")
        clerk = sign_in(browser, "enterprise", SIZE)
        clerk.goto(f"{ADDRESS}/matches/?verdict=recommended")
        clerk.locator(".dj-table tbody tr a").first.click()
        take(clerk, clerk.url, "match")
        clerk.goto(f"{ADDRESS}/listings/?scope=mine&side=need")
        clerk.locator(".dj-table tbody tr a").first.click()
        take(clerk, clerk.url, "listing")
        phone = sign_in(browser, "enterprise", PHONE)
        take(phone, "/", "phone")
        browser.close()
    return 0


def sign_in(browser: Browser, username: str, size: tuple[int, int]) -> Page:
    page = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="zh-CN").new_page()
    page.goto(f"{ADDRESS}/accounts/login/")
    page.fill("#id_login", username)
    page.fill("#id_password", os.environ.get("DUIJIE_DEMO_PASSWORD") or PASSWORD_FILE.read_text().strip())
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(f"{ADDRESS}/")
    return page


def take(page: Page, url: str, name: str) -> None:
    page.goto(url if url.startswith("http") else ADDRESS + url)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=TARGET / f"{name}.png")
    print(TARGET / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
