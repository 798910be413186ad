"""One agreement's page and the acts that move it on."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from duijie.portal.agreements import deadlines, domain, permissions, queries, sources
from duijie.portal.agreements.cards import Card
from duijie.portal.agreements.choices import LandingStage
from duijie.portal.agreements.domain.transitions import MOVES, possible
from duijie.portal.agreements.forms import (
    AssignForm,
    LandedForm,
    MilestoneForm,
    ObjectionForm,
    PaperForm,
)
from duijie.portal.agreements.models import Agreement, Signatory
from duijie.portal.audit import queries as audit
from duijie.portal.web.answers import attempt, hiding


def found(request: HttpRequest, pk: int) -> Agreement:
    return get_object_or_404(queries.told(queries.visible_to(request.user)), pk=pk)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = found(request, pk)
    user = request.user
    own = next((s for s in agreement.signatories.all() if s.party_id == user.party_id), None)
    context = {
        "card": Card(agreement),
        "agreement": agreement,
        "own": own,
        "signatories": _signatories(agreement),
        "chain": sources.chain(user, agreement),
        "milestones": _milestones(agreement, open_=Card(agreement).open),
        "escalations": list(agreement.escalations.select_related("milestone")),
        "objections": list(agreement.objections.select_related("party", "by", "answered_by")),
        "entries": list(audit.timeline(agreement)),
        "steps": _steps(agreement),
    }
    return render(request, "agreements/detail.html", context | _money(agreement) | _may(user, agreement, own))


def _signatories(agreement: Agreement) -> list[Signatory]:
    return list(agreement.signatories.select_related("party", "confirmed_by"))


def _money(agreement: Agreement) -> dict[str, Any]:
    if not agreement.amount_open:
        return {"landed": [], "loose": []}
    rows = agreement.landed.select_related("milestone", "evidence", "reported_by", "withdrawn_by")
    loose = agreement.evidence.filter(milestone__isnull=True).select_related("uploaded_by")
    return {"landed": list(rows), "loose": list(loose)}


def _milestones(agreement: Agreement, *, open_: bool) -> list[tuple[Any, str, list[Any]]]:
    """Each with the words for its day and its files, which only those see who see the amounts."""
    rows = agreement.milestones.prefetch_related("evidence")
    return [
        (
            one,
            deadlines.words(one.due_on) if one.state == "planned" else "",
            list(one.evidence.all()) if open_ else [],
        )
        for one in rows
    ]


def _may(user: Any, agreement: Agreement, own: Any) -> dict[str, Any]:
    """The forms and buttons that this person has at this stage."""
    may = {
        act: permissions.may(user, act, agreement)
        for act in ("change", "send", "confirm", "confirm_on_paper", "assign", "progress", "object", "terminate", "answer_objection")
    }  # fmt: skip
    stage = agreement.stage
    waits = stage == LandingStage.CONFIRMING and own is not None and own.confirmed_at is None
    plan = may["change"] if stage == LandingStage.DRAFT else may["progress"] and not _over(stage)
    money = (
        may["progress"]
        and agreement.amount_open
        and (agreement.is_running or stage == LandingStage.COMPLETED)
    )
    return {
        "may": may,
        "may_confirm": may["confirm"] and waits,
        "may_plan": plan,
        "may_attach": may["progress"] and agreement.amount_open,
        "may_land": money,
        "moves": [(act, MOVES[act].label, MOVES[act].reason) for act in _moves(agreement, may)],
        "milestone_form": MilestoneForm(auto_id="milestone_%s") if plan else None,
        "landed_form": LandedForm(agreement) if money else None,
        "assign_form": AssignForm(
            initial={"department": agreement.department_id, "officer": agreement.officer_id}
        ),
        "paper_form": PaperForm(auto_id=False),
        "objection_form": ObjectionForm(),
    }


def _over(stage: str) -> bool:
    return stage in (LandingStage.COMPLETED, LandingStage.TERMINATED)


def _moves(agreement: Agreement, may: dict[str, bool]) -> list[str]:
    """The acts of the stage table that this person may do now, what brings it on first."""
    asked = {"send": "send", "take_back": "send", "terminate": "terminate"}
    acts = [act for act in possible(agreement.stage) if act not in ("sign", "decline")]
    return [act for act in acts if may[asked.get(act, "progress")]]


def _steps(agreement: Agreement) -> list[tuple[str, str]]:
    """The way from draft to completion: each stage's word and whether it is done, now, or to come."""
    way = list(LandingStage)[:6]
    at = agreement.stalled_from if agreement.stage == LandingStage.STALLED else agreement.stage
    if at not in way:
        at = LandingStage.SIGNED if agreement.signed_on else LandingStage.DRAFT
    place = way.index(LandingStage(at))
    return [(s.label, "done" if i < place else "now" if i == place else "next") for i, s in enumerate(way)]


