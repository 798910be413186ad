"""Firms register by their credit code and are let in; invited people open a link once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duijie.portal.accounts import domain
from duijie.portal.accounts.choices import Role
from duijie.portal.accounts.models import Invitation, Registration, User
from duijie.portal.audit.models import Entry
from duijie.portal.parties.models import Party
from duijie.portal.refused import Refused
from duijie.standards.credit_code import check_digit
from tests.portal.conftest import PASSWORD

BODY = "91410305TEXT00001"
CODE = BODY + check_digit(BODY)
FORM = {
    "code": CODE, "firm": "丁峰机械有限公司", "region": "涧西区", "name": "丁办事", "phone": "0379-01234567",
    "email": "d@example.org", "username": "dingfeng", "password": PASSWORD,
}  # fmt: skip


def register(**changes: str) -> Any:
    return Client().post(reverse("accounts:register"), FORM | changes)


@pytest.mark.django_db
def test_a_firm_waits_until_an_officer_lets_it_in(
    officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    assert register().headers["Location"] == reverse("accounts:registered")
    party = Party.objects.get(credit_code=CODE)
    assert (party.state, party.region) == ("pending", "410305")
    login = {"login": "dingfeng", "password": PASSWORD}
    refused = Client().post(reverse("account_login"), login, follow=True)
    assert "账号还不能使用" in refused.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        domain.approve(Registration.objects.get(), by=officer)
    party.refresh_from_db()
    assert party.state == "active"
    assert [letter.to for letter in mail.outbox] == [["d@example.org"]]
    assert Client().post(reverse("account_login"), login).headers["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": BODY + "0"}, "应为"),
        ({"code": "9141"}, "4 位"),
        ({"region": "火星"}, "认不出这个地区"),
        ({"password": "12345678901"}, "数字"),
        ({"username": "ab"}, "3"),
        ({"phone": "<script>"}, "电话"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(changes: dict[str, str], said: str) -> None:
    page = register(**changes).content.decode()
    assert said in page
    assert PASSWORD not in page
    assert (Party.objects.count(), User.objects.count()) == (0, 0)


def test_a_firm_with_an_account_is_sent_to_its_owner(clerk: User, firm_a: Party) -> None:
    Party.objects.filter(pk=firm_a.pk).update(credit_code=CODE)
    assert "已经开通账号" in register().content.decode()
    assert not User.objects.filter(username="dingfeng").exists()


@pytest.mark.django_db
def test_what_was_returned_is_handed_in_again_by_the_same_person_only(officer: User) -> None:
    register()
    domain.give_back(Registration.objects.get(), by=officer, reason="名称与执照不符")
    assert "已有人使用" in register(password="another-docking-43").content.decode()
    register(name="改好了")
    again = Registration.objects.get()
    assert (again.state, again.user.name) == ("submitted", "改好了")


@pytest.mark.django_db
def test_county_officers_see_their_county_only(county: User, officer: User) -> None:
    register(region="老城区")
    one = Registration.objects.get()
    with pytest.raises(Refused, match="不归您"):
        domain.approve(one, by=county)
    one.refresh_from_db()
    assert one.state == "submitted"


@pytest.mark.django_db
def test_strangers_cannot_register_without_end() -> None:
    answers = [register(username=f"name{i}", code="bad") for i in range(12)]
    assert all(a.status_code == 200 for a in answers)  # what the form refuses is not counted
    taken = [register(username=f"name{i}").content.decode() for i in range(12)]
    assert "太多" in taken[-1]


def test_an_invitation_works_once(officer: User, firm_a: Party, client: Client) -> None:
    invitation = domain.invite(officer, role=Role.ENTERPRISE, party=firm_a)
    url = reverse("accounts:accept", args=[invitation.token])
    given = {"name": "新人", "phone": "0379-01234567", "username": "newcomer", "password": PASSWORD}
    assert client.post(url, given).status_code == 302
    user = User.objects.get(username="newcomer")
    assert (user.role, user.party) == (Role.ENTERPRISE, firm_a)
    assert "已经用过" in client.get(url).content.decode()
    assert client.post(url, given | {"username": "second"}).status_code == 410
    assert not User.objects.filter(username="second").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"expires_at": timezone.now() - timedelta(minutes=1)}, "过期"),
        ({"revoked_at": timezone.now()}, "撤回"),
    ],
)
def test_links_that_no_longer_work_say_why(
    change: dict[str, Any], said: str, officer: User, client: Client
) -> None:
    invitation = domain.invite(officer, role=Role.LEADER)
    Invitation.objects.filter(pk=invitation.pk).update(**change)
    assert said in client.get(reverse("accounts:accept", args=[invitation.token])).content.decode()


@pytest.mark.parametrize(
    ("role", "kind"),
    [
        (Role.ENTERPRISE, "bank"),
        (Role.INSTITUTION, "enterprise"),
        (Role.DEPARTMENT, "county"),
        (Role.ENTERPRISE, None),
    ],
)
def test_roles_fit_their_parties(role: Role, kind: str | None, officer: User, new_party: Any) -> None:
    party = new_party("某单位", kind) if kind else None
    with pytest.raises(Refused):
        domain.invite(officer, role=role, party=party)
    assert Invitation.objects.count() == 0


def test_only_an_operator_makes_operators(officer: User, operator: User) -> None:
    with pytest.raises(Refused):
        domain.invite(officer, role=Role.OPERATOR)
    assert domain.invite(operator, role=Role.OPERATOR).role == Role.OPERATOR


def test_guessing_a_password_is_stopped(clerk: User) -> None:
    for _try in range(5):
        answer = Client().post(reverse("account_login"), {"login": "clerk", "password": "wrong"})
    assert answer.status_code == 429
    assert "暂时锁定" in answer.content.decode()
    right = Client().post(reverse("account_login"), {"login": "clerk", "password": PASSWORD})
    assert right.status_code == 429


def test_the_operator_takes_sign_in_away_and_gives_it_back(
    operator: User, clerk: User, client_for: Callable[..., Client]
) -> None:
    client, url = client_for(operator), reverse("accounts:user_act", args=[clerk.pk])
    theirs = client_for(clerk)
    client.post(url, {"act": "deactivate"})
    assert theirs.get("/").status_code == 302
    client.post(url, {"act": "activate"})
    page = client.post(url, {"act": "password_link"}, follow=True).content.decode()
    assert "/accounts/password/reset/key/" in page
    assert "/accounts/password/reset/key/" not in client.get(reverse("accounts:users")).content.decode()
    acts = set(Entry.objects.values_list("act", flat=True))
    assert {"user.deactivated", "user.activated", "user.password_link"} <= acts


def test_one_does_not_lock_oneself_out(operator: User) -> None:
    with pytest.raises(Refused):
        domain.deactivate(operator, by=operator)
    operator.refresh_from_db()
    assert operator.is_active


def test_own_settings_change_only_what_is_ones_own(clerk: User, client_for: Callable[..., Client]) -> None:
    client_for(clerk).post(
        reverse("accounts:settings"), {"name": "新名字", "phone": "", "email": "", "role": "operator"}
    )
    clerk.refresh_from_db()
    assert (clerk.name, clerk.role) == ("新名字", Role.ENTERPRISE)
