"""Writing the record."""

from typing import Any

from django.db import models, transaction

from duijie.portal.audit.models import Entry


def record(actor: Any, act: str, target: models.Model, **data: Any) -> Entry:
    """Add an entry inside the caller's transaction, so that act and record stand or fall together."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("audit.record must be called inside the transaction of the act")
    return Entry.objects.create(
        actor=actor if getattr(actor, "pk", None) else None,
        act=act,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        target_label=str(target)[:200],
        party_id=_party_id(target),
        data=data,
    )


def _party_id(target: models.Model) -> int | None:
    if target._meta.label_lower == "parties.party":
        return target.pk
    return getattr(target, "party_id", None)
