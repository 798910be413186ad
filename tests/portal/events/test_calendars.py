"""What a phone's calendar gets."""

import datetime as dt
from dataclasses import replace

from icalendar import Calendar

from duijie.portal.events import calendars

SHANGHAI = dt.timezone(dt.timedelta(hours=8))
NINE = dt.datetime(2026, 12, 3, 9, 0, tzinfo=SHANGHAI)
ENTRY = calendars.Entry(
    uid="meeting-7@example.org",
    sequence=3,
    starts_at=NINE,
    ends_at=NINE + dt.timedelta(minutes=20),
    stamp=NINE - dt.timedelta(days=1),
    summary="洽谈：乙山食品有限公司",
    place="会展中心 A 厅 3 桌",
    description="第一行\n第二行；逗号,分号;",
    url="https://example.org/events/1/agenda/",
)


def read(entries: list[calendars.Entry]) -> Calendar:
    return Calendar.from_ical(calendars.written("我的日程", entries))


def test_an_appointment_comes_back_as_it_was() -> None:
    calendar = read([ENTRY])
    (one,) = calendar.walk("VEVENT")
    assert calendar["X-WR-CALNAME"] == "我的日程"
    assert calendar["METHOD"] == "PUBLISH"
    assert one["UID"] == ENTRY.uid
    assert int(one["SEQUENCE"]) == 3
    assert one.decoded("DTSTART") == NINE
    assert one.decoded("DTEND") == ENTRY.ends_at
    assert one["SUMMARY"] == ENTRY.summary
    assert one["LOCATION"] == ENTRY.place
    assert one["DESCRIPTION"] == ENTRY.description
    assert one["URL"] == ENTRY.url
    assert one["STATUS"] == "CONFIRMED"


def test_times_are_written_in_utc_so_that_no_time_zone_has_to_be_known() -> None:
    text = calendars.written("x", [ENTRY]).decode()
    assert "DTSTART:20261203T010000Z" in text
    assert "TZID" not in text


def test_a_cancelled_one_stays_under_its_name() -> None:
    (one,) = read([replace(ENTRY, cancelled=True, sequence=4)]).walk("VEVENT")
    assert (one["UID"], int(one["SEQUENCE"]), one["STATUS"]) == (ENTRY.uid, 4, "CANCELLED")


def test_what_is_not_known_is_left_out() -> None:
    (one,) = read([replace(ENTRY, place="", description="", url="")]).walk("VEVENT")
    assert not {"LOCATION", "DESCRIPTION", "URL"} & set(one)


def test_long_lines_are_folded_as_the_standard_asks() -> None:
    text = calendars.written("x", [replace(ENTRY, description="长" * 300)])
    assert max(len(line) for line in text.split(b"\r\n")) <= 75


def test_an_empty_calendar_is_still_a_calendar() -> None:
    assert read([]).walk("VEVENT") == []
