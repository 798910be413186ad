"""Which participants of an event might meet, and what it is worth: from matches between their listings, and from wishes.

A pair is worth its best match's score (0..1) plus what each side's wish adds: WISH for the first choice, WISH / 2 for
the second, and so on; MUTUAL more where both wish it. A veto of either side excludes the pair, a blocked match counts
for nothing. Every participant keeps its best candidates only, three times what it may have: more cannot be seated and
make the choice slow without making it better.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from duijie.portal.events.choices import MeetingState, ParticipantState
from duijie.portal.events.framing import seated
from duijie.portal.events.models import Event, Meeting, Participant, Placement, Wish
from duijie.portal.exchange.choices import ListingState, Verdict
from duijie.portal.exchange.models import Match

WISH, MUTUAL = 0.5, 0.25
_TIMES, _AT_LEAST = 3, 12
Key = tuple[int, ...]


@dataclass(frozen=True)
class Pair:
    """Two participants by key; `score` None where only a wish speaks for it."""

    key: Key
    value: float
    score: float | None = None
    need: int | None = None
    offer: int | None = None


def pairs(event: Event) -> list[Pair]:
    """The pairs of confirmed participants that might meet, the most valuable first."""
    people = list(event.participants.filter(state=ParticipantState.CONFIRMED).order_by("pk"))
    matched = _matched(event, {one.party_id: one.pk for one in people})
    wished, vetoed = _wished(event, {one.pk for one in people})
    found = []
    for key in matched.keys() | wished.keys():
        if key in vetoed:
            continue
        best = matched.get(key)
        value = (best.score if best else 0.0) + wished.get(key, 0.0)
        told = (best.score, best.need_id, best.offer_id) if best else (None, None, None)
        found.append(Pair(key, round(value, 6), *told))
    found.sort(key=lambda pair: (-pair.value, pair.key))
    return _best(event, people, found)


def partners(event: Event, one: Participant) -> list[int]:
    """Keys of the confirmed participants that one has a match with, the best first."""
    people = event.participants.filter(state=ParticipantState.CONFIRMED).values_list("party_id", "pk")
    best = _matched(event, dict(people))
    own = [(match.score, sum(key) - one.pk) for key, match in best.items() if one.pk in key]
    return [pk for _score, pk in sorted(own, key=lambda pair: (-pair[0], pair[1]))]


def _matched(event: Event, people: dict[int, int]) -> dict[Key, Any]:
    """The best match of each pair of participants, between listings that are public, in the event's channels."""
    rows = Match.objects.filter(
        need__party__in=people, offer__party__in=people, need_rank__isnull=False,
        need__state=ListingState.RELEASED, offer__state=ListingState.RELEASED,
    ).exclude(verdict=Verdict.BLOCKED)  # fmt: skip
    if event.channels:
        rows = rows.filter(channel__in=event.channels)
    best: dict[Key, Any] = {}
    told = rows.only("score", "need_id", "offer_id", "need__party_id", "offer__party_id")
    for match in told.select_related("need", "offer").order_by("-score", "pk"):
        if match.need.party_id != match.offer.party_id:
            key = sorted((people[match.need.party_id], people[match.offer.party_id]))
            best.setdefault((key[0], key[1]), match)
    return best


def _wished(event: Event, people: set[int]) -> tuple[dict[Key, float], set[Key]]:
    """What wishes add to each pair, and the pairs that one side does not want."""
    added: dict[Key, float] = {}
    sides: dict[Key, int] = {}
    vetoed: set[Key] = set()
    rows = Wish.objects.filter(participant__event=event)
    for who, other, rank, veto in rows.values_list("participant_id", "other_id", "rank", "veto"):
        key = (min(who, other), max(who, other))
        if {who, other} - people:
            continue
        if veto:
            vetoed.add(key)
        else:
            added[key] = added.get(key, 0.0) + WISH / (rank or 1)
            sides[key] = sides.get(key, 0) + 1
    mutual = {key for key, count in sides.items() if count > 1}
    return {key: value + (MUTUAL if key in mutual else 0.0) for key, value in added.items()}, vetoed


def _best(event: Event, people: Sequence[Participant], ordered: Sequence[Pair]) -> list[Pair]:
    """Those that are among the best of one of the two."""
    slots = event.slots.count()
    most = {one.pk: _most(event, one, slots) for one in people}
    kept, counts = [], dict.fromkeys(most, 0)
    for pair in ordered:
        if any(counts[pk] < most[pk] for pk in pair.key):
            kept.append(pair)
            for pk in pair.key:
                counts[pk] += 1
    return kept


def _most(event: Event, one: Participant, slots: int) -> int:
    cap = one.cap if one.cap is not None else event.cap
    each = min(cap if cap is not None else slots, slots * one.representatives)
    return max(_AT_LEAST, _TIMES * each)


def existing(event: Event) -> dict[Key, Meeting]:
    """The event's meetings by who meets; `.published` says whether one ever was in a published agenda.

    Cancelled ones count, so that what was taken out is not proposed again; those that a withdrawal cancelled too.
    """
    ever = Placement.objects.filter(meeting=OuterRef("pk"))
    rows = list(event.meetings.annotate(published=Exists(ever)).order_by("pk"))
    seats = seated(rows)
    return dict(_newest(rows, seats))


def _newest(rows: Sequence[Meeting], seats: dict[int, list[int]]) -> Iterator[tuple[Key, Meeting]]:
    """Standing ones after cancelled ones, so that a standing one is found where a pair has both."""
    ordered = sorted(rows, key=lambda row: row.state != MeetingState.CANCELLED)
    for row in ordered:
        yield tuple(sorted(seats[row.pk])), row
