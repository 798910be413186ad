"""The day in many hands: checked in once, one repair published once, and never over another version."""

from collections.abc import Callable

import pytest

from duijie.portal.accounts.choices import Role
from duijie.portal.accounts.models import User
from duijie.portal.audit.models import Entry
from duijie.portal.events import domain, repairing
from duijie.portal.events.domain.repairing import keep_plan
from duijie.portal.events.models import Event, Meeting, Repair, Version
from duijie.portal.refused import Refused
from tests.portal.events.test_races import double_booked
from tests.portal.exchange.test_races import at_once, shared_database  # noqa: F401  the fixture is used by its name

pytestmark = pytest.mark.django_db(transaction=True)
Meet = Callable[..., Meeting]


@pytest.fixture
def second(new_user: Callable[..., User], office: object) -> User:
    return new_user("second", Role.COORDINATOR, office, name="另一位统筹员")


@pytest.fixture
def day(new_event: Callable[..., Event], meet: Meet, officer: User) -> Event:
    event = new_event(4)
    meet(event, 0, 1, slot=1, table=1)
    meet(event, 2, 3, slot=2, table=1)
    domain.publish(event, by=officer)
    event.refresh_from_db()
    return domain.start_event(event, by=officer)


def proposed(event: Event, by: User) -> Repair:
    """The third firm comes after the second slot."""
    late = event.participants.get(party__name="参会3厂")
    repair = domain.ask_repair(event, "迟到", by=by, over=1, asked={"away": {str(late.pk): [2]}})
    repair.refresh_from_db()
    if "places" not in repair.plan:
        keep_plan(repair, repairing.compute(repair))
        repair.refresh_from_db()
    return repair


def test_two_at_the_desk(day: Event, officer: User, second: User) -> None:
    one = day.participants.first()
    results = at_once(*(lambda by=by: domain.check_in(one, by=by) for by in (officer, second)))
    assert results[0].checked_in_at == results[1].checked_in_at is not None
    assert Entry.objects.filter(act="participant.checked_in").count() == 1


def test_here_and_absent_at_once(day: Event, officer: User, second: User) -> None:
    one = day.participants.first()
    at_once(lambda: domain.check_in(one, by=officer), lambda: domain.mark_no_show(one, by=second))
    one.refresh_from_db()
    assert (one.checked_in_at is not None, one.no_show_at) == (True, None)


def test_one_party_walks_in_at_two_desks(day: Event, officer: User, second: User, firm_a: object) -> None:
    results = at_once(*(lambda by=by: domain.walk_in(day, firm_a, by=by) for by in (officer, second)))
    assert results[0] == results[1]
    assert day.participants.count() == 5
    assert Entry.objects.filter(act="participant.walked_in").count() == 1


def test_one_repair_applied_by_two(day: Event, officer: User, second: User) -> None:
    repair = proposed(day, officer)
    results = at_once(*(lambda by=by: domain.apply_repair(repair, by=by) for by in (officer, second)))
    assert [isinstance(r, Version) and r.number for r in results] == [2, 2]
    assert day.versions.count() == 2
    assert Entry.objects.filter(act="repair.applied").count() == 1
    assert double_booked(day) == ([], [])


def test_two_repairs_from_one_version(day: Event, officer: User, second: User) -> None:
    """Both start from the first version: one becomes the second, the other is refused."""
    repairs = [proposed(day, officer), proposed(day, second)]
    results = at_once(*(lambda r=r: domain.apply_repair(r, by=officer) for r in repairs))
    assert sum(isinstance(r, Refused) for r in results) == 1
    assert day.versions.count() == 2
    assert double_booked(day) == ([], [])


def test_published_by_hand_while_a_repair_is_applied(day: Event, officer: User, second: User) -> None:
    repair = proposed(day, officer)
    meeting = day.meetings.get(slot__number=1)

    def by_hand() -> Version:
        domain.move(meeting, day.slots.get(number=1), day.tables.get(number=3), by=second)
        return domain.publish(day, by=second)

    results = at_once(lambda: domain.apply_repair(repair, by=officer), by_hand)
    repair.refresh_from_db()
    applied = isinstance(results[0], Version)
    assert (repair.state == "applied") == applied
    assert day.versions.count() == (3 if applied else 2)
    assert double_booked(day) == ([], [])
    meeting.refresh_from_db()
    assert meeting.table.number == 3  # what was done by hand is never overwritten
