"""The programme: where its items may lie, in what order, and what an anonymous listing keeps to itself."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from duijie.portal.accounts.models import User
from duijie.portal.audit.models import Entry
from duijie.portal.events import domain
from duijie.portal.events.choices import EventState
from duijie.portal.events.models import Event, ProgrammeItem
from duijie.portal.exchange.models import Listing
from duijie.portal.refused import NotAllowed, Refused


@pytest.fixture
def add(event: Event, officer: User) -> Callable[..., ProgrammeItem]:
    """`after`: minutes after the beginning of the first slot."""

    def make(title: str = "致辞", after: int = 0, **data: Any) -> ProgrammeItem:
        starts = event.starts_at + dt.timedelta(minutes=after)
        given = {"kind": "speech", "title": title, "starts_at": starts, "minutes": 10} | data
        return domain.add_item(event, by=officer, **given)

    return make


def times(event: Event) -> list[tuple[str, int, int]]:
    """(title, minutes after the beginning, length), in the order that is shown."""
    rows = event.programme.all()
    return [(r.title, int((r.starts_at - event.starts_at).total_seconds() // 60), r.minutes) for r in rows]


def kept() -> tuple[Any, ...]:
    return list(ProgrammeItem.objects.order_by("pk").values()), Entry.objects.count()


def test_the_same_thing_sent_twice_is_there_once(add: Any, event: Event) -> None:
    assert add().pk == add().pk
    assert event.programme.count() == 1
    assert Entry.objects.filter(act="programme.added").count() == 1


def test_saving_what_is_there_already_is_no_act(add: Any, officer: User) -> None:
    item = add()
    domain.save_item(item, by=officer, title="致辞")
    assert not Entry.objects.filter(act="programme.saved").exists()
    domain.save_item(item, by=officer, title="领导致辞", minutes=15)
    item.refresh_from_db()
    assert (item.title, item.minutes) == ("领导致辞", 15)
    assert Entry.objects.get(act="programme.saved").data["fields"] == ["minutes", "title"]


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"title": "  "}, "title"),
        ({"kind": "dance"}, "kind"),
        ({"minutes": 0}, "minutes"),
        ({"minutes": 721}, "minutes"),
        ({"after": 24 * 60}, "starts_at"),
        ({"after": -24 * 60}, "starts_at"),
        ({"after": 14 * 60, "minutes": 61}, "starts_at"),  # 23:00, past midnight
    ],
)
def test_what_is_refused_changes_nothing(add: Any, data: dict[str, Any], field: str) -> None:
    before = kept()
    with pytest.raises(Refused) as refusal:
        add(**data)
    assert list(refusal.value.problems) == [field]
    assert kept() == before


def test_the_last_minute_of_the_day_is_in_it(add: Any) -> None:
    assert add(after=14 * 60, minutes=60).pk
    assert add("早", after=-9 * 60).pk  # midnight


def test_without_slots_there_is_no_day(officer: User) -> None:
    bare = domain.create_event(by=officer, title="空的", venue="礼堂")
    with pytest.raises(Refused, match="先安排时段"):
        domain.add_item(
            bare, by=officer, kind="speech", title="致辞", starts_at=dt.datetime(2026, 12, 10, tzinfo=dt.UTC)
        )


def test_moving_keeps_the_time_that_both_take(add: Any, event: Event, officer: User) -> None:
    first, second = add("甲", 0, minutes=10), add("乙", 15, minutes=30)
    domain.move_item(second, by=officer, up=True)
    assert times(event) == [("乙", 0, 30), ("甲", 35, 10)]  # the five minutes between them stay
    domain.move_item(second, by=officer, up=False)
    assert times(event) == [("甲", 0, 10), ("乙", 15, 30)]
    domain.move_item(first, by=officer, up=True)  # the first stays the first
    assert times(event) == [("甲", 0, 10), ("乙", 15, 30)]
    assert Entry.objects.filter(act="programme.moved").count() == 2


def test_moving_what_overlaps(add: Any, event: Event, officer: User) -> None:
    _one, other = add("甲", 0, minutes=30), add("乙", 10, minutes=30)
    domain.move_item(other, by=officer, up=True)
    assert times(event) == [("乙", 0, 30), ("甲", 10, 30)]
    same = add("丙", 10, minutes=5)
    domain.move_item(same, by=officer, up=True)
    assert [row[0] for row in times(event)] == ["乙", "丙", "甲"]


def test_gone_is_gone(add: Any, event: Event, officer: User) -> None:
    item = add()
    domain.remove_item(item, by=officer)
    domain.remove_item(item, by=officer)
    assert event.programme.count() == 0
    assert Entry.objects.get(act="programme.removed").data["reason"] == "致辞"
    for act in (lambda: domain.save_item(item, by=officer, title="x"), lambda: domain.move_item(item, by=officer, up=True)):  # fmt: skip
        with pytest.raises(Refused, match="已经不在议程里"):
            act()


@pytest.mark.parametrize("state", [EventState.CLOSED, EventState.CANCELLED])
def test_what_is_over_keeps_its_programme(add: Any, event: Event, officer: User, state: EventState) -> None:
    item = add()
    Event.objects.filter(pk=event.pk).update(state=state)
    before = kept()
    for act in (
        lambda: add("又一项", 20), lambda: domain.save_item(item, by=officer, title="改"),
        lambda: domain.move_item(item, by=officer, up=True), lambda: domain.remove_item(item, by=officer),
    ):  # fmt: skip
        with pytest.raises(Refused, match="不能再改"):
            act()
    assert kept() == before


def test_only_who_runs_the_event_writes(
    add: Any, event: Event, department: User, clerk: User, leader: User
) -> None:
    item = add()
    before = kept()
    for user in (department, clerk, leader):
        for act in (
            lambda by=user: domain.add_item(
                event, by=by, kind="speech", title="x", starts_at=event.starts_at
            ),
            lambda by=user: domain.save_item(item, by=by, title="x"),
            lambda by=user: domain.move_item(item, by=by, up=True),
            lambda by=user: domain.remove_item(item, by=by),
        ):
            with pytest.raises(NotAllowed):
                act()
    assert kept() == before


def test_a_listing_gives_its_title(add: Any, need: Listing) -> None:
    assert add("", kind="need", listing=need).title == str(need)


@pytest.mark.parametrize(("kind", "works"), [("need", True), ("pitch", False), ("signing", True)])
def test_a_need_is_not_pitched(add: Any, need: Listing, kind: str, works: bool) -> None:
    if works:
        assert add(kind=kind, listing=need).listing == need
        return
    with pytest.raises(Refused, match="这一条是需求"):
        add(kind=kind, listing=need)


def test_only_released_listings_are_chosen_and_chosen_ones_stay(
    add: Any, need: Listing, officer: User
) -> None:
    item = add(kind="need", listing=need)
    Listing.objects.filter(pk=need.pk).update(state="closed")
    need.refresh_from_db()
    assert domain.save_item(item, by=officer, minutes=20).listing == need
    with pytest.raises(Refused, match="只能选已经发布的"):
        add("另一项", kind="need", listing=need)


def test_an_anonymous_listing_keeps_its_publisher(add: Any, need: Listing, event: Event) -> None:
    Listing.objects.filter(pk=need.pk).update(anonymous=True)
    need.refresh_from_db()
    before = kept()
    with pytest.raises(Refused, match="不能写发布单位"):
        add(kind="need", listing=need, speaker=need.party)
    with pytest.raises(Refused, match="不能出现发布单位"):
        add(f"{need.party.name}发布需求", kind="need", listing=need)
    assert kept() == before
    assert add(kind="need", listing=need, speaker=event.organiser).listing == need


def test_unknown_fields_are_a_mistake_of_the_programmer(add: Any) -> None:
    with pytest.raises(TypeError):
        add(place="台上")
