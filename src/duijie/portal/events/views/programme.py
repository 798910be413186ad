"""The programme as its organiser edits it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.portal.events import domain
from duijie.portal.events.choices import INVITING
from duijie.portal.events.forms.programme import ItemForm, option
from duijie.portal.events.models import Event
from duijie.portal.events.programme import lines
from duijie.portal.events.views.running import framed, running
from duijie.portal.exchange import queries as exchange
from duijie.portal.exchange import search
from duijie.portal.refused import Refused
from duijie.portal.web.answers import attempt, hiding

_SUGGESTED = 12


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """The list, and below it the form for one more."""
    event = running(request, pk)
    shown = lines(request.user, event)
    form = ItemForm(event, request.POST if request.method == "POST" else None, initial=_next(event, shown))
    if form.is_valid() and _done(form, lambda: domain.add_item(event, by=request.user, **form.cleaned_data)):
        messages.success(request, _("已加进议程。"))
        return redirect("events:programme", event.pk)
    may = event.state in INVITING
    return render(
        request, "events/programme.html", framed(event, "programme", lines=shown, form=form, may_change=may)
    )


def _next(event: Event, shown: Any) -> dict[str, Any]:
    """Where the last one ends; an hour before the first meetings where there is none."""
    if shown:
        last = shown[-1].item
        return {"starts_at": last.starts_at + timedelta(minutes=last.minutes), "minutes": last.minutes}
    return {"starts_at": event.starts_at - timedelta(hours=1)} if event.starts_at else {}


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def item(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    event = running(request, pk)
    one = get_object_or_404(event.programme.select_related("listing__party"), pk=item_pk)
    form = ItemForm(event, request.POST if request.method == "POST" else None, instance=one)
    if form.is_valid() and _done(form, lambda: domain.save_item(one, by=request.user, **form.cleaned_data)):
        messages.success(request, _("议程已保存。"))
        return redirect("events:programme", event.pk)
    return render(request, "events/programme_item.html", framed(event, "programme", form=form, item=one))


def _done(form: ItemForm, write: Callable[[], Any]) -> bool:
    """Written, or the refusal beside its field."""
    try:
        write()
    except Refused as refusal:
        for name, sentence in (refusal.problems or {"": refusal.sentence}).items():
            form.add_error(name or None, sentence)
        return False
    return True


@require_POST
@hiding
def item_act(request: HttpRequest, pk: int, item_pk: int, act: str) -> HttpResponse:
    event = running(request, pk)
    one = get_object_or_404(event.programme, pk=item_pk)
    if act in ("up", "down"):
        attempt(request, lambda: domain.move_item(one, by=request.user, up=act == "up"), _("次序已调整。"))
    elif act == "remove":
        attempt(request, lambda: domain.remove_item(one, by=request.user), _("已从议程里去掉。"))
    else:
        raise Http404
    return redirect("events:programme", event.pk)


@require_safe
@hiding
def suggest_listing(request: HttpRequest, pk: int) -> HttpResponse:
    """Released listings that hold the words, as one types."""
    running(request, pk)
    found = search.find(exchange.released(), request.GET.get("listing", "")[:40])
    rows = found.rows.order_by("-updated_at", "-pk")[:_SUGGESTED]
    if found.ids is not None:
        kept = found.rows.in_bulk(found.ids[:_SUGGESTED])
        rows = [kept[one] for one in found.ids[:_SUGGESTED] if one in kept]
    return render(request, "web/options.html", {"options": [option(one) for one in rows]})
