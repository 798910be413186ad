"""The programme's pages: edited by the organiser, read by everybody who sees the event."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from duijie.portal.accounts.models import User
from duijie.portal.events import domain
from duijie.portal.events.forms.programme import option
from duijie.portal.events.models import Event, ProgrammeItem
from duijie.portal.exchange.models import Listing


def at(name: str, event: Event, *more: object) -> str:
    return reverse(f"events:{name}", args=[event.pk, *more])


@pytest.fixture
def browse(client_for: Callable[..., Client], officer: User) -> Client:
    return client_for(officer)


def given(**data: Any) -> dict[str, Any]:
    return {"kind": "speech", "starts_at": "2026-12-10T08:30", "minutes": "10", "title": "致辞"} | data


def test_added_changed_moved_and_removed(browse: Client, event: Event, need: Listing) -> None:
    browse.post(at("programme", event), given())
    browse.post(
        at("programme", event),
        given(kind="need", title="", starts_at="2026-12-10T08:40", listing=option(need)),
    )
    first, second = event.programme.all()
    assert (second.listing, second.title) == (need, str(need))
    page = browse.get(at("programme", event)).content.decode()
    assert need.get_absolute_url() in page
    assert "2026-12-10T08:50" in page  # the next one begins where the last one ends
    browse.post(at("programme_act", event, second.pk, "up"))
    assert list(event.programme.all()) == [second, first]
    form = browse.get(at("programme_item", event, second.pk)).content.decode()
    assert f"#{need.pk}" in form
    browse.post(at("programme_item", event, second.pk), given(title="改了", listing=""))
    second.refresh_from_db()
    assert (second.title, second.listing) == ("改了", None)
    browse.post(at("programme_act", event, second.pk, "remove"))
    assert list(event.programme.all()) == [first]
    assert browse.post(at("programme_act", event, first.pk, "explode")).status_code == 404


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"starts_at": "2026-12-11T09:00"}, "时间要在对接会的日期里"),
        ({"title": ""}, "请写这一项的内容"),
        ({"minutes": "0"}, "时长要在"),
        ({"minutes": "abc"}, "请先改正"),
        ({"listing": "轴承钢"}, "请从列出的供需里选一条"),
        ({"listing": "没有 #999999"}, "没有这条已发布的供需"),
        ({"listing": "没有 #999999999999999"}, "没有这条已发布的供需"),
        ({"speaker": "999999"}, "请先改正"),
    ],
)
def test_a_mistake_is_told_beside_its_field(
    browse: Client, event: Event, data: dict[str, str], sentence: str
) -> None:
    page = browse.post(at("programme", event), given(**data)).content.decode()
    assert sentence in page
    assert 'value="2026-12-1' in page  # nothing typed is lost
    assert not ProgrammeItem.objects.exists()


def test_listings_are_found_by_words_and_anonymous_ones_without_their_publisher(
    browse: Client, event: Event, need: Listing, offer: Listing
) -> None:
    Listing.objects.filter(pk=need.pk).update(anonymous=True)

    def found(words: str) -> str:
        return browse.get(at("suggest_listing", event), {"listing": words}).content.decode()

    told = found("轴承钢")
    assert f"#{need.pk}" in told
    assert f"#{offer.pk}" in told
    assert need.party.name not in told
    assert "匿名" in told
    assert offer.party.name in told
    Listing.objects.update(state="closed")
    assert "#" not in found("轴承钢")
    assert "#" not in found("")


def test_everybody_who_sees_the_event_reads_it(
    event: Event,
    officer: User,
    need: Listing,
    client_for: Callable[..., Client],
    outsider: User,
    leader: User,
) -> None:
    domain.add_item(
        event, by=officer, kind="need", title="发布需求", starts_at=event.starts_at, listing=need,
        speaker=need.party,
    )  # fmt: skip
    domain.open_event(event, by=officer)
    for user in (outsider, leader):
        page = client_for(user).get(event.get_absolute_url()).content.decode()
        assert "发布需求" in page
        assert need.get_absolute_url() in page
        assert need.party.name in page
    Listing.objects.filter(pk=need.pk).update(anonymous=True)  # the publisher thought better of it
    page = client_for(outsider).get(event.get_absolute_url()).content.decode()
    assert "发布需求" in page
    assert need.party.name not in page
    Listing.objects.filter(pk=need.pk).update(state="closed")
    assert need.get_absolute_url() not in client_for(outsider).get(event.get_absolute_url()).content.decode()


def test_more_items_cost_no_more_queries(
    browse: Client, event: Event, officer: User, need: Listing, django_assert_max_num_queries: Any
) -> None:
    counts = []
    for n in range(2):
        for title in "甲" if n == 0 else "乙丙":
            domain.add_item(
                event, by=officer, kind="need", title=title, starts_at=event.starts_at, listing=need
            )
        got = []
        for name in ("programme", "event"):
            with django_assert_max_num_queries(40) as seen:
                assert browse.get(at(name, event)).status_code == 200
            got.append(len(seen))
        counts.append(got)
    assert counts[0] == counts[1]


def test_after_the_event_there_is_nothing_to_edit(browse: Client, event: Event, officer: User) -> None:
    domain.add_item(event, by=officer, kind="speech", title="致辞", starts_at=event.starts_at)
    Event.objects.update(state="closed")
    page = browse.get(at("programme", event)).content.decode()
    assert "致辞" in page
    assert "加进议程" not in page
    refused = browse.post(at("programme", event), given(title="晚了")).content.decode()
    assert event.programme.count() == 1
    assert refused
