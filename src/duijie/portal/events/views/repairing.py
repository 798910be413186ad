"""Repairs of the agenda on the day: asked for, looked at, put in force."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.portal.events import domain, repairing
from duijie.portal.events.choices import RepairState
from duijie.portal.events.domain.floor import ON_THE_DAY
from duijie.portal.events.forms.floor import KINDS, RepairForm
from duijie.portal.events.models import Event, Repair
from duijie.portal.events.views.running import framed, running
from duijie.portal.jobs.models import Job
from duijie.portal.refused import Refused
from duijie.portal.web.answers import attempt, hiding
from duijie.portal.web.paging import page_of

_NAMES = ("participant", "table", "meeting")


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def repairs(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened, in a form; and the proposals so far."""
    event = running(request, pk)
    given = request.POST if request.method == "POST" else request.GET
    kind = given.get("kind", "no_show")
    if kind not in KINDS:
        raise Http404
    initial = {name: given[name] for name in _NAMES if given.get(name, "").isdigit()}
    form = RepairForm(event, kind, request.POST if request.method == "POST" else None, initial)
    if form.is_valid():
        repair = _asked(request, event, kind, form)
        if repair is not None:
            return redirect(repair)
    rows = event.repairs.select_related("base", "applied", "created_by")
    context = framed(
        event, "floor", form=form, kind=kind, kinds=KINDS.items(), page=page_of(request, rows),
        may_floor=event.state in ON_THE_DAY,
    )  # fmt: skip
    return render(request, "events/floor_repairs.html", context)


def _asked(request: HttpRequest, event: Event, kind: str, form: RepairForm) -> Repair | None:
    """A participant who has not come is marked so first; what cannot be is said above the form."""
    given = form.cleaned_data
    try:
        if kind == "no_show":
            domain.mark_no_show(given["participant"], by=request.user)
        return domain.ask_repair(
            event, form.cause(), by=request.user, over=given["over"], asked=form.asked()
        )  # fmt: skip
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return None


@require_safe
@hiding
def repair(request: HttpRequest, pk: int, repair_pk: int) -> HttpResponse:
    return render(request, "events/floor_repair.html", _shown(request, pk, repair_pk))


@require_safe
@hiding
def progress(request: HttpRequest, pk: int, repair_pk: int) -> HttpResponse:
    """The part that is asked for every second while the engine works."""
    return render(request, "events/_floor_repair.html", _shown(request, pk, repair_pk))


def _shown(request: HttpRequest, pk: int, repair_pk: int) -> dict[str, Any]:
    event = running(request, pk)
    one = get_object_or_404(event.repairs.select_related("base", "applied", "created_by"), pk=repair_pk)
    one.event = event
    found = repairing.steps(one)
    waiting = one.state == RepairState.COMPUTING
    return framed(
        event, "floor", repair=one, steps=found, concerned=repairing.concerned(found), moved=repairing.people(one),
        first=event.slots.order_by("number")[one.over : one.over + 1].first(), job=_job(one) if waiting else None,
        old=one.state == RepairState.PROPOSED and event.current_id != one.base_id,
        may_floor=event.state in ON_THE_DAY,
    )  # fmt: skip


def _job(one: Repair) -> Job | None:
    return Job.objects.filter(pk=one.plan.get("job")).first()


_DONE = {"apply": None, "discard": gettext_lazy("方案已放弃，日程没有变。")}


@require_POST
@hiding
def act(request: HttpRequest, pk: int, repair_pk: int, act: str) -> HttpResponse:
    event = running(request, pk)
    if act not in _DONE:
        raise Http404
    one = get_object_or_404(event.repairs, pk=repair_pk)
    if act == "discard":
        attempt(request, lambda: domain.discard_repair(one, by=request.user), str(_DONE[act]))
        return redirect(one)
    try:
        version = domain.apply_repair(one, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(one)
    messages.success(request, _("已发布%(version)s，只通知有变化的参会方。") % {"version": version})
    return redirect("events:floor", event.pk)
