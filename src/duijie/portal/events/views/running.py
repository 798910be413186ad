"""What the organiser's pages share: the event they may run, and the tabs."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from duijie.portal.events import permissions, queries
from duijie.portal.events.choices import PUBLISHED
from duijie.portal.events.models import Event


def running(request: HttpRequest, pk: int) -> Event:
    """The event, for who runs it; it does not exist for others."""
    event = get_object_or_404(queries.visible_to(request.user), pk=pk)
    permissions.require(request.user, "run_event", event)
    return event


def tabs(event: Event) -> list[tuple[str, str, str]]:
    """(name, label, address) of the pages of an event that its organiser has."""
    pages = (
        ("event", _("概况")), ("layout", _("时段桌位")), ("participants", _("参会方")), ("meetings", _("洽谈")),
        ("board", _("日程板")), ("versions", _("版本")), ("programme", _("议程")), ("report", _("成效")),
    )  # fmt: skip
    if event.state in PUBLISHED:
        pages = (*pages, ("floor", _("现场")))
    return [(name, label, reverse(f"events:{name}", args=[event.pk])) for name, label in pages]


def framed(event: Event, tab: str, **more: Any) -> dict[str, Any]:
    return {"event": event, "tab": tab, "tabs": tabs(event), "may_run": True, **more}
