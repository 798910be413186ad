"""The spreadsheet to fill in: drop-downs, notes, an example row, and that it reads back."""

from itertools import product
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from duijie.engine.channels import Kind, available, load
from duijie.tables import UnusableFile, write_template
from duijie.tables.template import heading
from tests.tables.making import read

CASES = list(product(available(), ("need", "offer")))


def template(path: Path, channel: str, side: str) -> openpyxl.Workbook:
    write_template(path, channel, side)
    return openpyxl.load_workbook(path)


def rules(sheet: Worksheet) -> dict[str, str]:
    """What may be chosen in a column, or the message shown there, by heading."""
    said = {}
    for rule in sheet.data_validations.dataValidation:
        column = next(iter(rule.sqref.ranges)).min_col
        said[sheet.cell(1, column).value] = rule.formula1 or rule.prompt
    return said


def test_six_channels_have_templates() -> None:
    assert len(CASES) == 12


@pytest.mark.parametrize(("channel", "side"), CASES)
def test_headings_stand_in_the_forms_order(channel: str, side: str, tmp_path: Path) -> None:
    sheet = template(tmp_path / "t.xlsx", channel, side).worksheets[0]
    fields = load(channel).fields_for(side)
    assert [c.value for c in sheet[1]] == [heading(f, side) for f in fields]
    assert [c.value.endswith(" *") for c in sheet[1]] == [f.required for f in fields]
    assert sheet.freeze_panes == "A3"


@pytest.mark.parametrize(("channel", "side"), CASES)
def test_choices_drop_down_and_hints_are_notes(channel: str, side: str, tmp_path: Path) -> None:
    sheet = template(tmp_path / "t.xlsx", channel, side).worksheets[0]
    said = rules(sheet)
    for cell, field in zip(sheet[1], load(channel).fields_for(side), strict=True):
        if field.kind is Kind.CHOICE:
            assert said[cell.value] == f'"{",".join(c.label for c in field.choices)}"'
        elif field.kind is Kind.CHOICES:
            assert field.choices[-1].label in said[cell.value]
        elif field.kind is Kind.DATE:
            assert "2026-11-23" in said[cell.value]
        assert (cell.comment.text if cell.comment else "") == field.hint(side)


def test_messages_speak_of_the_sides_own_column(tmp_path: Path) -> None:
    sheet = template(tmp_path / "t.xlsx", "sales", "offer").worksheets[0]
    assert "最早可交货" in [r.promptTitle for r in sheet.data_validations.dataValidation]


def test_percentages_are_text_as_excel_would_keep_a_fraction(tmp_path: Path) -> None:
    sheet = template(tmp_path / "t.xlsx", "finance", "need").worksheets[0]
    column = next(c.column_letter for c in sheet[1] if "年利率" in c.value)
    assert sheet.column_dimensions[column].number_format == "@"


@pytest.mark.parametrize(("channel", "side"), CASES)
def test_the_second_sheet_explains_every_column(channel: str, side: str, tmp_path: Path) -> None:
    notes = template(tmp_path / "t.xlsx", channel, side)["填表说明"]
    definition = load(channel)
    assert notes["A1"].value == f"{definition.label} · {definition.side_labels[side]}"
    told = {row[0]: row[1:] for row in notes.iter_rows(min_row=5, values_only=True)}
    for field in definition.fields_for(side):
        required, hint, choices, example = told[heading(field, side)]
        assert (required == "是", hint or "") == (field.required, field.hint(side))
        assert (choices or "") == "、".join(c.label for c in field.choices)
        assert (example or "") == field.example(side)


@pytest.mark.parametrize(("channel", "side"), CASES)
def test_an_empty_template_has_no_data(channel: str, side: str, tmp_path: Path) -> None:
    write_template(tmp_path / "t.xlsx", channel, side)
    with pytest.raises(UnusableFile, match="只有表头，没有数据"):
        read(tmp_path / "t.xlsx", channel, side)


@pytest.mark.parametrize(("channel", "side"), CASES)
def test_filled_in_like_its_example_it_is_read_without_a_problem(
    channel: str, side: str, tmp_path: Path
) -> None:
    book = template(tmp_path / "t.xlsx", channel, side)
    sheet = book.worksheets[0]
    for cell in sheet[2][1:]:
        sheet.cell(3, cell.column, cell.value)
    sheet.cell(3, 1, "示-1")
    book.save(tmp_path / "filled.xlsx")
    found = read(tmp_path / "filled.xlsx", channel, side)
    assert (found.problems, found.ignored_columns, found.rows_read) == ([], (), 1)
    row = found.frame.row(0, named=True)
    assert row["id"] == "示-1"
    filled = {f.name for f in load(channel).fields_for(side) if f.example(side)}
    assert {name for name in filled if row[name] is None} == set()
