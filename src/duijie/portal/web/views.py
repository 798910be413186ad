"""The workbench, the dashboard, the search page, and suggestions for text boxes."""

import re

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duijie.portal.accounts.choices import Role
from duijie.portal.audit import queries as audit
from duijie.portal.parties.places import industry_words, region_short, region_words
from duijie.portal.web import dashboard as dashboards
from duijie.portal.web import fields
from duijie.portal.web import search as searching
from duijie.portal.web.exporting import as_download, wants_export

CHANGES_SHOWN = 10
_LONGEST = 40
_SUGGESTERS = {
    "region": (fields.regions_like, region_words),
    "industry": (fields.industries_like, industry_words),
}


@require_safe
def workbench(request: HttpRequest) -> HttpResponse:
    changes = audit.concerning(request.user).select_related("actor", "actor__party")[:CHANGES_SHOWN]
    return render(request, "web/workbench.html", {"changes": list(changes)})


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    if not dashboards.may_read(request.user):
        raise Http404
    board = dashboards.board_for(request.user)
    if wants_export(request):
        chart = next((c for c in board.charts if c.key == request.GET.get("chart")), None)
        if chart is None:
            raise Http404
        title = re.sub(r"[^\w（）、]", "", str(chart.title))
        return as_download(request, title, [str(c) for c in chart.columns], chart.rows)
    region = request.user.region if request.user.role == Role.COUNTY else settings.CITY
    return render(request, "web/dashboard.html", {"board": board, "scope": region_short(region)})


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    return render(request, "web/search.html", {"words": words, "groups": searching.find(request.user, words)})


@login_not_required
@require_safe
def suggest(request: HttpRequest, kind: str) -> HttpResponse:
    """Options for a text box of regions or industries, as one types; public standards, so open to all."""
    if kind not in _SUGGESTERS:
        raise Http404
    find, word = _SUGGESTERS[kind]
    written = request.GET.get(request.GET.get("name", ""), "").strip()[:_LONGEST]
    return render(request, "web/options.html", {"options": [word(code) for code in find(written)]})
