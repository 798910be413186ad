"""What an agenda is worth, every figure with its denominator."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from duijie.engine import meetings as engine
from duijie.portal.events.framing import Frame
from duijie.portal.events.models import Event, Participant, Wish
from duijie.portal.parties.choices import SizeClass

SMALL = (SizeClass.SMALL, SizeClass.MICRO)


@dataclass(frozen=True)
class Figure:
    """One figure: how many of how many; `good` says whether more is better."""

    label: str
    part: int
    whole: int
    note: str = ""
    good: bool = True


def measured(event: Event, framed: Frame, slots: Sequence[int | None], candidates: int) -> dict[str, Any]:
    """Plain numbers of an agenda, to be kept. `slots` are the frame's meetings' (None: not held)."""
    held = [number for number, slot in enumerate(slots) if slot is not None]
    served = {framed.participants[who] for m in held for who in framed.event.meetings[m].participants}
    breaks = engine.breaks(framed.event, slots)
    people = Participant.objects.filter(pk__in=framed.participants).values_list(
        "pk", "party__profile__size_class"
    )
    small = {pk for pk, size in people if size in SMALL}
    places = sum(len(framed.slots) - len(table.away) for table in framed.event.tables)
    met = {pair for m in held for pair in _pairs(framed, m)}
    asked = _wishes(event, framed.participants)
    return {
        "meetings": len(held),
        "candidates": candidates,
        "participants": len(framed.participants),
        "served": len(served),
        "small": len(small),
        "small_served": len(small & served),
        "wishes": len(asked),
        "wishes_met": sum(pair in met for pair in asked),
        "breaks": sum(breaks),
        "with_breaks": sum(count > 0 for count in breaks),
        "most_breaks": max(breaks, default=0),
        "places": places,
        "empty": max(0, places - len(held)),
        "below_floor": _below_floor(event, framed, held),
    }  # fmt: skip


def _pairs(framed: Frame, m: int) -> Iterator[frozenset[int]]:
    """Everybody in a meeting meets everybody else in it."""
    members = [framed.participants[who] for who in framed.event.meetings[m].participants]
    return (frozenset(pair) for pair in combinations(members, 2))


def _wishes(event: Event, keys: Sequence[int]) -> list[frozenset[int]]:
    """Pairs of confirmed participants of whom one wants to meet the other; a mutual wish counts twice."""
    asked = Wish.objects.filter(participant__event=event, veto=False)
    known = set(keys)
    return [
        frozenset(pair)
        for pair in asked.values_list("participant_id", "other_id")
        if pair[0] in known and pair[1] in known
    ]


def _below_floor(event: Event, framed: Frame, held: Sequence[int]) -> int:
    """Participants with fewer meetings than their floor, whether or not there were enough for it."""
    counts = Counter(framed.participants[who] for m in held for who in framed.event.meetings[m].participants)
    floors = dict(Participant.objects.filter(pk__in=framed.participants).values_list("pk", "floor"))
    return sum(counts[pk] < (event.floor if floor is None else floor) for pk, floor in floors.items())


def figures(numbers: Mapping[str, Any]) -> list[Figure]:
    """The card of an agenda; empty where nothing was measured."""
    if not numbers:
        return []
    n = numbers
    return [
        Figure(_("排上的洽谈"), n["meetings"], n["candidates"], _("占备选洽谈")),
        Figure(_("有洽谈的参会方"), n["served"], n["participants"], _("占确认参加的")),
        Figure(_("服务到的小微企业"), n["small_served"], n["small"], _("占确认参加的小微企业")),
        Figure(_("满足的意愿"), n["wishes_met"], n["wishes"], _("占参会方提出的意愿")),
        Figure(
            _("有空档的参会方"), n["with_breaks"], n["participants"],
            _("共 %(breaks)d 次空档，最多的一家 %(most)d 次") % {"breaks": n["breaks"], "most": n["most_breaks"]},
            good=False,
        ),
        Figure(_("空着的桌次"), n["empty"], n["places"], _("占全部桌次；宜留 10–20%")),
        Figure(_("不足最低场次的参会方"), n["below_floor"], n["participants"], _("占确认参加的"), good=False),
    ]  # fmt: skip
