"""The forms of events: the organiser's, and the participants' own."""

from duijie.portal.events.forms.event import EventForm, channel_choices
from duijie.portal.events.forms.layout import LayoutForm, RoomsForm, SlotForms, TableForm, slot_initial
from duijie.portal.events.forms.people import (
    AddMeetingForm,
    MeetingForm,
    OutcomeForm,
    ParticipantForm,
    WishForm,
)

__all__ = [
    "AddMeetingForm",
    "EventForm",
    "LayoutForm",
    "MeetingForm",
    "OutcomeForm",
    "ParticipantForm",
    "RoomsForm",
    "SlotForms",
    "TableForm",
    "WishForm",
    "channel_choices",
    "slot_initial",
]
