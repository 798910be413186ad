"""Every yuan that lands is a row of its own; what was wrong is withdrawn, not changed."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.agreements import permissions, queries
from duijie.portal.agreements.choices import RUNNING, LandingStage
from duijie.portal.agreements.domain.shared import locked, not_in_future, required
from duijie.portal.agreements.models import Agreement, Evidence, LandedAmount, Milestone
from duijie.portal.audit import record
from duijie.portal.refused import NotAllowed, Refused

_YUAN = Decimal("0.01")
_KEY = 64


@transaction.atomic
def record_landed(
    agreement: Agreement,
    *,
    by: Any,
    amount: Decimal,
    on: date,
    key: str,
    milestone: Milestone | None = None,
    evidence: Evidence | None = None,
    note: str = "",
    beyond: bool = False,
) -> LandedAmount:
    """Add money that arrived. `key` comes with the form: sent twice, it counts once. `beyond` allows more than agreed."""
    agreement = locked(agreement)
    require_amounts(agreement, by)
    if agreement.stage not in (*RUNNING, LandingStage.COMPLETED):
        raise Refused(
            _("协议现在是“%(stage)s”，还不能登记到账；没有保存。") % {"stage": agreement.get_stage_display()}
        )
    for belongs in (milestone, evidence):
        if belongs is not None and belongs.agreement_id != agreement.pk:
            raise NotAllowed("record_landed")
    amount = _checked(amount)
    known = LandedAmount.objects.filter(agreement=agreement, key=_checked_key(key)).first()
    if known is not None:
        return _same(known, amount, on)
    not_in_future(on, "on")
    _check_total(agreement, amount, beyond=beyond)
    made = LandedAmount.objects.create(
        agreement=agreement,
        milestone=milestone,
        evidence=evidence,
        amount=amount,
        on=on,
        note=note.strip()[:300],
        key=key,
        reported_by=by,
    )
    record(by, "landed.recorded", agreement, **_told(agreement, made))
    return made


@transaction.atomic
def withdraw_landed(landed: LandedAmount, *, by: Any, reason: str) -> LandedAmount:
    """It was a mistake: the row stays and no longer counts."""
    agreement = locked(landed.agreement)
    require_amounts(agreement, by)
    landed = LandedAmount.objects.select_related("reported_by").get(pk=landed.pk)
    if not permissions.may(by, "assign", agreement):
        permissions.require(by, "own_landed", landed)
    if landed.withdrawn_at is None:
        landed.withdrawn_reason = required(reason, _("请写明撤回这笔到账的原因。"), longest=300)
        landed.withdrawn_at, landed.withdrawn_by = timezone.now(), by
        landed.save(update_fields=["withdrawn_reason", "withdrawn_at", "withdrawn_by"])
        record(by, "landed.withdrawn", agreement, reason=landed.withdrawn_reason)
    return landed


def require_amounts(agreement: Agreement, by: Any) -> None:
    """Money is recorded by those who move the agreement on and may see its amounts."""
    permissions.require(by, "progress", agreement)
    if not queries.visible_to(by).filter(pk=agreement.pk, amount_open=True).exists():
        raise NotAllowed("amounts")


def _checked(amount: Decimal) -> Decimal:
    if (
        not amount.is_finite()
        or amount <= 0
        or amount != amount.quantize(_YUAN)
        or amount >= Decimal(10) ** 14
    ):
        told = _("到账金额要大于 0，单位是元，最多两位小数；没有保存。")
        raise Refused(told, {"amount": told})
    return amount


def _checked_key(key: str) -> str:
    if not key or len(key) > _KEY:
        raise Refused(_("这张表单不完整，没有保存。请重新打开页面再登记。"))
    return key


def _same(known: LandedAmount, amount: Decimal, on: date) -> LandedAmount:
    if (known.amount, known.on) != (amount, on):
        raise Refused(
            _("这张表单已经登记过一笔到账，没有重复登记。要再记一笔，请重新打开页面；记错的请撤回那一笔。")
        )
    return known


def _check_total(agreement: Agreement, amount: Decimal, *, beyond: bool) -> None:
    if agreement.amount is None or beyond:
        return
    if queries.landed_of(agreement) + amount > agreement.amount:
        told = _(
            "加上这一笔就超过协议金额了，没有保存。请核对单位是元；确实超出的，请勾选“确实超出协议金额”。"
        )
        raise Refused(told, {"amount": told})


def _told(agreement: Agreement, landed: LandedAmount) -> dict[str, str]:
    """Confidential amounts stay out of the record, which others read."""
    day = {"on": landed.on.isoformat()}
    return day if agreement.confidential else {"amount": f"{landed.amount:,}", **day}
