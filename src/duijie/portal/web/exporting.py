"""Lists as files: the rows that the filters leave, as .xlsx or .csv, safe to open in a spreadsheet."""

import tempfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import FileResponse, HttpRequest
from django.utils import timezone

from duijie.tables import write_rows

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def wants_export(request: HttpRequest) -> bool:
    return request.GET.get("export") in TYPES


def as_download(
    request: HttpRequest, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> FileResponse:
    suffix = request.GET["export"]
    with tempfile.NamedTemporaryFile(suffix=f".{suffix}") as file:
        write_rows(file.name, columns, rows, sheet_name=title)
        content = open(file.name, "rb")  # noqa: PTH123, SIM115  the response closes it
    name = f"{title}{timezone.localdate():%Y%m%d}.{suffix}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=TYPES[suffix])
