"""The API answers as the site does, and by its own description, whatever it is sent."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from schemathesis.checks import CHECKS

from duijie.portal.accounts.models import User
from duijie.portal.api import api
from duijie.portal.exchange.models import Listing, Match
from duijie.portal.wsgi import application
from tests.portal.market import NEED


def test_strangers_get_nothing(client: Client, need: Listing) -> None:
    for path in ("channels", "listings", f"listings/{need.pk}", "parties", f"parties/{need.party_id}"):
        assert client.get(f"/api/v1/{path}").status_code == 401


def test_channels_describe_their_forms(clerk: User, client_for: Callable[..., Client]) -> None:
    channels = client_for(clerk).get("/api/v1/channels").json()
    assert [c["code"] for c in channels][:2] == ["sales", "finance"]
    price = next(f for f in channels[0]["need"] if f["name"] == "price")
    assert (price["label"], price["label_en"], price["unit"]) == ("最高单价", "Highest unit price", "元")


def test_a_listing_is_drafted_submitted_and_found(clerk: User, client_for: Callable[..., Client]) -> None:
    client = client_for(clerk)
    sent = {"channel": "sales", "side": "need", "fields": NEED, "submit": True}
    made = client.post("/api/v1/listings", sent, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (201, "submitted")
    assert client.get("/api/v1/listings?mine=true").json()["count"] == 1
    assert client.get("/api/v1/listings").json() == {"items": [], "count": 0}


def test_a_refusal_is_a_sentence_with_its_fields(
    clerk: User, leader: User, client_for: Callable[..., Client]
) -> None:
    sent = {"channel": "sales", "side": "need", "fields": NEED | {"quantity": "好多"}}
    answer = client_for(clerk).post("/api/v1/listings", sent, content_type="application/json")
    assert answer.status_code == 422
    assert "quantity" in answer.json()["problems"]
    assert (
        client_for(leader).post("/api/v1/listings", sent, content_type="application/json").status_code == 404
    )
    assert Listing.objects.count() == 0


def test_matches_are_for_those_they_concern(
    pair: Match, clerk: User, new_user: Any, new_party: Any, client_for: Callable[..., Client]
) -> None:
    url = f"/api/v1/listings/{pair.need_id}/matches"
    found = client_for(clerk).get(url).json()
    assert [m["offer"]["id"] for m in found] == [pair.offer_id]
    assert found[0]["offer"]["contact"] is None
    stranger = new_user("stranger", "enterprise", new_party("丁峰公司"))
    assert client_for(stranger).get(url).json() == []


def test_a_write_needs_the_token(clerk: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(
        "/api/v1/listings",
        {"channel": "sales", "side": "need", "fields": NEED},
        content_type="application/json",
    )
    assert answer.status_code == 403
    assert Listing.objects.count() == 0


@pytest.fixture
def cookies(clerk: User, pair: Match, client_for: Callable[..., Client]) -> dict[str, str]:
    client = client_for(clerk)
    client.get("/")
    return {name: morsel.value for name, morsel in client.cookies.items()}


@pytest.fixture
def one_connection(cookies: dict[str, str]) -> Iterator[None]:
    """Calls through the WSGI application stay in the test's transaction, as the client's do; it connects the signals anew."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    yield
    request_started.connect(close_old_connections)
    request_finished.connect(close_old_connections)


SCHEMA = schemathesis.openapi.from_dict(json.loads(json.dumps(api.get_openapi_schema())))
SCHEMA.app = application
OPERATIONS = [found.ok() for found in SCHEMA.get_all_operations()]
# A generator cannot know which codes exist: what is well formed may still be refused with a sentence.
UNFIT = {"positive_data_acceptance", "unsupported_method", "ignored_auth", "missing_required_header"}
CHECKED = [check for check in CHECKS.get_all() if check.__name__ not in UNFIT]


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_any_call_is_answered_as_described(operation: Any, cookies: dict[str, str]) -> None:
    headers = {"Host": "localhost", "X-CSRFToken": cookies.get("csrftoken", "")}

    @given(case=operation.as_strategy())
    @hypothesis_settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    def check(case: Any) -> None:
        case.call_and_validate(headers=headers, cookies=cookies, checks=CHECKED)

    check()
