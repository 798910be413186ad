"""The workbench, the search page, and suggestions for text boxes."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duijie.portal.audit import queries as audit
from duijie.portal.parties.places import industry_words, region_words
from duijie.portal.web import fields
from duijie.portal.web import search as searching

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
