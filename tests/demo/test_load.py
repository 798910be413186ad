"""The demo city in the portal: once, for every role, and never on top of somebody's own data."""

from typing import Any

import pytest
from django.utils import timezone

from duijie.demo.city import City, build
from duijie.demo.load import PEOPLE, SOURCE, load
from duijie.portal.accounts.choices import Role
from duijie.portal.accounts.models import User
from duijie.portal.audit.models import Entry
from duijie.portal.exchange.choices import ListingState
from duijie.portal.exchange.models import Listing, Review
from duijie.portal.exchange.search import find
from duijie.portal.parties.models import EnterpriseProfile, Party, Qualification
from duijie.portal.refused import Refused

pytestmark = pytest.mark.django_db
PASSWORD = "demo-docking-42"


def counts() -> tuple[int, ...]:
    models: tuple[Any, ...] = (Party, EnterpriseProfile, Qualification, User, Listing, Review, Entry)
    return tuple(model.objects.count() for model in models)


@pytest.fixture
def small() -> City:
    return build(enterprises=120, listings=300)


@pytest.fixture
def loaded(small: City) -> City:
    load(small, password=PASSWORD)
    return small


def test_everything_is_written_once(small: City) -> None:
    people = load(small, password=PASSWORD)
    assert Party.objects.count() == len(small.parties)
    assert EnterpriseProfile.objects.count() == 120
    assert Listing.objects.count() == small.size
    assert not Party.objects.exclude(source=SOURCE).exists()
    assert [name for _role, name in people] == [name for name, *_rest in PEOPLE]
    assert all(role for role, _name in people)
    before = counts()
    assert load(small, password="another-password") == people
    assert counts() == before
    assert User.objects.get(username="leader").check_password(PASSWORD)


def test_progress_ends_where_everything_is_done(small: City) -> None:
    told: list[tuple[int, int, str]] = []
    load(small, password=PASSWORD, progress=lambda *step: told.append(step))
    for what in {step[2] for step in told}:
        done = [step for step in told if step[2] == what]
        assert done == sorted(done)
        assert done[-1][0] == done[-1][1] > 0


def test_other_peoples_data_is_left_alone(small: City) -> None:
    Party.objects.create(kind="enterprise", name="真实企业")
    with pytest.raises(Refused, match="换一个空的数据目录"):
        load(small, password=PASSWORD)
    assert counts() == (1, 0, 0, 0, 0, 0, 0)


def test_data_that_came_after_the_demo_stops_it_too(loaded: City) -> None:
    Party.objects.create(kind="enterprise", name="真实企业")
    before = counts()
    with pytest.raises(Refused):
        load(loaded, password=PASSWORD)
    assert counts() == before


def test_an_account_of_that_name_is_not_taken_over(small: City) -> None:
    User.objects.create_user("operator", "", "own-password-7", role=Role.OPERATOR)
    with pytest.raises(Refused, match="“operator”"):
        load(small, password=PASSWORD)
    assert counts() == (0, 0, 0, 1, 0, 0, 0)
    assert User.objects.get().check_password("own-password-7")


@pytest.mark.usefixtures("loaded")
def test_every_role_has_somebody_in_a_fitting_party() -> None:
    people = {user.username: user for user in User.objects.select_related("party")}
    assert set(people) >= {
        "coordinator", "department", "county", "enterprise", "enterprise2", "institution", "leader", "operator",
    }  # fmt: skip
    assert {user.role for user in people.values()} == set(Role.values)
    kinds = {name: user.party.kind if user.party else None for name, user in people.items()}
    assert kinds["enterprise"] == kinds["enterprise2"] == "enterprise"
    assert kinds["county"] == "county"
    assert kinds["department"] == "department"
    assert kinds["institution"] == "institute"
    assert kinds["bank"] == "bank"
    assert people["enterprise"].party != people["enterprise2"].party
    assert all(user.is_active and user.check_password(PASSWORD) for user in people.values())
    assert len({user.password for user in people.values()}) == 1, "one slow hash is enough"


