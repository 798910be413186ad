"""Two people act at once: one of them wins, the other is told, and nothing happens twice."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, connections

from duijie.portal.accounts.models import User
from duijie.portal.exchange import domain
from duijie.portal.exchange.models import Interest, Listing, Review
from duijie.portal.refused import Refused
from tests.portal.market import NEED, OFFER

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Results or refusals of acts that start together."""
    ready, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        ready.wait()
        try:
            results[place] = act()
        except Refused as refusal:
            results[place] = refusal
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(i, act)) for i, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.fixture(autouse=True)
def shared_database() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads need a database that they share: PostgreSQL's lane runs this")


def test_two_officers_release_one_listing(
    publish: Callable[..., Listing], clerk: User, officer: User
) -> None:
    listing = publish(clerk, "need", NEED, upto="submitted")
    at_once(lambda: domain.release(listing, by=officer), lambda: domain.release(listing, by=officer))
    assert Review.objects.filter(listing=listing).count() == 1


def test_release_and_return_at_once(publish: Callable[..., Listing], clerk: User, officer: User) -> None:
    listing = publish(clerk, "need", NEED, upto="submitted")
    results = at_once(
        lambda: domain.release(listing, by=officer),
        lambda: domain.return_with_reason(listing, by=officer, reason="改"),
    )
    assert sum(isinstance(r, Refused) for r in results) == 1
    assert Review.objects.filter(listing=listing).count() == 1


def test_both_sides_express_at_once(publish: Callable[..., Listing], clerk: User, outsider: User) -> None:
    need, offer = publish(clerk, "need", NEED), publish(outsider, "offer", OFFER)
    at_once(
        lambda: domain.express_interest(need, offer, by=clerk),
        lambda: domain.express_interest(need, offer, by=outsider),
    )
    assert [i.state for i in Interest.objects.all()] == ["accepted"]


def test_accept_and_withdraw_at_once(publish: Callable[..., Listing], clerk: User, outsider: User) -> None:
    need, offer = publish(clerk, "need", NEED), publish(outsider, "offer", OFFER)
    interest = domain.express_interest(need, offer, by=clerk)
    results = at_once(
        lambda: domain.accept_interest(interest, by=outsider),
        lambda: domain.withdraw_interest(interest, by=clerk),
    )
    assert sum(isinstance(r, Refused) for r in results) == 1
