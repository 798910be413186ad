"""Every address of the site, tried as the officer, the clerk of the firm, the clerk of another, and a stranger."""

from collections.abc import Callable, Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from duijie.portal.accounts.choices import Role
from duijie.portal.accounts.domain import Applicant, invite, register_firm
from duijie.portal.accounts.models import User
from duijie.portal.agreements import domain as agreements
from duijie.portal.agreements.models import Agreement, LandedAmount, Milestone, Objection
from duijie.portal.audit.models import Entry
from duijie.portal.events import domain as events
from duijie.portal.events.advice import Layout
from duijie.portal.events.choices import EventState, ParticipantSource
from duijie.portal.events.models import (
    Event,
    Meeting,
    Participant,
    ProgrammeItem,
    Repair,
    Subscription,
)
from duijie.portal.exchange.models import Feedback, Interest, Listing, Match, Proposal, Round
from duijie.portal.jobs.models import Job
from duijie.portal.parties.models import Party, Qualification
from duijie.standards.credit_code import check_digit
from tests.portal.expectations import ACTS, API, EXPECTED, FOREIGN, WRITES


@pytest.fixture
def third(new_user: Callable[..., User], new_party: Callable[..., Party]) -> User:
    return new_user("third", Role.ENTERPRISE, new_party("丙岭机械有限公司", region="410311"))


@pytest.fixture
def keys(
    request: pytest.FixtureRequest,
    officer: User,
    firm_a: Party,
    need: Listing,
    offer: Listing,
    pair: Match,
    interest: Interest,
    operator: User,
) -> dict[str, dict[str, Any]]:
    """Arguments of every address that takes some: objects of firm A, or of A and B together."""
    qualification = Qualification.objects.create(party=firm_a, name="ISO 9001")
    job = Job.objects.create(kind="match_channel", created_by=officer)
    body = "91410305TEXT00001"
    person = Applicant(
        username="newcomer", name="新", phone="12345", email="", password="docking-brackets-42"
    )
    registration = register_firm(
        code=body + check_digit(body), firm="丁峰公司", region="410305", applicant=person
    )
    invitation = invite(officer, role=Role.LEADER)
    one = Round.objects.create(channel="sales", title="一轮", state="published", created_by=officer)
    Proposal.objects.create(
        round=one, need=need, offer=offer, score=0.9, verdict="recommended", share=1, reason="按家数分配"
    )
    party, listing = {"pk": firm_a.pk}, {"pk": need.pk}
    event = arranged_event(officer, firm_a, offer.party)
    meeting, place = event.meetings.get(), event.participants.get(party=firm_a)
    repair = Repair.objects.create(event=event, base=event.current, cause="迟到", created_by=officer)
    held = {"pk": event.pk}
    kind = {"channel": "sales", "side": "need"}
    return {
        "web:suggest": {"kind": "region"},
        **{
            f"parties:{name}": party for name in ("detail", "edit", "suspend", "restore", "add_qualification")
        },
        "parties:remove_qualification": party | {"qualification_pk": qualification.pk},
        **{f"jobs:{name}": {"pk": job.pk} for name in ("detail", "progress", "cancel")},
        **{f"exchange:{name}": kind for name in ("create", "import", "template")},
        **{f"exchange:{name}": listing for name in ("listing", "edit", "supplement")},
        "exchange:act": listing | {"act": "close"},
        **{f"exchange:{name}": {"pk": pair.pk} for name in ("match", "feedback")},
        "exchange:interest": {"pk": interest.pk},
        "exchange:answer": {"pk": interest.pk, "act": "accept"},
        "exchange:learn": {"channel": "sales"},
        "exchange:use_weights": {"channel": "sales"},
        "exchange:round": {"pk": one.pk},
        "exchange:round_act": {"pk": one.pk, "act": "withdraw"},
        **{f"events:{name.partition(':')[2]}": held for name in EXPECTED if name.startswith("events:")},
        "events:list": {},
        "events:create": {},
        "events:act": held | {"act": "reopen"},
        "events:table": held | {"table_pk": event.tables.first().pk},
        "events:participant": held | {"participant_pk": place.pk},
        "events:answer_for": held | {"participant_pk": place.pk, "act": "withdraw"},
        "events:change_meeting": held | {"meeting_pk": meeting.pk},
        "events:meeting_act": held | {"meeting_pk": meeting.pk, "act": "lock"},
        "events:answer": held | {"act": "withdraw"},
        "events:meeting": held | {"meeting_pk": meeting.pk},
        "events:remedy": held | {"code": "tables"},
        "events:version": held | {"number": 1},
        "events:desk_code": held | {"code": place.code},
        "events:arrival": held | {"participant_pk": place.pk, "act": "check_in"},
        "events:missing": held | {"meeting_pk": meeting.pk, "act": "missed"},
        **{f"events:{name}": held | {"repair_pk": repair.pk} for name in ("repair", "repair_progress")},
        "events:repair_act": held | {"repair_pk": repair.pk, "act": "discard"},
        "events:paper": held | {"kind": "agenda"},
        "events:programme_item": held | {"item_pk": event.programme.get().pk},
        "events:programme_act": held | {"item_pk": event.programme.get().pk, "act": "remove"},
        "events:subscribed": {"key": Subscription.objects.get().key},
        **(_agreement(need, offer) if _asks_for("agreements", request) else {}),
        "accounts:accept": {"token": invitation.token},
        "accounts:user_act": {"pk": operator.pk},
        "accounts:revoke": {"pk": invitation.pk},
        "accounts:review": {"pk": registration.pk},
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
    }


