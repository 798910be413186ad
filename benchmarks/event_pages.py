"""How fast the pages of a large event are: median and slowest of repeated requests, with query counts.

    python benchmarks/event_pages.py [--participants 500] [--meetings 2000] [--rounds 15]
    scripts/postgres.sh .venv/bin/python benchmarks/event_pages.py

Twenty slots; every meeting has a table, the agenda is published. In a database of its own (SQLite, or the one that
DATABASE_URL names), asked for in this process as the coordinator and as one of the participants.
"""

import os
import tempfile
from datetime import timedelta

from common import arguments
from portal import measure

SLOTS = 20


def main() -> None:
    options = arguments(__doc__ or "", participants=500, meetings=2_000, rounds=15)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DUIJIE_DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "duijie.portal.settings"
        import django  # noqa: PLC0415  the environment comes first

        django.setup()
        at = f"/events/{fill(options.participants, options.meetings)}/"
        pages = [
            at,
            *(f"{at}{name}/" for name in ("participants", "meetings", "board", "versions", "layout")),
        ]
        medians = measure("coordinator", pages, options.rounds)
        medians += measure("firm", [at, f"{at}mine/"], options.rounds)
        print(f"the slowest page's median: {max(medians):.0f} ms")


def fill(participants: int, meetings: int) -> int:
    """The key of the event."""
    from django.core.management import call_command  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from duijie.portal.accounts.choices import Role  # noqa: PLC0415
    from duijie.portal.accounts.models import User  # noqa: PLC0415
    from duijie.portal.events import domain  # noqa: PLC0415
    from duijie.portal.events.choices import EventState, ParticipantSource, ParticipantState  # noqa: PLC0415
    from duijie.portal.events.models import Event, Meeting, Participant, Seat, Slot, Table  # noqa: PLC0415
    from duijie.portal.parties.models import Party  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    office = Party.objects.create(name="市企业服务中心", kind="department", state="active")
    user = User.objects.create_user("coordinator", role=Role.COORDINATOR, party=office, name="统筹")
    event = Event.objects.create(
        title="大型对接会", organiser=office, venue="会展中心", state=EventState.MATCHING, created_by=user
    )
    start, length = timezone.now() + timedelta(days=1), timedelta(minutes=20)
    slots = Slot.objects.bulk_create(
        Slot(
            event=event,
            number=n + 1,
            starts_at=start + n * length,
            ends_at=start + (n + 1) * length,
            session="morning" if n < SLOTS / 2 else "afternoon",
        )
        for n in range(SLOTS)
    )
    tables = Table.objects.bulk_create(
        Table(event=event, number=n + 1, name=f"{n + 1} 号桌") for n in range(-(-meetings // SLOTS) + 10)
    )
    parties = Party.objects.bulk_create(
        Party(name=f"企业{n}", kind="enterprise", state="active") for n in range(participants)
    )
    people = Participant.objects.bulk_create(
        Participant(event=event, party=p, state=ParticipantState.CONFIRMED, source=ParticipantSource.LIST)
        for p in parties
    )
    User.objects.create_user("firm", role=Role.ENTERPRISE, party=parties[0], name="经办")
    made = Meeting.objects.bulk_create(
        Meeting(event=event, source="match", slot=slots[n % SLOTS], table=tables[n // SLOTS], value=1)
        for n in range(meetings)
    )
    first = [(n // SLOTS * 2 + n % SLOTS * 7) % participants for n in range(meetings)]
    Seat.objects.bulk_create(
        Seat(meeting=meeting, participant=people[who % participants])
        for meeting, one in zip(made, first, strict=True)
        for who in (one, one + 1)
    )
    domain.publish(event, by=user)
    return int(event.pk)


if __name__ == "__main__":
    main()
