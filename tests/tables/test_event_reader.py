"""Events from workbooks: the template reads back, headings and order are free, bad cells are told one by one."""

from pathlib import Path

import pytest
import xlsxwriter

from duijie.engine import schedule
from duijie.engine.meetings import Session
from duijie.tables import UnusableFile, read_event, write_agenda, write_event_template
from duijie.tables.files import open_table

SHEETS = {
    "Meetings": [
        ["participants", "id", "after", "must", "value"],
        ["甲;乙", "A", "", "", ""],
        ["甲；丙", 2, "A", "否", 3],
    ],
    "时段": [["上午下午", "时段"], ["上午", "9:00"], ["下午", "14:00"]],
    "桌位": [["桌号", "房间", "停用时段"], [1, "东厅", "下午"], [2, "", ""]],
    "参会方": [
        ["参会方", "代表人数", "不在场时段", "想要的时段"],
        ["甲", 2, "", "9:00"],
        ["乙", "", "下午", ""],
        ["丙", "", "", ""],
    ],
    "活动": [["活动名称", "空档最多相差"], ["产销对接", "不限"]],
}


def workbook(path: Path, **changes: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        for name, rows in (SHEETS | changes).items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return path


def test_the_template_is_an_event_that_can_be_scheduled(tmp_path: Path) -> None:
    write_event_template(tmp_path / "event.xlsx")
    read = read_event(tmp_path / "event.xlsx")
    assert read.name == "产销对接会"
    agenda = schedule(read.event)
    assert None not in agenda.slots
    write_agenda(tmp_path / "agenda.xlsx", read.event, agenda, read.name)
    sheets = {sheet.name: sheet.rows for sheet in open_table(tmp_path / "agenda.xlsx")}
    assert list(sheets) == ["按时段", "按参会方", "洽谈清单", "质量"]
    assert [row[0] for _, row in sheets["按参会方"][1:]] == ["甲轴承厂", "乙机床厂", "丙银行"]
    assert len(sheets["洽谈清单"]) == 3


def test_headings_and_sheets_in_any_order(tmp_path: Path) -> None:
    event = read_event(workbook(tmp_path / "e.xlsx")).event
    assert [(s.name, s.session) for s in event.slots] == [
        ("9:00", Session.MORNING),
        ("14:00", Session.AFTERNOON),
    ]
    assert event.tables[0].away == {1}
    assert [(p.representatives, set(p.away), dict(p.wishes)) for p in event.participants] == [
        (2, set(), {0: 1.0}),
        (1, {1}, {}),
        (1, set(), {}),
    ]
    one, two = event.meetings
    assert (one.participants, one.must, one.name) == ((0, 1), True, "A")
    assert (two.participants, two.must, two.value, set(two.after)) == ((0, 2), False, 3.0, {0})
    assert event.fairness is None


@pytest.mark.parametrize(
    ("sheet", "rows", "said"),
    [
        ("Meetings", [["参加方"], ["甲;丁"]], "工作表“洽谈”第 2 行“参加方”：没有叫“丁”的参会方"),
        ("Meetings", [["参加方"], ["甲;甲"]], "同一个参会方写了两次"),
        ("Meetings", [["参加方", "固定时段"], ["甲", "8:00"]], "没有叫“8:00”的时段"),
        ("Meetings", [["参加方", "指定房间"], ["甲", "西厅"]], "没有叫“西厅”的房间"),
        ("Meetings", [["参加方", "排在其后"], ["甲", "1"]], "一场洽谈不能排在自己之后"),
        ("Meetings", [["参加方", "必须安排"], ["甲", "也许"]], "“也许”不在可选的里面：是、否"),
        ("Meetings", [["参加方", "固定时断"], ["甲", "9:00"]], "“固定时断”列不认识"),
        (
            "参会方",
            [["参会方", "代表人数"], ["甲", 0], ["乙", 1], ["丙", 1]],
            "第 2 行“代表人数”：“0”应该是整数，不小于 1",
        ),
        ("参会方", [["参会方"], ["甲"], ["甲"], ["乙"], ["丙"]], "第 3 行“参会方”：“甲”写了两次"),
        ("参会方", [["名字"], ["甲"]], "工作表“参会方”缺少“参会方”列"),
        ("时段", [["时段"]], "工作表“时段”里一行也没有"),
        ("桌位", [], "缺少工作表“桌位”"),
    ],
)
def test_bad_cells_get_a_sentence_and_nothing_is_scheduled(
    tmp_path: Path, sheet: str, rows: list[list[object]], said: str
) -> None:
    with pytest.raises(UnusableFile) as caught:
        read_event(workbook(tmp_path / "e.xlsx", **{sheet: rows}))
    assert said in caught.value.sentence


def test_another_kind_of_file(tmp_path: Path) -> None:
    with pytest.raises(UnusableFile, match="不认识"):
        read_event(tmp_path / "e.csv")
