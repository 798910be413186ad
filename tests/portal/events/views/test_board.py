"""The board: dropped, refused, picked without a mouse, undone, locked; in a window, whatever the event's size."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duijie.portal.accounts.models import User
from duijie.portal.events import domain
from duijie.portal.events.choices import ParticipantSource, ParticipantState
from duijie.portal.events.models import Event, Meeting, Participant, Seat
from duijie.portal.parties.models import Party

Meet = Callable[..., Meeting]
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def browse(client_for: Callable[..., Client], officer: User) -> Client:
    return client_for(officer)


def at(name: str, event: Event, *more: Any) -> str:
    return reverse(f"events:{name}", args=[event.pk, *more])


def drop(browse: Client, event: Event, meeting: Meeting, slot: int, table: int, **more: Any) -> Any:
    data = {
        "meeting": meeting.pk,
        "slot": event.slots.get(number=slot).pk,
        "table": event.tables.get(number=table).pk,
    }
    return browse.post(at("move", event), data | more, **HTMX)


def where(meeting: Meeting) -> tuple[int, int] | None:
    meeting.refresh_from_db()
    return (meeting.slot.number, meeting.table.number) if meeting.slot else None


def test_dropped(browse: Client, new_event: Callable[..., Event], meet: Meet) -> None:
    event = new_event(4)
    meet(event, 0, 1, slot=1)
    meeting = meet(event, 0, 2, slot=2)
    answer = drop(browse, event, meeting, 4, 2, seen=f"{meeting.slot_id}-{meeting.table_id}").content.decode()
    assert where(meeting) == (4, 2)
    assert "已移到 10:30–10:55 A 厅 2 号桌：参会1厂 — 参会3厂。双方的空档 0 → 1 次。" in answer
    assert answer.lstrip().startswith('<div id="board"')


def test_refused_with_the_sentence(browse: Client, new_event: Callable[..., Event], meet: Meet) -> None:
    event = new_event(4)
    meet(event, 0, 1, slot=1)
    meeting = meet(event, 0, 2, slot=2)
    answer = drop(browse, event, meeting, 1, 2).content.decode()
    assert "参会1厂 09:00–09:25 已有另一场洽谈。" in answer
    assert where(meeting) == (2, 1)


def test_what_was_on_the_screen_is_old(
    browse: Client, new_event: Callable[..., Event], meet: Meet, officer: User
) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=1)
    seen = f"{meeting.slot_id}-{meeting.table_id}"
    domain.move(meeting, event.slots.get(number=2), event.tables.first(), by=officer)
    assert "刚刚被别人移动了" in drop(browse, event, meeting, 3, 1, seen=seen).content.decode()
    assert where(meeting) == (2, 1)


def test_taken_off_undone_and_locked(browse: Client, new_event: Callable[..., Event], meet: Meet) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=1)
    browse.post(at("move", event), {"meeting": meeting.pk}, **HTMX)
    assert where(meeting) is None
    browse.post(at("undo", event), **HTMX)
    assert where(meeting) == (1, 1)
    browse.post(at("lock", event), {"meeting": meeting.pk, "locked": "1"}, **HTMX)
    assert "锁定了" in drop(browse, event, meeting, 2, 1).content.decode()
    browse.post(at("lock", event), {"meeting": meeting.pk, "locked": "0"}, **HTMX)
    drop(browse, event, meeting, 2, 1)
    assert where(meeting) == (2, 1)


def test_without_javascript(browse: Client, new_event: Callable[..., Event], meet: Meet) -> None:
    """A card is a link; the places that it may have are buttons, the others say why not."""
    event = new_event(4)
    meet(event, 2, 3, slot=1, table=1)
    meeting = meet(event, 0, 1)
    domain.save_participant(event.participants.order_by("pk").first(), by=None, away=[2])
    page = browse.get(at("board", event) + f"?pick={meeting.pk}").content.decode()
    assert (
        page.count('class="ev-drop"') == 6 * 4 - 1 - 4
    )  # six slots of four tables, less one taken, less one slot
    assert page.count("参会1厂 09:30–09:55 不在场。") == 4
    data = {
        "meeting": meeting.pk,
        "slot": event.slots.get(number=3).pk,
        "table": event.tables.first().pk,
        "first": "2",
    }
    assert browse.post(at("move", event), data).url == at("board", event) + "?first=2"
    assert where(meeting) == (3, 1)


def test_verdicts_for_a_card_in_the_air(browse: Client, new_event: Callable[..., Event], meet: Meet) -> None:
    event = new_event(4)
    meet(event, 0, 1, slot=1)
    meeting = meet(event, 0, 2)
    told = browse.get(at("verdicts", event), {"meeting": meeting.pk}).json()
    slots, tables = list(event.slots.all()), list(event.tables.all())
    assert len(told) == 24
    assert told[f"{slots[0].pk}-{tables[1].pk}"]["said"] == "参会1厂 09:00–09:25 已有另一场洽谈。"
    assert told[f"{slots[1].pk}-{tables[1].pk}"] == {"legal": True, "said": "", "before": 0, "after": 0}
    assert told[f"{slots[2].pk}-{tables[1].pk}"] == {"legal": True, "said": "", "before": 0, "after": 1}
    assert browse.get(at("verdicts", event), {"meeting": "99999"}).status_code == 404


def test_foreign_slots_and_meetings_are_not_used(
    browse: Client, new_event: Callable[..., Event], meet: Meet
) -> None:
    event, other = new_event(2), new_event(2, title="别的")
    meeting, foreign = meet(event, 0, 1, slot=1), meet(other, 0, 1, slot=1)
    data = {"meeting": meeting.pk, "slot": other.slots.get(number=2).pk, "table": event.tables.first().pk}
    assert "同时选" in browse.post(at("move", event), data, **HTMX).content.decode()
    assert browse.post(at("move", event), {"meeting": foreign.pk}, **HTMX).status_code == 404
    assert (where(meeting), where(foreign)) == ((1, 1), (1, 1))


def test_the_window(browse: Client, event: Event) -> None:
    page = browse.get(at("board", event) + "?first=7")
    assert [slot.number for slot in page.context["board"].slots] == [7, 8, 9, 10]
    assert [slot.number for slot in browse.get(at("board", event) + "?first=99").context["board"].slots] == [
        5,
        6,
        7,
        8,
        9,
        10,
    ]


@pytest.fixture
def crowd(new_event: Callable[..., Event], officer: User) -> Event:
    """500 participants, 2,000 meetings in 20 slots at 110 tables."""
    event = new_event(0)
    domain.add_slots(event, 10, by=officer)
    domain.save_tables(event, [("大厅", 110)], by=officer)
    parties = Party.objects.bulk_create(Party(name=f"众{n}", kind="enterprise") for n in range(500))
    people = Participant.objects.bulk_create(
        Participant(event=event, party=p, state=ParticipantState.CONFIRMED, source=ParticipantSource.LIST)
        for p in parties
    )
    slots, tables = list(event.slots.all()), list(event.tables.all())
    rows, seats = [], []
    for n in range(2_000):
        slot, table = n % 20, n // 20
        rows.append(Meeting(event=event, source="match", slot=slots[slot], table=tables[table], value=1))
        seats.append(((table * 2 + slot * 7) % 500, (table * 2 + slot * 7 + 1) % 500))
    made = Meeting.objects.bulk_create(rows)
    Seat.objects.bulk_create(
        Seat(meeting=m, participant=people[who]) for m, pair in zip(made, seats, strict=True) for who in pair
    )
    return event


def test_a_crowd_fits_on_its_pages(browse: Client, crowd: Event, officer: User) -> None:
    """500 participants and 2,000 meetings; how fast is printed by benchmarks/event_pages.py."""
    domain.publish(crowd, by=officer)
    for name in ("event", "participants", "meetings", "board", "versions"):
        page = browse.get(at(name, crowd))
        assert page.status_code == 200
        assert len(page.content) < 300_000, name