@pytest.mark.usefixtures("loaded")
def test_the_firms_that_can_sign_in_buy_and_sell() -> None:
    for name in ("enterprise", "enterprise2"):
        firm = User.objects.get(username=name).party
        released = Listing.objects.filter(party=firm, state=ListingState.RELEASED)
        assert released.filter(side="need").count() >= 1
        assert released.filter(side="offer").count() >= 1
        assert released.count() >= 3


@pytest.mark.usefixtures("loaded")
def test_only_those_who_publish_have_written_listings() -> None:
    writers = set(Listing.objects.exclude(created_by=None).values_list("created_by__role", flat=True))
    assert writers
    assert not writers & {Role.LEADER, Role.OPERATOR}
    for listing in Listing.objects.exclude(created_by=None).select_related("created_by"):
        assert listing.created_by is not None
        assert listing.created_by.party_id == listing.party_id


@pytest.mark.usefixtures("loaded")
def test_times_follow_each_other_and_are_past() -> None:
    now = timezone.now()
    for one in Listing.objects.all():
        steps = [one.created_at, one.submitted_at, one.released_at, one.closed_at]
        known = [step for step in steps if step is not None]
        assert known == sorted(known)
        assert known[-1] <= one.updated_at <= now
        assert (one.submitted_at is None) == (one.state == ListingState.DRAFT)
        assert (one.released_at is not None) == (one.state in (ListingState.RELEASED, ListingState.CLOSED))
        assert (one.closed_at is not None) == (one.state == ListingState.CLOSED)
        if one.valid_to and one.released_at:
            assert timezone.localdate(one.released_at) <= one.valid_to
    made = list(Listing.objects.order_by("created_at").values_list("created_at", flat=True))
    assert (made[-1] - made[0]).days > 60


@pytest.mark.usefixtures("loaded")
def test_what_was_decided_has_its_review() -> None:
    for one in Listing.objects.prefetch_related("reviews"):
        decisions = [review.decision for review in one.reviews.all()]
        expected = {"released": ["released"], "closed": ["released"], "returned": ["returned"]}
        assert decisions == expected.get(one.state, []), one.state
        assert bool(one.returned_reason) == (one.state == ListingState.RETURNED)
        assert bool(one.closed_reason) == (one.state == ListingState.CLOSED)
    for review in Review.objects.select_related("listing"):
        assert review.listing.submitted_at is not None
        assert review.listing.submitted_at <= review.at <= timezone.now()
        assert review.by.username == "coordinator"


def test_values_are_kept_as_the_portal_keeps_them(loaded: City) -> None:
    row = loaded.listings["sales"]["need"].drop_nulls(["price", "deliver_by"]).row(0, named=True)
    kept = Listing.objects.get(source_id=row["id"])
    assert kept.fields["products"] == row["products"]
    assert kept.fields["deliver_by"] == row["deliver_by"].isoformat()
    assert float(kept.fields["price"]) == row["price"]
    assert not isinstance(kept.fields["quantity"], float) or kept.fields["quantity"] % 1
    assert None not in kept.fields.values()
    assert kept.definition.code == "sales"


def test_listings_are_found_and_anonymous_firms_are_not(loaded: City) -> None:
    row = loaded.listings["sales"]["offer"].row(0, named=True)
    found = find(Listing.objects.all(), row["products"][0]).ids
    assert Listing.objects.get(source_id=row["id"]).pk in (found or [])
    hidden = Listing.objects.filter(anonymous=True).select_related("party").first()
    assert hidden is not None
    assert hidden.pk not in (find(Listing.objects.all(), hidden.party.name).ids or [])


def test_firms_have_sizes_and_certificates(loaded: City) -> None:
    seeds = {p.name: p for p in loaded.parties}
    for profile in EnterpriseProfile.objects.select_related("party"):
        seed = seeds[profile.party.name]
        assert (profile.size_class is None) == (seed.employees is None)
        held = set(Qualification.objects.filter(party=profile.party).values_list("name", flat=True))
        assert held == set(seed.certificates)


@pytest.mark.usefixtures("loaded")
def test_the_load_is_in_the_record_once() -> None:
    entry = Entry.objects.get()
    assert entry.act == "party.imported"
    assert entry.data["created"] == Party.objects.count()
