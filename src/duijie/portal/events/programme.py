"""The programme as one person may read it: names and links only of what is open to them."""

from dataclasses import dataclass
from typing import Any

from duijie.portal.events import permissions
from duijie.portal.events.models import Event, ProgrammeItem
from duijie.portal.exchange import queries as exchange


@dataclass(frozen=True)
class Line:
    """One item; `speaker` is empty where the listing is anonymous and they are its publisher, `url` where it is closed."""

    item: ProgrammeItem
    speaker: str
    url: str


def lines(user: Any, event: Event) -> list[Line]:
    """In the order of time; two queries."""
    items = list(event.programme.select_related("speaker", "listing"))
    listed = {item.listing_id for item in items if item.listing_id}
    seen = set(exchange.visible_to(user).filter(pk__in=listed).values_list("pk", flat=True))
    runs = permissions.may(user, "run_event", event)
    return [Line(item, _speaker(item, runs=runs), _url(item, seen)) for item in items]


def _speaker(item: ProgrammeItem, *, runs: bool) -> str:
    """A listing may have become anonymous after it was put on the programme."""
    listing = item.listing
    if listing is not None and listing.anonymous and listing.party_id == item.speaker_id and not runs:
        return ""
    return str(item.speaker or "")


def _url(item: ProgrammeItem, seen: set[int]) -> str:
    return item.listing.get_absolute_url() if item.listing and item.listing_id in seen else ""
