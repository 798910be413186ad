"""A listing's life: drafted, submitted, returned, released, closed, reopened; and who may do what when."""

from collections.abc import Callable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duijie.engine.channels import available, load
from duijie.portal.accounts.models import User
from duijie.portal.audit.models import Entry
from duijie.portal.exchange import domain
from duijie.portal.exchange.choices import ListingState
from duijie.portal.exchange.domain.transitions import LISTING_MOVES
from duijie.portal.exchange.models import Listing, Review
from duijie.portal.jobs.models import Job
from duijie.portal.parties.choices import PartyState
from duijie.portal.parties.models import Party
from duijie.portal.refused import NotAllowed, Refused
from tests.portal.market import NEED


def test_a_draft_may_be_incomplete_but_not_unreadable(clerk: User) -> None:
    listing = domain.draft(
        channel="sales", side="need", by=clerk, data={"title": "先写一半"}, anonymous=False, source_id=None
    )
    assert listing.state == ListingState.DRAFT
    with pytest.raises(Refused) as refusal:
        domain.save(listing, by=clerk, data={"title": "x", "quantity": "很多"}, anonymous=False)
    assert set(refusal.value.problems) == {"quantity"}
    listing.refresh_from_db()
    assert listing.title == "先写一半"


def test_submitting_says_what_is_missing_and_keeps_the_draft(clerk: User) -> None:
    listing = domain.draft(
        channel="sales",
        side="need",
        by=clerk,
        data={"description": "要轴承"},
        anonymous=False,
        source_id=None,
    )
    with pytest.raises(Refused) as refusal:
        domain.submit(listing, by=clerk)
    assert "产品名称" in refusal.value.problems["products"]
    listing.refresh_from_db()
    assert listing.state == ListingState.DRAFT


def test_values_are_kept_as_the_channel_means_them(clerk: User) -> None:
    data = NEED | {
        "price": "6,200元",
        "deliver_by": "2027年3月31日",
        "region": "涧西区",
        "industry": "滚动轴承制造",
        "certificates": "ISO 9001；IATF 16949",
    }
    listing = domain.draft(channel="sales", side="need", by=clerk, data=data, anonymous=True, source_id=None)
    assert listing.fields["price"] == 6200
    assert listing.fields["deliver_by"] == "2027-03-31"
    assert listing.fields["certificates"] == ["ISO 9001", "IATF 16949"]
    assert (listing.region, listing.industry) == ("410305", "3451")


def test_a_double_click_makes_one_draft(clerk: User) -> None:
    one, two = (
        domain.draft(channel="sales", side="need", by=clerk, data=NEED, anonymous=False, source_id="form-1")
        for _ in "ab"
    )
    assert one.pk == two.pk
    assert Listing.objects.count() == 1


def test_the_reviewer_returns_with_a_reason(
    publish: Callable[..., Listing], clerk: User, officer: User
) -> None:
    listing = publish(clerk, "need", NEED, upto="submitted")
    with pytest.raises(Refused, match="原因"):
        domain.return_with_reason(listing, by=officer, reason="  ")
    assert Review.objects.count() == 0
    returned = domain.return_with_reason(listing, by=officer, reason="请写明规格")
    assert (returned.state, returned.returned_reason) == (ListingState.RETURNED, "请写明规格")
    again = domain.submit(
        domain.save(returned, by=clerk, data=NEED | {"title": "改好了"}, anonymous=False), by=clerk
    )
    assert (again.state, again.returned_reason) == (ListingState.SUBMITTED, "")


@pytest.mark.parametrize(("act", "state"), list(product(LISTING_MOVES, ListingState.values)))
def test_every_illegal_move_is_a_sentence_and_changes_nothing(
    act: str, state: str, publish: Callable[..., Listing], clerk: User, officer: User
) -> None:
    listing = publish(clerk, "need", NEED, upto="draft")
    Listing.objects.filter(pk=listing.pk).update(state=state)
    acts: dict[str, Callable[[], Any]] = {
        "submit": lambda: domain.submit(listing, by=clerk),
        "release": lambda: domain.release(listing, by=officer),
        "return": lambda: domain.return_with_reason(listing, by=officer, reason="改"),
        "close": lambda: domain.close(listing, by=clerk),
        "reopen": lambda: domain.reopen(listing, by=clerk),
    }
    move, before = LISTING_MOVES[act], Entry.objects.count()
    legal = state in move.sources
    if legal or state == move.target:
        assert acts[act]().state == move.target
        assert (Entry.objects.count() > before) is legal
        return
    with pytest.raises(Refused, match=r"^这条供需.+[。]$"):
        acts[act]()
    listing.refresh_from_db()
    assert listing.state == state
    assert Entry.objects.count() == before


