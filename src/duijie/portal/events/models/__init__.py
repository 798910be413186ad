"""Events: their frame, who takes part, who meets whom when, and what came of it."""

from duijie.portal.events.models.event import Event, ProgrammeItem, Slot, Table
from duijie.portal.events.models.meeting import Meeting, MeetingOutcome, Move, Placement, Seat, Version
from duijie.portal.events.models.participant import Participant, Wish

__all__ = [
    "Event",
    "Meeting",
    "MeetingOutcome",
    "Move",
    "Participant",
    "Placement",
    "ProgrammeItem",
    "Seat",
    "Slot",
    "Table",
    "Version",
    "Wish",
]