@require_POST
@hiding
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    agreement = found(request, pk)
    if act not in _ACTS:
        raise Http404
    do, done = _ACTS[act]
    attempt(request, lambda: do(agreement, request), str(done))
    return redirect(agreement)


@require_POST
@hiding
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = found(request, pk)
    permissions.require(request.user, "assign", agreement)
    form = AssignForm(request.POST)
    if form.is_valid():
        attempt(
            request, lambda: domain.assign(agreement, by=request.user, **form.cleaned_data), _("已明确责任。")
        )
    return redirect(
        agreement if queries.visible_to(request.user).filter(pk=pk).exists() else "agreements:list"
    )


@require_POST
@hiding
def paper(request: HttpRequest, pk: int, signatory_pk: int) -> HttpResponse:
    """Enter that a signatory has signed on paper."""
    agreement = found(request, pk)
    signatory = get_object_or_404(agreement.signatories, pk=signatory_pk)
    permissions.require(request.user, "confirm_on_paper", agreement)
    form = PaperForm(request.POST)
    if not form.is_valid():
        return problems(request, form, agreement)
    attempt(
        request,
        lambda: domain.confirm_on_paper(signatory, by=request.user, **form.cleaned_data),
        _("已登记纸质签署。"),
    )
    return redirect(agreement)


def problems(request: HttpRequest, form: Any, agreement: Agreement) -> HttpResponse:
    """Say what is wrong with a small form of the page, each sentence with its field."""

    for name, errors in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        messages.error(request, f"{label}：{' '.join(errors)}" if label else " ".join(errors))
    return redirect(agreement)


def _stage(name: str) -> Callable[[Agreement, HttpRequest], Any]:
    return lambda one, r: domain.move(one, name, by=r.user, reason=r.POST.get("reason", ""))


_ACTS: dict[str, Any] = {
    "send": (
        lambda one, r: domain.send(one, by=r.user),
        gettext_lazy("已送签约方确认，他们的工作台会出现这件事。"),
    ),
    "take_back": (
        lambda one, r: domain.take_back(one, by=r.user),
        gettext_lazy("已撤回为草稿，原有的确认作废。"),
    ),
    "confirm": (lambda one, r: domain.confirm(one, by=r.user), gettext_lazy("已代表本单位确认。")),
    "decline": (
        lambda one, r: domain.decline(one, by=r.user, reason=r.POST.get("reason", "")),
        gettext_lazy("已退回起草人修改，对方会看到原因。"),
    ),
    "start": (_stage("start"), gettext_lazy("已启动。")),
    "deliver": (_stage("deliver"), gettext_lazy("已开始履约。")),
    "complete": (_stage("complete"), gettext_lazy("已完成。")),
    "stall": (_stage("stall"), gettext_lazy("已报告停滞，责任部门会看到原因。")),
    "resume": (_stage("resume"), gettext_lazy("已恢复推进。")),
    "terminate": (_stage("terminate"), gettext_lazy("已终止，记录和到账保留。")),
}
