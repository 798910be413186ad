"""The demo city in the portal: once, for every role, and never on top of somebody's own data."""

import pytest

from duijie.demo.city import build
from duijie.demo.history import load_history
from duijie.demo.load import PEOPLE, load
from duijie.portal.accounts.models import User
from duijie.portal.exchange.models import Feedback, Interest, Listing, Match, Review
from duijie.portal.exchange.search import find
from duijie.portal.exchange.tasks import match_everything
from duijie.portal.parties.models import Party
from duijie.portal.refused import Refused

pytestmark = pytest.mark.django_db
SIZE = {"enterprises": 150, "listings": 400}


def state() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Party, User, Listing, Review, Match, Interest, Feedback))


def test_the_city_is_loaded_matched_and_has_a_history() -> None:
    city = build(**SIZE)
    people = load(city, password="demo-docking-42")
    pairs = match_everything(progress=lambda *_: None)
    load_history(city)
    assert [name for _role, name in people] == [name for name, *_rest in PEOPLE]
    assert Listing.objects.count() == city.size
    assert Match.objects.count() == pairs > 300
    assert set(Interest.objects.values_list("state", flat=True)) >= {"expressed", "accepted", "declined"}
    assert Feedback.objects.exists()
    clerk = User.objects.get(username="enterprise")
    assert clerk.check_password("demo-docking-42")
    assert Listing.objects.filter(party=clerk.party, state="released").count() >= 2
    product = city.listings["sales"]["offer"]["products"][0][0]
    assert find(Listing.objects.all(), product).ids
    before = state()
    load(city, password="demo-docking-42")
    load_history(city)
    assert state() == before


def test_other_peoples_data_is_left_alone() -> None:
    Party.objects.create(kind="enterprise", name="真实企业")
    with pytest.raises(Refused, match="换一个空的数据目录"):
        load(build(enterprises=50, listings=100), password="x")
    assert state() == (1, 0, 0, 0, 0, 0, 0)
