"""The signatories see the agreement and confirm it, or send it back."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.agreements import permissions
from duijie.portal.agreements.choices import LandingStage
from duijie.portal.agreements.domain.shared import locked, not_in_future, required, touched
from duijie.portal.agreements.domain.transitions import target_of
from duijie.portal.agreements.models import Agreement, Signatory
from duijie.portal.audit import record
from duijie.portal.refused import Refused


@transaction.atomic
def send(agreement: Agreement, *, by: Any) -> Agreement:
    """Show it to all signatories; the sender's own party has confirmed by sending."""
    agreement = locked(agreement)
    permissions.require(by, "send", agreement)
    target = target_of("send", agreement.stage)
    if target:
        _move(agreement, target, sent_at=timezone.now(), stage_reason="")
        record(by, "agreement.sent", agreement)
        own = agreement.signatories.filter(party=getattr(by, "party_id", None)).first()
        if own is not None and permissions.signs(by, agreement):
            _confirmed(agreement, own, by)
    return agreement


@transaction.atomic
def take_back(agreement: Agreement, *, by: Any) -> Agreement:
    """Back to the draft to change it; confirmations so far no longer count."""
    agreement = locked(agreement)
    permissions.require(by, "send", agreement)
    target = target_of("take_back", agreement.stage)
    if target:
        _back(agreement, target, "")
        record(by, "agreement.taken_back", agreement)
    return agreement


@transaction.atomic
def decline(agreement: Agreement, *, by: Any, reason: str) -> Agreement:
    """A signatory does not agree: back to the drafter with the reason."""
    agreement = locked(agreement)
    permissions.require(by, "confirm", agreement)
    reason = required(reason, _("请写明哪里不对，起草人要据此修改。"))
    target = target_of("decline", agreement.stage)
    if target:
        _back(agreement, target, reason)
        record(by, "agreement.declined", agreement, reason=reason)
    return agreement


@transaction.atomic
def confirm(agreement: Agreement, *, by: Any) -> Agreement:
    """For the person's own party; with the last confirmation the agreement is signed."""
    agreement = locked(agreement)
    permissions.require(by, "confirm", agreement)
    own = agreement.signatories.get(party=by.party_id)
    if own.confirmed_at is None:
        target_of("sign", agreement.stage)
        _confirmed(agreement, own, by)
    return agreement


@transaction.atomic
def confirm_on_paper(signatory: Signatory, *, by: Any, basis: str, signed_on: date) -> Agreement:
    """An officer enters what a party has signed on paper, and from what it is known."""
    agreement = locked(signatory.agreement)
    permissions.require(by, "confirm_on_paper", agreement)
    basis = required(basis, _("请写明依据，如纸质协议的页码或存放处。"), "basis", 200)
    own = agreement.signatories.get(pk=signatory.pk)
    if own.confirmed_at is None:
        target_of("sign", agreement.stage)
        own.on_paper = basis
        _confirmed(agreement, own, by, not_in_future(signed_on, "signed_on"))
    return agreement


def _confirmed(agreement: Agreement, own: Signatory, by: Any, day: date | None = None) -> None:
    own.confirmed_at, own.confirmed_by = timezone.now(), by
    own.save(update_fields=["confirmed_at", "confirmed_by", "on_paper"])
    record(by, "agreement.confirmed", agreement, party=str(own.party), on_paper=own.on_paper)
    if agreement.signatories.filter(confirmed_at__isnull=True).exists():
        return
    _move(agreement, LandingStage.SIGNED, signed_on=day or timezone.localdate())
    record(by, "agreement.signed", agreement)


def _back(agreement: Agreement, target: str, reason: str) -> None:
    agreement.signatories.update(confirmed_at=None, confirmed_by=None, on_paper="")
    _move(agreement, target, stage_reason=reason)


def _move(agreement: Agreement, target: str, **fields: Any) -> None:
    if agreement.stage == target:
        raise Refused(_("协议已经是“%(stage)s”。") % {"stage": agreement.get_stage_display()})
    for name, value in fields.items():
        setattr(agreement, name, value)
    agreement.stage, agreement.stage_at = LandingStage(target), timezone.now()
    touched(agreement, "stage", "stage_at", *fields)
