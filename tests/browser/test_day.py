"""The day of an event: checked in at the desk, one that does not come, the agenda mended and put in force, one that walks in."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect


def test_from_the_desk_to_the_mended_agenda(visit: Callable[..., Page]) -> None:
    page = visit("coordinator")
    page.goto("/events/?state=running")
    page.get_by_role("link", name="产业链供需对接会").click()
    page.get_by_role("link", name="现场", exact=True).click()
    _fits(page)
    event = page.url.partition("floor/")[0]
    if page.get_by_text("没有后面的时段了").is_visible():
        pytest.skip("the demo's running event is in its last slot: shortly before midnight")
    _check_in(page, event)
    name = _who_sits_next(page, event)
    _does_not_come(page, event, name)
    _mend(page, event, name)


def _fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def _check_in(page: Page, event: str) -> None:
    """The last one is taken back and checked in again, found by name."""
    page.goto(f"{event}desk/")
    count = page.locator(".ev-desk-count").inner_text()
    _fits(page)
    undo = page.get_by_role("button", name=re.compile("^撤销.+的签到$")).first
    name = (undo.get_attribute("aria-label") or "").removeprefix("撤销").removesuffix("的签到")
    undo.click()
    expect(page.get_by_text(f"{name}的签到已撤销。")).to_be_visible()
    expect(page.locator(".ev-desk-count")).not_to_have_text(count)
    page.get_by_label("单位、联系人或签到码").fill(name)
    page.get_by_role("button", name="查找").click()
    page.get_by_role("button", name="签到", exact=True).click()
    expect(page.get_by_text(f"{name}已签到。")).to_be_visible()
    expect(page.locator(".ev-desk-count")).to_have_text(count)


def _who_sits_next(page: Page, event: str) -> str:
    page.goto(f"{event}floor/")
    card = page.locator("#floor .dj-columns .card").last
    return card.locator(".dj-row-title").first.inner_text()


def _does_not_come(page: Page, event: str, name: str) -> None:
    page.goto(f"{event}desk/?q={name}")
    page.get_by_role("button", name="撤销签到").click()
    page.get_by_role("button", name="记为未到").click()
    expect(page.get_by_text(f"{name}记为未到。")).to_be_visible()


def _mend(page: Page, event: str, name: str) -> None:
    page.goto(f"{event}floor/")
    row = page.locator("li", has=page.get_by_role("button", name="重新安排")).filter(has_text=name)
    row.get_by_role("button", name="重新安排").click()
    expect(page.get_by_role("button", name="采用")).to_be_visible(timeout=30_000)
    expect(page.locator("#repair")).to_contain_text("换时间的参会方")
    expect(page.locator(".dj-chip-late", has_text="去掉").first).to_be_visible()
    _fits(page)
    page.get_by_role("button", name="采用").click()
    expect(page.get_by_text(re.compile(r"已发布第 \d+ 版，只通知有变化的参会方。"))).to_be_visible()
    card = page.locator("#floor .dj-columns .card").last
    expect(card.get_by_text(name)).to_have_count(0)


def test_somebody_walks_in(visit: Callable[..., Page], size: str) -> None:
    page = visit("coordinator")
    page.goto("/events/?state=running")
    page.get_by_role("link", name="产业链供需对接会").click()
    page.get_by_role("link", name="现场", exact=True).click()
    page.get_by_role("link", name="现场到会").click()
    page.get_by_label("单位名称").fill("公司")
    page.get_by_role("button", name="查找").click()
    _fits(page)
    row = page.locator("ul.ev-desk li").nth(0 if size == "desktop" else 1)
    name = row.locator(".dj-row-title").inner_text()
    row.get_by_role("button", name="到会签到").click()
    expect(page.get_by_text(f"{name}已到会签到。")).to_be_visible()
    expect(page.get_by_label("单位").locator("option:checked")).to_have_text(name)
    _fits(page)


def test_a_firm_shows_its_code(visit: Callable[..., Page]) -> None:
    """The code of its page leads the desk to it; the organiser's pages are not there for the firm."""
    firm, desk = visit("enterprise2"), visit("coordinator")
    name = (firm.locator(".dj-menu-head").text_content() or "").rpartition("·")[2].strip()
    firm.goto("/events/?state=running")
    firm.get_by_role("link", name="产业链供需对接会").click()
    firm.get_by_role("link", name="本单位的安排").click()
    event = firm.url.partition("mine/")[0]
    desk.goto(f"{event}desk/?q={name}")
    desk.get_by_role("button", name="撤销签到").click()
    firm.reload()
    expect(firm.locator(".ev-code svg")).to_be_visible()
    _fits(firm)
    desk.goto(f"{event}desk/{firm.locator('.ev-code code').inner_text()}/")
    _fits(desk)
    desk.get_by_role("button", name="签到", exact=True).click()
    expect(desk.get_by_text(f"{name}已签到。")).to_be_visible()
    firm.reload()
    expect(firm.get_by_text("已签到：")).to_be_visible()
    for address in ("floor/", "desk/", "repairs/"):
        answer = firm.goto(f"{event}{address}")
        assert answer is not None
        assert answer.status == 404
