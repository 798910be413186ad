"""Working days by a calendar that a city can edit; provisional beyond the years the State Council has published."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import chinese_calendar

ZONE = ZoneInfo("Asia/Shanghai")
# Holidays on fixed days of the year: 全国年节及纪念日放假办法 as revised 2024-11-10, in force from 2025.
_FIXED = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
_OFFICE_CLOSES = time(18, 0)


@cache
def _published() -> tuple[int, int]:
    years = {day.year for day in chinese_calendar.constants.workdays}
    return min(years), max(years)


@dataclass(frozen=True, slots=True)
class Calendar:
    """`overrides` says of single days whether they are working days, before anything published."""

    overrides: Mapping[date, bool] = field(default_factory=dict)

    def is_working_day(self, day: date) -> bool:
        if day in self.overrides:
            return self.overrides[day]
        if self.provisional(day):
            return day.weekday() < 5 and (day.month, day.day) not in _FIXED  # noqa: PLR2004
        return bool(chinese_calendar.is_workday(day))

    def provisional(self, day: date) -> bool:
        """Whether the day is only reckoned by weekends and fixed holidays, for its year is not published."""
        first, last = _published()
        return day not in self.overrides and not first <= day.year <= last

    def add_working_days(self, start: date, days: int) -> date:
        """The day `days` working days after `start`, which itself does not count; before it for a negative number."""
        step = timedelta(days=1 if days >= 0 else -1)
        day, left = start, abs(days)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative if `end` is earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(start + timedelta(days=i)) for i in range(1, (end - start).days + 1))

    def deadline(self, start: datetime, days: int) -> datetime:
        """Close of office, in China's time, `days` working days after an aware moment."""
        if start.tzinfo is None:
            raise ValueError("期限要从带时区的时间算起。")
        day = self.add_working_days(start.astimezone(ZONE).date(), days)
        return datetime.combine(day, _OFFICE_CLOSES, tzinfo=ZONE)


@cache
def default_calendar() -> Calendar:
    return Calendar()
