"""Events: their frame, who takes part, who meets whom when, and what came of it."""

from duijie.portal.events.models.event import Event, ProgrammeItem, Slot, Table
from duijie.portal.events.models.meeting import Meeting, MeetingOutcome, Move, Placement, Seat, Version
from duijie.portal.events.models.participant import Participant, Wish
from duijie.portal.events.models.repair import Repair, Subscription

__all__ = [
    "Event",
    "Meeting",
    "MeetingOutcome",
    "Move",
    "Participant",
    "Placement",
    "ProgrammeItem",
    "Repair",
    "Seat",
    "Slot",
    "Subscription",
    "Table",
    "Version",
    "Wish",
]