def test_only_the_own_party_writes_and_only_reviewers_release(
    publish: Callable[..., Listing], clerk: User, outsider: User, department: User, leader: User
) -> None:
    listing = publish(clerk, "need", NEED, upto="submitted")
    for person in (outsider, department, leader, clerk):
        with pytest.raises(NotAllowed):
            domain.release(listing, by=person)
    for person in (outsider, department, leader):
        with pytest.raises(NotAllowed):
            domain.close(listing, by=person)
    listing.refresh_from_db()
    assert listing.state == ListingState.SUBMITTED


def test_a_county_officer_reviews_the_county_and_nothing_else(
    publish: Callable[..., Listing], clerk: User, outsider: User, county: User
) -> None:
    inside, outside = (
        publish(clerk, "need", NEED, upto="submitted"),
        publish(outsider, "need", NEED, upto="submitted"),
    )
    assert domain.release(inside, by=county).state == ListingState.RELEASED
    with pytest.raises(NotAllowed):
        domain.release(outside, by=county)


def test_a_suspended_firm_publishes_nothing(
    publish: Callable[..., Listing], clerk: User, officer: User
) -> None:
    listing = publish(clerk, "need", NEED, upto="submitted")
    Party.objects.filter(pk=clerk.party_id).update(state=PartyState.SUSPENDED)
    with pytest.raises(Refused, match="停用"):
        domain.release(listing, by=officer)


def test_release_starts_matching_when_the_transaction_commits(
    publish: Callable[..., Listing], clerk: User, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        listing = publish(clerk, "need", NEED)
    job = Job.objects.get(kind="match_listing")
    assert (job.state, job.arguments) == ("done", {"listing": listing.pk})


def test_supplement_fills_gaps_only(need: Listing, clerk: User) -> None:
    open_names = {f.name for f in domain.open_facts(need)}
    assert "deliver_by" in open_names
    assert "price" not in open_names
    later = (date.today() + timedelta(days=60)).isoformat()  # noqa: DTZ011  any day in the future
    domain.supplement(need, by=clerk, data={"deliver_by": later, "price": "1"})
    need.refresh_from_db()
    assert need.fields["deliver_by"] == later
    assert need.fields["price"] == 6200


@pytest.mark.parametrize(("channel", "side"), list(product(available(), ("need", "offer"))))
def test_the_form_of_every_channel_publishes_its_example(
    channel: str, side: str, clerk: User, client_for: Callable[..., Client]
) -> None:
    """The examples that the form shows are readable, and what is filled in comes back on the page."""
    fields = load(channel).fields_for(side, portal=True)
    data = {f.name: f.example(side) for f in fields if f.example(side) and f.kind != "choices"}
    data |= {f.name: [f.choices[0].value] for f in fields if f.kind == "choices"} | {"title": "示例标题"}
    client = client_for(clerk)
    url = reverse("exchange:create", args=[channel, side])
    assert client.get(url).status_code == 200
    response = client.post(url, data | {"act": "submit"}, follow=True)
    listing = Listing.objects.get()
    assert listing.state == ListingState.SUBMITTED, response.content.decode()[:2000]
    for name in data:
        assert listing.value(name) is not None, name


def test_a_wrong_form_keeps_what_was_written(clerk: User, client_for: Callable[..., Client]) -> None:
    url = reverse("exchange:create", args=["sales", "need"])
    response = client_for(clerk).post(
        url, {"products": "轴承", "quantity": "若干吨", "title": "写了标题", "act": "submit"}
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert 'value="写了标题"' in page
    assert 'href="#id_quantity"' in page
    assert Listing.objects.count() == 0
