"""Tables of pairs and of what people said of them."""

from pathlib import Path

import pytest

from duijie.engine.learning import OUTCOMES
from duijie.tables import UnusableFile, read_judged, read_pairs


def written(folder: Path, text: str) -> Path:
    path = folder / "pairs.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_pairs_without_a_side_are_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, "需求编号,供给编号,备注\n1,2,x\n,3,\n4,5,y\n")
    assert read_pairs(path).rows() == [("1", "2"), ("4", "5")]


def test_levels_with_groups_and_ranks(tmp_path: Path) -> None:
    path = written(tmp_path, "need_id,offer_id,level,group,rank\n1,2,4,甲厂,3\n1,3,1,甲厂,\n2,3,2,乙厂,-1\n")
    frame, problems = read_judged(path, OUTCOMES)
    assert problems == []
    assert frame.rows() == [("1", "2", 4, "甲厂", 3), ("1", "3", 1, "甲厂", 1), ("2", "3", 2, "乙厂", 1)]


def test_outcomes_in_chinese_and_english(tmp_path: Path) -> None:
    path = written(tmp_path, "需求编号,供给编号,结果\n1,2,接受\n1,3,declined\n")
    assert read_judged(path, OUTCOMES)[0]["level"].to_list() == [2, 1]


def test_what_cannot_be_read_is_told_with_its_row(tmp_path: Path) -> None:
    path = written(tmp_path, "need_id,offer_id,等级\n1,2,4\n1,3,好\n1,4,\n1,5,7\n")
    frame, problems = read_judged(path, OUTCOMES)
    assert len(frame) == 1
    assert [(p.row, p.column, p.value, p.fatal) for p in problems] == [
        (3, "等级", "好", True),
        (4, "等级", "", True),
        (5, "等级", "7", True),
    ]


@pytest.mark.parametrize(
    ("text", "told"), [("need_id,offer_id\n1,2\n", "缺少结论"), ("level,x\n1,2\n", "需求编号”“供给编号")]
)
def test_a_table_without_its_columns_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(UnusableFile, match=told):
        read_judged(written(tmp_path, text), OUTCOMES)
