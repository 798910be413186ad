"""The organiser's list of participants, acts on many of them, and one of them changed on its behalf."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.portal.events import domain, participants
from duijie.portal.events.choices import INVITING, ParticipantState
from duijie.portal.events.filters import ParticipantFilter
from duijie.portal.events.forms import ParticipantForm
from duijie.portal.events.models import Event, Participant
from duijie.portal.events.views.meetings import of_participant
from duijie.portal.events.views.running import framed, running
from duijie.portal.refused import Refused
from duijie.portal.web.answers import attempt, back, hiding
from duijie.portal.web.exporting import as_download, wants_export
from duijie.portal.web.paging import page_of

_MOST_AT_ONCE = 200


@require_safe
@hiding
def participant_list(request: HttpRequest, pk: int) -> HttpResponse:
    event = running(request, pk)
    chosen = ParticipantFilter(request.GET)
    found = chosen.found(event.participants.select_related("party"))
    if wants_export(request):
        rows = participants.table(event, found)
        return as_download(request, _("参会方名单"), participants.columns(), rows)
    page = page_of(request, found)
    page.object_list = participants.told(event, page.object_list)
    states = dict(event.participants.order_by().values_list("state").annotate(Count("pk")))
    counts = [(state, state.label, states.get(state, 0)) for state in ParticipantState]
    context = framed(
        event, "participants", filter=chosen, page=page, counts=counts, total=sum(states.values()),
        may_change=event.state in INVITING,
    )  # fmt: skip
    return render(request, "events/participants.html", context)


@require_POST
@hiding
def bulk(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind, confirm or invite anew those that were ticked; or remind all who have not answered."""
    event = running(request, pk)
    act = request.POST.get("act", "")
    keys = [int(key) for key in request.POST.getlist("id") if key.isdigit()][:_MOST_AT_ONCE]
    rows = event.participants.filter(pk__in=keys)
    if act == "remind_all":
        rows = event.participants.filter(state=ParticipantState.INVITED)
    if not rows.exists():
        messages.warning(request, _("请先勾选参会方。"))
    elif act in ("remind", "remind_all"):
        _remind(request, event, list(rows))
    elif act in _ANSWERS:
        _answer(request, list(rows), act)
    else:
        raise Http404
    return back(request, "events:list")


_ANSWERS = {
    "confirm": gettext_lazy("代为确认"),
    "invite": gettext_lazy("重新邀请"),
}


def _remind(request: HttpRequest, event: Event, rows: list[Participant]) -> None:
    try:
        n = domain.remind(event, rows, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return
    if n:
        messages.success(request, ngettext("已催办 %(n)d 家。", "已催办 %(n)d 家。", n) % {"n": n})
    else:
        messages.info(request, _("没有要催办的：已经答复，或 12 小时内刚邀请、刚催办过。"))


def _answer(request: HttpRequest, rows: list[Participant], act: str) -> None:
    done = 0
    for one in rows:
        try:
            domain.answer(one, act, by=request.user)
        except Refused as refusal:
            messages.error(request, f"{one.party}：{refusal.sentence}")
        else:
            done += 1
    told = {"n": done, "act": _ANSWERS[act]}
    messages.success(request, ngettext("已%(act)s %(n)d 家。", "已%(act)s %(n)d 家。", done) % told)


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def participant(request: HttpRequest, pk: int, participant_pk: int) -> HttpResponse:
    """What the organiser knows of one participant, and changes on its behalf."""
    event = running(request, pk)
    one = get_object_or_404(event.participants.select_related("party"), pk=participant_pk)
    slots = list(event.slots.order_by("number"))
    form = ParticipantForm(slots, request.POST if request.method == "POST" else None, instance=one)
    if form.is_valid():
        try:
            domain.save_participant(one, by=request.user, **form.changes())
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("已保存。"))
            return redirect(one)
    context = framed(
        event, "participants", participant=one, form=form, meetings=of_participant(event, one),
        wishes=list(one.wishes.select_related("other__party")),
        wished_by=list(one.wished_by.select_related("participant__party")),
        acts=_offered(event, one), may_change=event.state in INVITING,
    )  # fmt: skip
    return render(request, "events/participant.html", context)


def _offered(event: Event, one: Participant) -> list[tuple[str, Any]]:
    if event.state not in INVITING:
        return []
    by_state: dict[str, list[tuple[str, Any]]] = {
        ParticipantState.INVITED: [("confirm", _("代为确认")), ("decline", _("代答不参加"))],
        ParticipantState.CONFIRMED: [("withdraw", _("退出"))],
        ParticipantState.DECLINED: [("invite", _("重新邀请")), ("confirm", _("代为确认"))],
        ParticipantState.WITHDRAWN: [("invite", _("重新邀请")), ("confirm", _("代为确认"))],
    }
    return by_state[one.state]


@require_POST
@hiding
def answer(request: HttpRequest, pk: int, participant_pk: int, act: str) -> HttpResponse:
    event = running(request, pk)
    one = get_object_or_404(event.participants, pk=participant_pk)
    if act not in domain.inviting.ANSWERS:
        raise Http404
    reason = request.POST.get("reason", "")
    attempt(request, lambda: domain.answer(one, act, by=request.user, reason=reason), _("已记下。"))
    return back(request, one)
