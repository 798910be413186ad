"""Events of the demo city: two that are over, one that is running, one whose agenda is out, one that invites.

The acts of the portal make them, so that everything is as people would have made it; only the dates are put back. Seats
are taken first come, first served: the same city has the same agenda on every machine, which a search under the clock
does not promise.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from duijie.demo.city import City
from duijie.demo.encounters import hold
from duijie.portal.accounts.models import User
from duijie.portal.audit.models import Entry
from duijie.portal.events import candidates, domain, proposals
from duijie.portal.events.advice import Layout
from duijie.portal.events.choices import EventState, ParticipantSource, ProgrammeKind
from duijie.portal.events.models import Event, Meeting, Participant, Version, Wish
from duijie.portal.exchange.choices import ListingSide, ListingState
from duijie.portal.exchange.models import Listing, Match
from duijie.portal.parties.choices import PartyState
from duijie.portal.parties.models import Party

Report = Callable[[int, int, str], None]
_WISHES, _VETO = 3, 0.03
_CONFIRMED, _DECLINED = 0.85, 0.08
_CAP, _INVITED_BEFORE = 6, 18  # meetings of a party; days between invitation and event


@dataclass(frozen=True)
class Gathering:
    """One event to be: `days` from today, how many are asked, how many tables, and how far it has come."""

    title: str
    channels: tuple[str, ...]
    venue: str
    days: int
    asked: int
    tables: int
    state: EventState
    description: str
    by: str = "coordinator"
    kind: str = "matchmaking"


GATHERINGS = (
    Gathering(
        "春季装备制造产销对接会", ("sales",), "会展中心一楼", -58, 26, 5, EventState.CLOSED,
        "主机厂发布采购清单，本地配套企业逐一洽谈。",
    ),
    Gathering(
        "金融服务实体经济银企洽谈会", ("finance",), "市民之家二楼", -24, 20, 4, EventState.CLOSED,
        "银行带着产品来，企业带着资金需求来，当面谈清条件。", kind="negotiation",
    ),
    Gathering(
        "产业链供需对接会", ("sales", "research"), "会展中心二楼", 0, 30, 6, EventState.RUNNING,
        "产销和产学研一起开：上午推介，随后一对一洽谈。",
    ),
    Gathering(
        "高校院所科技成果对接会", ("research",), "科技大厦报告厅", 8, 24, 4, EventState.SCHEDULED,
        "院所推介可转化的成果，企业提出技术难题。", by="department", kind="promotion",
    ),
    Gathering(
        "重点企业配套协作对接会", ("sales", "investment"), "国际会议中心", 21, 24, 5, EventState.OPEN,
        "链主企业寻找本地配套，园区同时发布招商条件。",
    ),
)  # fmt: skip


@transaction.atomic
def load_gatherings(city: City, *, progress: Report | None = None) -> int:
    """Make the events, once; a channel without matches has none. Returns how many there are."""
    if Event.objects.exists():
        return 0
    made = 0
    for number, plan in enumerate(GATHERINGS, 1):
        made += _make(plan, Random(f"{city.seed}-{plan.title}"))  # noqa: S311  a demo, not a secret
        if progress:
            progress(number, len(GATHERINGS), "举办对接会")
    return made


def _make(plan: Gathering, rng: Random) -> bool:
    by = User.objects.get(username=plan.by)
    event = domain.create_event(
        by=by, title=plan.title, kind=plan.kind, channels=list(plan.channels), venue=plan.venue,
        description=plan.description, floor=1, cap=_CAP, region=by.party.region if by.party else None,
    )  # fmt: skip
    layout = _hours(plan)
    domain.lay_out(event, layout, by=by)
    domain.save_tables(event, [("A 厅", plan.tables - plan.tables // 3), ("B 厅", plan.tables // 3)], by=by)
    people = _invite(event, plan, by)
    if len(people) < 2:
        event.delete()
        return False
    _programme(event, people, by)
    domain.open_event(event, by=by)
    _answer(people, rng, by)
    _wish(event, rng)
    if plan.state != EventState.OPEN:
        _arrange(event, plan, by, rng)
    _put_back(event, plan, rng)
    return True


def _hours(plan: Gathering) -> Layout:
    """A day with a lunch; the one that runs began two hours ago, whenever it is now."""
    day = timezone.localdate() + dt.timedelta(days=plan.days)
    if plan.state != EventState.RUNNING:
        return Layout((day,), dt.time(9), dt.time(16, 30), 25, 5, dt.time(12), dt.time(13, 30))
    now = timezone.localtime()
    begins = max(0, now.hour * 60 + now.minute - 120) // 30 * 30
    ends = min(begins + 6 * 60, 24 * 60 - 1)
    return Layout((day,), dt.time(*divmod(begins, 60)), dt.time(*divmod(ends, 60)), 25, 5)


def _invite(event: Event, plan: Gathering, by: User) -> list[Participant]:
    """Those that have most to talk about with those chosen before, the demo's own accounts first."""
    partners = _partners(plan.channels)
    accounts = set(User.objects.filter(party__isnull=False).values_list("party_id", flat=True))
    parties = {one.pk: one for one in Party.objects.filter(pk__in=partners, state=PartyState.ACTIVE)}
    chosen: list[Party] = []
    while parties and len(chosen) < plan.asked:
        met = {pk: sum(partners[pk].get(one.pk, 0.0) for one in chosen) for pk in parties}
        every = {pk: sum(partners[pk].values()) for pk in parties}
        best = max(parties, key=lambda pk: (pk in accounts, met[pk], every[pk], parties[pk].name))
        chosen.append(parties.pop(best))
    return domain.invite(event, chosen, by=by, source=ParticipantSource.MATCH).new


