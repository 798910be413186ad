"""Milestones, evidence and money: what is checked, what counts once, what is refused."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from duijie.portal.accounts.models import User
from duijie.portal.agreements import domain, queries
from duijie.portal.agreements.models import Agreement, Evidence, LandedAmount, Milestone
from duijie.portal.audit.models import Entry
from duijie.portal.refused import NotAllowed, Refused
from duijie.portal.web import uploads
from tests.portal.agreements.conftest import office, pdf

TODAY = timezone.localdate()
New = Callable[..., Agreement]


def land(one: Agreement, by: User, amount: str, key: str = "k1", **more: Any) -> LandedAmount:
    given = {"on": TODAY} | more
    return domain.record_landed(one, by=by, amount=Decimal(amount), key=key, **given)


def test_every_yuan_is_a_row(signed: Agreement, clerk: User, outsider: User) -> None:
    land(signed, clerk, "100000.50", "a")
    land(signed, outsider, "0.50", "b")
    assert queries.landed_of(signed) == Decimal("100001.00")
    assert Entry.objects.filter(act="landed.recorded").count() == 2


def test_a_form_sent_twice_counts_once(signed: Agreement, clerk: User) -> None:
    assert land(signed, clerk, "500", "a").pk == land(signed, clerk, "500", "a").pk
    with pytest.raises(Refused, match="已经登记过"):
        land(signed, clerk, "501", "a")
    assert queries.landed_of(signed) == 500


@pytest.mark.parametrize("amount", ["0", "-1", "0.001", "NaN", "Infinity", "1e15"])
def test_what_is_no_amount_is_refused(amount: str, signed: Agreement, clerk: User) -> None:
    with pytest.raises(Refused):
        land(signed, clerk, amount)
    assert LandedAmount.objects.count() == 0


def test_more_than_agreed_needs_a_word(signed: Agreement, clerk: User) -> None:
    with pytest.raises(Refused, match="超过协议金额"):
        land(signed, clerk, "12000000")
    land(signed, clerk, "12000000", beyond=True)


def test_nothing_lands_tomorrow_or_before_signing(signed: Agreement, new_agreement: New, clerk: User) -> None:
    with pytest.raises(Refused, match="今天以后"):
        land(signed, clerk, "1", on=TODAY + timedelta(days=1))
    with pytest.raises(Refused, match="还不能登记"):
        land(new_agreement("confirming"), clerk, "1")
    assert LandedAmount.objects.count() == 0


def test_a_mistake_is_withdrawn_and_stays(
    signed: Agreement, clerk: User, outsider: User, officer: User
) -> None:
    wrong = land(signed, clerk, "700")
    with pytest.raises(NotAllowed):  # the other side did not report it
        domain.withdraw_landed(wrong, by=outsider, reason="不对")
    with pytest.raises(Refused):
        domain.withdraw_landed(wrong, by=clerk, reason="")
    domain.withdraw_landed(wrong, by=clerk, reason="多写了")
    domain.withdraw_landed(wrong, by=officer, reason="再撤一次")
    assert queries.landed_of(signed) == 0
    assert LandedAmount.objects.get().withdrawn_reason == "多写了"


def test_who_may_not_see_amounts_records_none(
    secret: Agreement, county: User, leader: User, third: User
) -> None:
    for somebody in (county, leader, third):
        with pytest.raises(NotAllowed):
            land(secret, somebody, "1")
    assert LandedAmount.objects.count() == 0


def test_confidential_amounts_stay_out_of_the_record(secret: Agreement, clerk: User) -> None:
    land(secret, clerk, "4321")
    domain.attach_evidence(secret, by=clerk, file=pdf("回单4321元.pdf"))
    assert "4321" not in str([e.data for e in Entry.objects.all()])


def test_money_of_another_agreement_is_not_mixed_in(
    signed: Agreement, new_agreement: New, clerk: User
) -> None:
    foreign = domain.add_milestone(new_agreement(), by=clerk, data={"title": "别处", "due_on": TODAY})
    with pytest.raises(NotAllowed):
        land(signed, clerk, "1", milestone=foreign)


def test_milestones_once_done_are_done(signed: Agreement, clerk: User) -> None:
    data = {"title": "到货验收", "due_on": TODAY, "planned_amount": Decimal(5)}
    step = domain.add_milestone(signed, by=clerk, data=data)
    assert domain.add_milestone(signed, by=clerk, data=data).pk == step.pk
    domain.finish_milestone(step, by=clerk, done_on=TODAY)
    domain.finish_milestone(step, by=clerk, done_on=TODAY)
    for act in (
        lambda: domain.drop_milestone(step, by=clerk, reason="不要了"),
        lambda: domain.change_milestone(step, by=clerk, due_on=TODAY + timedelta(days=3), reason="推迟"),
    ):
        with pytest.raises(Refused, match="已完成"):
            act()
    assert Entry.objects.filter(act="milestone.done").count() == 1


def test_putting_off_needs_a_reason_and_is_remembered(signed: Agreement, clerk: User) -> None:
    step = domain.add_milestone(signed, by=clerk, data={"title": "交货", "due_on": TODAY})
    later = TODAY + timedelta(days=30)
    with pytest.raises(Refused):
        domain.change_milestone(step, by=clerk, due_on=later, reason="")
    domain.change_milestone(step, by=clerk, due_on=later, reason="停电检修")
    entry = Entry.objects.get(act="milestone.changed")
    assert (entry.data["before"], entry.data["due_on"]) == (TODAY.isoformat(), later.isoformat())


def test_nobody_else_plans(signed: Agreement, third: User, leader: User, department: User) -> None:
    for somebody in (third, leader, department):
        with pytest.raises(NotAllowed):
            domain.add_milestone(signed, by=somebody, data={"title": "插一脚", "due_on": TODAY})
    assert Milestone.objects.count() == 0


@pytest.mark.parametrize(
    "file",
    [
        pdf(),
        SimpleUploadedFile("照片.JPEG", b"\xff\xd8\xff\xe0" + bytes(20)),
        SimpleUploadedFile("图.png", b"\x89PNG\r\n\x1a\n" + bytes(20)),
        office("说明.docx", "[Content_Types].xml", "word/document.xml"),
        office("清单.xlsx", "[Content_Types].xml", "xl/workbook.xml"),
    ],
    ids=lambda f: f.name,
)
def test_evidence_is_kept_under_a_name_of_our_own(file: Any, signed: Agreement, clerk: User) -> None:
    file.seek(0)
    kept = domain.attach_evidence(signed, by=clerk, file=file)
    assert kept.name == file.name
    assert Path(kept.file.name).name.startswith(kept.digest[:24])
    file.seek(0)
    assert domain.attach_evidence(signed, by=clerk, file=file).pk == kept.pk


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("木马.pdf", b"MZ\x90\x00"), "内容不是"),
        (SimpleUploadedFile("页.pdf", b"<html><script>alert(1)</script>"), "内容不是"),
        (SimpleUploadedFile("改名.docx", b"%PDF-1.4 x"), "内容却是"),
        (SimpleUploadedFile("无名", b"%PDF-1.4 x"), "内容却是"),
        (SimpleUploadedFile("坏.xlsx", b"PK\x03\x04 broken"), "内容不是"),
        (office("压缩.docx", "readme.txt"), "内容不是"),
        (office("宏.xlsx", "[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "宏"),
        (SimpleUploadedFile("空.pdf", b""), "空的"),
    ],
    ids=lambda v: getattr(v, "name", ""),
)
def test_what_is_not_what_it_says_is_refused(
    file: Any, sentence: str, signed: Agreement, clerk: User
) -> None:
    with pytest.raises(Refused, match=sentence):
        domain.attach_evidence(signed, by=clerk, file=file)
    assert Evidence.objects.count() == 0


def test_too_large_is_refused(signed: Agreement, clerk: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST", 100)
    with pytest.raises(Refused, match="20 MB"):
        domain.attach_evidence(signed, by=clerk, file=pdf(more=bytes(200)))
    assert Evidence.objects.count() == 0


def test_a_package_that_unpacks_to_a_flood_is_refused(
    signed: Agreement, clerk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "_UNPACKED", 5)
    with pytest.raises(Refused, match="内容不是"):
        domain.attach_evidence(
            signed, by=clerk, file=office("炸弹.docx", "[Content_Types].xml", "word/document.xml")
        )


def test_objections_are_answered_by_who_is_responsible(
    signed: Agreement, clerk: User, outsider: User, officer: User, third: User
) -> None:
    with pytest.raises(NotAllowed):
        domain.raise_objection(signed, by=third, about="landed", what="没有这回事")
    one = domain.raise_objection(signed, by=outsider, about="landed", what="只到了一半")
    assert domain.raise_objection(signed, by=outsider, about="landed", what="只到了一半").pk == one.pk
    with pytest.raises(NotAllowed):
        domain.answer_objection(one, by=clerk, upheld=True, answer="好")
    with pytest.raises(NotAllowed):
        domain.withdraw_objection(one, by=clerk)
    with pytest.raises(Refused):
        domain.answer_objection(one, by=officer, upheld=True, answer="")
    assert domain.answer_objection(one, by=officer, upheld=True, answer="已按回单更正").state == "upheld"
    with pytest.raises(Refused, match="属实"):
        domain.answer_objection(one, by=officer, upheld=False, answer="再看")
    with pytest.raises(Refused):
        domain.withdraw_objection(one, by=outsider)
