"""Receipts for the demo's landed money: a one-page Word document that says what it is for."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile

from duijie.portal.agreements.models import Agreement, Milestone
from duijie.portal.events.documents import word
from duijie.portal.events.documents.paper import Page, Paper


def receipt(agreement: Agreement, step: Milestone) -> SimpleUploadedFile:
    content = BytesIO()
    rows = [("协议", str(agreement)), ("节点", step.title)]
    if step.planned_amount is not None:
        rows.append(("金额（元）", f"{step.planned_amount:,}"))
    page = Page(f"{step.title}确认单", ["项目", "内容"], rows, (1, 3), ["演示数据，双方盖章处略。"])
    word.write(content, Paper(page.heading, [page]))
    return SimpleUploadedFile(f"{step.title}确认单.docx", content.getvalue())
