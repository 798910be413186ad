"""An organiser's day: an event made, people invited and confirmed, the agenda computed, a card moved, published."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_from_the_first_step_to_the_published_agenda(visit: Callable[..., Page], size: str) -> None:
    page = visit("coordinator")
    _make(page, size)
    _lay_out(page)
    _invite(page)
    _confirm(page)
    _compute(page)
    _move(page, size)
    page.goto(_event(page))
    page.get_by_role("button", name="发布日程").click()
    expect(page.get_by_text("已发布第 1 版，只通知日程有变化的参会方。")).to_be_visible()
    expect(page.get_by_role("button", name="开始举行")).to_be_visible()


def _event(page: Page) -> str:
    found = re.search(r"/events/\d+/", page.url)
    assert found
    return found.group()


def _fits(page: Page) -> None:
    """Nothing runs out of the window sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def _make(page: Page, size: str) -> None:
    page.goto("/events/")
    _fits(page)
    page.get_by_role("link", name="办一场对接会").click()
    page.get_by_label("名称").fill(f"配套协作对接会（{size}）")
    page.get_by_label("产销对接").check()
    page.get_by_label("会场").fill("国际会议中心")
    page.get_by_label("每方最多几场").fill("4")
    page.get_by_role("button", name="下一步：时段和桌位").click()


def _lay_out(page: Page) -> None:
    """The advice follows what is typed; a mistake is told beside its field and loses nothing."""
    page.get_by_label("日期").fill("2027-03-10")
    page.get_by_label("每场多长").fill("10")
    page.locator("[name=room_0]").fill("A 厅")
    page.locator("[name=count_0]").fill("4")
    expect(page.locator("#advice")).to_contain_text("偏短")
    page.get_by_label("每场多长").fill("25")
    page.get_by_label("每天结束").fill("08:00")
    page.get_by_role("button", name="生成时段和桌位").click()
    expect(page.locator(".dj-summary")).to_contain_text("要在开始之后")
    page.get_by_label("每天结束").fill("16:00")
    page.get_by_role("button", name="生成时段和桌位").click()
    expect(page.get_by_text("已安排 11 个时段、4 张桌。")).to_be_visible()
    _fits(page)


def _invite(page: Page) -> None:
    page.get_by_role("link", name="下一步：邀请参会方").click()
    page.get_by_label("全选").check() if page.get_by_label("全选").is_visible() else _tick_all(page)
    page.get_by_role("button", name="邀请勾选的").click()
    expect(page.get_by_text(re.compile(r"已邀请 \d+ 家。"))).to_be_visible()
    _fits(page)
    page.goto(_event(page))
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="开始邀请报名").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("邀请报名")


def _tick_all(page: Page) -> None:
    """On a phone the heading with its box is not shown."""
    for box in page.locator("input[name=id]").all():
        box.check()


def _confirm(page: Page) -> None:
    page.get_by_role("link", name="邀请和催办").click()
    _fits(page)
    page.get_by_label("全选").check() if page.get_by_label("全选").is_visible() else _tick_all(page)
    page.get_by_role("button", name="代为确认").click()
    expect(page.get_by_text(re.compile(r"已代为确认 \d+ 家。"))).to_be_visible()
    page.goto(_event(page))
    page.get_by_role("button", name="开始配对排期").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("配对排期")


def _compute(page: Page) -> None:
    event = _event(page)
    page.goto(f"{event}meetings/")
    page.get_by_label("最多算多久").select_option("20")
    page.get_by_role("button", name="计算日程").click()
    expect(page.get_by_text(re.compile(r"排上 \d+ 场洽谈"))).to_be_visible(timeout=60_000)
    page.get_by_role("link", name="看结论和洽谈").click()
    expect(page.get_by_text("上次计算")).to_be_visible()
    _fits(page)
    page.goto(f"{event}board/")


def _move(page: Page, size: str) -> None:
    """By mouse on the desk, by choosing card and place on the phone; an illegal drop is refused with a sentence."""
    card = page.locator(".ev-cell .ev-card").first
    meeting = card.get_attribute("data-meeting")
    mine = page.locator(f".ev-cell .ev-card[data-meeting='{meeting}']")
    before = mine.get_attribute("data-seen")
    _fits(page)
    card.locator(".ev-card-names").click()
    expect(page.get_by_text("选一个能放的格子")).to_be_visible()
    if size == "phone":
        page.locator(".ev-windows a").last.click()
        page.locator(".ev-drop:visible").first.click()
        expect(page.get_by_text(re.compile(r"已移到 .+桌"))).to_be_visible()
        return
    free = page.locator(".ev-cell-yes").last
    target = page.locator(
        f".ev-cell[data-slot='{free.get_attribute('data-slot')}'][data-table='{free.get_attribute('data-table')}']"
    )
    page.get_by_role("link", name="不移了").click()
    expect(page.locator(".ev-picking")).to_have_count(0)
    mine.drag_to(page.locator(".ev-cell:has(.ev-card)").nth(3))
    expect(page.locator("#board-said .dj-message-error")).to_be_visible()
    assert mine.get_attribute("data-seen") == before
    mine.drag_to(target)
    expect(page.locator("#board-said")).to_contain_text("已移到")
    assert mine.get_attribute("data-seen") != before
    page.get_by_role("button", name="撤销上一次移动").click()
    expect(page.locator("#board-said")).to_contain_text("已撤销")
    assert mine.get_attribute("data-seen") == before
    mine.get_by_role("button").click()
    expect(page.locator("#board-said")).to_contain_text("已锁定")


def test_a_firm_sees_what_is_announced_and_nothing_of_the_organisers(visit: Callable[..., Page]) -> None:
    page = visit("enterprise")
    page.goto("/events/")
    page.get_by_role("link", name="重点企业配套协作对接会").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("重点企业配套协作对接会")
    expect(page.get_by_role("link", name="日程板")).to_have_count(0)
    _fits(page)
    assert page.goto(f"{_event(page)}board/").status == 404


def test_a_firm_wishes_and_reports(visit: Callable[..., Page]) -> None:
    """At an event that invites it says whom it wants to meet; at the one that runs, what came of a meeting."""
    page = visit("enterprise2")
    page.goto("/events/")
    page.get_by_role("link", name="重点企业配套协作对接会").click()
    page.get_by_role("link", name="本单位的安排").click()
    _fits(page)
    page.get_by_role("link", name="修改意愿").click()
    first = page.get_by_label("第 1 想见").locator("option").nth(1)
    name = first.inner_text()
    page.get_by_label("第 1 想见").select_option(name)
    for number in range(2, 6):
        page.get_by_label(f"第 {number} 想见").select_option("")
    page.locator("[name=veto_1]").select_option("")
    _fits(page)
    page.get_by_role("button", name="保存意愿").click()
    expect(page.get_by_text("意愿已保存")).to_be_visible()
    expect(page.get_by_text(name).first).to_be_visible()
    page.goto("/events/?state=running")
    page.get_by_role("link", name="产业链供需对接会").click()
    page.get_by_role("link", name="本单位的安排").click()
    page.locator("a.dj-row-title").first.click()
    page.get_by_label("达成意向").check()
    page.get_by_label("金额").fill("120000")
    page.get_by_role("button", name="记下结果").click()
    expect(page.get_by_text("已记下。")).to_be_visible()
    expect(page.get_by_text("120,000 元")).to_be_visible()
    _fits(page)
