"""Background work of agreements: spreadsheets, and the daily look at what is overdue."""

from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.agreements import domain
from duijie.portal.jobs import daily
from duijie.portal.jobs import domain as jobs
from duijie.portal.jobs.registry import job


@job("import_agreements", label=gettext_lazy("导入协议表格"), result_template="web/import_result.html")
def import_agreements(work: Any, *, path: str) -> dict[str, Any]:
    """Read an uploaded spreadsheet; the upload is removed whatever becomes of it."""
    file = Path(path)
    jobs.report(work, 0, 0, _("读取表格"))
    try:
        result = domain.import_agreements(file, by=work.created_by)
    finally:
        file.unlink(missing_ok=True)
    return {"next": reverse("agreements:list"), **result.as_dict()}


@job(
    "escalate_agreements",
    label=gettext_lazy("检查逾期节点"),
    result_template="agreements/_escalated.html",
)
def escalate_agreements(work: Any) -> dict[str, Any]:
    made = domain.escalate_overdue()
    return {"made": len(made), "next": f"{reverse('agreements:list')}?late=on"}


daily.register("escalate_agreements")