def arranged_event(officer: User, *parties: Party) -> Event:
    """A published agenda with one meeting of the parties."""
    event = events.create_event(by=officer, title="对接会", venue="礼堂")
    events.lay_out(event, Layout((date(2026, 12, 10),), time(9), time(12), 25, 5), by=officer)
    events.save_tables(event, [("大厅", 2)], by=officer)
    asked = events.invite(event, parties, by=officer, source=ParticipantSource.BY_HAND).new
    for one in asked:
        events.answer(one, "confirm", by=officer)
    event = events.start_matching(events.open_event(event, by=officer), by=officer)
    meeting = events.add_meeting(event, asked, by=officer)
    events.move(meeting, event.slots.first(), event.tables.first(), by=officer)
    event.current = events.publish(event, by=officer)
    events.add_item(event, by=officer, kind="speech", title="致辞", starts_at=event.slots.first().starts_at)
    events.renew_subscription(asked[0], by=asked[0].party.users.get())
    Event.objects.filter(pk=event.pk).update(state=EventState.MATCHING)  # from here every act has its turn
    return event


def addresses(patterns: Any = None, namespace: str = "") -> Iterator[str]:
    """The names of all addresses of the site."""
    for entry in patterns if patterns is not None else get_resolver().url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from addresses(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{namespace}{entry.name}"


def test_every_address_has_an_expectation() -> None:
    known = set(EXPECTED) | set(API)
    unknown = {n for n in addresses() if n not in known and not n.startswith((*FOREIGN, "api:"))}
    assert unknown == set()


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_who_gets_what(
    name: str,
    keys: dict[str, dict[str, Any]],
    officer: User,
    clerk: User,
    outsider: User,
    third: User,
    need: Listing,
    client_for: Callable[[User | None], Client],
) -> None:
    people = {"officer": officer, "clerk": clerk, "outsider": outsider, "third": third, "stranger": None}
    url = reverse(name, kwargs=keys.get(name, {}))
    query = {"listing": need.pk} if name == "exchange:express" else {}
    if name == "events:verdicts":
        query = {"meeting": Meeting.objects.get().pk}
    got = {}
    for who, user in people.items():
        response = client_for(user).get(url, query)
        if response.streaming:
            b"".join(response)  # a file is closed by whoever reads it to its end
        to_login = response.status_code == 302 and "/accounts/login/" in response.headers["Location"]
        got[who] = (
            "login" if to_login and user is None and EXPECTED[name][who] == "login" else response.status_code
        )
    assert got == EXPECTED[name]


def _asks_for(app: str, request: pytest.FixtureRequest) -> bool:
    """Whether the test is about an address of this app: what only its addresses need is made for them alone."""
    return request.node.callspec.params["name"].startswith(f"{app}:")


def _agreement(need: Listing, offer: Listing) -> dict[str, dict[str, Any]]:
    """An agreement between firm A and firm B with everything that hangs on one."""
    clerk, outsider = (User.objects.get(party=one.party, role=Role.ENTERPRISE) for one in (need, offer))
    data = {"title": "采购协议", "kind": "supply", "amount": Decimal(100)}
    signs = [agreements.Signs(clerk.party), agreements.Signs(outsider.party)]
    one = agreements.send(agreements.draft(by=clerk, data=data, signs=signs), by=clerk)
    one = agreements.confirm(one, by=outsider)
    today = timezone.localdate()
    step = agreements.add_milestone(one, by=clerk, data={"title": "交货", "due_on": today})
    file = SimpleUploadedFile("回单.pdf", b"%PDF-1.4")
    kept = agreements.attach_evidence(one, by=clerk, file=file)
    landed = agreements.record_landed(one, by=clerk, amount=Decimal(1), on=today, key="k")
    said = agreements.raise_objection(one, by=clerk, about="other", what="写错了")
    its = {"pk": one.pk}
    return {
        **{
            f"agreements:{name}": its
            for name in ("detail", "edit", "assign", "add_milestone", "attach", "add_landed", "add_objection")
        },
        "agreements:edit": {"pk": agreements.draft(by=clerk, data=data, signs=signs).pk},
        "agreements:act": its | {"act": "stall"},
        "agreements:paper": its | {"signatory_pk": one.signatories.get(side="a").pk},
        "agreements:milestone_act": {"pk": step.pk, "act": "drop"},
        "agreements:evidence": {"pk": kept.pk},
        "agreements:withdraw_landed": {"pk": landed.pk},
        "agreements:objection_act": {"pk": said.pk, "act": "uphold"},
    }


@pytest.mark.parametrize("name", sorted(WRITES))
@pytest.mark.parametrize("who", ["officer", "clerk", "outsider", "third", "stranger"])
def test_who_may_write(
    name: str,
    who: str,
    keys: dict[str, dict[str, Any]],
    officer: User,
    clerk: User,
    outsider: User,
    third: User,
    client_for: Callable[[User | None], Client],
) -> None:
    """Refused writes change nothing: neither an entry of the record nor a row."""
    people = {"officer": officer, "clerk": clerk, "outsider": outsider, "third": third, "stranger": None}
    before = _snapshot()
    url = reverse(name, kwargs=keys.get(name, {}))
    response = client_for(people[who]).post(
        url, {"act": ACTS.get(name, "release"), "reason": "原因", "name": "ISO 14001", "outcome": "suitable"}
    )
    if who in WRITES[name]:
        assert response.status_code in (200, 302)
        return
    assert response.status_code == (302 if who == "stranger" else 404)
    assert _snapshot() == before


def _snapshot() -> dict[str, Any]:
    return {
        "entries": Entry.objects.count(),
        "agreements": list(Agreement.objects.order_by("pk").values()),
        "landed": list(LandedAmount.objects.order_by("pk").values()),
        "milestones": list(Milestone.objects.order_by("pk").values()),
        "objections": list(Objection.objects.order_by("pk").values()),
        "feedback": Feedback.objects.count(),
        "jobs": list(Job.objects.order_by("pk").values_list("pk", "state", "cancel_requested")),
        "listings": list(Listing.objects.order_by("pk").values()),
        "rounds": list(Round.objects.order_by("pk").values()),
        "interests": list(Interest.objects.order_by("pk").values()),
        "events": list(Event.objects.order_by("pk").values()),
        "participants": list(Participant.objects.order_by("pk").values()),
        "programme": list(ProgrammeItem.objects.order_by("pk").values()),
        "subscriptions": list(Subscription.objects.order_by("pk").values()),
        "meetings": list(Meeting.objects.order_by("pk").values()),
        "repairs": list(Repair.objects.order_by("pk").values()),
        "parties": list(Party.objects.order_by("pk").values()),
        "qualifications": list(Qualification.objects.order_by("pk").values()),
        "users": list(User.objects.order_by("pk").values("pk", "is_active", "role", "party")),
    }


def test_forms_need_their_token(clerk: User, need: Listing) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    response = client.post(reverse("exchange:act", args=[need.pk, "close"]))
    assert response.status_code == 403
    assert "页面过期了" in response.content.decode()
    need.refresh_from_db()
    assert need.state == "released"
