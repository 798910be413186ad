"""What came of an event, for who runs it and for leaders."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from duijie.portal.events import permissions, queries, report
from duijie.portal.events.documents.answering import answered
from duijie.portal.events.views.running import tabs
from duijie.portal.web.answers import hiding
from duijie.portal.web.exporting import as_download, wants_export


@require_safe
@hiding
def report_page(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(queries.visible_to(request.user), pk=pk)
    permissions.require(request.user, "read_report", event)
    runs = permissions.may(request.user, "run_event", event)
    counted = report.counts(event)
    if request.GET.get("as"):
        return answered(request, report.paper(event, counted, runs=runs), request.path)
    drawn, rows = report.chart(counted), report.outcome_rows(counted, runs=runs)
    if wants_export(request):
        if request.GET.get("chart") == drawn.key:
            return as_download(request, str(drawn.title), [str(c) for c in drawn.columns], drawn.rows)
        return as_download(request, _("洽谈结果"), report.outcome_columns(), rows)
    context = {
        "event": event, "tab": "report", "tabs": tabs(event) if runs else [], "runs": runs, "chart": drawn,
        "figures": report.figures(event, counted, runs=runs), "columns": report.outcome_columns(), "rows": rows,
        "disputed": counted.disputed if runs else [], "lead": report.lead(event, runs=runs), "counted": counted,
    }  # fmt: skip
    return render(request, "events/report.html", context)
