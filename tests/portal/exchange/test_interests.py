"""Two sides agreeing to talk; names and contacts open when both agree, and not before."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duijie.portal.accounts.models import User
from duijie.portal.exchange import domain, queries
from duijie.portal.exchange.cards import card
from duijie.portal.exchange.choices import InterestState, Outcome
from duijie.portal.exchange.models import Feedback, Interest, Listing, Match
from duijie.portal.exchange.tasks import match_everything
from duijie.portal.refused import NotAllowed, Refused
from tests.portal.market import NEED, OFFER


def test_the_other_side_accepts_and_contacts_open(interest: Interest, clerk: User, outsider: User) -> None:
    assert card(clerk, interest.offer).contact is None
    domain.accept_interest(interest, by=outsider)
    assert card(clerk, interest.offer).contact == OFFER["contact"]
    assert card(outsider, interest.need).contact == NEED["contact"]
    assert Feedback.objects.filter(outcome=Outcome.ACCEPTED, shown_rank__isnull=False).count() == 1


def test_declining_needs_a_reason_and_opens_nothing(interest: Interest, clerk: User, outsider: User) -> None:
    with pytest.raises(Refused, match="原因"):
        domain.decline_interest(interest, by=outsider, reason="")
    domain.decline_interest(interest, by=outsider, reason="近期没有产能")
    interest.refresh_from_db()
    assert (interest.state, interest.reason) == (InterestState.DECLINED, "近期没有产能")
    assert card(clerk, interest.offer).contact is None


def test_asking_twice_is_one_interest_and_asking_back_is_acceptance(
    interest: Interest, clerk: User, outsider: User
) -> None:
    again = domain.express_interest(interest.need, interest.offer, by=clerk)
    assert again.pk == interest.pk
    answered = domain.express_interest(interest.need, interest.offer, by=outsider)
    assert (answered.pk, answered.state) == (interest.pk, InterestState.ACCEPTED)


def test_only_the_asked_answer_and_only_the_asker_withdraws(
    interest: Interest, clerk: User, outsider: User, officer: User
) -> None:
    for person in (clerk, officer):
        with pytest.raises(NotAllowed):
            domain.accept_interest(interest, by=person)
    for person in (outsider, officer):
        with pytest.raises(NotAllowed):
            domain.withdraw_interest(interest, by=person)
    interest.refresh_from_db()
    assert interest.state == InterestState.EXPRESSED
    domain.withdraw_interest(interest, by=clerk)
    with pytest.raises(Refused, match="撤回"):
        domain.accept_interest(interest, by=outsider)


def test_closing_a_listing_ends_what_waits_for_it(interest: Interest, clerk: User) -> None:
    domain.close(interest.need, by=clerk)
    interest.refresh_from_db()
    assert interest.state == InterestState.WITHDRAWN


@pytest.fixture
def hidden(publish: Callable[..., Listing], outsider: User) -> Listing:
    """Firm B's offer, published without its name."""
    return publish(outsider, "offer", OFFER, anonymous=True)


def pages(listing: Listing, match: Match | None) -> Iterator[str]:
    yield reverse("exchange:listings")
    yield reverse("exchange:listings") + "?q=轴承钢"
    yield reverse("exchange:listing", args=[listing.pk])
    yield reverse("exchange:express") + f"?listing={listing.pk}"
    yield reverse("exchange:matches") + "?verdict=all"
    yield reverse("exchange:interests")
    yield reverse("web:search") + "?q=轴承钢"
    yield "/"
    yield "/api/v1/listings"
    yield f"/api/v1/listings/{listing.pk}"
    if match is not None:
        yield reverse("exchange:match", args=[match.pk])
        yield f"/api/v1/listings/{match.need_id}/matches"


def test_nothing_tells_an_anonymous_firm_before_both_agree(
    hidden: Listing, need: Listing, clerk: User, outsider: User, client_for: Callable[..., Client]
) -> None:
    match_everything(progress=lambda *_: None)
    match = Match.objects.get(need=need, offer=hidden)
    interest = domain.express_interest(need, hidden, by=clerk)
    client, secret = client_for(clerk), (hidden.party.name, "13900000002", hidden.party.credit_code)
    for url in pages(hidden, match):
        answer = client.get(url).content.decode()
        assert not [s for s in secret if s in answer], url
    exported = b"".join(client.get(reverse("exchange:listings") + "?export=csv")).decode("utf-8-sig")
    assert "轴承钢" in exported
    assert not [s for s in secret if s in exported]
    by_name = client.get(reverse("exchange:listings"), {"q": hidden.party.name})
    assert by_name.context["page"].object_list == []
    assert list(queries.of_party(clerk, hidden.party)) == []
    domain.accept_interest(interest, by=outsider)
    opened = client.get(reverse("exchange:listing", args=[hidden.pk])).content.decode()
    assert hidden.party.name in opened
    assert "13900000002" in opened


def test_the_reviewers_know_the_anonymous(
    hidden: Listing, officer: User, client_for: Callable[..., Client]
) -> None:
    assert (
        hidden.party.name
        in client_for(officer).get(reverse("exchange:listing", args=[hidden.pk])).content.decode()
    )


def test_feedback_is_kept_once_with_what_was_shown(
    pair: Match, clerk: User, outsider: User, new_user: Any, new_party: Any
) -> None:
    domain.record_feedback(pair, by=clerk, outcome="suitable", note="规格对")
    domain.record_feedback(pair, by=clerk, outcome="suitable", note="规格对")
    said = Feedback.objects.get()
    assert (said.shown_rank, said.shown_score) == (pair.need_rank, pair.score)
    with pytest.raises(Refused):
        domain.record_feedback(pair, by=clerk, outcome="accepted")
    stranger = new_user("stranger", "enterprise", new_party("丁峰公司"))
    with pytest.raises(NotAllowed):
        domain.record_feedback(pair, by=stranger, outcome="suitable")
    assert Feedback.objects.count() == 1
