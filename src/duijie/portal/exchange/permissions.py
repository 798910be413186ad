"""Who may do what to a listing, a match or an interest. `None` stands for the system itself (command line, jobs)."""

from typing import Any

import rules

from duijie.portal.accounts.choices import Role
from duijie.portal.refused import NotAllowed
from duijie.standards import divisions

PUBLISHERS = frozenset({Role.COORDINATOR, Role.DEPARTMENT, Role.COUNTY, Role.ENTERPRISE, Role.INSTITUTION})
REVIEWERS = frozenset({Role.COORDINATOR, Role.COUNTY})


@rules.predicate
def is_publisher(user: Any) -> bool:
    return user.role in PUBLISHERS and bool(user.party_id)


@rules.predicate
def is_reviewer(user: Any) -> bool:
    return user.role == Role.COORDINATOR or (user.role == Role.COUNTY and bool(user.region))


@rules.predicate
def is_coordinator(user: Any) -> bool:
    return user.role == Role.COORDINATOR


@rules.predicate
def owns(user: Any, listing: Any) -> bool:
    return listing is not None and is_publisher(user) and listing.party_id == user.party_id


@rules.predicate
def reviews(user: Any, listing: Any) -> bool:
    """The coordinator reviews all; a county officer the county's parties, but not the county's own listings."""
    if listing is None or not is_reviewer(user):
        return False
    if is_coordinator(user):
        return True
    return listing.party_id != user.party_id and in_region(listing.party.region, user.region)


@rules.predicate
def filled_in(user: Any, listing: Any) -> bool:
    """A coordinator who imported drafts for others may work on them."""
    return listing is not None and is_coordinator(user) and listing.created_by_id == user.pk


@rules.predicate
def asked(user: Any, interest: Any) -> bool:
    return interest is not None and is_publisher(user) and interest.to_party_id == user.party_id


@rules.predicate
def asks(user: Any, interest: Any) -> bool:
    return interest is not None and is_publisher(user) and interest.by_party_id == user.party_id


def in_region(code: str | None, container: str | None) -> bool:
    return bool(code and container) and divisions.within(code, container)


_RULES = {
    "exchange.create_listing": is_publisher,
    "exchange.import_for_others": is_coordinator,
    "exchange.change_listing": owns | filled_in,
    "exchange.submit_listing": owns | filled_in,
    "exchange.review_listing": reviews,
    "exchange.close_listing": owns | reviews,
    "exchange.reopen_listing": owns,
    "exchange.review_any": is_reviewer,
    "exchange.run_matching": is_coordinator,
    "exchange.run_rounds": is_coordinator,
    "exchange.answer_interest": asked,
    "exchange.withdraw_interest": asks,
}
for _name, _predicate in _RULES.items():
    if not rules.perm_exists(_name):
        rules.add_perm(_name, _predicate)


def may(user: Any, act: str, target: Any = None) -> bool:
    """Whether the person may do the act; superusers have no back door."""
    if user is None:
        return True
    return bool(user.is_authenticated and user.is_active and rules.has_perm(f"exchange.{act}", user, target))


def require(user: Any, act: str, target: Any = None) -> None:
    if not may(user, act, target):
        raise NotAllowed(act)
