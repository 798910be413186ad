"""Milestones, evidence, money that landed, objections: the small forms of an agreement's page."""

from typing import Any

from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from duijie.portal.agreements import domain, permissions, queries
from duijie.portal.agreements.forms import LandedForm, MilestoneForm, ObjectionForm
from duijie.portal.agreements.models import Agreement, Milestone
from duijie.portal.agreements.views.detail import found, problems
from duijie.portal.refused import Refused
from duijie.portal.web.answers import attempt, hiding
from duijie.portal.web.uploads import EVIDENCE_TYPES


@require_POST
@hiding
def add_milestone(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = found(request, pk)
    form = MilestoneForm(request.POST)
    if not form.is_valid():
        _plans(request.user, agreement)
        return problems(request, form, agreement)
    attempt(
        request,
        lambda: domain.add_milestone(agreement, by=request.user, data=form.cleaned_data),
        _("已添加节点。"),
    )
    return redirect(f"{agreement.get_absolute_url()}#milestones")


@require_POST
@hiding
def milestone_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    milestone = get_object_or_404(queries.milestones_for(request.user).select_related("agreement"), pk=pk)
    if act not in _MILESTONE_ACTS:
        raise Http404
    do, done = _MILESTONE_ACTS[act]
    attempt(request, lambda: do(milestone, request), str(done))
    return redirect(f"{milestone.agreement.get_absolute_url()}#milestones")


@require_POST
@hiding
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = found(request, pk)
    permissions.require(request.user, "progress", agreement)
    if not agreement.amount_open:
        raise Http404
    attempt(request, lambda: _attach(request, agreement), _("已上传佐证材料。"))
    return redirect(f"{agreement.get_absolute_url()}#milestones")


@require_safe
def evidence(request: HttpRequest, pk: int) -> FileResponse:
    """Always as a download: what firms upload is never shown as a page of ours."""
    kept = get_object_or_404(queries.evidence_for(request.user), pk=pk)
    return FileResponse(
        kept.file.open("rb"), as_attachment=True, filename=kept.name, content_type=EVIDENCE_TYPES[kept.ending]
    )


@require_POST
@hiding
def add_landed(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = found(request, pk)
    permissions.require(request.user, "progress", agreement)
    form = LandedForm(agreement, request.POST, request.FILES)
    if not form.is_valid():
        return problems(request, form, agreement)
    attempt(request, lambda: _land(request, agreement, form.cleaned_data), _("已登记到账。"))
    return redirect(f"{agreement.get_absolute_url()}#landed")


@require_POST
@hiding
def withdraw_landed(request: HttpRequest, pk: int) -> HttpResponse:
    landed = get_object_or_404(queries.landed_for(request.user).select_related("agreement"), pk=pk)
    reason = request.POST.get("reason", "")
    attempt(
        request,
        lambda: domain.withdraw_landed(landed, by=request.user, reason=reason),
        _("已撤回，这笔不再计入到账。"),
    )
    return redirect(f"{landed.agreement.get_absolute_url()}#landed")


@require_POST
@hiding
def add_objection(request: HttpRequest, pk: int) -> HttpResponse:
    agreement = found(request, pk)
    permissions.require(request.user, "object", agreement)
    form = ObjectionForm(request.POST)
    if not form.is_valid():
        return problems(request, form, agreement)
    attempt(
        request,
        lambda: domain.raise_objection(agreement, by=request.user, **form.cleaned_data),
        _("异议已提出，责任部门会按期答复。"),
    )
    return redirect(f"{agreement.get_absolute_url()}#objections")


@require_POST
@hiding
def objection_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    objection = get_object_or_404(queries.objections_for(request.user).select_related("agreement"), pk=pk)
    if act not in _OBJECTION_ACTS:
        raise Http404
    do, done = _OBJECTION_ACTS[act]
    attempt(request, lambda: do(objection, request), str(done))
    return redirect(f"{objection.agreement.get_absolute_url()}#objections")


def _plans(user: Any, agreement: Agreement) -> None:
    permissions.require(user, "change" if agreement.stage == "draft" else "progress", agreement)


def _attach(request: HttpRequest, agreement: Agreement) -> Any:
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("请选一个文件。"))
    milestone = None
    if key := request.POST.get("milestone", ""):
        milestone = get_object_or_404(agreement.milestones, pk=int(key) if key.isdigit() else 0)
    return domain.attach_evidence(agreement, by=request.user, file=file, milestone=milestone)


@transaction.atomic
def _land(request: HttpRequest, agreement: Agreement, given: dict[str, Any]) -> Any:
    """File and money stand or fall together."""
    file = given.pop("file")
    given["evidence"] = None
    if file is not None:
        given["evidence"] = domain.attach_evidence(
            agreement, by=request.user, file=file, milestone=given["milestone"]
        )
    return domain.record_landed(agreement, by=request.user, **given)


def _day(request: HttpRequest, name: str) -> Any:
    try:
        day = parse_date(request.POST.get(name, ""))
    except ValueError:
        day = None
    if day is None:
        raise Refused(_("请写日期，如 2026-11-23；没有保存。"))
    return day


def _change(milestone: Milestone, request: HttpRequest) -> Milestone:
    reason = request.POST.get("reason", "")
    return domain.change_milestone(milestone, by=request.user, due_on=_day(request, "due_on"), reason=reason)


_MILESTONE_ACTS: dict[str, Any] = {
    "finish": (
        lambda one, r: domain.finish_milestone(one, by=r.user, done_on=_day(r, "done_on")),
        gettext_lazy("节点已完成。"),
    ),
    "change": (_change, gettext_lazy("已调整日期，期限重新计算。")),
    "drop": (
        lambda one, r: domain.drop_milestone(one, by=r.user, reason=r.POST.get("reason", "")),
        gettext_lazy("节点已取消。"),
    ),
}
_OBJECTION_ACTS: dict[str, Any] = {
    "uphold": (
        lambda one, r: domain.answer_objection(one, by=r.user, upheld=True, answer=r.POST.get("answer", "")),
        gettext_lazy("已答复：属实，已更正。"),
    ),
    "reject": (
        lambda one, r: domain.answer_objection(one, by=r.user, upheld=False, answer=r.POST.get("answer", "")),
        gettext_lazy("已答复：核实无误。"),
    ),
    "withdraw": (lambda one, r: domain.withdraw_objection(one, by=r.user), gettext_lazy("异议已撤回。")),
}
