"""The list of events."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duijie.portal.events import permissions, queries
from duijie.portal.web.paging import page_of


@require_safe
def event_list(request: HttpRequest) -> HttpResponse:
    found = queries.visible_to(request.user)
    may_create = permissions.may(request.user, "create_event")
    return render(request, "events/list.html", {"page": page_of(request, found), "may_create": may_create})
