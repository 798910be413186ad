"""What an event leaves in the hand: a firm's calendar and print, the organiser's papers, programme and report."""

from collections.abc import Callable
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import Download, Page, expect

RUNNING, OVER = "产业链供需对接会", "春季装备制造产销对接会"
PARTICIPANT = "institution"


def _open(page: Page, title: str) -> None:
    page.goto("/events/")
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def _fits(page: Page) -> None:
    """Nothing runs out of the window sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def _kept(page: Page, name: str) -> Download:
    with page.expect_download() as waiting:
        page.get_by_role("link", name=name, exact=True).click()
    return waiting.value


def _printed(page: Page) -> int:
    """How often the page asked for the printer, which a test has none of."""
    page.evaluate("() => { window.asked = 0; window.print = () => { window.asked += 1; }; }")
    page.get_by_role("button", name="打印", exact=True).click()
    return int(page.evaluate("window.asked"))


def test_a_firm_carries_its_agenda_away(visit: Callable[..., Page]) -> None:
    page = visit(PARTICIPANT)
    _open(page, RUNNING)
    page.get_by_role("link", name="本单位的安排").click()
    _fits(page)
    file = _kept(page, "加入日历")
    assert file.suggested_filename.endswith(".ics")
    meetings = Calendar.from_ical(Path(file.path()).read_bytes()).walk("VEVENT")
    assert meetings
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="生成订阅地址").or_(page.get_by_role("button", name="更换地址")).click()
    address = page.get_by_label("把这个地址加进").input_value()
    fetched = page.context.request.get(address)
    assert len(Calendar.from_ical(fetched.body()).walk("VEVENT")) == len(meetings)
    page.get_by_role("button", name="更换地址").click()
    expect(page.get_by_label("把这个地址加进")).not_to_have_value(address)
    assert page.context.request.get(address).status == 404
    _fits(page)
    page.get_by_role("link", name="打印日程").click()
    held = [one for one in meetings if one["STATUS"] == "CONFIRMED"]  # what fell out is in no printed agenda
    expect(page.get_by_role("row")).to_have_count(len(held) + 1)
    _fits(page)
    assert _printed(page) == 1
    page.get_by_role("link", name="返回").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("本单位的安排")


def test_the_organiser_prints_edits_the_programme_and_reads_the_report(
    visit: Callable[..., Page], size: str
) -> None:
    page = visit("coordinator")
    _open(page, RUNNING)
    _papers(page)
    page.get_by_role("link", name="议程", exact=True).click()
    _programme(page, f"企业家发言（{size}）")
    _open(page, OVER)
    page.get_by_role("link", name="成效", exact=True).click()
    _fits(page)
    expect(page.locator("#chart-meetings svg, #chart-meetings canvas").first).to_be_visible()
    page.get_by_text("看数据表").click()
    expect(page.locator("#chart-meetings td").first).to_have_text("日程里的洽谈")
    assert _kept(page, "报告 Word").suggested_filename.endswith(".docx")
    assert _kept(page, "报告 Excel").suggested_filename.endswith(".xlsx")


def _papers(page: Page) -> None:
    assert _kept(page, "日程总表（时段 × 桌） Word").suggested_filename.endswith(".docx")
    assert _kept(page, "桌卡 Excel").suggested_filename.endswith(".xlsx")
    page.get_by_role("link", name="日程总表（时段 × 桌）", exact=True).click()
    expect(page.get_by_role("columnheader", name="时间").first).to_be_visible()
    _fits(page)
    assert _printed(page) == 1
    page.get_by_role("link", name="返回").click()


def _programme(page: Page, title: str) -> None:
    """One more at the end, one place up, and off again; a mistake is told and loses nothing."""
    _fits(page)
    page.get_by_label("环节").select_option(label="其他")
    page.get_by_label("内容").fill(title)
    starts = page.get_by_label("开始").input_value()
    page.get_by_label("开始").fill("2020-01-01T09:00")
    page.get_by_role("button", name="加进议程").click()
    expect(page.locator(".dj-summary")).to_contain_text("时间要在对接会的日期里")
    expect(page.get_by_label("内容")).to_have_value(title)
    page.get_by_label("开始").fill(starts)
    page.get_by_role("button", name="加进议程").click()
    rows = page.locator(".dj-rows li")
    expect(rows.last).to_contain_text(title)
    page.get_by_role("button", name=f"上移：{title}").click()
    expect(rows.last).not_to_contain_text(title)
    page.get_by_label("供需").press_sequentially("轴承", delay=30)
    expect(page.locator("#suggest-listing option").first).to_be_attached()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".dj-rows li", has_text=title).get_by_role("button", name="去掉").click()
    expect(page.get_by_text("已从议程里去掉。")).to_be_visible()
    expect(page.locator(".dj-rows")).not_to_contain_text(title)
