"""What people come for, in a real browser, at a desk and on a phone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from duijie.tables import write_rows

Visit = Callable[..., Page]
ROLES = ("coordinator", "department", "county", "enterprise", "institution", "leader", "operator")


def fits(page: Page) -> None:
    """Nothing sticks out of the window or stays under the bar, and everything that can be pressed has a name."""
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wider <= 0, page.url
    nameless = page.evaluate(
        "[...document.querySelectorAll('button, a[href], input:not([type=hidden]), select, textarea')]"
        ".filter(e => e.offsetParent && !(e.textContent || e.value || '').trim() && !e.getAttribute('aria-label')"
        " && !e.title && !(e.labels && e.labels.length) && !e.placeholder && !e.querySelector('img[alt]:not([alt=\"\"])')).map(e => e.outerHTML)"
    )
    assert nameless == [], page.url
    hidden = page.evaluate(
        "() => { scrollTo({top: document.documentElement.scrollHeight, behavior: 'instant'}); const bar = document.querySelector('.dj-bottom');"
        " const end = [...document.querySelectorAll('.dj-main *')].map(e => e.getBoundingClientRect().bottom);"
        " return bar && bar.offsetHeight ? Math.max(...end) - bar.getBoundingClientRect().top : 0; }"
    )
    assert hidden <= 0, page.url


@pytest.mark.parametrize("role", ROLES)
def test_every_role_finds_its_way(role: str, visit: Visit) -> None:
    page = visit(role)
    expect(page.get_by_role("heading", level=1)).to_contain_text("您好")
    addresses = page.eval_on_selector_all(
        ".dj-side a, .dj-bottom a", "links => [...new Set(links.map(a => a.pathname))]"
    )
    assert len(addresses) > 3
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        expect(page.get_by_role("heading", level=1)).not_to_be_empty()
        fits(page)


def test_a_need_is_published_reviewed_matched_and_agreed_on(visit: Visit, size: str) -> None:
    """The whole way: the clerk writes, the officer releases, matches appear, the other side accepts, contacts open."""
    clerk = visit("enterprise")
    title = f"采购深沟球轴承（{size}）"
    clerk.goto("/listings/new/sales/need/")
    clerk.get_by_label("标题").fill(title)
    clerk.get_by_label("采购数量").fill("一大堆")
    clerk.get_by_label(re.compile("^产品名称")).fill("深沟球轴承")
    clerk.get_by_label("详细说明").fill("深沟球轴承，用于电机装配，振动小，密封带油")
    clerk.get_by_role("button", name="提交审核").click()
    expect(clerk.get_by_role("alert")).to_contain_text("采购数量")
    expect(clerk.get_by_label("标题")).to_have_value(title)
    fits(clerk)
    clerk.get_by_label("采购数量").fill("200")
    clerk.get_by_role("button", name="提交审核").click()
    expect(clerk.get_by_text("已提交审核")).to_be_visible()
    address = clerk.url

    officer = visit("coordinator")
    officer.goto(address)
    officer.get_by_role("button", name="通过并发布").click()
    expect(officer.get_by_text("已发布，正在后台寻找匹配")).to_be_visible()

    for _try in range(30):
        clerk.goto(address)
        if clerk.locator(".ex-match").count():
            break
        clerk.wait_for_timeout(1_000)
    best = clerk.locator(".ex-match").first
    expect(best).to_contain_text("双方都提到")
    fits(clerk)
    best.get_by_role("link", name="对照原文").click()
    expect(clerk.locator("mark").first).to_be_visible()
    fits(clerk)
    clerk.get_by_role("link", name="表达意向").click()
    clerk.get_by_label("留言").fill("想谈一谈")
    clerk.get_by_role("button", name="送出意向").click()
    expect(clerk.get_by_text("意向已送出")).to_be_visible()
    clerk.goto("/interests/?tab=sent")
    expect(clerk.locator(".ex-interests li").first).to_contain_text("等待答复")
    fits(clerk)


def publish(clerk: Page, officer: Page, side: str, title: str) -> str:
    """Fill in the form as the clerk, release it as the officer; returns the listing's address."""
    clerk.goto(f"/listings/new/sales/{side}/")
    clerk.get_by_label("标题").fill(title)
    clerk.get_by_label(re.compile("^产品名称")).fill("圆锥滚子轴承")
    clerk.get_by_role("button", name="提交审核").click()
    expect(clerk.get_by_text("已提交审核")).to_be_visible()
    officer.goto(clerk.url)
    officer.get_by_role("button", name="通过并发布").click()
    return clerk.url


def test_the_asked_side_accepts_and_both_read_the_contacts(visit: Visit, size: str) -> None:
    asker, asked, officer = visit("enterprise"), visit("enterprise2"), visit("coordinator")
    publish(asker, officer, "need", f"采购圆锥滚子轴承 {size}")
    offer = publish(asked, officer, "offer", f"供应圆锥滚子轴承 {size}")
    asker.goto(offer)
    expect(asker.get_by_text("双方都同意对接后公开").first).to_be_visible()
    asker.get_by_role("link", name="表达意向").click()
    asker.get_by_role("radio", name=re.compile(f"采购圆锥滚子轴承 {size}")).check()
    asker.get_by_role("button", name="送出意向").click()
    asked.goto("/")
    asked.locator(".dj-rows li", has_text=f"采购圆锥滚子轴承 {size}").get_by_role("link", name="答复").click()
    asked.on("dialog", lambda dialog: dialog.accept())
    asked.get_by_role("button", name="接受", exact=True).click()
    for page in (asked, asker):
        page.goto("/interests/?state=accepted" + ("&tab=sent" if page is asker else ""))
        row = page.locator(".ex-interests > li", has_text=f"圆锥滚子轴承 {size}")
        expect(row.locator(".ex-contact")).to_contain_text("0379-0")
        fits(page)


