"""Reading parties."""

from typing import Any

from django.db.models import Q, QuerySet

from duijie.portal.accounts.choices import CLERK_ROLES, OFFICER_ROLES, Role
from duijie.portal.parties.choices import PartyKind, PartyState
from duijie.portal.parties.models import Party
from duijie.portal.parties.places import within_region

SEE_ALL = frozenset({Role.COORDINATOR, Role.DEPARTMENT, Role.LEADER, Role.OPERATOR})
PUBLIC_KINDS = (PartyKind.DEPARTMENT, PartyKind.COUNTY, PartyKind.BANK, PartyKind.INSTITUTE, PartyKind.PARK)


def visible_to(user: Any) -> QuerySet[Party]:
    """County officers see their county's parties, clerks their own; offices and institutions are public to members."""
    if not user.is_authenticated or not user.is_active:
        return Party.objects.none()
    if user.role in SEE_ALL:
        return Party.objects.all()
    allowed = Q(pk=user.party_id) if user.party_id else Q(pk__in=())
    allowed |= Q(kind__in=PUBLIC_KINDS, state=PartyState.ACTIVE)
    if user.role == Role.COUNTY and user.region:
        allowed |= within_region("region", user.region)
    return Party.objects.filter(allowed)


def facts_visible(user: Any, party: Party) -> bool:
    """Contacts and finances: for the party itself and for officers who look after it."""
    if not user.is_authenticated or not user.is_active:
        return False
    if user.party_id == party.pk and user.role in CLERK_ROLES | OFFICER_ROLES:
        return True
    if user.role == Role.COUNTY:
        return (
            bool(user.region)
            and Party.objects.filter(within_region("region", user.region), pk=party.pk).exists()
        )
    return user.role in {Role.COORDINATOR, Role.DEPARTMENT}


def search(parties: QuerySet[Party], words: str) -> QuerySet[Party]:
    """Every word must be in the name, or the words be the beginning of the credit code."""
    for word in words.split()[:5]:
        parties = parties.filter(Q(name__icontains=word) | Q(credit_code__istartswith=word))
    return parties
