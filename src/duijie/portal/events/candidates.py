"""Whom to invite: parties whose listings match, the most valuable first; and parties found by name."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet, Sum

from duijie.portal.events.models import Event
from duijie.portal.exchange.choices import ListingState, Verdict
from duijie.portal.exchange.models import Match
from duijie.portal.parties import queries as parties
from duijie.portal.parties.choices import PartyState
from duijie.portal.parties.models import Party

USABLE = (Verdict.RECOMMENDED, Verdict.POSSIBLE)


@dataclass(frozen=True)
class Candidate:
    """`value` is the sum of the scores of its `matches`; `met` of them are with parties asked already."""

    party: Party
    matches: int
    value: float
    met: int

    @property
    def points(self) -> int:
        return round(self.value * 100)


def by_matches(user: Any, event: Event) -> list[Candidate]:
    """Parties with usable matches in the event's channels that were not asked yet, the most valuable first."""
    asked = set(event.participants.values_list("party_id", flat=True))
    rows = _usable(event)
    every = _summed(rows)
    with_asked = _summed_with(rows, asked)
    seen = parties.visible_to(user).filter(pk__in=every.keys() - asked, state=PartyState.ACTIVE)
    found = [
        Candidate(party, every[party.pk][0], round(every[party.pk][1], 4), with_asked[party.pk])
        for party in seen
    ]
    return sorted(found, key=lambda one: (-one.met, -one.value, one.party.pk))


def by_name(user: Any, event: Event, words: str) -> QuerySet[Party]:
    """Active parties that the words find and that were not asked yet."""
    asked = event.participants.values("party")
    found = parties.search(parties.visible_to(user).filter(state=PartyState.ACTIVE), words)
    return found.exclude(pk__in=asked).order_by("name", "pk")


def _usable(event: Event) -> QuerySet[Match]:
    rows = Match.objects.filter(
        verdict__in=USABLE, need_rank__isnull=False,
        need__state=ListingState.RELEASED, offer__state=ListingState.RELEASED,
    ).order_by()  # fmt: skip
    return rows.filter(channel__in=event.channels) if event.channels else rows


def _summed(rows: QuerySet[Match]) -> dict[int, tuple[int, float]]:
    """(matches, sum of scores) of each party on either side."""
    found: dict[int, tuple[int, float]] = {}
    for side in ("need", "offer"):
        grouped = rows.values_list(f"{side}__party").annotate(Count("pk"), Sum("score"))
        for party, count, total in grouped:
            before = found.get(party, (0, 0.0))
            found[party] = (before[0] + count, before[1] + total)
    return found


def _summed_with(rows: QuerySet[Match], asked: Iterable[int]) -> dict[int, int]:
    """How many matches each party has with those asked already."""
    found: dict[int, int] = defaultdict(int)
    for side, other in (("need", "offer"), ("offer", "need")):
        grouped = rows.filter(**{f"{other}__party__in": list(asked)}).values_list(f"{side}__party")
        for party, count in grouped.annotate(Count("pk")):
            found[party] += count
    return found
