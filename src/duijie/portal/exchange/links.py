"""What other apps add to the pages of listings and matches, so that the exchange need not know them.

An app registers in its `setup.register()`: a panel on a listing's page, or a link on a match and on an interest.
"""

from collections.abc import Callable
from typing import Any

ListingPanel = Callable[[Any, Any], dict[str, Any] | None]
PairLink = Callable[[Any, Any, Any], tuple[str, str] | None]
_listing_panels: list[ListingPanel] = []
_pair_links: list[PairLink] = []


def register_listing_panel(panel: ListingPanel) -> ListingPanel:
    """`panel(user, listing)` gives a context with the key `template`, or None where there is nothing to show."""
    if panel not in _listing_panels:
        _listing_panels.append(panel)
    return panel


def register_pair_link(link: PairLink) -> PairLink:
    """`link(user, need, offer)` gives a label and an address, or None where there is nothing to do."""
    if link not in _pair_links:
        _pair_links.append(link)
    return link


def listing_panels(user: Any, listing: Any) -> list[dict[str, Any]]:
    found = (panel(user, listing) for panel in _listing_panels)
    return [one for one in found if one is not None]


def pair_links(user: Any, need: Any, offer: Any) -> list[tuple[str, str]]:
    found = (link(user, need, offer) for link in _pair_links)
    return [one for one in found if one is not None]
