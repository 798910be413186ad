"""One event's page, and the steps of its life."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from duijie.portal.audit import queries as audit
from duijie.portal.events import domain, links, permissions, quality, queries, steps
from duijie.portal.events.choices import INVITING, EventState
from duijie.portal.events.forms import channel_choices
from duijie.portal.events.papers import KINDS
from duijie.portal.events.programme import lines
from duijie.portal.events.views.running import framed, running
from duijie.portal.refused import Refused
from duijie.portal.web.answers import attempt, back, hiding

_ENTRIES = 30


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    event = get_object_or_404(queries.visible_to(request.user), pk=pk)
    labels = dict(channel_choices())
    shown: dict[str, Any] = {
        "event": event,
        "channel_labels": [labels.get(code, code) for code in event.channels],
        "programme": lines(request.user, event),
        "panels": links.event_panels(request.user, event),
        "place": queries.own_place(request.user, event),
        "may_run": False,
        "may_read_report": permissions.may(request.user, "read_report", event),
    }
    open_ = event.state == EventState.OPEN and permissions.may(request.user, "apply")
    shown["may_apply"] = open_ and shown["place"] is None
    if permissions.may(request.user, "run_event", event):
        shown |= _for_organiser(event)
    return render(request, "events/event.html", shown)


def _for_organiser(event: Any) -> dict[str, Any]:
    has = steps.counts(event)
    numbers = event.current.quality if event.current else event.report.get("quality", {})
    return framed(
        event,
        "event",
        counts=has,
        step=steps.next_step(event, has),
        figures=quality.figures(numbers),
        entries=list(audit.timeline(event)[:_ENTRIES]),
        may_cancel=event.state in INVITING,
        papers=KINDS.items(),
        may_reopen=event.state == EventState.MATCHING,
    )


@require_POST
@hiding
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    event = running(request, pk)
    if act not in _ACTS:
        raise Http404
    do, done = _ACTS[act]
    attempt(request, lambda: do(event, request), str(done))
    return back(request, event)


_ACTS: dict[str, Any] = {
    "open": (
        lambda event, r: domain.open_event(event, by=r.user),
        gettext_lazy("已开始邀请报名，邀请的单位会在工作台看到。"),
    ),
    "match": (
        lambda event, r: domain.start_matching(event, by=r.user),
        gettext_lazy("已开始配对排期。下一步：计算日程。"),
    ),
    "reopen": (
        lambda event, r: domain.reopen_event(event, by=r.user),
        gettext_lazy("已重新开放报名，排好的都保留。"),
    ),
    "start": (lambda event, r: domain.start_event(event, by=r.user), gettext_lazy("对接会开始了。")),
    "close": (
        lambda event, r: domain.close_event(event, by=r.user),
        gettext_lazy("对接会结束了，记录都保留。"),
    ),
    "cancel": (
        lambda event, r: domain.cancel_event(event, by=r.user, reason=r.POST.get("reason", "")),
        gettext_lazy("已取消，参会方会看到原因。"),
    ),
}


@require_POST
@hiding
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    event = running(request, pk)
    try:
        version = domain.publish(event, by=request.user, note=request.POST.get("note", ""))
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return back(request, event)
    if version.pk == event.current_id:
        messages.info(request, _("日程和现行的一版完全一样，没有重复发布。"))
    else:
        messages.success(request, _("已发布%(version)s，只通知日程有变化的参会方。") % {"version": version})
    return back(request, event)
