"""A participant's own agenda: as appointments of a calendar, and on paper with the contacts that are open to them.

Contacts follow the rule of the exchange: a partner's are told where the meeting is about a listing of theirs whose
contact is open to this person (both sides accepted an interest). Calendar files never hold contacts, because whoever
has their secret address reads them without signing in.
"""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.events.calendars import Entry
from duijie.portal.events.choices import EventState, MeetingState
from duijie.portal.events.documents.paper import Page, Paper
from duijie.portal.events.models import Meeting, Participant, Placement
from duijie.portal.exchange.cards import cards

Address = Callable[[Any], str]


def entries(participant: Participant, address: Address) -> list[Entry]:
    """Every meeting that was ever in a version they saw; those that fell out stay as cancelled, at their last place."""
    event = participant.event
    if event.current is None:
        return []
    rows = Placement.objects.filter(
        version__event=event, version__number__lte=event.current.number, meeting__participants=participant
    )
    rows = rows.select_related("version", "meeting").prefetch_related("meeting__participants__party")
    last = {one.meeting_id: one for one in rows.order_by("version__number")}
    ordered = sorted(last.values(), key=lambda one: (one.starts_at, one.meeting_id))
    return [_entry(participant, one, address(one.meeting)) for one in ordered]


def _entry(participant: Participant, one: Placement, url: str) -> Entry:
    event, meeting = participant.event, one.meeting
    gone = one.version_id != event.current_id or meeting.state == MeetingState.CANCELLED
    told = [event.title, meeting.online_url and _("线上会议：%(url)s") % {"url": meeting.online_url}]
    return Entry(
        uid=f"meeting-{meeting.pk}-{meeting.created_at:%Y%m%d%H%M%S%f}@events.duijie",
        sequence=event.current.number,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        stamp=timezone.now() if gone else event.current.published_at,
        summary=_("洽谈：%(others)s") % {"others": others(participant, meeting)},
        place=" ".join(part for part in (event.venue, one.place) if part),
        description="\n".join(part for part in told if part),
        url=url,
        cancelled=gone or event.state == EventState.CANCELLED,
    )


def others(participant: Participant, meeting: Meeting) -> str:
    return "、".join(str(one.party) for one in meeting.participants.all() if one.pk != participant.pk)


def paper(user: Any, participant: Participant, placements: list[Placement]) -> Paper:
    """The agenda to be printed and carried along. Placements with `meeting__need__party`, `meeting__offer__party`."""
    event = participant.event
    contacts = _contacts(user, participant, placements)
    rows = [
        (_span(one), one.place, others(participant, one.meeting), contacts.get(one.meeting_id, ""))
        for one in placements
        if one.meeting.state != MeetingState.CANCELLED
    ]
    lines = [
        " · ".join(part for part in (event.title, event.venue, event.address) if part),
        _("%(version)s，%(at)s 发布；之后有变化以网页为准。")
        % {"version": event.current, "at": f"{timezone.localtime(event.current.published_at):%Y-%m-%d %H:%M}"}
        if event.current
        else _("日程还没有发布。"),
        _("联系方式只在双方都接受对接意向后显示。"),
    ]
    columns = (_("时间"), _("地点"), _("洽谈对象"), _("联系方式"))
    heading = _("%(party)s的洽谈日程") % {"party": participant.party}
    return Paper(heading, [Page(heading, columns, rows, (3, 3, 5, 4), lines)])


def _span(one: Placement) -> str:
    starts, ends = timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)
    return f"{starts:%m-%d %H:%M}–{ends:%H:%M}"


def _contacts(user: Any, participant: Participant, placements: list[Placement]) -> dict[int, str]:
    """The open contact of each meeting's listing that is another's (one query)."""
    about = {
        one.meeting_id: listing
        for one in placements
        for listing in (one.meeting.need, one.meeting.offer)
        if listing is not None and listing.party_id != participant.party_id
    }
    told = {card.pk: card.contact for card in cards(user, about.values())}
    return {meeting: told[listing.pk] or "" for meeting, listing in about.items()}
