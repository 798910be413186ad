"""Who may do what to accounts."""

from typing import Any

from duijie.portal.accounts.choices import Role

INVITERS = frozenset({Role.COORDINATOR, Role.OPERATOR})
REVIEWERS = frozenset({Role.COORDINATOR, Role.COUNTY})


def _active(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active)


def may_manage_users(user: Any) -> bool:
    return _active(user) and user.role == Role.OPERATOR


def may_invite(user: Any) -> bool:
    return _active(user) and user.role in INVITERS


def invitable_roles(user: Any) -> list[Role]:
    """Only an operator makes operators; nobody raises themselves."""
    if not may_invite(user):
        return []
    return [role for role in Role if role != Role.OPERATOR or user.role == Role.OPERATOR]


def may_review(user: Any) -> bool:
    return _active(user) and (
        user.role == Role.COORDINATOR or (user.role == Role.COUNTY and bool(user.region))
    )
