"""What other apps add to an event's pages, so that events need not know them.

An app registers in its `setup.register()`: a link on a meeting (“起草协议”), or a panel on the event's page.
"""

from collections.abc import Callable
from typing import Any

MeetingLink = Callable[[Any, Any], tuple[str, str] | None]
EventPanel = Callable[[Any, Any], dict[str, Any] | None]
_meeting_links: list[MeetingLink] = []
_event_panels: list[EventPanel] = []


def register_meeting_link(link: MeetingLink) -> MeetingLink:
    """`link(user, meeting)` gives a label and an address, or None where there is nothing to do."""
    if link not in _meeting_links:
        _meeting_links.append(link)
    return link


def register_event_panel(panel: EventPanel) -> EventPanel:
    """`panel(user, event)` gives a context with the key `template`, or None where there is nothing to show."""
    if panel not in _event_panels:
        _event_panels.append(panel)
    return panel


def meeting_links(user: Any, meeting: Any) -> list[tuple[str, str]]:
    found = (link(user, meeting) for link in _meeting_links)
    return [one for one in found if one is not None]


def event_panels(user: Any, event: Any) -> list[dict[str, Any]]:
    found = (panel(user, event) for panel in _event_panels)
    return [one for one in found if one is not None]
