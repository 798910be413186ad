"""Meetings as a calendar file (RFC 5545) that phones and desks subscribe to."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from icalendar import Calendar
from icalendar import Event as CalendarEvent

TYPE = "text/calendar; charset=utf-8"
_PRODUCT = "-//Duijie//events//ZH"
_REFRESH = dt.timedelta(minutes=15)


@dataclass(frozen=True)
class Entry:
    """One appointment. `uid` never changes, `sequence` grows when it moves; a cancelled one stays, crossed out."""

    uid: str
    sequence: int
    starts_at: dt.datetime
    ends_at: dt.datetime
    stamp: dt.datetime
    summary: str
    place: str = ""
    description: str = ""
    url: str = ""
    cancelled: bool = False


def written(name: str, entries: Iterable[Entry]) -> bytes:
    """The file; times are in UTC, so that no reader has to know our time zone."""
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT15M")
    for entry in entries:
        calendar.add_component(_appointment(entry))
    return calendar.to_ical()


def _appointment(entry: Entry) -> CalendarEvent:
    one = CalendarEvent()
    one.add("uid", entry.uid)
    one.add("sequence", entry.sequence)
    one.add("dtstamp", entry.stamp.astimezone(dt.UTC))
    one.add("dtstart", entry.starts_at.astimezone(dt.UTC))
    one.add("dtend", entry.ends_at.astimezone(dt.UTC))
    one.add("summary", entry.summary)
    one.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    for field in ("description", "url"):
        if getattr(entry, field):
            one.add(field, getattr(entry, field))
    if entry.place:
        one.add("location", entry.place)
    return one
