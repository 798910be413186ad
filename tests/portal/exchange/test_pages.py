"""Lists, filters, exports, reviews in bulk, and what they cost."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duijie.portal.accounts.models import User
from duijie.portal.exchange.choices import ListingState
from duijie.portal.exchange.models import Listing, Match
from duijie.portal.exchange.tasks import match_everything
from tests.portal.market import NEED, OFFER


@pytest.fixture
def many(publish: Callable[..., Listing], clerk: User, outsider: User) -> Callable[[int], None]:
    def make(count: int) -> None:
        start = Listing.objects.count()
        for i in range(start, start + count):
            publish(clerk, "need", NEED | {"title": f"采购轴承钢第{i}批"}, anonymous=i % 2 == 0)
            publish(outsider, "offer", OFFER | {"title": f"供应轴承钢第{i}批"})
        match_everything(progress=lambda *_: None)

    return make


LISTS = [
    "/", "/listings/", "/listings/?q=轴承钢", "/listings/?scope=mine", "/listings/?region=涧西区", "/listings/?industry=轴承", "/matches/",
    "/matches/?verdict=all", "/interests/", "/parties/", "/search/?q=轴承", "/dashboard/", "/audit/", "/jobs/",
    "/listings/?sort=valid_to", "/api/v1/listings", "/api/v1/parties",
]  # fmt: skip


@pytest.mark.parametrize("url", LISTS)
def test_a_list_costs_the_same_with_more_rows(
    url: str,
    many: Callable[[int], None],
    officer: User,
    client_for: Callable[..., Client],
    django_assert_max_num_queries: Any,
) -> None:
    client = client_for(officer)
    many(2)
    costs = []
    for _more in range(2):
        client.get(url)  # the session and the caches of definitions
        with django_assert_max_num_queries(25) as captured:
            assert client.get(url).status_code == 200
        costs.append(len(captured))
        many(4)
    assert costs[0] == costs[1]


@pytest.mark.parametrize(("language", "label"), [("zh-hans", "与众需相比"), ("en", "Beside other needs")])
def test_every_part_of_a_score_has_its_name_on_the_page(
    language: str, label: str, pair: Match, officer: User, client_for: Callable[..., Client]
) -> None:
    pair.reasons = [
        {
            "kind": "evidence",
            "code": "claim",
            "outcome": None,
            "weight": pair.score,
            "text": "…",
            "evidence": [],
        }
    ]
    pair.save()
    url = reverse("exchange:match", args=[pair.pk])
    page = client_for(officer).get(url, headers={"accept-language": language}).content.decode()
    assert label in page


def test_filters_narrow_and_nonsense_is_said(
    many: Callable[[int], None], officer: User, client_for: Callable[..., Client]
) -> None:
    many(2)
    client, url = client_for(officer), reverse("exchange:listings")
    assert client.get(url, {"side": "need"}).context["page"].paginator.count == 2
    assert client.get(url, {"channel": "talent"}).context["page"].paginator.count == 0
    answer = client.get(url, {"region": "火星"})
    assert "认不出这个地区" in answer.content.decode()
    assert answer.context["page"].paginator.count == 0


def test_the_export_holds_what_the_filters_leave(
    many: Callable[[int], None], officer: User, client_for: Callable[..., Client]
) -> None:
    many(2)
    url = reverse("exchange:listings")
    answer = client_for(officer).get(url, {"side": "need", "channel": "sales", "export": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert len(rows) == 2
    assert {r["采购数量"] for r in rows} == {"200"}
    assert ".csv" in answer.headers["Content-Disposition"]


def test_an_export_runs_no_formula(
    publish: Callable[..., Listing], clerk: User, client_for: Callable[..., Client]
) -> None:
    publish(clerk, "need", NEED | {"title": "=cmd|' /C calc'!A0"})
    answer = client_for(clerk).get(reverse("exchange:listings"), {"export": "csv"})
    rows = list(csv.DictReader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows[0]["标题"].startswith("'=")


def test_bulk_review_says_which_did_not_go(
    publish: Callable[..., Listing], clerk: User, officer: User, client_for: Callable[..., Client]
) -> None:
    waiting = publish(clerk, "need", NEED, upto="submitted")
    done = publish(clerk, "need", NEED | {"title": "已关闭的"})
    Listing.objects.filter(pk=done.pk).update(state=ListingState.CLOSED)
    answer = client_for(officer).post(
        reverse("exchange:bulk"), {"act": "release", "id": [waiting.pk, done.pk, 999, "x"]}, follow=True
    )
    page = answer.content.decode()
    assert "已处理 1 条" in page
    assert "“已关闭的”没有处理" in page
    waiting.refresh_from_db()
    assert waiting.state == ListingState.RELEASED


def test_bulk_return_needs_a_reason(
    publish: Callable[..., Listing], clerk: User, officer: User, client_for: Callable[..., Client]
) -> None:
    waiting = publish(clerk, "need", NEED, upto="submitted")
    client_for(officer).post(reverse("exchange:bulk"), {"act": "return", "id": [waiting.pk], "reason": ""})
    waiting.refresh_from_db()
    assert waiting.state == ListingState.SUBMITTED


def test_a_script_in_a_title_is_shown_not_run(
    publish: Callable[..., Listing], clerk: User, officer: User, client_for: Callable[..., Client]
) -> None:
    listing = publish(
        clerk,
        "need",
        NEED
        | {"title": "<script>alert(1)</script>", "description": "<img src=x onerror=alert(1)>轴承钢棒材"},
    )
    publish(clerk, "offer", OFFER)
    match_everything(progress=lambda *_: None)
    for url in (
        reverse("exchange:listings"),
        listing.get_absolute_url(),
        listing.need_matches.get().get_absolute_url(),
    ):
        page = client_for(officer).get(url).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;" in page


def test_matches_are_leafed_through_to_a_bound_that_is_said(
    many: Callable[[int], None],
    officer: User,
    client_for: Callable[..., Client],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    many(2)
    client, url = client_for(officer), reverse("exchange:matches") + "?verdict=all"
    assert client.get(url).context["page"].paginator.count == 4
    monkeypatch.setattr("duijie.portal.exchange.views.matches.COUNTED_PAIRS", 3)
    answer = client.get(url)
    assert answer.context["page"].paginator.count == 3
    assert "只能翻看前 3 对" in answer.content.decode()
