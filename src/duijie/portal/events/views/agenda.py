"""A participant's own agenda as a calendar file, at a secret address, and on paper."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duijie.portal.events import agendas, calendars, domain, queries
from duijie.portal.events.documents.answering import answered
from duijie.portal.events.models import Participant
from duijie.portal.events.views.taking_part import own_place
from duijie.portal.web.answers import hiding
from duijie.portal.web.throttle import allowed

_WRONG_KEYS = 30  # an hour from one network address


@require_safe
@hiding
def download(request: HttpRequest, pk: int) -> HttpResponse:
    event, one = own_place(request, pk)
    response = _file(request, one)
    response["Content-Disposition"] = f'attachment; filename="event-{event.pk}.ics"'
    return response


@require_safe
@login_not_required
def subscribed(request: HttpRequest, key: str) -> HttpResponse:
    """What a calendar reads by itself. Only wrong keys are counted: calendars ask often, and many share an address."""
    one = queries.subscriber(key)
    if one is not None:
        response = _file(request, one)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response
    if not allowed(request, "calendar", per_hour=_WRONG_KEYS):
        return HttpResponse(_("试的次数太多，请一小时后再来。"), status=429, content_type="text/plain")
    raise Http404


def _file(request: HttpRequest, one: Participant) -> HttpResponse:
    def address(meeting: Any) -> str:
        return request.build_absolute_uri(meeting.get_absolute_url())

    content = calendars.written(f"{one.event.title} · {one.party}", agendas.entries(one, address))
    response = HttpResponse(content, content_type=calendars.TYPE)
    patch_cache_control(response, private=True, no_cache=True)
    return response


@require_POST
@hiding
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    event, one = own_place(request, pk)
    domain.renew_subscription(one, by=request.user)
    messages.success(request, _("订阅地址已生成，以前的地址已失效。请把新地址加进日历。"))
    return redirect("events:place", event.pk)


@require_safe
@hiding
def on_paper(request: HttpRequest, pk: int) -> HttpResponse:
    event, one = own_place(request, pk)
    rows = queries.own_placements(request.user).filter(meeting__event=event)
    rows = rows.select_related("meeting__need__party", "meeting__offer__party")
    rows = rows.prefetch_related("meeting__participants__party").order_by("starts_at", "pk")
    made = agendas.paper(request.user, one, list(rows))
    return answered(request, made, reverse("events:place", args=[event.pk]))
