"""What came of an event: rates with their denominators, contradictions, and money that stays a secret."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from duijie.portal.accounts.models import User
from duijie.portal.events import domain, report
from duijie.portal.events.models import Event, Meeting, MeetingOutcome, Wish
from duijie.portal.parties.models import EnterpriseProfile

Made = Callable[..., Any]
WAN = Decimal(10_000)


def address(event: Event) -> str:
    return reverse("events:report", args=[event.pk])


@pytest.fixture
def browse(client_for: Made, officer: User) -> Client:
    return client_for(officer)


@pytest.fixture
def event(new_event: Made, meet: Made, officer: User) -> Event:
    """Six firms in nine meetings, each in its own slot, published."""
    made = new_event(6)
    pairs = ((0, 1), (0, 2), (0, 3), (0, 4), (0, 5), (1, 2), (1, 3), (1, 4), (2, 3))
    for slot, pair in enumerate(pairs, 1):
        meet(made, *pair, slot=slot)
    domain.publish(made, by=officer)
    made.refresh_from_db()
    return made


@pytest.fixture
def meetings(event: Event) -> list[Meeting]:
    return list(event.meetings.order_by("pk"))


def say(meeting: Meeting, *said: tuple[str, int | None] | None) -> None:
    """What each side says: (kind, amount in 万元), or None where it says nothing."""
    Meeting.objects.filter(pk=meeting.pk).update(state="held")
    for seat, word in zip(meeting.seats.order_by("pk"), said, strict=False):
        if word is not None:
            kind, wan = word
            amount = wan * WAN if wan is not None else None
            MeetingOutcome.objects.create(
                meeting=meeting, participant=seat.participant, kind=kind, amount=amount
            )


def test_meetings_are_counted_once_each(event: Event, meetings: list[Meeting]) -> None:
    say(meetings[0], ("intent", 30), ("intent", 30))
    say(meetings[1], ("intent", 20), ("intent", None))  # one side names the amount
    say(meetings[2], ("signed", None))
    say(meetings[3], ("none", None), ("none", None))
    say(meetings[4], ("follow_up", None), ("intent", 50))  # contradiction of outcomes
    say(meetings[5], ("intent", 10), ("intent", 11))  # contradiction of amounts
    say(meetings[6])  # held, and nobody said a word
    Meeting.objects.filter(pk=meetings[7].pk).update(state="missed")
    found = report.counts(event)
    assert (found.planned, found.held, found.missed, found.cancelled, found.open) == (9, 7, 1, 0, 1)
    assert dict(found.kinds) == {"intent": 2, "signed": 1, "none": 1}
    assert (found.unsaid, found.spoken, len(found.disputed)) == (1, 6, 2)
    assert sum(found.kinds.values()) + found.unsaid + len(found.disputed) == found.held
    assert sum(row[1] for row in report.outcome_rows(found, runs=True)) == found.held
    assert found.amounts == {"intent": [30 * WAN, 20 * WAN]}
    assert found.sum("signed", runs=True).words == "未填"  # unknown is not nothing
    assert [one.meeting for one in found.disputed] == [meetings[4], meetings[5]]
    assert found.disputed[0].words == "参会1厂：继续跟进；参会6厂：达成意向（50 万元）"


def test_people_are_counted_of_those_asked_and_unknown_stays_unknown(event: Event) -> None:
    people = list(event.participants.order_by("pk"))
    now = timezone.now()
    for one, fields in (
        (people[0], {"checked_in_at": now}),
        (people[1], {"checked_in_at": now, "no_show_at": now}),  # late
        (people[2], {"no_show_at": now}),
        (people[4], {"state": "declined"}),
        (people[5], {"source": "walk_in", "checked_in_at": now}),
    ):
        type(one).objects.filter(pk=one.pk).update(**fields)
    found = report.counts(event)
    told = (found.asked, found.confirmed, found.came, found.no_show, found.unrecorded, found.walk_ins)
    assert told == (5, 4, 2, 1, 1, 1)
    by_name = {str(one.label): one for one in report.figures(event, found, runs=True)}
    assert by_name["确认参加"].value == "4 / 5，80%"
    assert by_name["到会"].value == "2 / 4，50%"
    assert by_name["到会"].note == "占确认参加的；1 家未到；1 家没有签到记录；另有 1 家现场到会"


def test_wishes_and_small_firms(event: Event, meetings: list[Meeting]) -> None:
    people = list(event.participants.order_by("pk"))
    for one, size in ((people[0], "micro"), (people[1], "large"), (people[5], "small")):
        EnterpriseProfile.objects.update_or_create(party=one.party, defaults={"size_class": size})
    Wish.objects.create(participant=people[0], other=people[1], rank=1)
    Wish.objects.create(participant=people[1], other=people[0], rank=1)
    Wish.objects.create(participant=people[0], other=people[2], rank=2)
    Wish.objects.create(participant=people[3], other=people[0], veto=True)
    say(meetings[0])
    found = report.counts(event)
    assert (found.wishes_met, found.wishes) == (2, 3)
    assert (found.small_served, found.small, found.size_unknown) == (1, 2, 3)


def test_an_event_without_an_agenda_divides_by_nothing(browse: Client, new_event: Made) -> None:
    event = new_event(2)
    page = browse.get(address(event)).content.decode()
    assert "还没有发布过日程" in page
    assert "0 / 0" in page
    assert b"".join(browse.get(address(event) + "?as=docx"))[:2] == b"PK"


def test_a_leader_sees_sums_of_three_and_never_one_amount(
    event: Event, meetings: list[Meeting], browse: Client, client_for: Made, leader: User
) -> None:
    lead = client_for(leader)
    say(meetings[0], ("intent", 31), ("intent", 31))
    say(meetings[1], ("intent", 22))
    say(meetings[4], ("none", None), ("intent", 77))

    def seen(client: Client, query: str = "") -> str:
        return client.get(address(event) + query).content.decode()

    page = seen(lead)
    assert "53 万元" in seen(browse)
    assert "53 万元" not in page
    assert "不满 3 笔，不公布合计" in page
    assert "77 万元" in seen(browse)
    assert "77 万元" not in page
    assert "各方怎么说" not in page
    assert "双方说法不一的洽谈" not in page
    say(meetings[2], ("intent", 40))
    assert "93 万元" in seen(lead)
    assert "53 万元" not in seen(lead)
    for ending in ("docx", "xlsx"):
        text = _text(b"".join(lead.get(address(event) + f"?as={ending}")), ending)
        assert "93 万元" in text
        assert "77 万元" not in text
        assert "31 万元" not in text
        assert "77 万元" in _text(b"".join(browse.get(address(event) + f"?as={ending}")), ending)
    assert "77 万元" not in seen(lead, "?as=print")
    table = b"".join(lead.get(address(event) + "?export=csv")).decode("utf-8-sig")
    assert "93 万元" in table
    say(meetings[3], ("signed", 500))
    page = seen(lead)
    assert "500 万元" not in page
    assert "593 万元" not in page  # nor a total that gives it away


def _text(content: bytes, ending: str) -> str:
    if ending == "docx":
        tables = Document(BytesIO(content)).tables
        return "\n".join(cell.text for table in tables for row in table.rows for cell in row.cells)
    book = load_workbook(BytesIO(content))
    return "\n".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)


def test_the_chart_and_its_table_can_be_taken_along(
    event: Event, meetings: list[Meeting], browse: Client
) -> None:
    say(meetings[0], ("signed", 5))
    drawn = b"".join(browse.get(address(event) + "?chart=meetings&export=csv")).decode("utf-8-sig")
    assert "日程里的洽谈,9,100%,—" in drawn
    assert "当场签约,1,11%,100%" in drawn
    assert "data-chart" in browse.get(address(event)).content.decode()


def test_others_do_not_read_it(
    event: Event, client_for: Made, department: User, county: User, clerk: User, operator: User
) -> None:
    for user in (department, county, clerk, operator):
        assert client_for(user).get(address(event)).status_code == 404
        assert client_for(user).get(address(event) + "?as=xlsx").status_code == 404


def test_a_leader_does_not_see_an_event_in_preparation(event: Event, client_for: Made, leader: User) -> None:
    assert client_for(leader).get(address(event)).status_code == 200
    assert "成效报告" in client_for(leader).get(event.get_absolute_url()).content.decode()
    Event.objects.update(state="draft")
    assert client_for(leader).get(address(event)).status_code == 404


def test_more_meetings_cost_no_more_queries(
    event: Event, meetings: list[Meeting], browse: Client, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for n in (1, 3):
        for one in meetings[n - 1 : 2 * n - 1]:
            say(one, ("intent", n), ("signed", n))
        with django_assert_max_num_queries(30) as seen:
            browse.get(address(event))
        counts.append(len(seen))
    assert counts[0] == counts[1]
