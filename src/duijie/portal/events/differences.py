"""What changed between two versions of an agenda: meetings added, moved, taken away."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from duijie.portal.events.models import Participant, Placement, Seat, Version

KINDS = {"added": _("新增"), "moved": _("调整"), "removed": _("去掉")}
COLOURS = {"added": "done", "moved": "mine", "removed": "late"}
_COMPARED = ("slot_id", "table_id", "starts_at", "ends_at", "place")


@dataclass(frozen=True)
class Change:
    """One meeting's change; `before` and `after` are None where it was not, or is not, in the agenda."""

    meeting: int
    participants: tuple[int, ...]
    before: Placement | None
    after: Placement | None
    names: str = ""

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "moved"

    @property
    def label(self) -> str:
        return str(KINDS[self.kind])

    @property
    def colour(self) -> str:
        return COLOURS[self.kind]


def between(before: Version | None, after: Version) -> list[Change]:
    """The changes from one version to another, in the order of time; everything is new after None."""
    old, new = _placements(before), _placements(after)
    changed = [
        pk for pk in old.keys() | new.keys() if _told(old.get(pk)) != _told(new.get(pk))
    ]  # fmt: skip
    seats = _seats(changed)
    changes = [Change(pk, seats.get(pk, ()), old.get(pk), new.get(pk)) for pk in changed]
    return sorted(changes, key=lambda one: ((one.after or one.before).starts_at, one.meeting))  # type: ignore[union-attr]


def named(changes: Sequence[Change]) -> list[Change]:
    """The same with the parties' names (one query)."""
    keys = {pk for change in changes for pk in change.participants}
    names = dict(Participant.objects.filter(pk__in=keys).values_list("pk", "party__name"))
    return [
        Change(c.meeting, c.participants, c.before, c.after, " — ".join(names[pk] for pk in c.participants))
        for c in changes
    ]


def _placements(version: Version | None) -> dict[int, Placement]:
    if version is None:
        return {}
    return {one.meeting_id: one for one in version.placements.select_related("slot", "table")}


def _told(one: Placement | None) -> tuple[object, ...] | None:
    return None if one is None else tuple(getattr(one, name) for name in _COMPARED)


def _seats(meetings: Iterable[int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    seats = Seat.objects.filter(meeting__in=list(meetings)).order_by("pk")
    for meeting, participant in seats.values_list("meeting_id", "participant_id"):
        found[meeting] = (*found.get(meeting, ()), participant)
    return found
