"""Listings from a spreadsheet: the blank form, the upload, and the job that reads it."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duijie.engine.channels import available, load
from duijie.portal.exchange import permissions, values
from duijie.portal.exchange.forms import ImportForm
from duijie.portal.exchange.views.editing import known
from duijie.portal.jobs import domain as jobs
from duijie.portal.web.answers import hiding
from duijie.portal.web.exporting import TYPES
from duijie.portal.web.uploads import keep
from duijie.tables import write_template


@require_safe
@hiding
def choose(request: HttpRequest) -> HttpResponse:
    permissions.require(request.user, "create_listing")
    kinds = [load(c) for c in available()]
    shown = [
        {
            "code": c.code,
            "label": values.channel_words(c),
            "sides": [(s, values.side_words(c, s)) for s in ("need", "offer")],
        }
        for c in kinds
    ]
    return render(request, "exchange/import_choose.html", {"channels": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def upload(request: HttpRequest, channel: str, side: str) -> HttpResponse:
    definition = known(channel, side)
    permissions.require(request.user, "create_listing")
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        path = keep(form.cleaned_data["file"])
        job = jobs.start(
            "import_listings",
            by=request.user,
            path=str(path),
            channel=channel,
            side=side,
            submit=form.cleaned_data["submit"],
        )
        return redirect(job)
    context: dict[str, Any] = {
        "form": form,
        "channel": channel,
        "side": side,
        "channel_label": values.channel_words(definition),
        "side_label": values.side_words(definition, side),
        "for_others": permissions.may(request.user, "import_for_others"),
    }
    return render(request, "exchange/import.html", context)


@require_safe
@hiding
def template(request: HttpRequest, channel: str, side: str) -> HttpResponse:
    """An empty spreadsheet to fill in."""
    definition = known(channel, side)
    permissions.require(request.user, "create_listing")
    name = f"{definition.label}-{definition.side_labels[side]}.xlsx"
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        write_template(path, definition, side)
        content = path.open("rb")
    return FileResponse(content, as_attachment=True, filename=name, content_type=TYPES["xlsx"])
