"""Who may do what with an event. `None` stands for the system itself (command line, jobs)."""

from typing import Any

import rules

from duijie.portal.accounts.choices import OFFICER_ROLES, Role
from duijie.portal.refused import NotAllowed

TAKING_PART = frozenset({Role.ENTERPRISE, Role.INSTITUTION, Role.DEPARTMENT, Role.COUNTY})


@rules.predicate
def is_organiser(user: Any) -> bool:
    return user.role in OFFICER_ROLES and bool(user.party_id)


@rules.predicate
def organises(user: Any, event: Any) -> bool:
    """The coordinator organises all events; a department or county officer those of the own office."""
    if event is None or not is_organiser(user):
        return False
    return user.role == Role.COORDINATOR or event.organiser_id == user.party_id


@rules.predicate
def reads_report(user: Any, event: Any) -> bool:
    """Who runs the event, and leaders, who see sums of many but never one amount."""
    return event is not None and (organises(user, event) or user.role == Role.LEADER)


@rules.predicate
def can_apply(user: Any) -> bool:
    """Works for a party that can sit at a table."""
    return user.role in TAKING_PART and bool(user.party_id)


@rules.predicate
def acts_for(user: Any, participant: Any) -> bool:
    return participant is not None and can_apply(user) and participant.party_id == user.party_id


_RULES = {
    "events.create_event": is_organiser,
    "events.run_event": organises,
    "events.read_report": reads_report,
    "events.apply": can_apply,
    "events.answer": acts_for,
}
for _name, _predicate in _RULES.items():
    if not rules.perm_exists(_name):
        rules.add_perm(_name, _predicate)


def may(user: Any, act: str, target: Any = None) -> bool:
    """Whether the person may do the act; superusers have no back door."""
    if user is None:
        return True
    return bool(user.is_authenticated and user.is_active and rules.has_perm(f"events.{act}", user, target))


def require(user: Any, act: str, target: Any = None) -> None:
    if not may(user, act, target):
        raise NotAllowed(act)
