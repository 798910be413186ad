"""Drafting an agreement and changing the draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.agreements import permissions
from duijie.portal.agreements.choices import (
    AgreementKind,
    LandingStage,
    Origin,
    SignatoryRole,
    SignatorySide,
    TechnologyForm,
)
from duijie.portal.agreements.domain.numbering import locked_series, take
from duijie.portal.agreements.domain.shared import locked, touched
from duijie.portal.agreements.models import Agreement, Signatory
from duijie.portal.audit import record
from duijie.portal.parties.choices import PartyState
from duijie.portal.refused import NotAllowed, Refused

DETAILS = (
    "title", "kind", "technology_form", "amount", "confidential", "starts_on", "ends_on", "region", "department",
    "officer", "notes",
)  # fmt: skip


@dataclass(frozen=True)
class Signs:
    """One who is to sign, in the order 甲、乙、丙."""

    party: Any
    role: str = SignatoryRole.OTHER


@dataclass(frozen=True)
class Sources:
    """Where an agreement comes from; the event of a meeting is known from the meeting."""

    meeting: Any = None
    event: Any = None
    need: Any = None
    offer: Any = None

    @property
    def origin(self) -> Origin:
        if self.meeting is not None:
            return Origin.MEETING
        if self.event is not None:
            return Origin.EVENT
        return Origin.MATCH if self.need is not None or self.offer is not None else Origin.HAND


@transaction.atomic
def draft(
    *, by: Any, data: Mapping[str, Any], signs: Sequence[Signs], sources: Sources | None = None, key: str = ""
) -> Agreement:
    """A new draft. With `key` (of the form that was sent) a second sending gives the first one's draft."""
    permissions.require(by, "draft")
    sources = sources or Sources()
    series = locked_series(timezone.localdate().year)  # who sends twice waits here for the first sending
    known = Agreement.objects.filter(source_id=key, created_by=by).first() if key else None
    if known is not None:
        return known
    agreement = Agreement(created_by=by, source_id=key or None, origin=sources.origin)
    agreement.meeting, agreement.need, agreement.offer = sources.meeting, sources.need, sources.offer
    agreement.event = sources.event or (sources.meeting.event if sources.meeting else None)
    _assign(agreement, data)
    _check_signs(signs, by)
    agreement.number = take(series)
    agreement.save()
    _keep_signs(agreement, signs)
    record(by, "agreement.drafted", agreement)
    return agreement


@transaction.atomic
def save(
    agreement: Agreement, *, by: Any, data: Mapping[str, Any], signs: Sequence[Signs], seen: str = ""
) -> Agreement:
    """Change a draft. `seen` is when the form was filled from it: somebody else's change since then is not lost."""
    agreement = locked(agreement)
    permissions.require(by, "change", agreement)
    if agreement.stage != LandingStage.DRAFT:
        raise Refused(
            _("协议现在是“%(stage)s”，内容不能改；待确认的请先撤回修改，签约后的变更请另签补充协议。")
            % {"stage": agreement.get_stage_display()}
        )
    if seen and seen != agreement.updated_at.isoformat():
        raise Refused(
            _("您打开页面以后，有人改过这份协议，没有保存您的改动。请重新打开页面，看过新内容再改。")
        )
    changed = _assign(agreement, data)
    _check_signs(signs, by)
    if [(s.party_id, s.role) for s in agreement.signatories.all()] != [(s.party.pk, s.role) for s in signs]:
        changed.append("signatories")
        agreement.sent_at = None  # whom it was shown to need not be whom it is for
        _keep_signs(agreement, signs)
    if changed:
        touched(agreement, *DETAILS, "sent_at")
        record(by, "agreement.saved", agreement, changed=sorted(changed))
    return agreement


@transaction.atomic
def assign(agreement: Agreement, *, by: Any, department: Any, officer: Any) -> Agreement:
    """Say which department and which officer look after it, at any time before it is over."""
    agreement = locked(agreement)
    permissions.require(by, "assign", agreement)
    _check_officer(department, officer)
    if (agreement.department, agreement.officer) != (department, officer):
        agreement.department, agreement.officer = department, officer
        touched(agreement, "department", "officer")
        record(
            by, "agreement.assigned", agreement, department=str(department or ""), officer=str(officer or "")
        )
    return agreement


def _assign(agreement: Agreement, data: Mapping[str, Any]) -> list[str]:
    """Take what the form says, check that it fits together; the names of what changed."""
    given = {name: data[name] for name in DETAILS if name in data}
    if given.get("kind", agreement.kind) != AgreementKind.TECHNOLOGY:
        given["technology_form"] = ""
    changed = [name for name, value in given.items() if getattr(agreement, name) != value]
    for name, value in given.items():
        setattr(agreement, name, value)
    problems = check_details(agreement)
    if problems:
        raise Refused(_("还没有保存，请先改正标出的地方。"), problems)
    _check_officer(agreement.department, agreement.officer)
    return changed


def check_details(one: Agreement) -> dict[str, str]:
    """What does not fit together, by field."""
    found = {}
    if not one.title.strip():
        found["title"] = _("请写明协议名称。")
    if one.kind not in AgreementKind.values:
        found["kind"] = _("请选协议类别。")
    if one.kind == AgreementKind.TECHNOLOGY and one.technology_form not in TechnologyForm.values:
        found["technology_form"] = _("技术协议请选技术合同类型，登记和统计转化率要用。")
    if one.amount is not None and one.amount <= 0:
        found["amount"] = _("金额要大于 0；还不知道的请空着。")
    if one.starts_on and one.ends_on and one.ends_on < one.starts_on:
        found["ends_on"] = _("履行期止早于履行期起，请核对。")
    return found


def _check_officer(department: Any, officer: Any) -> None:
    if officer is None:
        return
    if not officer.is_officer or not officer.is_active:
        told = _("责任人要是在用的统筹、部门或县区账号。")
        raise Refused(told, {"officer": told})
    if department is not None and officer.party_id != department.pk and not officer.is_coordinator:
        told = _("责任人不在责任部门，请核对。")
        raise Refused(told, {"officer": told})


def _check_signs(signs: Sequence[Signs], by: Any) -> None:
    """Two or three different parties in good standing; a firm drafts only what it signs itself."""
    keys = [one.party.pk for one in signs]
    if not 2 <= len(keys) <= len(SignatorySide):  # noqa: PLR2004  an agreement has two sides at least
        told = _("签约方要有两家或三家。")
        raise Refused(told, {"party_b": told})
    if len(set(keys)) < len(keys):
        told = _("同一家单位只能签一方，请核对。")
        raise Refused(told, {"party_b": told})
    for one in signs:
        if one.party.state != PartyState.ACTIVE:
            told = _("“%(name)s”现在没有正常使用，不能签约。") % {"name": one.party}
            raise Refused(told, {"party_a": told})
    if by is not None and by.is_clerk and by.party_id not in keys:
        raise NotAllowed("draft for others")


def _keep_signs(agreement: Agreement, signs: Sequence[Signs]) -> None:
    agreement.signatories.all().delete()
    Signatory.objects.bulk_create(
        Signatory(agreement=agreement, party=one.party, role=one.role, side=side)
        for side, one in zip(SignatorySide.values, signs, strict=False)
    )
