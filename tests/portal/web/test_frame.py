"""The frame: headers, languages, error pages, navigation, the dashboard."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duijie.portal.accounts.models import User
from duijie.portal.exchange import domain
from duijie.portal.exchange.models import Interest, Listing, Match


def test_every_page_carries_its_policy(clerk: User, client_for: Callable[..., Client]) -> None:
    answer = client_for(clerk).get("/")
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "private" in answer.headers["Cache-Control"]
    page = answer.content.decode()
    assert "style=" not in page
    assert "onclick" not in page


def test_nobody_is_sent_elsewhere(clerk: User, need: Listing, client_for: Callable[..., Client]) -> None:
    url = reverse("exchange:act", args=[need.pk, "close"])
    answer = client_for(clerk).post(url, {"next": "https://example.org/phish"})
    assert answer.headers["Location"] == need.get_absolute_url()


def test_what_is_not_there_is_said_kindly(clerk: User, client_for: Callable[..., Client]) -> None:
    answer = client_for(clerk).get("/listings/999999/")
    assert answer.status_code == 404
    assert "没有找到这个页面" in answer.content.decode()


def test_people_see_what_they_may_use(clerk: User, operator: User, client_for: Callable[..., Client]) -> None:
    assert reverse("accounts:users") not in client_for(clerk).get("/").content.decode()
    assert reverse("accounts:users") in client_for(operator).get("/").content.decode()


def test_what_waits_leads_to_its_action(
    interest: Interest, outsider: User, client_for: Callable[..., Client]
) -> None:
    page = client_for(outsider).get("/").content.decode()
    assert interest.get_absolute_url() in page
    assert '<span class="dj-count">1</span>' in page


def figures(client: Client) -> dict[str, tuple[str, str]]:
    board = client.get(reverse("web:dashboard")).context["board"]
    return {str(f.label): (f.value, str(f.note)) for f in board.figures}


def test_the_dashboard_counts_with_denominators(
    pair: Match, interest: Interest, officer: User, outsider: User, client_for: Callable[..., Client]
) -> None:
    domain.accept_interest(interest, by=outsider)
    told = figures(client_for(officer))
    assert told["有效需求"] == ("1", "供给 1 条")
    assert told["有推荐供给的需求"] == ("100%", "1 / 1")
    assert told["意向被接受"] == ("100%", "1 / 1")


def test_the_dashboard_of_a_county_is_the_countys(
    pair: Match, county: User, officer: User, new_user: Any, new_party: Any, client_for: Callable[..., Client]
) -> None:
    elsewhere = new_user("far", "county", new_party("嵩县", "county", region="410325"))
    assert figures(client_for(county))["有效需求"][0] == "1"
    assert figures(client_for(elsewhere))["有效需求"][0] == "0"


@pytest.mark.parametrize("chart", ["stages", "channels", "counties", "departments", "weeks", "quiet"])
def test_every_chart_has_its_table_and_its_export(
    chart: str, pair: Match, department: User, officer: User, client_for: Callable[..., Client]
) -> None:
    answer = client_for(officer).get(reverse("web:dashboard"), {"chart": chart, "export": "csv"})
    lines = b"".join(answer).decode("utf-8-sig").splitlines()
    assert lines
    assert (
        client_for(officer).get(reverse("web:dashboard"), {"chart": "none", "export": "csv"}).status_code
        == 404
    )
