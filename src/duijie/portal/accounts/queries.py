"""Reading accounts, invitations and registrations: only for those who look after them."""

from typing import Any

from django.db.models import Q, QuerySet

from duijie.portal.accounts import permissions
from duijie.portal.accounts.choices import Role
from duijie.portal.accounts.models import Invitation, Registration, User
from duijie.portal.parties.places import within_region


def visible_to(user: Any) -> QuerySet[User]:
    """The operator sees everybody; others only themselves."""
    if not user.is_authenticated:
        return User.objects.none()
    return User.objects.all() if permissions.may_manage_users(user) else User.objects.filter(pk=user.pk)


def invitations_visible_to(user: Any) -> QuerySet[Invitation]:
    if not permissions.may_invite(user):
        return Invitation.objects.none()
    if permissions.may_manage_users(user):
        return Invitation.objects.all()
    return Invitation.objects.exclude(role=Role.OPERATOR)


def registrations_visible_to(user: Any) -> QuerySet[Registration]:
    """The coordinator reviews all, a county officer those of the county."""
    if not permissions.may_review(user):
        return Registration.objects.none()
    if user.role == Role.COORDINATOR:
        return Registration.objects.all()
    return Registration.objects.filter(within_region("region", user.region))


def search(users: QuerySet[User], words: str) -> QuerySet[User]:
    for word in words.split()[:5]:
        users = users.filter(
            Q(username__icontains=word) | Q(name__icontains=word) | Q(party__name__icontains=word)
        )
    return users
