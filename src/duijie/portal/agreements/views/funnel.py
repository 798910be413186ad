"""The funnel on one page, the meetings behind it, and both as files."""

import tempfile
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from duijie.portal.agreements import funnel, permissions, queries, report
from duijie.portal.agreements.filters import AgreementFilter
from duijie.portal.events import queries as events
from duijie.portal.events.documents import excel, word
from duijie.portal.web.answers import hiding
from duijie.portal.web.exporting import TYPES, as_download, wants_export
from duijie.portal.web.paging import page_of

_WRITERS = {"report-xlsx": (excel.write, "xlsx"), "report-docx": (word.write, "docx")}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@require_safe
@hiding
def page(request: HttpRequest) -> HttpResponse:
    permissions.require(request.user, "steer")
    chosen = funnel.FunnelFilter(request.user, request.GET)
    asked = chosen.asked
    whole = funnel.counts(request.user, asked)
    by = request.GET.get("by") if request.GET.get("by") in funnel.DIMENSIONS else "event"
    if request.GET.get("export") in _WRITERS:
        return _paper(request, whole, asked)
    charts = [report.chart(whole, asked), report.breakdown(whole, by, asked)]
    if wants_export(request):
        one = next((c for c in charts if c.key == request.GET.get("chart")), None)
        if one is None:
            raise Http404
        return as_download(request, _("对接落地"), [str(c) for c in one.columns], one.rows)
    context = {
        "filter": chosen,
        "figures": report.figures(whole, asked),
        "charts": charts,
        "by": by,
        "dimensions": funnel.DIMENSIONS.items(),
        "money": whole.money(),
        "rules": queries.rules_on(),
    }
    return render(request, "agreements/funnel.html", context)


@require_safe
@hiding
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings behind a figure."""
    permissions.require(request.user, "steer")
    chosen = funnel.FunnelFilter(request.user, request.GET)
    step = request.GET.get("step") if request.GET.get("step") in funnel.MEETING_STEPS else "planned"
    rows = funnel.meeting_rows(request.user, chosen.asked, step).select_related("event", "need", "offer")
    rows = rows.prefetch_related("participants__party").order_by("-event__starts_at", "pk")
    if wants_export(request):
        columns = [_("对接会"), _("双方"), _("状态"), _("达成意向"), _("已签协议")]
        return as_download(request, str(funnel.MEETING_STEPS[step]), columns, (_cells(one) for one in rows))
    page = page_of(request, rows)
    context = {
        "filter": chosen,
        "page": page,
        "drafts": _drafts(request.user, page.object_list),
        "step": step,
        "steps": funnel.MEETING_STEPS.items(),
    }
    return render(request, "agreements/meetings.html", context)


def _drafts(user: Any, rows: Any) -> list[int]:
    """Those of the page that came to something, have no agreement and are this person's to write down."""
    if not permissions.may(user, "draft"):
        return []
    wanted = [one.pk for one in rows if one.intent and not one.agreed]
    return list(
        events.meetings_for(user).filter(pk__in=wanted, agreements__isnull=True).values_list("pk", flat=True)
    )


def _cells(one: Any) -> list[Any]:
    yes = {True: _("是"), False: _("否")}
    return [one.event.title, str(one), one.get_state_display(), yes[one.intent], yes[one.agreed]]


def _paper(request: HttpRequest, whole: funnel.Counts, asked: dict[str, Any]) -> FileResponse:
    write, ending = _WRITERS[request.GET["export"]]
    listed = AgreementFilter({**asked, "step": "signed"}).found(queries.visible_to(request.user))
    made = report.paper(request.user, whole, asked, _scope(request), queries.told(listed))
    content = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    write(content, made)
    content.seek(0)
    name = f"{made.title}{timezone.localdate():%Y%m%d}.{ending}"
    return FileResponse(content, as_attachment=True, filename=name, content_type=TYPES.get(ending, _DOCX))


def _scope(request: HttpRequest) -> str:
    """The filters in words; all that the person sees where there are none."""
    chosen = funnel.FunnelFilter(request.user, request.GET)
    said = []
    for field in chosen.visible_fields():
        if chosen.is_valid() and (value := chosen.cleaned_data[field.name]):
            named = (
                dict(getattr(field.field, "choices", ())).get(value, value) if field.name == "kind" else value
            )
            said.append(f"{field.label} {field.data if field.name == 'region' else named}")
    return "，".join(said) or _("全部")