def test_a_round_is_allocated_published_and_taken_back(visit: Visit, size: str) -> None:
    """The coordinator opens it, looks at the report and publishes; a firm sees its partners until it is taken back."""
    officer, clerk = visit("coordinator"), visit("enterprise")
    officer.goto("/rounds/new/")
    title = f"产销对接第一轮 {size}"
    officer.get_by_label("名称").fill(title)
    officer.get_by_label("小微企业至少占").fill("130")
    officer.get_by_role("button", name="开始计算").click()
    expect(officer.get_by_role("alert")).to_contain_text("小微企业至少占")
    fits(officer)
    officer.get_by_label("小微企业至少占").fill("30")
    officer.get_by_role("button", name="开始计算").click()
    officer.get_by_role("link", name="看分配方案").click(timeout=60_000)
    expect(officer.locator(".ex-report")).to_contain_text("小微企业保底")
    expect(officer.locator(".ex-report")).to_contain_text("已证明")
    fits(officer)
    with officer.expect_download() as waiting:
        officer.get_by_role("link", name="导出 Excel").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    address = officer.url
    clerk.goto("/rounds/")
    expect(clerk.get_by_text(title)).to_have_count(0)
    officer.get_by_role("button", name="发布给双方").click()
    expect(officer.get_by_text("已发布，双方现在都看得到")).to_be_visible()
    clerk.goto("/rounds/")
    clerk.get_by_role("link", name=title).click()
    assert clerk.locator(".dj-table tbody tr").count() > 0
    expect(clerk.get_by_text("分配报告")).to_have_count(0)
    fits(clerk)
    officer.goto(address)
    officer.get_by_role("button", name="撤回发布").click()
    expect(officer.get_by_text("已撤回发布")).to_be_visible()
    clerk.goto("/rounds/")
    expect(clerk.get_by_text(title)).to_have_count(0)


def test_lists_are_searched_filtered_and_exported(visit: Visit) -> None:
    page = visit("coordinator")
    page.goto("/listings/")
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.get_by_label("关键词").fill("轴承")
    page.get_by_label("供需", exact=True).select_option("offer")
    page.get_by_role("button", name="筛选").click()
    expect(page).to_have_url(re.compile("side=offer"))
    rows = page.locator(".dj-table tbody tr")
    assert rows.count() > 0
    with page.expect_download() as waiting:
        page.get_by_role("link", name="导出 Excel").click()
    assert waiting.value.suggested_filename.endswith(".xlsx")
    rows.first.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/listings/\d+/"))


def test_a_spreadsheet_is_imported_with_its_mistakes_named(visit: Visit, size: str, tmp_path: Path) -> None:
    path = tmp_path / "需求.xlsx"
    rows = [["甲", f"导入的轴承需求 {size}", "轴承", 5], ["乙", "没写产品", "", "很多"], ["丙", "", "", ""]]
    write_rows(path, ["编号", "标题", "产品名称", "采购数量"], rows)
    page = visit("enterprise")
    page.goto("/listings/import/sales/need/")
    page.get_by_label("表格文件").set_input_files(path)
    page.get_by_role("button", name="开始导入").click()
    expect(page.get_by_text("读到 3 行")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("没有填“产品名称”")).to_be_visible()
    fits(page)


def test_the_dashboard_draws_what_its_tables_say(visit: Visit) -> None:
    page = visit("leader")
    page.goto("/dashboard/")
    expect(page.locator("canvas")).to_have_count(6)
    assert page.locator(".dj-figure").count() == 8
    page.locator("#chart-channels summary").click()
    expect(page.locator("#chart-channels table")).to_contain_text("产销对接")
    fits(page)


def test_a_firm_registers_and_is_told_to_wait(visit: Visit) -> None:
    page = visit()
    page.goto("/accounts/register/")
    page.get_by_label("统一社会信用代码").fill("91410305TEXT000013")
    page.get_by_role("button", name="提交注册").click()
    expect(page.get_by_role("alert")).to_contain_text("统一社会信用代码")
    fits(page)


def test_the_site_speaks_english(visit: Visit) -> None:
    page = visit("coordinator")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
    for address in ("/listings/", "/matches/", "/dashboard/", "/parties/"):
        page.goto(address)
        fits(page)
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_weights_are_learned_compared_and_set_back(visit: Visit, size: str) -> None:
    """The demo city's past has conclusions enough to learn from; whatever comes out, the way back is one click."""
    officer, clerk = visit("coordinator"), visit("enterprise")
    officer.goto("/matches/")
    officer.get_by_role("link", name="评分权重").click()
    row = officer.locator(".dj-table").first.locator("tr", has_text="产销对接")
    row.get_by_role("button", name="现在学习").click()
    officer.get_by_role("link", name="看比较").click(timeout=120_000)
    learned = officer.locator(".dj-table").nth(1).locator("tr", has_text="产销对接").first
    expect(learned).to_contain_text("NDCG@10")
    fits(officer)
    if not learned.get_by_text("在用", exact=True).count():
        learned.get_by_role("button", name="换用这一版").click()
    expect(row).to_contain_text("学到的")
    row.get_by_role("button", name="改回默认权重").click()
    expect(row).to_contain_text("默认权重")
    assert clerk.goto("/learning/").status in (403, 404)  # type: ignore[union-attr]
