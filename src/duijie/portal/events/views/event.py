"""One event's page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from duijie.portal.events import permissions, queries


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(queries.visible_to(request.user), pk=pk)
    may_run = permissions.may(request.user, "run_event", event)
    return render(request, "events/event.html", {"event": event, "may_run": may_run})
