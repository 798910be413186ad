"""What the organiser prints and downloads."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from duijie.portal.events import papers
from duijie.portal.events.documents.answering import answered
from duijie.portal.events.views.running import running
from duijie.portal.refused import Refused
from duijie.portal.web.answers import hiding


@require_safe
@hiding
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    event = running(request, pk)
    if kind not in papers.KINDS:
        raise Http404
    place = request.build_absolute_uri(reverse("events:place", args=[event.pk]))
    try:
        made = papers.made(request.user, event, kind, place=place)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(event)
    return answered(request, made, event.get_absolute_url())
