"""Published versions: the list, one of them, and what changed between two."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from duijie.portal.events import differences, quality
from duijie.portal.events.choices import ARRANGING
from duijie.portal.events.models import Placement
from duijie.portal.events.views.running import framed, running
from duijie.portal.web.answers import hiding
from duijie.portal.web.exporting import as_download, wants_export
from duijie.portal.web.paging import page_of


@require_safe
@hiding
def version_list(request: HttpRequest, pk: int) -> HttpResponse:
    event = running(request, pk)
    rows = event.versions.select_related("published_by")
    context = framed(event, "versions", page=page_of(request, rows), may_publish=event.state in ARRANGING)
    return render(request, "events/versions.html", context)


@require_safe
@hiding
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version: its figures, what it changed against another (the one before, unless the address says), and its agenda."""
    event = running(request, pk)
    one = get_object_or_404(event.versions, number=number)
    against = request.GET.get("against", "")
    before = event.versions.filter(number=int(against) if against.isdigit() else number - 1).first()
    placements = one.placements.select_related("slot").prefetch_related("meeting__participants__party")
    if wants_export(request):
        columns = [_("日期"), _("开始"), _("结束"), _("地点"), _("参会方")]
        return as_download(request, f"{event.title} {one}", columns, map(_row, placements))
    changes = differences.between(before, one) if before else []
    page = page_of(request, placements.order_by("starts_at", "table__number"))
    others = event.versions.exclude(pk=one.pk).values_list("number", flat=True)
    context = framed(
        event, "versions", version=one, before=before, changes=differences.named(changes), page=page,
        others=list(others), figures=quality.figures(one.quality),
    )  # fmt: skip
    return render(request, "events/version.html", context)


def _row(one: Placement) -> list[str]:
    starts, ends = timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)
    return [f"{starts:%Y-%m-%d}", f"{starts:%H:%M}", f"{ends:%H:%M}", one.place, str(one.meeting)]