def _partners(channels: Sequence[str]) -> dict[int, dict[int, float]]:
    """The best score of each party with each other, over usable matches of the channels."""
    both = {"need__state": ListingState.RELEASED, "offer__state": ListingState.RELEASED}
    rows = Match.objects.filter(
        channel__in=channels, verdict__in=candidates.USABLE, need_rank__isnull=False, **both
    )
    found: dict[int, dict[int, float]] = {}
    for need, offer, score in rows.values_list("need__party_id", "offer__party_id", "score"):
        for one, other in ((need, offer), (offer, need)):
            if one != other:
                known = found.setdefault(one, {})
                known[other] = max(known.get(other, 0.0), score)
    return found


def _answer(people: Sequence[Participant], rng: Random, by: User) -> None:
    """Most come; the demo's accounts always do, so that there is something to see."""
    accounts = set(User.objects.filter(party__isnull=False).values_list("party_id", flat=True))
    for one in people:
        drawn = rng.random()
        if one.party_id in accounts or drawn < _CONFIRMED:
            away = [1] if rng.random() < 0.1 else []
            domain.save_participant(one, by=by, representatives=rng.choice((1, 1, 1, 2)), away=away)
            domain.answer(one, "confirm", by=by)
        elif drawn < _CONFIRMED + _DECLINED:
            domain.answer(one, "decline", by=by, reason="当天另有安排。")


def _wish(event: Event, rng: Random) -> None:
    """Everybody ranks a few of those it might meet."""
    people = {one.pk: one for one in event.participants.filter(state="confirmed").order_by("party__name")}
    partners: dict[int, list[int]] = {pk: [] for pk in people}
    for one in _pairs(event):
        for pk, other in (one, one[::-1]):
            partners[pk].append(other)
    rows = []
    for pk, others in partners.items():
        chosen = rng.sample(others, min(_WISHES, len(others)))
        rows += [Wish(participant_id=pk, other_id=other, rank=rank) for rank, other in enumerate(chosen, 1)]
        left = [other for other in others if other not in chosen]
        if left and rng.random() < _VETO * 5:
            rows.append(Wish(participant_id=pk, other_id=rng.choice(left), veto=True, note="是竞争对手"))
    Wish.objects.bulk_create(rows)


def _pairs(event: Event) -> Iterator[tuple[int, int]]:
    names = dict(event.participants.values_list("pk", "party__name"))
    for pair in sorted(proposals.pairs(event), key=lambda one: tuple(names[pk] for pk in one.key)):
        yield pair.key[0], pair.key[1]


def _arrange(event: Event, plan: Gathering, by: User, rng: Random) -> None:
    domain.start_matching(event, by=by)
    domain.propose(event, by=by)
    event.refresh_from_db()
    places = _seated(event)
    domain.store_agenda(event, places, {}, by=by, revision=event.revision)
    version = domain.publish(event, by=by, note="第一次发布")
    if plan.state == EventState.SCHEDULED or not version.placements.exists():
        return
    domain.start_event(event, by=by)
    event.refresh_from_db()
    hold(event, rng)
    if plan.state == EventState.CLOSED:
        domain.close_event(event, by=by)


