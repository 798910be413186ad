from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.standards.working_days import Calendar, default_calendar

DAYS = st.dates(date(2018, 1, 1), date(2035, 12, 31))
CALENDAR = default_calendar()


def test_published_holidays_and_working_weekends() -> None:
    assert not CALENDAR.is_working_day(date(2026, 10, 1))
    assert CALENDAR.is_working_day(date(2026, 10, 10))  # a Saturday worked in exchange
    assert CALENDAR.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)


def test_a_city_can_override_single_days() -> None:
    own = Calendar({date(2026, 11, 24): False, date(2026, 11, 28): True})
    assert not own.is_working_day(date(2026, 11, 24))
    assert own.is_working_day(date(2026, 11, 28))
    assert own.add_working_days(date(2026, 11, 23), 1) == date(2026, 11, 25)


def test_years_beyond_those_published_are_provisional() -> None:
    assert not CALENDAR.provisional(date(2026, 12, 31))
    assert CALENDAR.provisional(date(2027, 1, 1))
    assert not CALENDAR.is_working_day(date(2027, 1, 1))
    assert not CALENDAR.is_working_day(date(2027, 5, 1))
    assert CALENDAR.is_working_day(date(2027, 1, 4))
    assert not Calendar({date(2027, 1, 4): False}).provisional(date(2027, 1, 4))


@given(DAYS, st.integers(1, 40))
def test_adding_lands_on_a_working_day_that_far_away(start: date, days: int) -> None:
    end = CALENDAR.add_working_days(start, days)
    assert CALENDAR.is_working_day(end)
    assert CALENDAR.working_days_between(start, end) == days


@given(DAYS, st.integers(0, 60))
def test_counting_is_the_sum_of_days(start: date, length: int) -> None:
    end = start + timedelta(days=length)
    plain = sum(CALENDAR.is_working_day(start + timedelta(days=i)) for i in range(1, length + 1))
    assert CALENDAR.working_days_between(start, end) == plain
    assert CALENDAR.working_days_between(end, start) == -plain


def test_deadlines_end_with_office_hours_in_china() -> None:
    late = datetime(2026, 11, 23, 20, 0, tzinfo=ZoneInfo("UTC"))  # already the 24th in Shanghai
    assert CALENDAR.deadline(late, 1) == datetime(2026, 11, 25, 18, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
    with pytest.raises(ValueError, match="时区"):
        CALENDAR.deadline(datetime(2026, 11, 23, 20, 0), 1)  # noqa: DTZ001
