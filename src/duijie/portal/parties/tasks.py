"""Background work of the registry."""

from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.jobs import domain as jobs
from duijie.portal.jobs.registry import job
from duijie.portal.parties import domain


@job("import_parties", label=gettext_lazy("导入主体表格"), result_template="web/import_result.html")
def import_parties(work: Any, *, path: str) -> dict[str, Any]:
    """Read an uploaded spreadsheet; the upload is removed whatever becomes of it."""
    file = Path(path)
    jobs.report(work, 0, 0, _("读取表格"))
    try:
        result = domain.import_parties(file, by=work.created_by)
    finally:
        file.unlink(missing_ok=True)
    return {"next": reverse("parties:list"), **result.as_dict()}
