"""Matchmaking events: which meetings to hold, when and where, with proof; why not; and repair on the day."""

from duijie.engine.meetings.choosing import choose
from duijie.engine.meetings.measuring import breaks, conflicts, wishes
from duijie.engine.meetings.model import (
    Agenda,
    Event,
    EventError,
    Meeting,
    Participant,
    Reason,
    Remedy,
    Session,
    Slot,
    Status,
    Table,
)
from duijie.engine.meetings.process import ProverError
from duijie.engine.meetings.repairing import repair
from duijie.engine.meetings.scheduling import schedule
from duijie.engine.meetings.seating import changes
from duijie.engine.meetings.starting import first_fit

__all__ = [
    "Agenda",
    "Event",
    "EventError",
    "Meeting",
    "Participant",
    "ProverError",
    "Reason",
    "Remedy",
    "Session",
    "Slot",
    "Status",
    "Table",
    "breaks",
    "changes",
    "choose",
    "conflicts",
    "first_fit",
    "repair",
    "schedule",
    "wishes",
]
