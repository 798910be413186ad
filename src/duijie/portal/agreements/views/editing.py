"""Drafting from a meeting, a pair, an event or by hand; changing a draft; importing signed ones."""

import tempfile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from duijie.portal.agreements import domain, exporting, permissions, queries, sources
from duijie.portal.agreements.forms import AgreementForm, initial_of
from duijie.portal.agreements.models import Agreement
from duijie.portal.jobs import domain as jobs
from duijie.portal.parties.places import region_words
from duijie.portal.refused import Refused
from duijie.portal.web.answers import hiding
from duijie.portal.web.exporting import TYPES
from duijie.portal.web.uploads import UploadForm, keep


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def create(request: HttpRequest) -> HttpResponse:
    permissions.require(request.user, "draft")
    posted = request.method == "POST"
    given = sources.read(request.user, request.POST if posted else request.GET)
    if given is None:
        raise Http404
    initial = sources.initial(request.user, given) | _own_side(request.user, given)
    form = AgreementForm(request.user, request.POST if posted else None, initial=initial)
    if posted and form.is_valid():
        made = _try(form, lambda: _draft(request.user, form, given))
        if made is not None:
            messages.success(request, _("已存为草稿。核对后送签约方确认。"))
            return redirect(made)
    return render(request, "agreements/form.html", {"form": form, "agreement": None, "sources": given})


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = get_object_or_404(
        queries.visible_to(request.user).prefetch_related("signatories__party"), pk=pk
    )
    permissions.require(request.user, "change", agreement)
    if not agreement.amount_open:
        raise Http404
    posted = request.method == "POST"
    form = AgreementForm(request.user, request.POST if posted else None, initial=initial_of(agreement))
    if posted and form.is_valid() and _try(form, lambda: _save(request.user, form, agreement)):
        messages.success(request, _("已保存。"))
        return redirect(agreement)
    return render(request, "agreements/form.html", {"form": form, "agreement": agreement})


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def import_file(request: HttpRequest) -> HttpResponse:
    permissions.require(request.user, "import")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        path = keep(form.cleaned_data["file"])
        return redirect(jobs.start("import_agreements", by=request.user, path=str(path)))
    return render(request, "agreements/import.html", {"form": form, "columns": exporting.import_columns()})


@require_safe
@hiding
def template(request: HttpRequest) -> FileResponse:
    """An empty spreadsheet to fill in."""
    permissions.require(request.user, "import")
    content = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    exporting.write_template(content)
    content.seek(0)
    name = f"{_('协议台账模板')}.xlsx"
    return FileResponse(content, as_attachment=True, filename=name, content_type=TYPES["xlsx"])


def _own_side(user: Any, given: domain.Sources) -> dict[str, Any]:
    """By hand, a firm's own name stands in the first line; an officer's own office is responsible."""
    found: dict[str, Any] = {}
    if user.is_clerk and given.need is None and given.meeting is None:
        found["party_a"] = user.party.credit_code or user.party.name
        found["region"] = region_words(user.party.region)
    if user.is_officer:
        found |= {"department": user.party_id, "officer": user.pk}
    return found


def _draft(user: Any, form: AgreementForm, given: domain.Sources) -> Agreement:
    key = form.cleaned_data["key"]
    return domain.draft(by=user, data=form.data_for_domain(), signs=form.signs(), sources=given, key=key)


def _save(user: Any, form: AgreementForm, agreement: Agreement) -> Agreement:
    seen = form.cleaned_data["seen"]
    return domain.save(agreement, by=user, data=form.data_for_domain(), signs=form.signs(), seen=seen)


def _try(form: Any, act: Any) -> Agreement | None:
    try:
        return act()
    except Refused as refusal:
        for name, sentence in (refusal.problems or {"": refusal.sentence}).items():
            form.add_error(name if name in form.fields else None, sentence)
        return None
