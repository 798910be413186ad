"""Files as offices send them: good rows are kept, and every bad cell has row, column, value and remedy."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from duijie.tables import CellProblem, read_pairs, read_texts, write_rows
from tests.tables.making import read, text, xlsx

HEAD = ["编号", "标题", "产品名称", "采购数量", "最迟交货"]
ROW = ["N1", "采购轴承", "深沟球轴承；轴承座", 200, "2027年3月31日"]
FACTS = ("N1", "采购轴承", ["深沟球轴承", "轴承座"], 200, date(2027, 3, 31))
NAMES = ("id", "title", "products", "quantity", "deliver_by")


def test_xlsx(tmp_path: Path) -> None:
    found = read(xlsx(tmp_path / "a.xlsx", HEAD, ROW))
    assert found.frame.select(NAMES).rows() == [FACTS]
    assert (found.rows_read, found.rejected, found.problems, found.own_ids) == (1, 0, [], True)
    assert (found.sheet, found.row_numbers) == ("Sheet1", (2,))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_csv(encoding: str, separator: str, tmp_path: Path) -> None:
    rows = "\r\n".join(separator.join(map(str, r)) for r in (HEAD, ROW))
    assert read(text(tmp_path / "a.csv", rows, encoding)).frame.select(NAMES).rows() == [FACTS]


def test_csv_rows_are_numbered_by_the_line_they_begin_on(tmp_path: Path) -> None:
    found = read(text(tmp_path / "a.csv", '产品名称,标题\n"轴承\n螺栓",甲\n\n,,\n齿轮,乙\n'))
    assert found.frame["products"].to_list() == [["轴承", "螺栓"], ["齿轮"]]
    assert found.row_numbers == (2, 6)


def test_parquet(tmp_path: Path) -> None:
    columns = {"编号": ["N1"], "title": ["采购轴承"], "products": [["深沟球轴承", None, "轴承座"]]}
    rest = {"quantity": [Decimal("200.0")], "deliver_by": [datetime(2027, 3, 31, 9)], "单价": [{"元": 5}]}  # noqa: DTZ001
    pl.DataFrame({**columns, **rest}).write_parquet(tmp_path / "a.parquet")
    assert read(tmp_path / "a.parquet").frame.select(NAMES).rows() == [FACTS]


def test_the_sheet_that_fits_is_read_whatever_stands_before_it(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        book.add_worksheet("说明").write(0, 0, "请认真填写")
        book.add_worksheet("空的")
        for at, row in enumerate((HEAD, ROW)):
            book.get_worksheet_by_name("数据") or book.add_worksheet("数据")
            book.get_worksheet_by_name("数据").write_row(at + 2, 1, row)
    found = read(tmp_path / "a.xlsx")
    assert (found.sheet, found.row_numbers, found.frame["id"].to_list()) == ("数据", (4,), ["N1"])


def test_cells_merged_down_are_everybodys_and_titles_stay_titles(tmp_path: Path) -> None:
    rows = [
        ["需求表", "", ""],
        ["产品名称", "标题", "采购数量"],
        ["轴承", "一", 1],
        ["", "二", 2],
        ["", "三", 3],
    ]
    found = read(xlsx(tmp_path / "a.xlsx", *rows, merged=("A1:C1", "A3:A5")))
    assert found.frame["products"].to_list() == [["轴承"]] * 3


@pytest.mark.parametrize("place", ["A2:A3", "F2:F3", "A9:A12"])
def test_merged_cells_beside_the_table_change_nothing(place: str, tmp_path: Path) -> None:
    rows = [["", "产品名称", "采购数量"], ["", "轴承", 5], ["", "螺栓", 6]]
    found = read(xlsx(tmp_path / "a.xlsx", *rows, merged=(place,)))
    assert found.frame["quantity"].to_list() == [5, 6]


def test_blank_lines_totals_and_example_rows_are_not_data(tmp_path: Path) -> None:
    rows = [
        ["标题", "产品名称"],
        ["示例（这一行不会读入）", "轴承"],
        [],
        ["示例机械有限公司要的", "螺栓"],
        ["  "],
        ["合计", 2],
    ]
    found = read(xlsx(tmp_path / "a.xlsx", *rows))
    assert (found.frame["title"].to_list(), found.rows_read) == (["示例机械有限公司要的"], 1)


def test_without_a_column_of_ids_the_row_number_serves(tmp_path: Path) -> None:
    found = read(xlsx(tmp_path / "a.xlsx", ["产品名称"], ["轴承"], [], ["螺栓"]))
    assert (found.frame["id"].to_list(), found.own_ids) == (["2", "4"], False)


def test_a_missing_id_takes_nobodys_place(tmp_path: Path) -> None:
    rows = [["编号", "产品名称"], [4, "轴承"], [None, "螺栓"], ["", "齿轮"], ["5", "链条"]]
    found = read(xlsx(tmp_path / "a.xlsx", *rows))
    assert found.problems == []
    assert found.frame["id"].to_list() == ["4", "3", "行4", "5"]


def test_of_rows_with_one_id_the_first_is_kept(tmp_path: Path) -> None:
    found = read(
        xlsx(tmp_path / "a.xlsx", HEAD[:3], ["N1", "甲", "轴承"], ["N1", "乙", "螺栓"], ["N2", "丙", "齿轮"])
    )
    assert found.frame["title"].to_list() == ["甲", "丙"]
    assert found.problems == [
        CellProblem(3, "编号", "N1", "编号“N1”与前面的行重复。", "请改成不同的编号。", fatal=True)
    ]


def test_a_bad_row_is_named_and_good_ones_are_kept(tmp_path: Path) -> None:
    rows = [
        HEAD,
        ROW,
        ["N2", "没有产品也没有", None, 5],
        ["N3", None, None, 5],
        ["N4", "长" * 201, "齿轮"],
        ["N5", "齿轮", "齿轮", "一大堆", "下月"],
    ]
    found = read(xlsx(tmp_path / "a.xlsx", *rows))
    assert found.frame.select("id", "products", "quantity").rows()[1:] == [
        ("N2", ["没有产品也没有"], 5),
        ("N4", ["齿轮"], None),
        ("N5", ["齿轮"], None),
    ]
    assert (found.rows_read, found.rejected) == (5, 1)
    assert [(p.row, p.column, p.value, p.fatal) for p in found.problems] == [
        (4, "产品名称", "", True),
        (5, "标题", "长" * 80 + "…", False),
        (6, "采购数量", "一大堆", False),
        (6, "最迟交货", "下月", False),
    ]
    assert all(p.message.endswith("。") and p.remedy.endswith("。") for p in found.problems)


def test_a_title_and_the_products_stand_in_for_each_other(tmp_path: Path) -> None:
    found = read(xlsx(tmp_path / "a.xlsx", ["标题", "产品名称"], ["", "甲、乙、丙、丁"], ["采购轴承", ""]))
    assert found.frame.select("title", "products").rows() == [
        ("甲、乙、丙", ["甲", "乙", "丙", "丁"]),
        ("采购轴承", ["采购轴承"]),
    ]


def test_pay_in_one_cell_fills_both_ends(tmp_path: Path) -> None:
    rows = [["标题", "月薪下限", "月薪上限"], ["甲", "5000-8000元/月"], ["乙", 5000], ["丙", "5千-8千", 7000]]
    found = read(xlsx(tmp_path / "a.xlsx", *rows), "talent").frame
    assert found.select("salary_min", "salary_max").rows() == [(5000, 8000), (5000, None), (5000, 7000)]


def test_a_percentage_that_excel_keeps_as_a_fraction_is_asked_about(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(str(tmp_path / "a.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["标题", "可承受年利率（%）"])
        sheet.write_row(1, 0, ["甲", 3.85])
        sheet.write(2, 0, "乙")
        sheet.write(2, 1, 0.0385, book.add_format({"num_format": "0.00%"}))
    found = read(tmp_path / "a.xlsx", "finance")
    assert found.frame["rate"].to_list() == [3.85, None]
    assert "3.85% 还是 0.0385%" in found.problems[0].message
    assert "请填 3.85" in found.problems[0].remedy


def test_texts_and_pairs(tmp_path: Path) -> None:
    write_rows(tmp_path / "t.csv", ["名称", "范围"], [["甲厂", "轴承制造"], ["乙厂", None]])
    assert read_texts(tmp_path / "t.csv") == ["甲厂\n轴承制造", "乙厂"]
    write_rows(tmp_path / "p.xlsx", ["需求编号", "供给编号", "level"], [[1, "A", 3], [2, None, 1]])
    assert read_pairs(tmp_path / "p.xlsx").rows() == [("1", "A")]


def test_a_table_of_jobs_without_titles_takes_the_occupations(tmp_path: Path) -> None:
    found = read(
        xlsx(tmp_path / "a.xlsx", ["岗位工种", "招聘人数"], ["数控车工；铣工", "若干人"], ["", "3"]), "talent"
    )
    assert found.frame["title"].to_list() == ["数控车工、铣工"]
    assert [p.column for p in found.problems] == ["标题"]


def test_a_column_of_provinces_helps_to_place_the_counties(tmp_path: Path) -> None:
    rows = [
        ["标题", "省份", "所在地区"],
        ["甲", "上海", "长宁"],
        ["乙", "河南省", "洛阳市涧西区"],
        ["丙", "看不懂", "涧西区"],
        ["丁", "", "长宁"],
    ]
    found = read(xlsx(tmp_path / "a.xlsx", *rows), "research")
    assert found.frame["region"].to_list() == ["310105", "410305", "410305", None]
    assert [p.row for p in found.problems] == [5]
    assert found.ignored_columns == ()
