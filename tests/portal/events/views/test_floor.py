"""The day's pages: the desk by name and code, the live page, a repair asked for, looked at and adopted; their queries."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from duijie.portal.accounts.models import User
from duijie.portal.events import domain, floor
from duijie.portal.events.choices import EventState, ParticipantState
from duijie.portal.events.models import Event, Meeting, Participant, Repair
from duijie.portal.parties.models import Party
from tests.portal.events.views.test_organising import at, messages, words

Meet = Callable[..., Meeting]


@pytest.fixture
def browse(client_for: Callable[..., Client], officer: User) -> Client:
    return client_for(officer)


@pytest.fixture
def day(new_event: Callable[..., Event], meet: Meet, officer: User) -> Event:
    """The first of its slots is over, the second is on, and something is planned in each of three."""
    event = new_event(6)
    for one, other, slot in ((0, 1, 1), (2, 3, 2), (4, 5, 3)):
        meet(event, one, other, slot=slot)
    domain.publish(event, by=officer)
    shift = timezone.now() - event.slots.get(number=2).starts_at - dt.timedelta(minutes=5)
    for slot in event.slots.all():
        slot.starts_at, slot.ends_at = slot.starts_at + shift, slot.ends_at + shift
        slot.save()
    for placement in event.versions.get().placements.select_related("slot"):
        placement.starts_at, placement.ends_at = placement.slot.starts_at, placement.slot.ends_at
        placement.save()
    ends = event.slots.last()
    Event.objects.filter(pk=event.pk).update(starts_at=event.slots.first().starts_at, ends_at=ends.ends_at)
    event.refresh_from_db()
    return domain.start_event(event, by=officer)


def firm(event: Event, number: int) -> Participant:
    return event.participants.get(party__name=f"参会{number}厂")


def test_found_by_code_by_words_and_checked_in(browse: Client, day: Event) -> None:
    one = firm(day, 1)
    assert [p.pk for p in browse.get(at("desk_code", day, one.code)).context["page"]] == [one.pk]
    assert [p.pk for p in browse.get(at("desk", day), {"q": one.code}).context["page"]] == [one.pk]
    assert [p.pk for p in browse.get(at("desk", day), {"q": "参会 2厂"}).context["page"]] == [firm(day, 2).pk]
    assert browse.get(at("desk_code", day, "nothing")).status_code == 404
    here = at("desk_code", day, one.code)
    answer = browse.post(at("arrival", day, one.pk, "check_in"), {"next": here}, follow=True)
    assert (answer.request["PATH_INFO"], messages(answer)) == (here, ["参会1厂已签到。"])
    assert "到场 1 / 确认 6" in words(answer)
    assert "撤销签到" in words(answer)
    assert browse.post(at("arrival", day, one.pk, "undo"), follow=True).context["arrivals"].arrived == 0
    assert browse.post(at("arrival", day, one.pk, "vanish")).status_code == 404


def test_a_closed_event_only_shows(browse: Client, day: Event) -> None:
    Event.objects.filter(pk=day.pk).update(state=EventState.CLOSED)
    one = firm(day, 1)
    answer = browse.post(at("arrival", day, one.pk, "check_in"), follow=True)
    assert "不能签到" in messages(answer)[0]
    assert "ev-desk-in" not in words(answer)
    assert not day.participants.filter(checked_in_at__isnull=False).exists()


def test_what_is_on_and_who_is_missing(browse: Client, day: Event, officer: User) -> None:
    domain.check_in(firm(day, 3), by=officer)
    shown = browse.get(at("floor", day)).context["live"]
    assert (shown.now.number, shown.next.number) == (2, 3)
    assert [[p.party.name for p in s.missing] for s in shown.sitting] == [["参会4厂"]]
    assert [str(one.participant.party) for one in shown.late] == ["参会1厂", "参会2厂", "参会4厂"]
    assert [str(p.meeting) for p in shown.open] == ["参会1厂 — 参会2厂"]
    meeting = shown.open[0].meeting
    browse.post(at("missing", day, meeting.pk, "missed"))
    assert browse.get(at("floor_now", day)).context["live"].open == []
    browse.post(at("missing", day, meeting.pk, "planned"))
    meeting.refresh_from_db()
    assert meeting.state == "planned"
    assert browse.post(at("missing", day, meeting.pk, "held")).status_code == 404


def test_from_the_absent_to_the_new_version(
    browse: Client, day: Event, django_capture_on_commit_callbacks: Any
) -> None:
    one = firm(day, 5)
    browse.post(at("arrival", day, one.pk, "no_show"))
    page = browse.get(at("floor", day))
    assert "重新安排" in words(page)
    with django_capture_on_commit_callbacks(execute=True):
        answer = browse.post(
            at("repairs", day), {"kind": "no_show", "participant": one.pk, "over": page.context["over"]}
        )
    repair = Repair.objects.get()
    assert answer.url == repair.get_absolute_url()
    assert "参会5厂 — 参会6厂" in words(browse.get(answer.url))
    answer = browse.post(at("repair_act", day, repair.pk, "apply"), follow=True)
    assert messages(answer) == ["已发布第 2 版，只通知有变化的参会方。"]
    assert set(day.participants.filter(news=2)) == {one, firm(day, 6)}
    again = browse.post(at("repair_act", day, repair.pk, "discard"), follow=True)
    assert "已经采用" in messages(again)[0]
    assert browse.post(at("repair_act", day, repair.pk, "burn")).status_code == 404


@pytest.mark.parametrize(
    ("kind", "given", "asked"),
    [
        ("late", {"slot": 5}, {"away": [3, 4]}),
        ("early", {"slot": 5}, {"away": [5, 6, 7, 8, 9, 10]}),
        ("table", {}, {"tables": [3, 4, 5, 6, 7, 8, 9, 10]}),
        ("meeting", {}, {"cancelled": None}),
        ("fill", {}, {"fill": "all"}),
    ],
)
def test_each_cause(
    browse: Client, day: Event, kind: str, given: dict[str, int], asked: dict[str, Any]
) -> None:
    one, table = firm(day, 5), day.tables.first()
    meeting = day.meetings.get(slot__number=3)
    data = {"kind": kind, "over": 2, "table": table.pk, "meeting": meeting.pk}
    if "slot" in given:
        data |= {"slot": day.slots.get(number=given["slot"]).pk, "participant": one.pk}
    assert browse.post(at("repairs", day), data).status_code == 302
    repair = Repair.objects.get()
    wanted = {
        "late": {"away": {str(one.pk): asked.get("away")}},
        "early": {"away": {str(one.pk): asked.get("away")}},
        "table": {"tables": {str(table.pk): asked.get("tables")}},
        "meeting": {"cancelled": [meeting.pk]},
        "fill": {"fill": "all"},
    }
    assert repair.plan["asked"] == wanted[kind]
    assert repair.cause


@pytest.mark.parametrize(
    "wrong",
    [
        {"over": 0},
        {"over": 77},
        {"participant": ""},
        {"participant": "9999999"},
        {"slot": "early"},
        {"slot": "same"},
    ],
)
def test_forms_that_make_no_sense(browse: Client, day: Event, wrong: dict[str, Any]) -> None:
    slots = {"early": day.slots.get(number=1).pk, "same": day.slots.get(number=3).pk}
    data = {"kind": "late", "over": 2, "participant": firm(day, 5).pk, "slot": day.slots.get(number=5).pk}
    answer = browse.post(at("repairs", day), data | {k: slots.get(v, v) for k, v in wrong.items()})
    assert (answer.status_code, answer.context["form"].is_valid()) == (200, False)
    assert not Repair.objects.exists()
    assert browse.get(at("repairs", day), {"kind": "weather"}).status_code == 404


def test_a_computation_that_failed_says_why(
    browse: Client, day: Event, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    """Every meeting was called off meanwhile: the sentence is there, and the proposal can be put away."""
    for meeting in day.meetings.all():
        domain.cancel_meeting(meeting, by=officer)
    with django_capture_on_commit_callbacks(execute=True):
        repair = domain.ask_repair(day, "迟到", by=officer, over=2, asked={})
    page = words(browse.get(repair.get_absolute_url()))
    assert "没有可以调整的洽谈" in page
    assert "采用</button>" not in page
    assert words(browse.get(at("repair_progress", day, repair.pk))).startswith('<div id="repair"')
    answer = browse.post(at("repair_act", day, repair.pk, "discard"), follow=True)
    assert messages(answer) == ["方案已放弃，日程没有变。"]


def test_a_proposal_of_an_old_version_is_not_offered(browse: Client, day: Event, officer: User) -> None:
    repair = domain.ask_repair(day, "迟到", by=officer, over=2, asked={})
    domain.move(day.meetings.get(slot__number=3), day.slots.get(number=6), day.tables.first(), by=officer)
    domain.publish(day, by=officer)
    Repair.objects.filter(pk=repair.pk).update(
        state="proposed", plan=repair.plan | {"places": [], "moved": []}
    )
    page = words(browse.get(repair.get_absolute_url()))
    assert "不能采用了" in page
    assert "采用</button>" not in page


def test_somebody_walks_in(browse: Client, day: Event, firm_a: Party) -> None:
    assert firm_a.name in words(browse.get(at("walk_ins", day), {"q": firm_a.name}))
    answer = browse.post(at("walk_in", day), {"party": firm_a.pk}, follow=True)
    one = day.participants.get(party=firm_a)
    assert (answer.context["kind"], answer.context["form"].initial) == ("fill", {"participant": str(one.pk)})
    assert one.state == ParticipantState.CONFIRMED
    assert browse.post(at("walk_in", day), {"party": "x"}).status_code == 404


def test_a_clerk_brings_nobody_in(client_for: Callable[..., Client], clerk: User, day: Event) -> None:
    answer = client_for(clerk).post(at("walk_in", day), {"party": clerk.party_id})
    assert (answer.status_code, day.participants.count()) == (404, 6)


def test_a_firm_sees_its_own_code_until_it_is_here(
    client_for: Callable[..., Client], clerk: User, officer: User, day: Event
) -> None:
    Participant.objects.filter(pk=firm(day, 1).pk).update(party=clerk.party)
    one = day.participants.get(party=clerk.party)
    page = words(client_for(clerk).get(at("place", day)))
    assert one.code in page
    assert "<svg" in page
    domain.check_in(one, by=officer)
    page = words(client_for(clerk).get(at("place", day)))
    assert one.code not in page
    assert "已签到" in page


@pytest.mark.parametrize("name", ["floor", "desk", "repairs"])
def test_as_many_queries_for_many(
    browse: Client, new_event: Callable[..., Event], meet: Meet, officer: User, name: str,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    counts = []
    for firms in (2, 6):
        event = new_event(firms)
        for n in range(0, firms, 2):
            meet(event, n, n + 1, slot=1, table=n // 2 + 1)
        domain.publish(event, by=officer)
        event.refresh_from_db()
        domain.ask_repair(event, "迟到", by=officer, over=0, asked={})
        with django_assert_max_num_queries(40) as taken:
            assert browse.get(at(name, event)).status_code == 200
        counts.append(len(taken))
    assert counts[0] == counts[1]


def test_the_live_figures_are_few_queries(day: Event, django_assert_num_queries: Any) -> None:
    event = Event.objects.select_related("current").get(pk=day.pk)
    with django_assert_num_queries(4):
        floor.live(event)


def test_where_the_code_leads(day: Event) -> None:
    one = firm(day, 1)
    assert reverse("events:desk_code", args=[day.pk, one.code]).endswith(f"/desk/{one.code}/")
