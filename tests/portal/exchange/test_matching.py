"""What the engine finds is kept, ranked anew, and never lost where people acted on it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.utils import timezone

from duijie.engine.channels import load
from duijie.portal.accounts.models import User
from duijie.portal.exchange import domain, frames
from duijie.portal.exchange.domain.matching import LEAST_SCORE
from duijie.portal.exchange.models import Interest, Listing, Match
from duijie.portal.exchange.tasks import match_everything
from duijie.portal.jobs import domain as jobs
from duijie.portal.jobs.models import Job
from tests.portal.market import OFFER


def run() -> int:
    return match_everything(progress=lambda done, total, what: None)


def test_a_pair_is_found_with_reasons(pair: Match) -> None:
    assert pair.verdict == "recommended"
    assert pair.score >= LEAST_SCORE
    assert (pair.need_rank, pair.offer_rank) == (1, 1)
    parts = [r for r in pair.reasons if r["kind"] == "evidence"]
    assert sum(r["weight"] for r in parts) == pytest.approx(pair.score)
    price = next(r for r in pair.reasons if r["code"] == "price")
    assert (price["outcome"], "5,900" in price["text"]) == ("met", True)


def test_matching_again_changes_nothing(pair: Match) -> None:
    before = list(
        Match.objects.values("pk", "need", "offer", "score", "verdict", "need_rank", "offer_rank", "reasons")
    )
    run()
    assert (
        list(
            Match.objects.values(
                "pk", "need", "offer", "score", "verdict", "need_rank", "offer_rank", "reasons"
            )
        )
        == before
    )


def test_what_has_nothing_in_common_is_not_a_match(
    publish: Callable[..., Listing], need: Listing, outsider: User
) -> None:
    publish(
        outsider,
        "offer",
        {"title": "手工水饺", "products": "速冻水饺", "description": "猪肉大葱馅，每袋一公斤"},
    )
    run()
    assert Match.objects.count() == 0


def test_closed_and_expired_listings_are_not_matched(need: Listing, offer: Listing, outsider: User) -> None:
    Listing.objects.filter(pk=offer.pk).update(valid_to=timezone.localdate() - timedelta(days=1))
    run()
    assert Match.objects.count() == 0
    Listing.objects.filter(pk=offer.pk).update(valid_to=timezone.localdate())
    run()
    assert Match.objects.count() == 1
    domain.close(offer, by=outsider)
    run()
    assert Match.objects.count() == 0


def test_a_pair_that_people_talk_about_survives_without_its_rank(interest: Interest, outsider: User) -> None:
    Listing.objects.filter(pk=interest.offer_id).update(valid_to=timezone.localdate() - timedelta(days=1))
    run()
    kept = Match.objects.get()
    assert (kept.need_rank, kept.offer_rank) == (None, None)


def test_one_new_listing_is_ranked_among_the_others(
    pair: Match,
    publish: Callable[..., Listing],
    new_user: Any,
    new_party: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    third = new_user("third", "enterprise", new_party("丙岭特钢有限公司"))
    with django_capture_on_commit_callbacks(execute=True):
        publish(third, "offer", OFFER | {"title": "轴承钢棒材", "description": "轴承钢"})
    ranks = list(Match.objects.filter(need=pair.need).order_by("need_rank").values_list("need_rank", "score"))
    assert [r for r, _ in ranks] == [1, 2]
    assert ranks[0][1] >= ranks[1][1]


def test_frames_hold_no_contact_and_no_name(need: Listing) -> None:
    frame = frames.frame(load("sales"), Listing.objects.all())
    assert not {"contact", "party", "credit_code"} & set(frame.columns)
    row = frame.row(0, named=True)
    assert (row["id"], row["products"], row["price"]) == (str(need.pk), ["轴承钢棒材"], 6200.0)
    assert frame.schema["deliver_by"] == pl.Date


def test_the_job_says_what_it_did(
    need: Listing, offer: Listing, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.start("match_channel", by=officer, channel="sales")
    job.refresh_from_db()
    assert (job.state, job.result["needs"], job.result["stored"], job.result["matched"]) == ("done", 1, 1, 1)


def test_a_cancelled_job_leaves_the_old_matches(pair: Match, officer: User) -> None:
    job = Job.objects.create(
        kind="match_channel", arguments={"channel": "sales"}, created_by=officer, cancel_requested=True
    )
    jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert Match.objects.filter(pk=pair.pk).exists()
