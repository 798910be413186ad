"""Who may do what to a party. `None` stands for the system itself (command line)."""

from typing import Any

from duijie.portal.accounts.choices import CLERK_ROLES, Role
from duijie.portal.parties.models import Party
from duijie.standards import divisions

REGISTRARS = frozenset({Role.COORDINATOR, Role.OPERATOR})


def may_edit(user: Any, party: Party) -> bool:
    """The party's own people, the coordinator, and the county officer who looks after it."""
    if user is None:
        return True
    if not _active(user):
        return False
    if user.role == Role.COORDINATOR:
        return True
    if user.role == Role.COUNTY:
        return bool(user.region and party.region) and divisions.within(party.region, user.region)
    return user.party_id == party.pk and user.role in CLERK_ROLES | {Role.DEPARTMENT}


def may_register(user: Any) -> bool:
    """Enter parties, import them, change what they are called, suspend and restore them."""
    return user is None or (_active(user) and user.role in REGISTRARS)


def _active(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active)
