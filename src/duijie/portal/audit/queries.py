"""Reading the record."""

from typing import Any

from django.db.models import Q, QuerySet

from duijie.portal.accounts.choices import Role
from duijie.portal.audit.models import Entry

READERS = frozenset({Role.COORDINATOR, Role.OPERATOR})


def visible_to(user: Any) -> QuerySet[Entry]:
    """The whole record, for those who answer for it; nothing for anybody else."""
    if getattr(user, "role", None) in READERS and user.is_active:
        return Entry.objects.all()
    return Entry.objects.none()


def concerning(user: Any) -> QuerySet[Entry]:
    """What a person's workbench may tell: all for readers, else their own acts and what happened to their party."""
    if user.role in READERS:
        return Entry.objects.all()
    mine = Q(actor=user)
    if user.party_id:
        mine |= Q(party=user.party_id)
    return Entry.objects.filter(mine)


def timeline(target: Any) -> QuerySet[Entry]:
    """What happened to one object; ask only for objects that the person may see."""
    return Entry.objects.filter(
        target_type=target._meta.label_lower, target_id=str(target.pk)
    ).select_related("actor", "actor__party")
