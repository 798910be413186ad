"""A small market: firm A's need and firm B's offer of the same bearing steel, and their match."""

from collections.abc import Callable
from typing import Any

import pytest

from duijie.portal.accounts.models import User
from duijie.portal.exchange import domain
from duijie.portal.exchange.models import Interest, Listing, Match

NEED = {
    "title": "采购高碳铬轴承钢棒材",
    "products": "轴承钢棒材",
    "description": "GCr15，直径 60mm，球化退火，每月 200 吨",
    "quantity": "200",
    "unit": "吨",
    "price": "6200",
    "contact": "王经理 13900000001",
}
OFFER = {
    "title": "供应轴承钢棒材 GCr15",
    "products": "轴承钢棒材；GCr15圆钢",
    "description": "球化退火 GCr15 轴承钢棒材，直径 20-90mm，月供 500 吨",
    "quantity": "500",
    "unit": "吨",
    "price": "5900",
    "contact": "李经理 13900000002",
}


@pytest.fixture
def publish(officer: User) -> Callable[..., Listing]:
    """Draft, submit and release a listing for a clerk."""

    def make(
        clerk: User,
        side: str,
        data: dict[str, Any],
        *,
        channel: str = "sales",
        upto: str = "released",
        **more: Any,
    ) -> Listing:
        given = {"anonymous": False, "source_id": None} | more
        listing = domain.draft(channel=channel, side=side, by=clerk, data=data, **given)
        if upto == "draft":
            return listing
        listing = domain.submit(listing, by=clerk)
        return listing if upto == "submitted" else domain.release(listing, by=officer)

    return make


@pytest.fixture
def need(publish: Callable[..., Listing], clerk: User) -> Listing:
    return publish(clerk, "need", NEED)


@pytest.fixture
def offer(publish: Callable[..., Listing], outsider: User) -> Listing:
    return publish(outsider, "offer", OFFER)


@pytest.fixture
def pair(need: Listing, offer: Listing, django_capture_on_commit_callbacks: Any) -> Match:
    from duijie.portal.exchange.tasks import match_everything

    match_everything(progress=lambda done, total, what: None)
    return Match.objects.get(need=need, offer=offer)


@pytest.fixture
def interest(pair: Match, clerk: User) -> Interest:
    """Firm A asks firm B."""
    return domain.express_interest(pair.need, pair.offer, by=clerk, message="想谈一谈")
