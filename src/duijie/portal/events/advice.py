"""The numbers of an event before anybody is seated: slots made from the day's hours, how many meetings fit, and advice."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.events.choices import SlotSession

MOST_SLOTS = 120
SPARE = (0.10, 0.20)  # of the places at tables: for people who come late, talk longer, or meet by chance
LENGTHS = (15, 30)  # minutes of a first meeting
PAUSE = 5  # minutes to change tables
_NOON = dt.time(12)


@dataclass(frozen=True)
class Layout:
    """The hours of the days. Meetings in the lunch hours are either none, or such that everybody has one free."""

    days: tuple[dt.date, ...]
    start: dt.time
    end: dt.time
    length: int
    pause: int
    lunch_start: dt.time | None = None
    lunch_end: dt.time | None = None
    lunch_open: bool = False


@dataclass(frozen=True)
class Span:
    """One slot to be."""

    starts_at: dt.datetime
    ends_at: dt.datetime
    session: str
    lunch: bool = False


def spans(layout: Layout) -> list[Span]:
    """The slots that the hours give, in the order of time; at most MOST_SLOTS."""
    found: list[Span] = []
    for day in sorted(set(layout.days)):
        found += _of_day(layout, day)
    return found[: MOST_SLOTS + 1]


def _of_day(layout: Layout, day: dt.date) -> list[Span]:
    length, step = dt.timedelta(minutes=layout.length), dt.timedelta(minutes=layout.length + layout.pause)
    now, end = _at(day, layout.start), _at(day, layout.end)
    lunch = _lunch(layout, day)
    found = []
    while now + length <= end and len(found) <= MOST_SLOTS:
        at_lunch = lunch is not None and now < lunch[1] and now + length > lunch[0]
        if lunch is not None and at_lunch and not layout.lunch_open:
            now = lunch[1]
            continue
        noon = lunch[1] if lunch is not None and not layout.lunch_open else _at(day, _NOON)
        session = SlotSession.MORNING if now < noon else SlotSession.AFTERNOON
        found.append(Span(now, now + length, session, at_lunch))
        now += step
    return found


def _lunch(layout: Layout, day: dt.date) -> tuple[dt.datetime, dt.datetime] | None:
    if layout.lunch_start is None or layout.lunch_end is None or layout.lunch_end <= layout.lunch_start:
        return None
    return _at(day, layout.lunch_start), _at(day, layout.lunch_end)


def _at(day: dt.date, time: dt.time) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, time))


@dataclass(frozen=True)
class Numbers:
    """`slots` in which people meet (lunch slots count), `places` at tables over all slots, `participants` expected."""

    slots: int
    tables: int
    places: int
    participants: int
    cap: int | None = None
    planned: int | None = None
    length: int | None = None
    pause: int | None = None

    @property
    def most(self) -> int:
        """No more meetings than this can be held: by places at tables, and by what the participants can attend."""
        return min(self.places, self.participants * self._each // 2)

    @property
    def comfortable(self) -> int:
        """As many as leave the lower share of tables spare."""
        return min(int(self.places * (1 - SPARE[0])), self.most)

    @property
    def _each(self) -> int:
        return min(self.slots, self.cap) if self.cap is not None else self.slots

    @property
    def tables_needed(self) -> int:
        """For every participant to have as many meetings as it may, with the lower share spare."""
        wanted = self.participants * self._each / 2
        return -int(-wanted // (self.slots * (1 - SPARE[0]))) if self.slots else 0


def sentences(numbers: Numbers) -> list[tuple[str, str]]:
    """What to say of the numbers: (colour of a chip, sentence)."""
    return [*_capacity(numbers), *_spare(numbers), *_hours(numbers)]


def _capacity(numbers: Numbers) -> list[tuple[str, str]]:
    told = {
        "slots": f"{numbers.slots:,}", "tables": f"{numbers.tables:,}", "places": f"{numbers.places:,}",
        "people": f"{numbers.participants:,}", "most": f"{numbers.most:,}",
        "good": f"{numbers.comfortable:,}",
    }  # fmt: skip
    if not numbers.slots or not numbers.tables:
        return [("mine", _("还没有时段或桌位，一场洽谈也排不下。"))]
    said = _("%(slots)s 个时段 × %(tables)s 张桌，共 %(places)s 个桌次。") % told
    if not numbers.participants:
        return [("draft", said + _("还没有单位确认参加。"))]
    return [
        ("waiting", said + _("按 %(people)s 家算，最多 %(most)s 场洽谈，留有余地的是 %(good)s 场。") % told)
    ]


def _spare(numbers: Numbers) -> list[tuple[str, str]]:
    """Spare tables where meetings are known; else how many tables the participants need."""
    if not numbers.places:
        return []
    low, high = (f"{share:.0%}" for share in SPARE)
    if numbers.planned:
        spare = (numbers.places - numbers.planned) / numbers.places
        told = {"spare": f"{max(0, numbers.places - numbers.planned):,}", "places": f"{numbers.places:,}",
                "share": f"{max(0.0, spare):.0%}", "low": low, "high": high}  # fmt: skip
        said = _("空桌 %(spare)s / %(places)s，%(share)s；宜留 %(low)s–%(high)s。") % told
        if spare < SPARE[0]:
            return [("mine", said + _("太满，迟到和临时约谈没有余地，建议加桌或加时段。"))]
        return [
            (
                "done" if spare <= SPARE[1] else "draft",
                said + ("" if spare <= SPARE[1] else _("桌子有富余。")),
            )
        ]
    needed = numbers.tables_needed
    if numbers.participants and numbers.tables < needed:
        told = {"needed": f"{needed:,}", "tables": f"{numbers.tables:,}", "low": low}
        return [
            ("mine", _("要让每家都排满并留 %(low)s 空桌，需要 %(needed)s 张桌，现有 %(tables)s 张。") % told)
        ]
    return []


def _hours(numbers: Numbers) -> list[tuple[str, str]]:
    found = []
    if numbers.length is not None and numbers.length < LENGTHS[0]:
        found.append(("mine", _("每场 %(n)d 分钟偏短，初次洽谈一般要 15–30 分钟。") % {"n": numbers.length}))
    if numbers.length is not None and numbers.length > LENGTHS[1]:
        found.append(
            ("mine", _("每场 %(n)d 分钟偏长，初次洽谈一般 15–30 分钟，能多见几家。") % {"n": numbers.length})
        )
    if numbers.pause is not None and numbers.pause < PAUSE:
        found.append(("mine", _("两场之间只有 %(n)d 分钟，换桌一般要 5 分钟。") % {"n": numbers.pause}))
    return found


def table_places(slots: Sequence[int], away: Sequence[Sequence[int]]) -> int:
    """Places at tables over all slots, less the slots in which a table cannot be used."""
    numbers = set(slots)
    return sum(len(numbers - set(one)) for one in away)
