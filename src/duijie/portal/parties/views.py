"""Pages of the registry."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.portal.audit import queries as audit
from duijie.portal.jobs import domain as jobs
from duijie.portal.parties import domain, exporting, permissions, queries
from duijie.portal.parties.filters import PartyFilter
from duijie.portal.parties.forms import PartyForm, QualificationForm
from duijie.portal.parties.models import Party, Qualification
from duijie.portal.refused import NotAllowed, Refused
from duijie.portal.web.answers import attempt, hiding
from duijie.portal.web.exporting import as_download, wants_export
from duijie.portal.web.paging import page_of
from duijie.portal.web.uploads import UploadForm, keep


@require_safe
def party_list(request: HttpRequest) -> HttpResponse:
    chosen = PartyFilter(request.GET)
    found = chosen.found(queries.visible_to(request.user)).select_related("profile")
    if wants_export(request):
        rows = exporting.rows(request.user, found)
        return as_download(request, _("主体清单"), exporting.columns(), rows)
    context = {
        "filter": chosen,
        "page": page_of(request, found),
        "may_register": permissions.may_register(request.user),
    }
    return render(request, "parties/list.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    party = _party(request, pk)
    known = queries.facts_visible(request.user, party)
    context = {
        "party": party,
        "profile": getattr(party, "profile", None) if known else None,
        "facts_visible": known,
        "may_edit": permissions.may_edit(request.user, party),
        "may_register": permissions.may_register(request.user),
        "qualifications": list(party.qualifications.all()),
        "form": QualificationForm(),
        "entries": list(audit.timeline(party)) if known else [],
    }
    return render(request, "parties/detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def enter(request: HttpRequest) -> HttpResponse:
    if not permissions.may_register(request.user):
        raise NotAllowed("enter")
    form = PartyForm(request.user, None, request.POST or None)
    if request.method == "POST" and form.is_valid():
        party = _try(form, lambda: domain.enter(by=request.user, data=form.data_for_domain()))
        if party is not None:
            messages.success(request, _("已登记。"))
            return redirect(party)
    return render(request, "parties/form.html", {"form": form, "party": None})


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    party = _party(request, pk)
    if not permissions.may_edit(request.user, party):
        raise NotAllowed("edit")
    form = PartyForm(request.user, party, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, seen = form.data_for_domain(), form.cleaned_data["seen"]
        if _try(form, lambda: domain.save(party, by=request.user, data=data, seen=seen)) is not None:
            messages.success(request, _("已保存。"))
            return redirect(party)
    return render(request, "parties/form.html", {"form": form, "party": party})


@require_POST
@hiding
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    party = _party(request, pk)
    reason = request.POST.get("reason", "")
    attempt(
        request,
        lambda: domain.suspend(party, by=request.user, reason=reason),
        _("已停用，这个单位不能再发布供需；已公开的供需请另行关闭。"),
    )
    return redirect(party)


@require_POST
@hiding
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    party = _party(request, pk)
    attempt(request, lambda: domain.restore(party, by=request.user), _("已恢复。"))
    return redirect(party)


@require_POST
@hiding
def add_qualification(request: HttpRequest, pk: int) -> HttpResponse:
    party = _party(request, pk)
    form = QualificationForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(errors))
    else:
        added = form.cleaned_data
        attempt(request, lambda: domain.add_qualification(party, by=request.user, **added), _("已添加资质。"))
    return redirect(f"{party.get_absolute_url()}#qualifications")


@require_POST
@hiding
def remove_qualification(request: HttpRequest, pk: int, qualification_pk: int) -> HttpResponse:
    party = _party(request, pk)
    qualification = get_object_or_404(Qualification, pk=qualification_pk, party=party)
    attempt(request, lambda: domain.remove_qualification(qualification, by=request.user), _("已删除资质。"))
    return redirect(f"{party.get_absolute_url()}#qualifications")


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def import_file(request: HttpRequest) -> HttpResponse:
    if not permissions.may_register(request.user):
        raise NotAllowed("import")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        path = keep(form.cleaned_data["file"])
        return redirect(jobs.start("import_parties", by=request.user, path=str(path)))
    return render(request, "parties/import.html", {"form": form, "columns": exporting.columns()})


def _party(request: HttpRequest, pk: int) -> Party:
    return get_object_or_404(queries.visible_to(request.user).select_related("profile"), pk=pk)


def _try(form: Any, act: Any) -> Party | None:
    try:
        return act()
    except Refused as refusal:
        for name, sentence in (refusal.problems or {"": refusal.sentence}).items():
            form.add_error(name if name in form.fields else None, sentence)
        return None
