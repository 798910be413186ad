"""A listing as one person may see it: pages, exports and the API take names and contacts from here alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from duijie.engine.channels import Field
from duijie.portal.exchange import permissions, queries, values
from duijie.portal.exchange.models import Listing
from duijie.portal.parties import places

_KEY_FACTS = 3
_ELSEWHERE = ("valid_from", "valid_to", "region", "industry", "products", "unit")


@dataclass(frozen=True)
class Fact:
    name: str
    label: str
    text: str  # empty: unknown
    long: bool = False


class Card:
    """`publisher` is a name only for those who may know it; `contact` is None where it is closed."""

    def __init__(self, listing: Listing, user: Any, *, opened: bool) -> None:
        self.listing = listing
        self.own = permissions.owns(user, listing) if user is not None else True
        self.reviewer = permissions.may(user, "review_listing", listing)
        self.contact_open = self.own or self.reviewer or opened
        self.publisher_known = not listing.anonymous or self.contact_open

    @property
    def pk(self) -> int:
        return self.listing.pk

    @property
    def title(self) -> str:
        return str(self.listing)

    @property
    def publisher(self) -> str:
        if self.publisher_known:
            return self.listing.party.name
        return _("匿名（%(kind)s）") % {"kind": self.listing.party.get_kind_display()}

    @property
    def party(self) -> Any:
        """The party for a link to its page; None where it is hidden."""
        return self.listing.party if self.publisher_known else None

    @property
    def contact(self) -> str | None:
        """What the listing says, else the party's own contact; None where closed."""
        if not self.contact_open:
            return None
        party = self.listing.party
        return self.listing.contact or f"{party.contact_name} {party.contact_phone}".strip()

    @cached_property
    def facts(self) -> list[Fact]:
        """All fields that a reader sees beside title, description and contact, in the channel's order."""
        skipped = ("title", "description", "contact")
        listing = self.listing
        return [
            Fact(f.name, values.label(f, listing.side), self._shown(f), f.kind == "longtext")
            for f in listing.definition.fields_for(listing.side, portal=True)
            if f.name not in skipped and not f.private
        ]

    def _shown(self, field: Field) -> str:
        """A quantity carries the unit that the listing counts in."""
        text = values.show(field, self.listing.value(field.name))
        unit = self.listing.value("unit") if field.name == "quantity" else None
        return f"{text} {unit}" if text and unit else text

    @property
    def key_facts(self) -> list[Fact]:
        """The first few that are known and that the title does not say, for a line in a list."""
        known = [f for f in self.facts if f.text and not f.long and f.name not in _ELSEWHERE]
        return [f for f in known if f.text not in self.title][:_KEY_FACTS]

    @property
    def region(self) -> str:
        return places.region_words(self.listing.region)

    @property
    def region_short(self) -> str:
        return places.region_short(self.listing.region)

    @property
    def channel(self) -> str:
        return values.channel_words(self.listing.definition)

    @property
    def side_label(self) -> str:
        return values.side_words(self.listing.definition, self.listing.side)

    @property
    def industry(self) -> str:
        return places.industry_words(self.listing.industry)


def cards(user: Any, listings: Iterable[Listing]) -> list[Card]:
    """One card per listing, in order; one query whatever their number. Listings carry their party."""
    rows = list(listings)
    opened = queries.opened_among(user, [r.pk for r in rows])
    return [Card(row, user, opened=row.pk in opened) for row in rows]


def card(user: Any, listing: Listing) -> Card:
    return cards(user, [listing])[0]
