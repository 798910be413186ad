"""From a pair that agreed to talk, or a meeting, to money that landed; at a desk and on a phone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_journeys import fits

Visit = Callable[..., Page]
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def other_side(page: Page) -> str:
    """The account of the demo that signs beside the one who drafts, and its firm's name."""
    page.goto("/")
    page.locator(".dj-menu > summary").click()
    name = page.locator(".dj-menu-head").inner_text().split("·")[-1].strip()
    page.keyboard.press("Escape")
    return name


@pytest.fixture
def receipt(tmp_path: Path) -> Path:
    path = tmp_path / "回单.pdf"
    path.write_bytes(PDF + str(tmp_path).encode())
    return path


def test_drafted_confirmed_followed_and_completed(visit: Visit, size: str, receipt: Path) -> None:
    """The clerk drafts, the bank confirms, a milestone gets its receipt, money lands, the agreement is completed."""
    bank, clerk = visit("bank"), visit("enterprise")
    partner = other_side(bank)
    clerk.goto("/agreements/")
    fits(clerk)
    clerk.get_by_role("link", name="起草协议").first.click()
    clerk.get_by_label("协议名称").fill(f"设备贷款协议（{size}）")
    clerk.get_by_label("类别").select_option(label="融资")
    clerk.get_by_label("乙方", exact=True).fill("没有这家单位")
    clerk.get_by_label(re.compile("^协议金额")).fill("120万元")
    clerk.get_by_role("button", name="存为草稿").click()
    expect(clerk.get_by_role("alert")).to_contain_text("主体库里没有在用的这个单位")
    fits(clerk)
    clerk.get_by_label("乙方", exact=True).fill(partner)
    clerk.get_by_role("button", name="存为草稿").click()
    expect(clerk.get_by_text("已存为草稿")).to_be_visible()
    clerk.get_by_role("button", name="送签约方确认").click()
    expect(clerk.get_by_text("已送签约方确认")).to_be_visible()
    address = clerk.url

    bank.goto("/")
    bank.get_by_text(f"设备贷款协议（{size}）").first.wait_for()
    bank.goto(address)
    fits(bank)
    bank.get_by_role("button", name="确认", exact=True).click()
    expect(bank.get_by_text("已代表本单位确认")).to_be_visible()

    clerk.goto(address)
    for button in ("启动", "开始履约"):
        clerk.get_by_role("button", name=button, exact=True).click()
    clerk.get_by_label("节点", exact=True).fill("首笔放款")
    clerk.get_by_label("应完成日期").first.fill("2026-11-02")
    clerk.get_by_role("button", name="添加节点").click()
    expect(clerk.locator("#milestones")).to_contain_text("超期")
    clerk.locator("#milestones").get_by_text("上传佐证").click()
    clerk.locator("#milestones input[type=file]").set_input_files(receipt)
    clerk.get_by_role("button", name="上传", exact=True).click()
    expect(clerk.get_by_text("已上传佐证材料")).to_be_visible()
    fits(clerk)
    with clerk.expect_download() as download:
        clerk.locator("#milestones").get_by_role("link", name="回单.pdf").click()
    assert download.value.path().read_bytes() == receipt.read_bytes()

    clerk.locator("#landed summary").first.click()
    clerk.locator("#landed").get_by_label("到账金额", exact=True).fill("50万")
    clerk.locator("#landed").get_by_role("button", name="登记到账").click()
    expect(clerk.locator("#landed")).to_contain_text("41%")
    clerk.get_by_role("button", name="完成", exact=True).first.click()
    expect(clerk.get_by_text("还有 1 个节点没有完成")).to_be_visible()
    clerk.locator("#milestones").get_by_role("button", name="完成").click()
    clerk.get_by_role("button", name="完成", exact=True).first.click()
    expect(clerk.locator("h1")).to_contain_text("已完成")
    fits(clerk)


def test_a_firm_objects_and_is_answered(visit: Visit, size: str) -> None:
    clerk = visit("enterprise")
    clerk.goto("/agreements/?step=signed")
    clerk.locator(".dj-table .dj-title a").first.click()
    address = clerk.url
    clerk.get_by_text("台账写得不对？提出异议").click()
    clerk.locator("#objections").get_by_label("实际情况").fill(f"还没有启动，设备没有进场（{size}）")
    clerk.get_by_role("button", name="提出异议").click()
    expect(clerk.locator("#objections")).to_contain_text("待答复")
    fits(clerk)
    officer = visit("coordinator")
    officer.goto(address)
    row = officer.locator("#objections li").filter(has_text=f"（{size}）")
    row.get_by_label("核实情况和依据").fill("已到厂核实，设备昨日进场。")
    row.get_by_role("button", name="核实无误").click()
    expect(officer.locator("#objections")).to_contain_text("已到厂核实")
    clerk.goto(address)
    expect(clerk.locator("#objections")).to_contain_text("核实无误")


def test_the_leader_reads_the_funnel_on_one_page(visit: Visit) -> None:
    leader = visit("leader")
    leader.goto("/agreements/funnel/")
    expect(leader.locator(".dj-figure")).to_have_count(8)
    expect(leader.locator(".dj-chart canvas")).to_have_count(2)
    expect(leader.locator(".dj-figure").first).to_contain_text("参考值 75%")
    fits(leader)
    for what in ("按部门", "按年份"):
        leader.get_by_role("link", name=what).click()
        leader.get_by_text("看数据表").last.click()
        fits(leader)
    with leader.expect_download() as download:
        leader.get_by_role("link", name="报告 Word").click()
    assert download.value.suggested_filename.endswith(".docx")
    leader.locator(".dj-figure").nth(5).click()
    expect(leader.locator(".dj-table .dj-chip").first).to_have_text("已完成")
    leader.goto("/agreements/funnel/meetings/?step=intent")
    expect(leader.locator("h1")).to_contain_text("漏斗里的洽谈")
    fits(leader)


def test_the_coordinator_sets_rules_and_imports(visit: Visit) -> None:
    officer = visit("coordinator")
    for address in ("/agreements/rules/", "/agreements/import/", "/agreements/new/", "/agreements/?late=on"):
        answer = officer.goto(address)
        assert answer is not None
        assert answer.status == 200
        fits(officer)
    with officer.expect_download():
        officer.goto("/agreements/import/")
        officer.get_by_role("link", name="下载空白表").click()


def test_a_meeting_that_came_to_something_becomes_an_agreement(visit: Visit) -> None:
    """Parties, listings and amount are filled in; the chain leads back to the event and the need."""
    officer = visit("coordinator")
    officer.goto("/agreements/funnel/meetings/?step=intent&size=100")
    officer.get_by_role("link", name="起草协议").first.click()
    expect(officer.get_by_text("双方和供需已经填好")).to_be_visible()
    for label in ("甲方", "乙方"):
        expect(officer.get_by_label(label, exact=True)).not_to_have_value("")
    fits(officer)
    officer.get_by_label("技术合同类型").select_option("development")  # counts where it is about technology
    officer.get_by_role("button", name="存为草稿").click()
    expect(officer.locator(".ag-chain")).to_contain_text("对接会")
    fits(officer)
    officer.locator(".ag-chain li").filter(has_text="需求").get_by_role("link").click()
    expect(officer.get_by_text("签成的协议")).to_be_visible()
    fits(officer)
