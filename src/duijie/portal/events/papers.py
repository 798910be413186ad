"""What the organiser prints of the current version: the agenda, cards for the tables, the sheet to sign, the programme.

Names and times only; telephone numbers come into the sign-in sheet alone, and only where they are asked for, because it
lies open on the desk.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.events.choices import MeetingState, ParticipantState
from duijie.portal.events.documents.paper import Page, Paper
from duijie.portal.events.models import Event, Placement
from duijie.portal.events.programme import lines
from duijie.portal.refused import Refused

KINDS = {
    "agenda": gettext_lazy("日程总表（时段 × 桌）"),
    "people": gettext_lazy("日程总表（按参会方）"),
    "cards": gettext_lazy("桌卡"),
    "sign-in": gettext_lazy("签到表（电话空着）"),
    "sign-in-phones": gettext_lazy("签到表（带电话）"),
    "programme": gettext_lazy("议程和日程"),
}
_ACROSS = 6  # tables beside each other on one sheet
Cells = dict[tuple[int, int], str]


def made(user: Any, event: Event, kind: str, *, place: str) -> Paper:
    """One of KINDS; `place` is the address where a participant reads its own agenda. Refused where nothing is published."""
    title = f"{event.title} {KINDS[kind]}"
    if kind.startswith("sign-in"):
        return Paper(title, [_sign_in(event, phones=kind.endswith("phones"))])
    if kind == "programme":
        agenda = _agenda(event, placed(event)) if event.current else []
        return Paper(title, [programme_page(user, event), *agenda], landscape=True)
    rows = placed(event)
    if kind == "agenda":
        return Paper(title, _agenda(event, rows), landscape=True)
    return Paper(title, [_people(event, rows)] if kind == "people" else _cards(event, rows, place))


def placed(event: Event) -> list[Placement]:
    """The current version's meetings that were not cancelled since, in the order of time (three queries)."""
    if event.current is None:
        raise Refused(_("日程还没有发布，发布以后才能打印。"))
    rows = event.current.placements.exclude(meeting__state=MeetingState.CANCELLED)
    rows = rows.select_related("meeting", "slot", "table").prefetch_related("meeting__participants__party")
    return list(rows.order_by("starts_at", "table__number", "pk"))


def _issue(event: Event) -> list[str]:
    told = {"version": event.current, "at": _moment(event.current.published_at)}
    where = " ".join(part for part in (event.venue, event.address) if part)
    return [part for part in (where, _("%(version)s，%(at)s 发布") % told) if part]


def _moment(at: Any) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


def _span(one: Placement) -> str:
    starts, ends = timezone.localtime(one.starts_at), timezone.localtime(one.ends_at)
    return f"{starts:%m-%d %H:%M}–{ends:%H:%M}"


def _agenda(event: Event, rows: Sequence[Placement]) -> list[Page]:
    """Times down, tables across, as many sheets as the tables need."""
    times = {one.slot_id: _span(one).replace(" ", "\n") for one in rows}
    order = list(dict.fromkeys(one.slot_id for one in rows))
    tables = {one.table_id: (one.table.number, one.place) for one in rows}
    across = sorted(tables, key=lambda pk: tables[pk][0])
    cells: Cells = {(one.slot_id, one.table_id): _names(one, "\n") for one in rows}
    pages = []
    for start in range(0, len(across), _ACROSS):
        some = across[start : start + _ACROSS]
        heading = f"{event.title}：{tables[some[0]][1]}" + (f" – {tables[some[-1]][1]}" if some[1:] else "")
        body = [(times[slot], *(cells.get((slot, table), "") for table in some)) for slot in order]
        columns = (_("时间"), *(tables[table][1] for table in some))
        pages.append(Page(heading, columns, body, (2, *[3] * len(some)), _issue(event)))
    return pages


def _names(one: Placement, between: str) -> str:
    return between.join(str(person.party) for person in one.meeting.participants.all())


def _people(event: Event, rows: Sequence[Placement]) -> Page:
    """Everybody's meetings below each other, in the order of names."""
    own: dict[tuple[str, int], list[tuple[Any, ...]]] = defaultdict(list)
    for one in rows:
        people = list(one.meeting.participants.all())
        for person in people:
            others = "、".join(str(other.party) for other in people if other.pk != person.pk)
            own[str(person.party), person.pk].append((_span(one), one.place, others))
    body = [(name if first else "", *row) for (name, _pk), found in sorted(own.items())
            for first, row in ((n == 0, row) for n, row in enumerate(found))]  # fmt: skip
    columns = (_("参会方"), _("时间"), _("地点"), _("洽谈对象"))
    return Page(event.title, columns, body, (5, 4, 4, 5), _issue(event))


def _cards(event: Event, rows: Sequence[Placement], place: str) -> list[Page]:
    """One large sheet per table, to stand on it."""
    by_table: dict[int, list[Placement]] = defaultdict(list)
    for one in sorted(rows, key=lambda row: (row.table.number, row.starts_at)):
        by_table[one.table_id].append(one)
    return [
        Page(
            found[0].place, (_("时间"), _("洽谈双方")), [(_span(one), _names(one, "\n")) for one in found], (2, 5),
            [event.title, str(event.current)], qr=place, qr_says=_("扫码登录，看本单位的最新日程"), large=True,
        )
        for found in by_table.values()
    ]  # fmt: skip


def _sign_in(event: Event, *, phones: bool) -> Page:
    people = event.participants.filter(state=ParticipantState.CONFIRMED).select_related("party")
    body = [
        (n, str(one.party), one.representatives, one.contact_name, one.contact_phone if phones else "", "")
        for n, one in enumerate(people.order_by("party__name", "pk"), 1)
    ]
    columns = (_("序号"), _("单位"), _("代表人数"), _("姓名"), _("电话"), _("签名"))
    where = " · ".join(part for part in (event.starts_at and _moment(event.starts_at), event.venue) if part)
    return Page(_("%(event)s签到表") % {"event": event.title}, columns, body, (1, 5, 2, 3, 3, 3), [where])


def programme_page(user: Any, event: Event) -> Page:
    body = [
        (_moment(line.item.starts_at), line.item.minutes, line.item.get_kind_display(), line.item.title, line.speaker)
        for line in lines(user, event)
    ]  # fmt: skip
    columns = (_("时间"), _("分钟"), _("环节"), _("内容"), _("单位"))
    return Page(_("%(event)s议程") % {"event": event.title}, columns, body, (3, 1, 2, 7, 4), [event.venue])
