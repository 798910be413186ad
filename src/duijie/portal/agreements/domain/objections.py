"""A signatory says that what is claimed is not so; who looks after the agreement answers."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.agreements import permissions
from duijie.portal.agreements.choices import ObjectionAbout, ObjectionState
from duijie.portal.agreements.domain.shared import locked, required
from duijie.portal.agreements.models import Agreement, Objection
from duijie.portal.audit import record
from duijie.portal.refused import Refused


@transaction.atomic
def raise_objection(agreement: Agreement, *, by: Any, about: str, what: str) -> Objection:
    """The same words sent twice while they are unanswered are one objection."""
    agreement = locked(agreement)
    permissions.require(by, "object", agreement)
    what = required(what, _("请写明实际情况是什么。"), "what")
    if about not in ObjectionAbout.values:
        told = _("请选异议关于什么。")
        raise Refused(told, {"about": told})
    open_ones = agreement.objections.filter(party=by.party_id, state=ObjectionState.OPEN)
    if known := open_ones.filter(about=about, what=what).first():
        return known
    made = Objection.objects.create(agreement=agreement, party=by.party, by=by, about=about, what=what)
    record(by, "objection.raised", agreement, about=made.get_about_display())
    return made


@transaction.atomic
def answer_objection(objection: Objection, *, by: Any, upheld: bool, answer: str) -> Objection:
    """Put right, or found to be so after checking; either way with words."""
    objection = _locked(objection)
    permissions.require(by, "answer_objection", objection.agreement)
    state = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
    if objection.state != state:
        _check_open(objection)
        objection.answer = required(answer, _("请写明核实的情况和依据。"), "answer")
        objection.answered_by = by
        _close(objection, state)
        record(by, "objection.answered", objection.agreement, state=objection.get_state_display())
    return objection


@transaction.atomic
def withdraw_objection(objection: Objection, *, by: Any) -> Objection:
    """The party takes back what it said."""
    objection = _locked(objection)
    permissions.require(by, "withdraw_objection", objection)
    if objection.state != ObjectionState.WITHDRAWN:
        _check_open(objection)
        _close(objection, ObjectionState.WITHDRAWN)
        record(by, "objection.withdrawn", objection.agreement)
    return objection


def _locked(objection: Objection) -> Objection:
    rows = Objection.objects.select_for_update(of=("self",)).select_related("agreement__created_by")
    return rows.get(pk=objection.pk)


def _check_open(objection: Objection) -> None:
    if not objection.is_open:
        raise Refused(_("这条异议%(state)s，没有改动。") % {"state": objection.get_state_display()})


def _close(objection: Objection, state: ObjectionState) -> None:
    objection.state, objection.answered_at = state, timezone.now()
    objection.save(update_fields=["state", "answer", "answered_by", "answered_at"])
