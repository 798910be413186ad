"""Agreements in every stage between firm A, which needs, and firm B, which offers; and a meeting that led to one."""

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from duijie.portal.accounts.choices import Role
from duijie.portal.accounts.models import User
from duijie.portal.agreements import domain
from duijie.portal.agreements.domain import Signs, Sources
from duijie.portal.agreements.models import Agreement
from duijie.portal.events.models import (
    Event,
    Meeting,
    MeetingOutcome,
    Participant,
    Placement,
    Seat,
    Slot,
    Table,
    Version,
)
from duijie.portal.exchange.models import Listing
from duijie.portal.parties.models import Party
from duijie.standards.working_days import default_calendar

DATA: dict[str, Any] = {
    "title": "轴承钢年度采购协议",
    "kind": "supply",
    "technology_form": "",
    "amount": Decimal("1200000.00"),
    "confidential": False,
    "starts_on": None,
    "ends_on": None,
    "region": "410305",
    "department": None,
    "officer": None,
    "notes": "",
}
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def pdf(name: str = "回单.pdf", more: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PDF + more, content_type="application/pdf")


def office(name: str, *parts: str) -> SimpleUploadedFile:
    """A package that holds the given parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for part in parts:
            package.writestr(part, "<x/>")
    return SimpleUploadedFile(name, content.getvalue())


def working_days_ago(days: int) -> date:
    return default_calendar().add_working_days(timezone.localdate(), -days)


@pytest.fixture(autouse=True)
def in_chinese() -> Iterator[None]:
    """Whatever language a test before has left behind."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def third(new_user: Callable[..., User], new_party: Callable[..., Party]) -> User:
    """A firm that has nothing to do with it."""
    return new_user("third", Role.ENTERPRISE, new_party("丙岭机械有限公司", region="410311"))


@pytest.fixture
def new_agreement(clerk: User, outsider: User, firm_a: Party, firm_b: Party) -> Callable[..., Agreement]:
    """Drafted by firm A and brought as far as asked, by the acts that people use."""

    def make(upto: str = "signed", *, sources: Sources | None = None, **data: Any) -> Agreement:
        signs = [Signs(firm_a, "need"), Signs(firm_b, "offer")]
        one = domain.draft(by=clerk, data=DATA | data, signs=signs, sources=sources)
        if upto == "draft":
            return one
        one = domain.send(one, by=clerk)
        if upto == "confirming":
            return one
        one = domain.confirm(one, by=outsider)
        for act, stage in (("start", "started"), ("deliver", "delivering"), ("complete", "completed")):
            if one.stage == upto:
                return one
            one = domain.move(one, act, by=clerk)
            assert one.stage == stage
        return one

    return make


@pytest.fixture
def signed(new_agreement: Callable[..., Agreement]) -> Agreement:
    return new_agreement()


@pytest.fixture
def secret(new_agreement: Callable[..., Agreement], department: User) -> Agreement:
    return new_agreement(confidential=True, department=department.party, amount=Decimal("7654321.00"))


@pytest.fixture
def event(officer: User, office: Party) -> Event:
    start = timezone.now() - timedelta(days=20)
    return Event.objects.create(
        title="秋季产销对接会",
        channels=["sales"],
        state="closed",
        organiser=office,
        starts_at=start,
        ends_at=start + timedelta(hours=6),
        created_by=officer,
    )


@pytest.fixture
def new_meeting(event: Event) -> Callable[..., Meeting]:
    """A published meeting of parties, with what each side said of it."""

    def make(*parties: Party, state: str = "held", said: str = "intent", **fields: Any) -> Meeting:
        number = event.meetings.count() + 1
        slot = Slot.objects.create(
            event=event,
            number=number,
            starts_at=event.starts_at + timedelta(minutes=30 * number),
            ends_at=event.starts_at + timedelta(minutes=30 * number + 25),
            session="morning",
        )
        table, _new = Table.objects.get_or_create(event=event, number=1)
        meeting = Meeting.objects.create(
            event=event, state=state, source="match", slot=slot, table=table, **fields
        )
        for party in parties:
            there, _new = Participant.objects.get_or_create(
                event=event, party=party, defaults={"state": "confirmed", "source": "match"}
            )
            Seat.objects.create(meeting=meeting, participant=there)
            if said:
                MeetingOutcome.objects.create(
                    meeting=meeting, participant=there, kind=said, amount=Decimal("880000.00")
                )
        if event.current is None:
            event.current = Version.objects.create(event=event, number=1)
            event.save(update_fields=["current"])
        Placement.objects.create(
            version=event.current, meeting=meeting, slot=slot, table=table, starts_at=slot.starts_at,
            ends_at=slot.ends_at, place="1 号桌",
        )  # fmt: skip
        return meeting

    return make


@pytest.fixture
def meeting(
    new_meeting: Callable[..., Meeting], firm_a: Party, firm_b: Party, need: Listing, offer: Listing
) -> Meeting:
    return new_meeting(firm_a, firm_b, need=need, offer=offer)
