"""The people of the tests: an officer, a firm's clerk, another firm's clerk, and a few more."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from duijie.portal.accounts.choices import Role
from duijie.portal.accounts.models import User
from duijie.portal.exchange import domain
from duijie.portal.exchange.models import Interest, Listing, Match
from duijie.portal.exchange.tasks import match_everything
from duijie.portal.parties.choices import PartyKind, PartyState
from duijie.portal.parties.models import Party
from tests.portal.market import NEED, OFFER

PASSWORD = "docking-brackets-42"


@pytest.fixture(autouse=True)
def quick_settings(settings: Any, tmp_path: Any) -> Iterator[None]:
    """Jobs run at once, passwords hash fast, letters stay in memory, uploads go to the test's folder."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.CITY = "410300"
    cache.clear()
    with translation.override(settings.LANGUAGE_CODE):  # a page read in English leaves its language behind
        yield
    cache.clear()


@pytest.fixture
def new_party(db: None) -> Callable[..., Party]:
    def make(name: str, kind: PartyKind = PartyKind.ENTERPRISE, **fields: Any) -> Party:
        return Party.objects.create(
            name=name, kind=kind, **{"state": PartyState.ACTIVE, "region": "410300"} | fields
        )

    return make


@pytest.fixture
def new_user(db: None) -> Callable[..., User]:
    def make(username: str, role: Role, party: Party | None = None, **fields: Any) -> User:
        return User.objects.create_user(
            username,
            f"{username}@example.org",
            PASSWORD,
            role=role,
            party=party,
            **{"name": username} | fields,
        )

    return make


@pytest.fixture
def office(new_party: Callable[..., Party]) -> Party:
    return new_party("市企业服务中心", PartyKind.DEPARTMENT)


@pytest.fixture
def firm_a(new_party: Callable[..., Party]) -> Party:
    return new_party("甲河轴承有限公司", credit_code="91410300MA0000A011", region="410305", industry="3451")


@pytest.fixture
def firm_b(new_party: Callable[..., Party]) -> Party:
    return new_party("乙山食品有限公司", credit_code="91410300MA0000B02R", region="410302", industry="1411")


@pytest.fixture
def officer(new_user: Callable[..., User], office: Party) -> User:
    return new_user("officer", Role.COORDINATOR, office, name="统筹员")


@pytest.fixture
def clerk(new_user: Callable[..., User], firm_a: Party) -> User:
    return new_user("clerk", Role.ENTERPRISE, firm_a, name="甲厂办事员")


@pytest.fixture
def outsider(new_user: Callable[..., User], firm_b: Party) -> User:
    return new_user("outsider", Role.ENTERPRISE, firm_b, name="乙厂办事员")


@pytest.fixture
def operator(new_user: Callable[..., User]) -> User:
    return new_user("operator", Role.OPERATOR, name="管理员")


@pytest.fixture
def leader(new_user: Callable[..., User], office: Party) -> User:
    return new_user("leader", Role.LEADER, office, name="分管领导")


@pytest.fixture
def department(new_user: Callable[..., User], new_party: Callable[..., Party]) -> User:
    return new_user(
        "department", Role.DEPARTMENT, new_party("市工业局", PartyKind.DEPARTMENT), name="部门干部"
    )


@pytest.fixture
def county(new_user: Callable[..., User], new_party: Callable[..., Party]) -> User:
    """Looks after the county of firm A, not of firm B."""
    return new_user(
        "county", Role.COUNTY, new_party("涧西区", PartyKind.COUNTY, region="410305"), name="县区干部"
    )


@pytest.fixture
def client_for() -> Callable[[User | None], Client]:
    """A browser in which the person is signed in; None is somebody who is not."""

    def make(user: User | None = None) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return make


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
def pair(need: Listing, offer: Listing) -> Match:
    match_everything(progress=lambda done, total, what: None)
    return Match.objects.get(need=need, offer=offer)


@pytest.fixture
def interest(pair: Match, clerk: User) -> Interest:
    """Firm A asks firm B."""
    return domain.express_interest(pair.need, pair.offer, by=clerk, message="想谈一谈")
