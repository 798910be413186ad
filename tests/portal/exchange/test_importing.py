"""Listings from a spreadsheet: good rows in, bad rows named, a second time nothing changes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from duijie.portal.accounts.models import User
from duijie.portal.exchange import domain
from duijie.portal.exchange.models import Listing
from duijie.portal.jobs.models import Job
from duijie.portal.refused import NotAllowed
from duijie.tables import UnusableFile, write_rows

HEAD = ["编号", "标题", "产品名称", "采购数量", "计量单位", "单位名称"]
ROWS = [
    ["N1", "采购深沟球轴承", "深沟球轴承", 200, "套", ""],
    ["N2", "采购轴承座", "轴承座", "两百多个吧", "个", ""],
    ["N3", "没有产品", "", 5, "个", ""],
    ["N4", "别人的", "螺栓", 5, "个", "乙山食品有限公司"],
]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "需求.xlsx"
    write_rows(path, HEAD, ROWS, sheet_name="需求")
    return path


def test_good_rows_come_in_and_bad_ones_are_named(table: Path, clerk: User) -> None:
    result = domain.import_listings(table, "sales", "need", by=clerk, submit=True)
    told = {p.row: p for p in result.problems}
    assert (result.rows_read, result.created) == (4, 3)
    assert result.rejected == 1
    assert "别的单位" in told[5].message
    assert told[3].fatal is False
    assert set(Listing.objects.values_list("state", flat=True)) == {"submitted"}
    assert set(Listing.objects.values_list("party__name", flat=True)) == {"甲河轴承有限公司"}


def test_the_same_file_again_changes_nothing(table: Path, clerk: User) -> None:
    domain.import_listings(table, "sales", "need", by=clerk)
    before = list(Listing.objects.order_by("pk").values())
    again = domain.import_listings(table, "sales", "need", by=clerk)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    assert list(Listing.objects.order_by("pk").values()) == before


def test_a_changed_row_changes_its_draft_and_no_released_listing(
    table: Path, clerk: User, officer: User
) -> None:
    domain.import_listings(table, "sales", "need", by=clerk)
    first = Listing.objects.get(source_id="file-N1")
    domain.release(domain.submit(first, by=clerk), by=officer)
    write_rows(table, HEAD, [[*row[:3], 999, *row[4:]] for row in ROWS], sheet_name="需求")
    result = domain.import_listings(table, "sales", "need", by=clerk)
    first.refresh_from_db()
    assert first.fields["quantity"] == 200
    assert any("没有按表格修改" in p.message for p in result.problems)
    assert Listing.objects.get(source_id="file-N2").fields["quantity"] == 999


def test_the_coordinator_imports_for_others_by_name(table: Path, officer: User, firm_b: Any) -> None:
    result = domain.import_listings(table, "sales", "need", by=officer)
    assert Listing.objects.filter(party=firm_b).count() == 1
    assert result.created == 4  # the rows without a name are the office's own


def test_a_leader_imports_nothing(table: Path, leader: User) -> None:
    with pytest.raises(NotAllowed):
        domain.import_listings(table, "sales", "need", by=leader)
    assert Listing.objects.count() == 0


def test_an_unusable_file_is_one_sentence(tmp_path: Path, clerk: User) -> None:
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(UnusableFile):
        domain.import_listings(path, "sales", "need", by=clerk)


def test_the_upload_page_reads_in_the_background_and_removes_the_file(
    table: Path,
    clerk: User,
    client_for: Callable[..., Client],
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    url = reverse("exchange:import", args=["sales", "need"])
    upload = SimpleUploadedFile("需求.xlsx", table.read_bytes())
    with django_capture_on_commit_callbacks(execute=True):
        response = client_for(clerk).post(url, {"file": upload})
    job = Job.objects.get()
    assert response.headers["Location"] == job.get_absolute_url()
    page = client_for(clerk).get(job.get_absolute_url()).content.decode()
    assert "读到 4 行：新增 3 条" in page
    assert "别的单位" in page
    assert list(Path(settings.MEDIA_ROOT).rglob("*.xlsx")) == []


@pytest.mark.parametrize(
    ("name", "content", "said"), [("a.xls", b"x", ".xlsx"), ("a.exe", b"MZ", ".xlsx"), ("a.csv", b"", "空的")]
)
def test_other_files_are_refused_at_the_door(
    name: str, content: bytes, said: str, clerk: User, client_for: Callable[..., Client]
) -> None:
    url = reverse("exchange:import", args=["sales", "need"])
    response = client_for(clerk).post(url, {"file": SimpleUploadedFile(name, content)})
    assert said in response.content.decode()
    assert Job.objects.count() == 0