def _seated(event: Event) -> dict[int, tuple[int | None, int | None]]:
    """The most valuable first, each as early as all its people and a table are free; nobody above the cap."""
    slots, tables = list(event.slots.order_by("number")), list(event.tables.order_by("number"))
    people = {one.pk: one for one in event.participants.all()}
    busy: dict[int, list[int]] = {pk: [] for pk in people}
    used: dict[int, int] = dict.fromkeys((slot.pk for slot in slots), 0)
    found: dict[int, tuple[int | None, int | None]] = {}
    rows = event.meetings.prefetch_related("participants__party")
    for meeting in sorted(rows, key=lambda m: (-m.value, str(m))):
        members = [people[one.pk] for one in meeting.participants.all()]
        slot = next((s for s in slots if _free(s, members, busy, used[s.pk] < len(tables))), None)
        if slot is not None and all(len(busy[one.pk]) < _CAP for one in members):
            found[meeting.pk] = slot.pk, tables[used[slot.pk]].pk
            used[slot.pk] += 1
            for one in members:
                busy[one.pk].append(slot.pk)
    return found


def _free(slot: Any, members: Sequence[Participant], busy: dict[int, list[int]], table: bool) -> bool:
    return table and all(
        slot.number not in one.away and busy[one.pk].count(slot.pk) < one.representatives for one in members
    )


def _programme(event: Event, people: Sequence[Participant], by: User) -> None:
    """A welcome, three on the stage with their listings, and a signing."""
    first = event.slots.order_by("number").first()
    if first is None:
        return
    starts = max(first.starts_at - dt.timedelta(minutes=60), _midnight(first.starts_at))
    parties = [one.party_id for one in people]
    listings = Listing.objects.filter(party__in=parties, state=ListingState.RELEASED, anonymous=False)
    if event.channels:
        listings = listings.filter(channel__in=event.channels)
    shown = listings.select_related("party").order_by("source_id")[:3]
    items = [(ProgrammeKind.SPEECH, "致辞", None, 10)]
    for one in shown:
        kind = ProgrammeKind.NEED if one.side == ListingSide.NEED else ProgrammeKind.PITCH
        items.append((kind, str(one), one, 12))
    items.append((ProgrammeKind.SIGNING, "现场签约", None, 10))
    for kind, title, listing, minutes in items:
        domain.add_item(
            event, by=by, kind=kind, title=title, listing=listing, starts_at=starts, minutes=minutes,
            speaker=listing.party if listing else event.organiser,
        )  # fmt: skip
        starts += dt.timedelta(minutes=minutes)


def _midnight(at: dt.datetime) -> dt.datetime:
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)


def _put_back(event: Event, plan: Gathering, rng: Random) -> None:
    """Everything happened when it would have: invited weeks before, answered soon, published days before."""
    event.refresh_from_db()
    now = timezone.now()
    opens = min(now, (event.starts_at or now) - dt.timedelta(days=_INVITED_BEFORE))
    if plan.state in (EventState.OPEN, EventState.SCHEDULED):
        opens = now - dt.timedelta(days=6)
    published = min(now, max(opens, (event.starts_at or now) - dt.timedelta(days=4)))
    until = (event.starts_at or now) - dt.timedelta(days=5)
    Event.objects.filter(pk=event.pk).update(
        created_at=opens - dt.timedelta(days=3), registration_until=until
    )
    for one in event.participants.all():
        answered = min(now, published, opens + dt.timedelta(hours=rng.uniform(2, 90)))
        kept = {"answered_at": answered} if one.answered_at else {}
        Participant.objects.filter(pk=one.pk).update(invited_at=opens, **kept)
    Version.objects.filter(event=event).update(published_at=published)
    Meeting.objects.filter(event=event).update(created_at=published - dt.timedelta(hours=6))
    _date_entries(event, opens, published)


def _date_entries(event: Event, opens: dt.datetime, published: dt.datetime) -> None:
    """The record in the order it was written, between the making of the event and its end."""
    entries = Entry.objects.filter(target_type="events.event", target_id=str(event.pk)).order_by("pk")
    ends = event.ends_at or published
    moments = {"event.started": event.starts_at, "event.closed": ends, "event.published": published}
    last = opens - dt.timedelta(days=3)
    rows = list(entries)
    for entry in rows:
        wanted = moments.get(entry.act) or (opens if entry.act == "event.opened" else last)
        last = entry.at = min(timezone.now(), max(last, wanted) + dt.timedelta(minutes=2))
    Entry.objects.bulk_update(rows, ["at"], batch_size=200)
