"""The register of agreements in and out by the command line."""

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from duijie.cli.app import app
from duijie.portal.accounts.models import User
from duijie.portal.parties.models import Party
from duijie.tables import write_rows

pytestmark = pytest.mark.django_db
COLUMNS = ["协议名称", "类别", "甲方", "乙方", "协议金额（万元）", "签约日期"]


@pytest.fixture
def people() -> None:
    for name in ("甲公司", "乙公司"):
        Party.objects.create(kind="enterprise", name=name)
    for name in ("coordinator", "operator"):
        User.objects.create_user(name, role=name)


@pytest.mark.usefixtures("people")
def test_a_register_comes_in_and_goes_out(tmp_path: Path) -> None:
    register = tmp_path / "register.xlsx"
    row = ["年度采购", "产销", "甲公司", "乙公司", 120, "2026-03-05"]
    write_rows(register, COLUMNS, [row, ["又一份", *row[1:3], "没有的公司", *row[4:]]])
    done = CliRunner().invoke(app, ["import", "agreements", str(register), "--json"])
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert (told["created"], told["rejected"], told["problems"][0]["column"]) == (1, 1, "乙方")
    for person, rows in (("coordinator", 1), ("operator", 0)):
        out = tmp_path / f"{person}.xlsx"
        done = CliRunner().invoke(app, ["export", "agreements", "-o", str(out), "--as", person, "--json"])
        assert json.loads(done.stdout)["rows"] == rows
        assert load_workbook(out).active.max_row == 1 + rows
