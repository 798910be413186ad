"""What the organiser prints, read back by the programs' own libraries; the page; what others get of it."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from duijie.portal.accounts.models import User
from duijie.portal.events import domain, papers
from duijie.portal.events.models import Event

Made = Callable[..., Any]


def at(event: Event, kind: str, ending: str = "") -> str:
    return reverse("events:paper", args=[event.pk, kind]) + (f"?as={ending}" if ending else "")


@pytest.fixture
def browse(client_for: Made, officer: User) -> Client:
    return client_for(officer)


@pytest.fixture
def event(new_event: Made, meet: Made, officer: User) -> Event:
    """Four firms; two meetings at once, one later; the draft has one more that nobody may see yet."""
    made = new_event(4)
    made.participants.update(contact_name="王主任", contact_phone="13800000000", representatives=2)
    for pair, slot, table in (((0, 1), 1, 1), ((2, 3), 1, 2), ((0, 2), 4, 1)):
        meet(made, *pair, slot=slot, table=table)
    domain.add_item(
        made, by=officer, kind="speech", title="开幕致辞", starts_at=made.starts_at, speaker=made.organiser
    )
    domain.publish(made, by=officer)
    meet(made, 1, 3, slot=6, table=4)
    made.refresh_from_db()
    return made


def workbook(browse: Client, address: str) -> dict[str, list[tuple[Any, ...]]]:
    book = load_workbook(BytesIO(b"".join(browse.get(address))))
    return {sheet.title: [tuple(c.value for c in row) for row in sheet.iter_rows()] for sheet in book}


def document(browse: Client, address: str) -> Any:
    return Document(BytesIO(b"".join(browse.get(address))))


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_agenda_by_slot_and_table(browse: Client, event: Event) -> None:
    (rows,) = workbook(browse, at(event, "agenda", "xlsx")).values()
    head = next(n for n, row in enumerate(rows) if row[0] == "时间")
    assert rows[head] == ("时间", "A 厅 1 号桌", "A 厅 2 号桌")
    assert rows[head + 1] == ("12-10\n09:00–09:25", "参会1厂\n参会2厂", "参会3厂\n参会4厂")
    assert rows[head + 2] == ("12-10\n10:30–10:55", "参会1厂\n参会3厂", "")
    assert len(rows) == head + 3
    assert any("第 1 版" in str(row[0]) for row in rows[:head])
    (table,) = document(browse, at(event, "agenda", "docx")).tables
    assert cells(table)[1:] == [list(row) for row in rows[head + 1 :]]


def test_the_agenda_by_participant(browse: Client, event: Event) -> None:
    (table,) = document(browse, at(event, "people", "docx")).tables
    assert [(row[0], row[2], row[3]) for row in cells(table)[1:]] == [
        ("参会1厂", "A 厅 1 号桌", "参会2厂"), ("", "A 厅 1 号桌", "参会3厂"), ("参会2厂", "A 厅 1 号桌", "参会1厂"),
        ("参会3厂", "A 厅 2 号桌", "参会4厂"), ("", "A 厅 1 号桌", "参会1厂"), ("参会4厂", "A 厅 2 号桌", "参会3厂"),
    ]  # fmt: skip


def test_a_card_for_every_table_that_has_meetings(browse: Client, event: Event) -> None:
    found = workbook(browse, at(event, "cards", "xlsx"))
    assert list(found) == ["A 厅 1 号桌", "A 厅 2 号桌"]
    made = document(browse, at(event, "cards", "docx"))
    assert [len(cells(table)) for table in made.tables] == [3, 2]
    assert [p.text for p in made.paragraphs if p.style.name == "Heading 1"] == list(found)
    assert made.tables[0].rows[1].cells[1].paragraphs[0].runs[0].font.size.pt == 20
    assert len(made.inline_shapes) == 2  # each with the code of the participants' page


def test_the_sign_in_sheet_has_numbers_only_where_asked(browse: Client, event: Event) -> None:
    empty = cells(document(browse, at(event, "sign-in", "docx")).tables[0])
    filled = cells(document(browse, at(event, "sign-in-phones", "docx")).tables[0])
    assert empty[0] == ["序号", "单位", "代表人数", "姓名", "电话", "签名"]
    assert empty[1] == ["1", "参会1厂", "2", "王主任", "", ""]
    assert filled[1] == ["1", "参会1厂", "2", "王主任", "13800000000", ""]
    assert len(empty) == 5


def test_who_declined_is_not_on_the_sheet(browse: Client, event: Event) -> None:
    event.participants.filter(party__name="参会4厂").update(state="declined")
    assert "参会4厂" not in browse.get(at(event, "sign-in")).content.decode()


def test_the_programme_comes_with_the_agenda(browse: Client, event: Event) -> None:
    made = document(browse, at(event, "programme", "docx"))
    assert cells(made.tables[0])[1] == ["2026-12-10 09:00", "10", "致辞", "开幕致辞", "市企业服务中心"]
    assert len(made.tables) == 2


@pytest.mark.parametrize("kind", sorted(papers.KINDS))
def test_papers_are_set_in_chinese_fonts(browse: Client, event: Event, kind: str) -> None:
    made = document(browse, at(event, kind, "docx"))
    head, body = made.tables[0].rows[0], made.tables[0].rows[1]

    def font(row: Any) -> str:
        run = row.cells[0].paragraphs[0].runs[0]
        return str(run._element.rPr.rFonts.get(qn("w:eastAsia")))

    assert (font(head), font(body)) == ("黑体", "仿宋")
    book = load_workbook(BytesIO(b"".join(browse.get(at(event, kind, "xlsx")))))
    sheet = book.worksheets[0]
    start = next(row for row in sheet.iter_rows() if row[0].border.left.style)
    assert sheet["A1"].font.name == "黑体"
    assert start[0].font.name == "黑体"
    assert sheet.cell(start[0].row + 1, 1).font.name == "仿宋"
    page = browse.get(at(event, kind)).content.decode()
    assert "data-print" in page
    assert "参会1厂" in page
    assert "style=" not in page


def test_what_was_cancelled_since_is_not_printed(browse: Client, event: Event, officer: User) -> None:
    gone = event.meetings.get(participants__party__name="参会4厂", state="planned")
    domain.cancel_meeting(gone, by=officer, reason="不来")
    page = browse.get(at(event, "agenda")).content.decode()
    assert "参会4厂" not in page
    assert "参会1厂" in page


def test_many_tables_take_several_sheets(new_event: Made, meet: Made, browse: Client, officer: User) -> None:
    event = new_event(16)
    domain.save_tables(event, [("", 8)], by=officer)
    for n in range(8):
        meet(event, 2 * n, 2 * n + 1, slot=1, table=n + 1)
    domain.publish(event, by=officer)
    sheets = list(workbook(browse, at(event, "agenda", "xlsx")).values())
    heads = [next(row for row in rows if row[0] == "时间") for rows in sheets]
    assert [len(row) for row in heads] == [7, 3]


@pytest.mark.parametrize("kind", ["agenda", "people", "cards"])
def test_nothing_is_printed_before_it_is_published(browse: Client, new_event: Made, kind: str) -> None:
    event = new_event(2)
    response = browse.get(at(event, kind), follow=True)
    assert response.redirect_chain == [(event.get_absolute_url(), 302)]
    assert "发布以后才能打印" in response.content.decode()
    assert browse.get(at(event, "sign-in")).status_code == 200


def test_others_get_no_papers(
    event: Event, client_for: Made, department: User, county: User, leader: User, clerk: User
) -> None:
    for user in (department, county, leader, clerk):
        client = client_for(user)
        assert {client.get(at(event, kind)).status_code for kind in papers.KINDS} == {404}
        assert "打印和下载" not in client.get(event.get_absolute_url()).content.decode()


def test_an_unknown_paper_does_not_exist(browse: Client, event: Event) -> None:
    assert browse.get(at(event, "secrets")).status_code == 404


def test_more_meetings_cost_no_more_queries(
    browse: Client, new_event: Made, meet: Made, officer: User, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for pairs in (1, 3):
        event = new_event(6, title=f"{pairs} 对")
        for n in range(pairs):
            meet(event, 2 * n, 2 * n + 1, slot=n + 1)
        domain.publish(event, by=officer)
        got = []
        for kind in papers.KINDS:
            with django_assert_max_num_queries(25) as seen:
                assert browse.get(at(event, kind)).status_code == 200
            got.append(len(seen))
        counts.append(got)
    assert counts[0] == counts[1]
