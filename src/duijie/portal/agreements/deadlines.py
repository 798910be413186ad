"""Due days in words and in working days, by the calendar of the standards."""

from datetime import date, datetime, time
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duijie.standards.working_days import ZONE, default_calendar

_OFFICE_CLOSES = time(18, 0)


def days_left(due: date, today: date | None = None) -> int:
    """Working days from today to the due day; negative once it has passed, even if only by a weekend day."""
    today = today or timezone.localdate()
    left = default_calendar().working_days_between(today, due)
    return min(left, -1) if due < today and left == 0 else left


def words(due: date, today: date | None = None) -> str:
    """“还剩 2 个工作日”, “今天到期”, “超期 3 个工作日”."""
    today = today or timezone.localdate()
    left = days_left(due, today)
    if due == today:
        return _("今天到期")
    if due < today:
        return ngettext("超期 %(n)d 个工作日", "超期 %(n)d 个工作日", -left) % {"n": -left}
    return ngettext("还剩 %(n)d 个工作日", "还剩 %(n)d 个工作日", left) % {"n": left}


@lru_cache(maxsize=4_096)
def late_by(due: date, today: date) -> int:
    """Working days that have gone by since the due day; 0 while it has not passed."""
    return default_calendar().working_days_between(due, today) if today > due else 0


def moment(due: date) -> datetime:
    """Close of office on the due day."""
    return datetime.combine(due, _OFFICE_CLOSES, tzinfo=ZONE)


def after(start: datetime, days: int) -> date:
    """The due day so many working days after a moment."""
    return default_calendar().deadline(start, days).date()
