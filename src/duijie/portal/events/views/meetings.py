"""The candidates and meetings of an event: the list, one by hand, what must be and what must not."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.portal.events import computing, domain, quality
from duijie.portal.events.choices import ARRANGING, STANDING, EventState, MeetingState
from duijie.portal.events.filters import MeetingFilter
from duijie.portal.events.forms import AddMeetingForm, MeetingForm
from duijie.portal.events.models import Event, Meeting, Participant, Wish
from duijie.portal.events.views.running import framed, running
from duijie.portal.jobs import domain as jobs
from duijie.portal.refused import Refused
from duijie.portal.web.answers import attempt, back, hiding
from duijie.portal.web.exporting import as_download, wants_export
from duijie.portal.web.paging import page_of

_CHUNK = 500


def meetings_of(event: Event) -> QuerySet[Meeting]:
    """With who meets, and `.unwanted`: one of them said that it does not want to meet another."""
    veto = Wish.objects.filter(
        veto=True, participant__seats__meeting=OuterRef("pk"), other__seats__meeting=OuterRef("pk")
    )
    rows = event.meetings.select_related("slot", "table", "fixed_slot", "need", "offer")
    return rows.prefetch_related("participants__party").annotate(unwanted=Exists(veto))


def of_participant(event: Event, one: Participant) -> list[Meeting]:
    """In the order of time, those without a place last."""
    rows = list(meetings_of(event).filter(pk__in=one.seats.values("meeting")))
    return sorted(rows, key=lambda m: (m.slot is None, m.slot.number if m.slot else 0, m.pk))


@require_safe
@hiding
def meeting_list(request: HttpRequest, pk: int) -> HttpResponse:
    event = running(request, pk)
    chosen = MeetingFilter(request.GET)
    found = chosen.found(meetings_of(event))
    if wants_export(request):
        return as_download(request, _("洽谈清单"), _columns(), _rows(found))
    standing = Q(state__in=STANDING)
    counts = event.meetings.order_by().aggregate(
        every=Count("pk", filter=standing),
        placed=Count("pk", filter=standing & Q(slot__isnull=False)),
        wanted=Count("pk", filter=standing & Q(must=True)),
        wanted_placed=Count("pk", filter=standing & Q(must=True, slot__isnull=False)),
        cancelled=Count("pk", filter=Q(state=MeetingState.CANCELLED)),
    )
    context = framed(
        event, "meetings", filter=chosen, page=page_of(request, found), counts=counts,
        may_change=event.state in ARRANGING, may_compute=may_compute(event), seconds=computing.SECONDS,
        report=told(event),
    )  # fmt: skip
    return render(request, "events/meetings.html", context)


def may_compute(event: Event) -> bool:
    return event.state in ARRANGING and event.state != EventState.RUNNING


def told(event: Event) -> dict[str, Any]:
    """The last computation's report, with the meetings and participants that its reasons and remedies speak of."""
    report = dict(event.report)
    if not report:
        return {}
    asked = {pk for one in (*report["reasons"], *report["remedies"]) for pk in one["meetings"]}
    named = {m.pk: m for m in event.meetings.filter(pk__in=asked).prefetch_related("participants__party")}
    for part in ("reasons", "remedies"):
        report[part] = [
            one | {"rows": [named[pk] for pk in one["meetings"] if pk in named]} for one in report[part]
        ]
    report["figures"] = quality.figures(report["quality"])
    for one in report["remedies"]:
        one["applicable"] = one["code"] in domain.remedies.APPLICABLE
    return report


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def add(request: HttpRequest, pk: int) -> HttpResponse:
    event = running(request, pk)
    form = AddMeetingForm(event, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            domain.add_meeting(event, form.people(), by=request.user)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("已添加，标为必须安排。"))
            return redirect("events:meetings", event.pk)
    return render(request, "events/meeting_add.html", framed(event, "meetings", form=form))


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def change(request: HttpRequest, pk: int, meeting_pk: int) -> HttpResponse:
    """When and where a meeting may be."""
    event = running(request, pk)
    meeting = get_object_or_404(meetings_of(event), pk=meeting_pk)
    form = MeetingForm(meeting, request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = form.cleaned_data
        if attempt(request, lambda: domain.change_meeting(meeting, by=request.user, **given), _("已保存。")):
            return redirect("events:meetings", event.pk)
    return render(
        request, "events/meeting_change.html", framed(event, "meetings", form=form, meeting=meeting)
    )


@require_POST
@hiding
def act(request: HttpRequest, pk: int, meeting_pk: int, act: str) -> HttpResponse:
    event = running(request, pk)
    meeting = get_object_or_404(event.meetings, pk=meeting_pk)
    if act not in _ACTS:
        raise Http404
    do, done = _ACTS[act]
    attempt(request, lambda: do(meeting, request), str(done))
    return back(request, event)


_ACTS: dict[str, Any] = {
    "must": (
        lambda m, r: domain.change_meeting(m, by=r.user, must=True),
        gettext_lazy("已标为必须安排。"),
    ),
    "unmust": (
        lambda m, r: domain.change_meeting(m, by=r.user, must=False),
        gettext_lazy("已改为可以不安排。"),
    ),
    "cancel": (
        lambda m, r: domain.cancel_meeting(m, by=r.user, reason=r.POST.get("reason", "")),
        gettext_lazy("已取消，可以恢复。"),
    ),
    "restore": (lambda m, r: domain.restore_meeting(m, by=r.user), gettext_lazy("已恢复。")),
    "lock": (
        lambda m, r: domain.lock(m, by=r.user),
        gettext_lazy("已锁定，重新计算也不会动它。"),
    ),
    "unlock": (lambda m, r: domain.unlock(m, by=r.user), gettext_lazy("已解除锁定。")),
}


@require_POST
@hiding
def compute(request: HttpRequest, pk: int) -> HttpResponse:
    """Start the computation in the background; the job's page shows how far it is and cancels it."""
    event = running(request, pk)
    allowed = attempt(request, lambda: computing.check_state(event), _("已在后台开始计算。"))
    if not allowed:
        return back(request, event)
    asked = request.POST.get("seconds", "")
    seconds = int(asked) if asked in {str(n) for n in computing.SECONDS} else computing.SECONDS[1]
    return redirect(jobs.start("schedule_event", by=request.user, event=event.pk, seconds=seconds))


@require_POST
@hiding
def remedy(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Do what the engine proposes and compute anew."""
    event = running(request, pk)
    if attempt(
        request, lambda: domain.apply_remedy(event, code, by=request.user), _("已照办，正在重新计算。")
    ):
        seconds = computing.SECONDS[1]
        return redirect(jobs.start("schedule_event", by=request.user, event=event.pk, seconds=seconds))
    return redirect("events:meetings", event.pk)


def _columns() -> list[str]:
    return [
        _("参会方"), _("状态"), _("来由"), _("匹配度"), _("价值"), _("必须安排"), _("时段"), _("桌位"), _("锁定"), _("需求"),
        _("供给"), _("一方不想见"), _("取消原因"),
    ]  # fmt: skip


def _rows(found: QuerySet[Meeting]) -> Iterator[list[Any]]:
    yes = _("是")
    for start in range(0, found.count(), _CHUNK):
        for m in found[start : start + _CHUNK]:
            yield [
                str(m), m.get_state_display(), m.get_source_display(), m.match_score, m.value, yes if m.must else "",
                str(m.slot) if m.slot else None, str(m.table) if m.table else None, yes if m.locked else "",
                str(m.need) if m.need else None, str(m.offer) if m.offer else None, yes if m.unwanted else "",
                m.cancelled_reason,
            ]  # fmt: skip
