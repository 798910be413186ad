"""What a list tells of each event beside its own facts."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from duijie.portal.events.choices import ParticipantState
from duijie.portal.events.forms import channel_choices
from duijie.portal.events.models import Event, Participant, Placement


def counted(events: Any) -> list[Event]:
    """The events with `.asked`, `.confirmed` and `.planned` (three queries, whatever their number)."""
    rows = list(events)
    keys = [event.pk for event in rows]
    people = _grouped(Participant.objects.filter(event__in=keys), "event", ParticipantState.CONFIRMED)
    placed = dict(
        Placement.objects.filter(version__in=[e.current_id for e in rows if e.current_id])
        .order_by()
        .values_list("version")
        .annotate(Count("pk"))
    )
    labels = dict(channel_choices())
    for event in rows:
        event.asked, event.confirmed = people.get(event.pk, (0, 0))
        event.planned = placed.get(event.current_id, 0)
        event.channel_labels = [labels.get(code, code) for code in event.channels]
    return rows


def _grouped(rows: QuerySet[Any], by: str, state: str) -> dict[int, tuple[int, int]]:
    """(all, those in the state) for each key."""
    counts = (
        rows.order_by().values_list(by).annotate(every=Count("pk"), some=Count("pk", filter=Q(state=state)))
    )
    return {key: (every, some) for key, every, some in counts}
