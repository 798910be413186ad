"""Learning from feedback in the portal: background, compared, in use only if better, and back with one click."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from duijie.engine.channels import load
from duijie.portal.accounts.models import User
from duijie.portal.audit.models import Entry
from duijie.portal.exchange import domain, queries
from duijie.portal.exchange.choices import ListingState, Outcome
from duijie.portal.exchange.domain import learning
from duijie.portal.exchange.models import Feedback, Learned, Listing, Match
from duijie.portal.jobs import domain as jobs
from duijie.portal.jobs.models import Job
from duijie.portal.parties.models import Party
from duijie.portal.refused import NotAllowed, Refused
from tests.engine.learning.judging import market

ClientFor = Callable[[User | None], Client]
PAGE = "exchange:learning"


@pytest.fixture
def judged(officer: User, new_party: Callable[..., Party]) -> None:
    """What forty firms concluded about sixty offers, each conclusion with the rank it was shown at."""
    needs, offers, pairs = market()
    seller = new_party("卖方")
    keys: dict[str, int] = {}
    for side, frame in (("need", needs), ("offer", offers)):
        for row in frame.iter_rows(named=True):
            party = new_party(f"企业{row['id']}") if side == "need" else seller
            keys[row["id"]] = Listing.objects.create(
                party=party,
                side=side,
                channel="investment",
                title=row["title"],
                state=ListingState.RELEASED,
                created_by=officer,
            ).pk
    rows = [
        Feedback(
            need_id=keys[need],
            offer_id=keys[offer],
            channel="investment",
            outcome=Outcome.SUITABLE if level > 1 else Outcome.UNSUITABLE,
            by=officer,
            shown_rank=int(rank),
        )
        for (need, offer, level), rank in zip(pairs.rows(), np.arange(len(pairs)) % 10 + 1, strict=True)
    ]
    Feedback.objects.bulk_create(rows)


@pytest.fixture
def learned(judged: None, officer: User) -> Learned:
    return learning.learn("investment", by=officer)


def run(client: Client, callbacks: Any, name: str, channel: str = "investment", **posted: Any) -> Any:
    with callbacks(execute=True):
        return client.post(reverse(f"exchange:{name}", args=[channel]), posted)


def test_better_weights_come_into_use_and_matches_are_made_anew(
    judged: None, officer: User, client_for: ClientFor, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for(officer)
    answer = run(client, django_capture_on_commit_callbacks, "learn")
    job = Job.objects.get(kind="learn_channel")
    assert answer.headers["Location"] == job.get_absolute_url()
    assert job.state == "done", job.error
    one = Learned.objects.get()
    assert one.in_use
    assert one.report["better"]
    assert one.report["groups"] == 40
    assert learning.definition("investment").related is not None
    assert Job.objects.get(kind="match_channel").state == "done"
    page = client.get(reverse(PAGE)).content.decode()
    assert "改回默认权重" in page
    assert f"{one.report['ndcg_after']:.4f}" in page
    acts = Entry.objects.filter(act__startswith="weights.").order_by("pk").values_list("act", flat=True)
    assert list(acts) == ["weights.learned", "weights.used"]


def test_weights_that_are_no_better_are_kept_but_not_used(learned: Learned, officer: User) -> None:
    again = learning.learn("investment", by=officer)
    assert again.report["better"] is False
    assert not again.in_use
    assert Learned.objects.get(in_use=True) == learned


def test_one_click_back_and_forth(
    learned: Learned, officer: User, client_for: ClientFor, django_capture_on_commit_callbacks: Any
) -> None:
    client = client_for(officer)
    run(client, django_capture_on_commit_callbacks, "use_weights")
    assert not Learned.objects.filter(in_use=True).exists()
    assert learning.definition("investment") == load("investment")
    run(client, django_capture_on_commit_callbacks, "use_weights", learned=learned.pk)
    assert Learned.objects.get(in_use=True) == learned
    assert Job.objects.filter(kind="match_channel", state="done").count() == 2


def test_the_same_click_twice_starts_nothing(
    learned: Learned, officer: User, client_for: ClientFor, django_capture_on_commit_callbacks: Any
) -> None:
    run(client_for(officer), django_capture_on_commit_callbacks, "use_weights", learned=learned.pk)
    assert not Job.objects.filter(kind="match_channel").exists()


@pytest.mark.parametrize("who", ["clerk", "outsider", "leader", "department"])
def test_nobody_else_sees_or_changes_weights(
    who: str, learned: Learned, client_for: ClientFor, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    client = client_for(user)
    before = Entry.objects.count()
    assert client.get(reverse(PAGE)).status_code in (403, 404)
    for name in ("learn", "use_weights"):
        assert client.post(reverse(f"exchange:{name}", args=["investment"])).status_code in (403, 404)
    with pytest.raises(NotAllowed):
        domain.use_weights("investment", None, by=user)
    assert not queries.learned_for(user).exists()
    assert Learned.objects.get(in_use=True) == learned
    assert (Entry.objects.count(), Job.objects.count()) == (before, 0)


def test_nobody_signed_in_is_asked_to(learned: Learned, client_for: ClientFor) -> None:
    assert client_for(None).get(reverse(PAGE)).status_code == 302


def test_weights_of_one_channel_are_not_used_for_another(
    learned: Learned, officer: User, client_for: ClientFor
) -> None:
    url = reverse("exchange:use_weights", args=["sales"])
    assert client_for(officer).post(url, {"learned": learned.pk}).status_code == 404
    with pytest.raises(Refused):
        domain.use_weights("sales", learned, by=officer)


@pytest.mark.parametrize("wanted", ["0", "999999", "x", "-1", "¹"])
def test_weights_that_do_not_exist(
    wanted: str, learned: Learned, officer: User, client_for: ClientFor
) -> None:
    url = reverse("exchange:use_weights", args=["investment"])
    assert client_for(officer).post(url, {"learned": wanted}).status_code == 404
    assert Learned.objects.get(in_use=True) == learned


def test_damaged_weights_stop_matching_with_a_sentence_and_the_way_back_works(
    learned: Learned, officer: User, client_for: ClientFor, django_capture_on_commit_callbacks: Any
) -> None:
    Learned.objects.update(content=learned.content[:-20])
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.start("match_channel", by=officer, channel="investment")
    job.refresh_from_db()
    assert job.state == "failed"
    assert "改回默认权重" in job.error
    run(client_for(officer), django_capture_on_commit_callbacks, "use_weights")
    assert learning.definition("investment") == load("investment")
    answer = client_for(officer).post(
        reverse("exchange:use_weights", args=["investment"]), {"learned": learned.pk}, follow=True
    )
    assert "已损坏" in answer.content.decode()


def test_too_little_feedback_is_said(
    pair: Match, officer: User, client_for: ClientFor, django_capture_on_commit_callbacks: Any
) -> None:
    domain.record_feedback(pair, by=officer, outcome=Outcome.SUITABLE)
    run(client_for(officer), django_capture_on_commit_callbacks, "learn", "sales")
    job = Job.objects.get(kind="learn_channel")
    assert job.state == "failed"
    assert "可学的配对太少" in job.error


def test_the_last_word_on_a_pair_counts(pair: Match, officer: User) -> None:
    domain.record_feedback(pair, by=officer, outcome=Outcome.SUITABLE)
    domain.record_feedback(pair, by=officer, outcome=Outcome.UNSUITABLE)
    found = learning.conclusions("sales")
    assert found.select("need_id", "offer_id", "level").rows() == [(str(pair.need_id), str(pair.offer_id), 1)]
    assert found["group"].to_list() == [str(pair.need.party_id)]


def test_learning_starts_by_itself_once_enough_was_said(
    pair: Match,
    officer: User,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: Any,
) -> None:
    monkeypatch.setattr(learning, "LEARN_AFTER", 2)
    with django_capture_on_commit_callbacks(execute=True):
        domain.record_feedback(pair, by=officer, outcome=Outcome.SUITABLE)
    assert not Job.objects.filter(kind="learn_channel").exists()
    with django_capture_on_commit_callbacks(execute=True):
        domain.record_feedback(pair, by=officer, outcome=Outcome.UNSUITABLE)
    assert Job.objects.get(kind="learn_channel").created_by is None


def test_the_list_is_exported(learned: Learned, officer: User, client_for: ClientFor) -> None:
    answer = client_for(officer).get(reverse(PAGE), {"export": "csv"})
    content = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert content.splitlines()[0].startswith("渠道,学习时间")
    assert len(content.splitlines()) == 2


def test_an_empty_page_says_what_to_do(officer: User, client_for: ClientFor) -> None:
    assert "现在学习" in client_for(officer).get(reverse(PAGE)).content.decode()


def test_queries_do_not_grow_with_what_was_learned(
    learned: Learned, officer: User, client_for: ClientFor
) -> None:
    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            client_for(officer).get(reverse(PAGE))
        return len(found)

    one = count()
    Learned.objects.bulk_create(
        Learned(channel="investment", content="x", report=learned.report) for _ in range(10)
    )
    assert count() == one
