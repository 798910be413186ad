"""Two organisers at once: no table is taken twice, nobody sits twice at once, a version is published once."""

from collections import Counter
from collections.abc import Callable

import pytest

from duijie.portal.accounts.choices import Role
from duijie.portal.accounts.models import User
from duijie.portal.events import domain
from duijie.portal.events.models import Event, Meeting, Seat
from duijie.portal.refused import Refused
from tests.portal.exchange.test_races import at_once, shared_database  # noqa: F401  the fixture is used by its name

pytestmark = pytest.mark.django_db(transaction=True)
Meet = Callable[..., Meeting]


@pytest.fixture
def second(new_user: Callable[..., User], office: object) -> User:
    return new_user("second", Role.COORDINATOR, office, name="另一位统筹员")


def double_booked(event: Event) -> tuple[list[object], list[object]]:
    """(places taken twice, participants in two meetings of a slot)."""
    placed = event.meetings.filter(slot__isnull=False)
    places = Counter(placed.values_list("slot_id", "table_id"))
    seats = Counter(Seat.objects.filter(meeting__in=placed).values_list("participant_id", "meeting__slot_id"))
    return [p for p, n in places.items() if n > 1], [s for s, n in seats.items() if n > 1]


@pytest.mark.parametrize("round_", range(4))
def test_one_table_for_two(
    new_event: Callable[..., Event], meet: Meet, officer: User, second: User, round_: int
) -> None:
    event = new_event(4)
    one, other = meet(event, 0, 1), meet(event, 2, 3)
    slot, table = event.slots.get(number=round_ + 1), event.tables.first()
    results = at_once(
        lambda: domain.move(one, slot, table, by=officer), lambda: domain.move(other, slot, table, by=second)
    )
    assert sum(isinstance(r, Refused) for r in results) == 1
    assert double_booked(event) == ([], [])
    assert event.meetings.filter(slot=slot).count() == 1


def test_one_firm_at_two_tables(
    new_event: Callable[..., Event], meet: Meet, officer: User, second: User
) -> None:
    event = new_event(3)
    one, other = meet(event, 0, 1), meet(event, 0, 2)
    slot, tables = event.slots.first(), list(event.tables.all())
    results = at_once(
        lambda: domain.move(one, slot, tables[0], by=officer),
        lambda: domain.move(other, slot, tables[1], by=second),
    )
    assert sum(isinstance(r, Refused) for r in results) == 1
    assert double_booked(event) == ([], [])


def test_one_card_pulled_two_ways(
    new_event: Callable[..., Event], meet: Meet, officer: User, second: User
) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=1)
    seen, table = (meeting.slot_id, meeting.table_id), event.tables.first()
    targets = [event.slots.get(number=n) for n in (3, 5)]
    results = at_once(
        lambda: domain.move(meeting, targets[0], table, by=officer, seen=seen),
        lambda: domain.move(meeting, targets[1], table, by=second, seen=seen),
    )
    assert sum(isinstance(r, Refused) for r in results) == 1
    assert event.moves.count() == 2  # the first placing and the one that won


def test_a_crowd_of_moves(new_event: Callable[..., Event], meet: Meet, officer: User, second: User) -> None:
    """Eight cards of six firms into two slots at once: whatever goes through contradicts nothing."""
    event = new_event(6)
    pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 0), (0, 3), (1, 4)]
    rows = [meet(event, *pair) for pair in pairs]
    slots, tables = list(event.slots.all())[:2], list(event.tables.all())
    at_once(*(
        lambda n=n, row=row: domain.move(row, slots[n % 2], tables[n % 3], by=officer if n % 2 else second)
        for n, row in enumerate(rows)
    ))  # fmt: skip
    assert double_booked(event) == ([], [])
    assert event.meetings.filter(slot__isnull=False).exists()


def test_published_by_two(new_event: Callable[..., Event], meet: Meet, officer: User, second: User) -> None:
    event = new_event(2)
    meet(event, 0, 1, slot=1)
    results = at_once(lambda: domain.publish(event, by=officer), lambda: domain.publish(event, by=second))
    assert [r.number for r in results] == [1, 1]
    assert event.versions.count() == 1


def test_moved_while_it_is_published(
    new_event: Callable[..., Event], meet: Meet, officer: User, second: User
) -> None:
    """The version holds all of one agenda: before the move or after it."""
    event = new_event(4)
    moved = meet(event, 0, 1, slot=1)
    meet(event, 2, 3, slot=1, table=2)
    slot, table = event.slots.get(number=4), event.tables.first()
    at_once(lambda: domain.publish(event, by=officer), lambda: domain.move(moved, slot, table, by=second))
    version = event.versions.get()
    assert version.placements.count() == 2
    assert version.placements.get(meeting=moved).slot.number in (1, 4)


def test_computed_while_somebody_moves(
    new_event: Callable[..., Event], meet: Meet, officer: User, second: User
) -> None:
    event = new_event(2)
    meeting = meet(event, 0, 1, slot=1)
    event.refresh_from_db()
    slot, table = event.slots.get(number=7), event.tables.first()
    places = {meeting.pk: (event.slots.get(number=9).pk, table.pk)}
    results = at_once(
        lambda: domain.move(meeting, slot, table, by=second),
        lambda: domain.store_agenda(
            event, places, {"status": "optimal"}, by=officer, revision=event.revision
        ),
    )
    meeting.refresh_from_db()
    stored = not isinstance(results[1], Refused)
    assert meeting.slot.number == 7  # whoever was last, the hand wins: the computation refuses or comes first
    assert event.moves.count() == (1 if stored else 2)


def test_invited_by_two(new_event: Callable[..., Event], officer: User, second: User, firm_a: object) -> None:
    event = new_event(0)
    results = at_once(
        *(lambda by=by: domain.invite(event, [firm_a], by=by, source="by_hand") for by in (officer, second))
    )
    assert sum(len(r.new) for r in results) == 1
    assert event.participants.count() == 1
