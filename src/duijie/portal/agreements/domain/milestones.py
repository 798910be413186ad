"""Milestones: planned, changed, done, dropped; and the files that show it."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from duijie.portal.agreements import permissions
from duijie.portal.agreements.choices import RUNNING, LandingStage, MilestoneState
from duijie.portal.agreements.domain.shared import locked, not_in_future, required
from duijie.portal.agreements.models import Agreement, Evidence, Milestone
from duijie.portal.audit import record
from duijie.portal.refused import NotAllowed, Refused
from duijie.portal.web.uploads import kind_of_file

_FIELDS = ("title", "due_on", "planned_amount", "note")
_MOST = 50


@transaction.atomic
def add_milestone(agreement: Agreement, *, by: Any, data: Mapping[str, Any]) -> Milestone:
    """Plan one more step; the same title and day a second time is the same milestone."""
    agreement = locked(agreement)
    _require_plan(agreement, by)
    title = required(data["title"], _("请写明节点名称。"), "title", 100)
    known = agreement.milestones.filter(title=title, due_on=data["due_on"]).exclude(
        state=MilestoneState.DROPPED
    )
    if found := known.first():
        return found
    if agreement.milestones.count() >= _MOST:
        raise Refused(_("一份协议最多 %(n)d 个节点；没有保存。") % {"n": _MOST})
    values = {name: data[name] for name in _FIELDS if name in data} | {"title": title}
    made = Milestone.objects.create(agreement=agreement, **values)
    record(by, "milestone.added", agreement, milestone=title, due_on=made.due_on.isoformat())
    return made


@transaction.atomic
def change_milestone(milestone: Milestone, *, by: Any, due_on: date, reason: str) -> Milestone:
    """Put off or bring forward; a new day starts its deadlines anew, and the record keeps both days."""
    agreement = locked(milestone.agreement)
    _require_plan(agreement, by)
    milestone = _planned(milestone)
    if milestone.due_on != due_on:
        reason = required(reason, _("请写明调整日期的原因。"))
        before, milestone.due_on = milestone.due_on, due_on
        milestone.save(update_fields=["due_on"])
        record(
            by,
            "milestone.changed",
            agreement,
            milestone=milestone.title,
            before=before.isoformat(),
            due_on=due_on.isoformat(),
            reason=reason,
        )
    return milestone


@transaction.atomic
def finish_milestone(milestone: Milestone, *, by: Any, done_on: date) -> Milestone:
    """Say that it was done, and when; a second click changes nothing."""
    agreement = locked(milestone.agreement)
    _require_plan(agreement, by)
    milestone = Milestone.objects.get(pk=milestone.pk)
    if milestone.state != MilestoneState.DONE:
        milestone = _planned(milestone)
        milestone.state, milestone.done_on = MilestoneState.DONE, not_in_future(done_on, "done_on")
        milestone.save(update_fields=["state", "done_on"])
        record(by, "milestone.done", agreement, milestone=milestone.title, done_on=done_on.isoformat())
    return milestone


@transaction.atomic
def drop_milestone(milestone: Milestone, *, by: Any, reason: str) -> Milestone:
    """It is no longer to happen; it stays in the table with the reason."""
    agreement = locked(milestone.agreement)
    _require_plan(agreement, by)
    milestone = Milestone.objects.get(pk=milestone.pk)
    if milestone.state != MilestoneState.DROPPED:
        milestone = _planned(milestone)
        reason = required(reason, _("请写明取消这个节点的原因。"), longest=300)
        milestone.state, milestone.note = MilestoneState.DROPPED, reason
        milestone.save(update_fields=["state", "note"])
        record(by, "milestone.dropped", agreement, milestone=milestone.title, reason=reason)
    return milestone


@transaction.atomic
def attach_evidence(
    agreement: Agreement, *, by: Any, file: UploadedFile, milestone: Milestone | None = None
) -> Evidence:
    """Keep a file after looking into it; the same content is kept once. Refused: neither PDF, picture, Word nor Excel."""
    agreement = locked(agreement)
    permissions.require(by, "progress", agreement)
    if milestone is not None and milestone.agreement_id != agreement.pk:
        raise NotAllowed("attach_evidence")
    ending = kind_of_file(file)
    digest = _digest(file)
    known = Evidence.objects.filter(agreement=agreement, digest=digest).first()
    if known is not None:
        return known
    kept = Evidence(
        agreement=agreement, milestone=milestone, name=str(file.name)[-200:], ending=ending, size=file.size
    )
    kept.digest, kept.uploaded_by = digest, by
    kept.file.save(kept.name, file, save=False)
    kept.save()
    told = kept.ending if agreement.confidential else kept.name  # names of files tell amounts, too
    record(by, "evidence.attached", agreement, file=told)
    return kept


def _require_plan(agreement: Agreement, by: Any) -> None:
    """Before signing the drafter plans; afterwards whoever moves the agreement on."""
    if agreement.stage == LandingStage.DRAFT:
        permissions.require(by, "change", agreement)
        return
    permissions.require(by, "progress", agreement)
    if agreement.stage not in (*RUNNING, LandingStage.CONFIRMING):
        raise Refused(_("协议%(stage)s，节点不能再改；没有保存。") % {"stage": agreement.get_stage_display()})


def _planned(milestone: Milestone) -> Milestone:
    milestone = Milestone.objects.get(pk=milestone.pk)
    if milestone.state != MilestoneState.PLANNED:
        raise Refused(
            _("节点“%(title)s”%(state)s，不能再改；没有保存。")
            % {"title": milestone, "state": milestone.get_state_display()}
        )
    return milestone


def _digest(file: UploadedFile) -> str:
    sum_ = hashlib.sha256()
    file.seek(0)
    for chunk in file.chunks():
        sum_.update(chunk)
    file.seek(0)
    return sum_.hexdigest()
