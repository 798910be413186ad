"""Who may do what to an agreement. `None` stands for the system itself (command line, jobs)."""

from typing import Any

import rules

from duijie.portal.accounts.choices import Role
from duijie.portal.agreements.choices import BEFORE_SIGNING
from duijie.portal.refused import NotAllowed
from duijie.standards import divisions

DRAFTERS = frozenset({Role.COORDINATOR, Role.DEPARTMENT, Role.COUNTY, Role.ENTERPRISE, Role.INSTITUTION})
STEERERS = frozenset({Role.COORDINATOR, Role.DEPARTMENT, Role.COUNTY, Role.LEADER})


@rules.predicate
def is_drafter(user: Any) -> bool:
    return user.role in DRAFTERS and bool(user.party_id)


@rules.predicate
def is_steerer(user: Any) -> bool:
    return user.role in STEERERS


@rules.predicate
def is_coordinator(user: Any) -> bool:
    return user.role == Role.COORDINATOR


@rules.predicate
def signs(user: Any, agreement: Any) -> bool:
    """Acts for one of the signatories; the rows are few and kept with the agreement."""
    if agreement is None or not is_drafter(user):
        return False
    return any(one.party_id == user.party_id for one in agreement.signatories.all())


@rules.predicate
def shown_to_signatory(user: Any, agreement: Any) -> bool:
    """A signatory acts on what was sent to it, not on a draft that others are still writing."""
    return signs(user, agreement) and (agreement.sent_at is not None or agreement.signed_on is not None)


@rules.predicate
def manages(user: Any, agreement: Any) -> bool:
    """The coordinator, the responsible department and officer, and the county where it is to land."""
    if agreement is None or user.role not in STEERERS or user.role == Role.LEADER:
        return False
    if is_coordinator(user) or agreement.officer_id == user.pk:
        return True
    if user.role == Role.DEPARTMENT:
        return bool(user.party_id) and agreement.department_id == user.party_id
    return _in_county(user, agreement) and not _others_draft(user, agreement)


@rules.predicate
def drafted(user: Any, agreement: Any) -> bool:
    """Whoever of the drafter's own party works on it before it is signed."""
    if agreement is None or not is_drafter(user) or agreement.stage not in BEFORE_SIGNING:
        return False
    by = agreement.created_by
    return by is not None and (by.pk == user.pk or by.party_id == user.party_id)


@rules.predicate
def reported(user: Any, landed: Any) -> bool:
    return landed is not None and is_drafter(user) and landed.reported_by.party_id == user.party_id


@rules.predicate
def objects(user: Any, objection: Any) -> bool:
    return objection is not None and is_drafter(user) and objection.party_id == user.party_id


def _in_county(user: Any, agreement: Any) -> bool:
    code, container = agreement.region, user.region
    return user.role == Role.COUNTY and bool(code and container) and divisions.within(code, container)


def _others_draft(user: Any, agreement: Any) -> bool:
    by = agreement.created_by
    return agreement.sent_at is None and agreement.signed_on is None and (by is None or by.pk != user.pk)


_RULES = {
    "agreements.draft": is_drafter,
    "agreements.import": is_coordinator,
    "agreements.steer": is_steerer,
    "agreements.set_rules": is_coordinator,
    "agreements.change": drafted | manages,
    "agreements.send": drafted | manages,
    "agreements.confirm": shown_to_signatory,
    "agreements.confirm_on_paper": manages,
    "agreements.assign": manages,
    "agreements.progress": manages | shown_to_signatory,
    "agreements.terminate": manages | drafted | shown_to_signatory,
    "agreements.object": shown_to_signatory,
    "agreements.answer_objection": manages,
    "agreements.withdraw_objection": objects,
    "agreements.own_landed": reported,
}
for _name, _predicate in _RULES.items():
    if not rules.perm_exists(_name):
        rules.add_perm(_name, _predicate)


def may(user: Any, act: str, target: Any = None) -> bool:
    """Whether the person may do the act; superusers have no back door."""
    if user is None:
        return True
    return bool(
        user.is_authenticated and user.is_active and rules.has_perm(f"agreements.{act}", user, target)
    )


def require(user: Any, act: str, target: Any = None) -> None:
    if not may(user, act, target):
        raise NotAllowed(act)
