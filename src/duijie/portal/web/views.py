"""The workbench and the search page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from duijie.portal.audit import queries as audit
from duijie.portal.web import search as searching

CHANGES_SHOWN = 10


def workbench(request: HttpRequest) -> HttpResponse:
    changes = audit.concerning(request.user).select_related("actor", "actor__party")[:CHANGES_SHOWN]
    return render(request, "web/workbench.html", {"changes": list(changes)})


def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "").strip()[:100]
    return render(request, "web/search.html", {"words": words, "groups": searching.find(request.user, words)})
