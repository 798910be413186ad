"""Event files in the MiniZinc format: what they say, and the line and cause where they are damaged."""

from pathlib import Path

import pytest

from duijie.engine.meetings import Session
from duijie.tables import UnusableFile, read_dzn

GOOD = """% three firms
nBusiness = 3;
nMeetings = 2;
nTables = 2;
nTotalSlots = 4;
nMorningSlots = 2;
requested = [|1, 2,3,
|1, 3,2,
|];
meetingsxBusiness = [{1,2,3},
{1,2},
{1,3}];
nMeetingsBusiness = [2,1,1];
forbidden = [{0},
{0,2},
3..4];
fixed = [0,3];
precedences = [{},{1}];
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "event.dzn"
    path.write_text(text, encoding="utf-8")
    return path


def test_everything_is_read_in_numbers_from_0(tmp_path: Path) -> None:
    event = read_dzn(written(tmp_path, GOOD))
    assert [slot.session for slot in event.slots] == [Session.MORNING] * 2 + [Session.AFTERNOON] * 2
    assert len(event.tables) == 2
    assert [set(p.away) for p in event.participants] == [set(), {1}, {2, 3}]
    assert [m.participants for m in event.meetings] == [(0, 1), (0, 2)]
    assert [m.session for m in event.meetings] == [Session.ANY, Session.AFTERNOON]
    assert [m.fixed for m in event.meetings] == [None, 2]
    assert [set(m.after) for m in event.meetings] == [set(), {0}]
    assert event.fairness == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("nTables = 2;\n", "", "缺少参数 nTables"),
        ("nTables = 2;", "nTables = 2", "第 5 行：这里应该是“nTables”结尾的分号"),
        ("nTables = 2;", "nTables = two;", "第 4 行：这里应该是整数，却是“two”"),
        ("nTables = 2;", "nTables = 2.5;", "第 4 行：“2.5;”读不懂"),
        ("nTables = 2;", "nTables = -2;", "第 4 行：“nTables”是 -2"),
        ("nTables = 2;", "nTables = 99999999999;", "应该在 0 到 10000 之间"),
        ("nTables = 2;", "nTables = 2; nTables = 3;", "第 4 行：“nTables”写了两次"),
        ("nTables = 2;", "nTabels = 2;", "第 4 行：不认识参数“nTabels”"),
        ("nMorningSlots = 2;", "nMorningSlots = 5;", "第 6 行：上午有 5 个时段"),
        ("nMeetings = 2;", "nMeetings = 3;", "第 7 行：“requested”有 2 项，但nMeetings 是 3 个"),
        ("|1, 3,2,", "|1, 9,2,", "第 8 行：第 2 场洽谈的参会方 9 不在 1 到 3 之间"),
        ("|1, 3,2,", "|1, 1,2,", "第 8 行：第 2 场洽谈的双方都是参会方 1"),
        ("|1, 3,2,", "|1, 3,7,", "第 8 行：第 2 场洽谈的时间段是 7"),
        ("|1, 3,2,", "|1, 3,", "第 8 行：第 2 场洽谈有 2 个数"),
        ("{0,2}", "{0,5}", "第 15 行：“forbidden”里参会方 2 的时段 5 不在 1 到 4 之间"),
        ("fixed = [0,3];", "fixed = [0,9];", "第 17 行：洽谈 2 固定在第 9 时段"),
        ("fixed = [0,3];", "fixed = [0];", "“fixed”有 1 项"),
        ("{1}];\n", "{7}];\n", "第 18 行：“precedences”里洽谈 2 的洽谈 7"),
        ("{1}];\n", "{2}];\n", "洽谈 2 要排在自己之后"),
        ("[2,1,1]", "[2,1,2]", "第 13 行：“nMeetingsBusiness”说参会方 3 有 2 场洽谈"),
        ("{1,2},\n", "{1,3},\n", "第 11 行：“meetingsxBusiness”与“requested”对不上"),
        ("precedences = [{},{1}];", "precedences = [{},{1}", "却是文件的结尾"),
    ],
)
def test_damage_gets_a_line_and_a_cause(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(UnusableFile) as caught:
        read_dzn(written(tmp_path, GOOD.replace(old, new, 1)))
    assert said in caught.value.sentence
    assert "event.dzn" in caught.value.sentence


def test_what_is_no_text_at_all(tmp_path: Path) -> None:
    path = tmp_path / "event.dzn"
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(UnusableFile, match="不是文本文件"):
        read_dzn(path)
    with pytest.raises(UnusableFile, match="找不到"):
        read_dzn(tmp_path / "none.dzn")
    with pytest.raises(UnusableFile, match="文件夹"):
        read_dzn(tmp_path)
