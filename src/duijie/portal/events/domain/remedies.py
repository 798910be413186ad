"""What the engine proposes where an event is impossible, done at a click."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.events import permissions
from duijie.portal.events.choices import STANDING
from duijie.portal.events.domain import transitions
from duijie.portal.events.domain.layout import add_slots, add_tables
from duijie.portal.events.domain.life import locked
from duijie.portal.events.domain.proposing import cancel_meeting
from duijie.portal.events.models import Event
from duijie.portal.refused import Refused

APPLICABLE = ("tables", "slots", "drop", "unfix", "fairness")


@transaction.atomic
def apply_remedy(event: Event, code: str, *, by: Any) -> None:
    """Do the last computation's remedy of this kind; those that only people can do are refused."""
    event = locked(event)
    permissions.require(by, "run_event", event)
    transitions.check_arranging(event.state)
    found = next((one for one in event.report.get("remedies", ()) if one["code"] == code), None)
    if found is None:
        raise Refused(_("没有这个办法了，请重新计算。"))
    if code not in APPLICABLE:
        raise Refused(_("这个办法要和参会方商量，改好在场时段以后重新计算。"))
    _DO[code](event, found, by)


def _unfix(event: Event, found: dict[str, Any], by: Any) -> None:
    rows = event.meetings.filter(pk__in=found["meetings"], state__in=STANDING)
    rows.update(locked=False, fixed_slot=None)
    record(by, "meeting.unlocked", event, meetings=rows.count())


def _drop(event: Event, found: dict[str, Any], by: Any) -> None:
    for meeting in event.meetings.filter(pk__in=found["meetings"], state__in=STANDING):
        cancel_meeting(meeting, by=by, reason=_("时段和桌位排不下"))


def _unlimited(event: Event, found: dict[str, Any], by: Any) -> None:
    event.fairness = None
    event.save(update_fields=["fairness"])
    record(by, "event.saved", event, fields=["fairness"])


_DO: dict[str, Any] = {
    "tables": lambda event, found, by: add_tables(event, found["amount"], by=by),
    "slots": lambda event, found, by: add_slots(event, found["amount"], by=by),
    "drop": _drop,
    "unfix": _unfix,
    "fairness": _unlimited,
}
