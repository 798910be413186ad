"""A paper as an answer: a workbook, a Word file, or a page that is printed."""

import tempfile
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from duijie.portal.events.documents import codes, excel, word
from duijie.portal.events.documents.paper import Paper
from duijie.portal.web.exporting import TYPES

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WRITERS: dict[str, Any] = {"xlsx": (excel.write, TYPES["xlsx"]), "docx": (word.write, _DOCX)}


def answered(request: HttpRequest, paper: Paper, back: str) -> FileResponse | HttpResponse:
    """As the address asks (`?as=xlsx`, `?as=docx`), else the page; `back` leads from it to where it came from."""
    wanted = request.GET.get("as", "")
    if wanted not in _WRITERS:
        pages = [(page, codes.svg(page.qr) if page.qr else "") for page in paper.pages]
        return render(request, "events/paper.html", {"paper": paper, "pages": pages, "back": back})
    write, kind = _WRITERS[wanted]
    content = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    write(content, paper)
    content.seek(0)
    name = f"{paper.title}{timezone.localdate():%Y%m%d}.{wanted}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=kind)
