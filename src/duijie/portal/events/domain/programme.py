"""The programme on the stage: speeches, and pitches and needs that are listings of the exchange."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.events import permissions
from duijie.portal.events.choices import INVITING, ProgrammeKind
from duijie.portal.events.domain.life import locked
from duijie.portal.events.models import Event, ProgrammeItem
from duijie.portal.exchange.choices import ListingSide, ListingState
from duijie.portal.refused import Refused

LONGEST = 12 * 60  # minutes
MOST_ITEMS = 200
_FIELDS = ("kind", "title", "speaker", "listing", "starts_at", "minutes")
_SIDES = {ProgrammeKind.NEED: ListingSide.NEED, ProgrammeKind.PITCH: ListingSide.OFFER}


@transaction.atomic
def add_item(event: Event, *, by: Any, **data: Any) -> ProgrammeItem:
    """Put something on the programme; the same thing sent twice is there once."""
    event = _open(event, by)
    item = ProgrammeItem(event=event, **_read(event, None, data))
    there = event.programme.filter(**{name: getattr(item, name) for name in _FIELDS}).first()
    if there is not None:
        return there
    if event.programme.count() >= MOST_ITEMS:
        raise Refused(_("一场对接会的议程最多 %(n)d 项。") % {"n": MOST_ITEMS})
    last = event.programme.order_by("-order").first()
    item.order = last.order + 1 if last else 0
    item.save()
    record(by, "programme.added", event, reason=item.title)
    return item


@transaction.atomic
def save_item(item: ProgrammeItem, *, by: Any, **data: Any) -> ProgrammeItem:
    """Change an item; nothing happens if nothing changed."""
    event = _open(item.event, by)
    item = _there(event, item)
    given = _read(event, item, data)
    changed = sorted(name for name, value in given.items() if getattr(item, name) != value)
    for name in changed:
        setattr(item, name, given[name])
    if changed:
        item.save(update_fields=changed)
        record(by, "programme.saved", event, fields=changed, reason=item.title)
    return item


@transaction.atomic
def move_item(item: ProgrammeItem, *, by: Any, up: bool) -> None:
    """Change places with the item before or after it; the two together take the time that they took."""
    event = _open(item.event, by)
    rows = list(event.programme.all())
    at = next((n for n, row in enumerate(rows) if row.pk == item.pk), None)
    if at is None:
        raise _gone()
    first = at - 1 if up else at
    if first < 0 or first + 1 >= len(rows):
        return
    _swap(event, rows[first], rows[first + 1])
    record(by, "programme.moved", event, reason=rows[at].title)


@transaction.atomic
def remove_item(item: ProgrammeItem, *, by: Any) -> None:
    """Take it off; one that is gone already stays gone."""
    event = _open(item.event, by)
    if event.programme.filter(pk=item.pk).delete()[0]:
        record(by, "programme.removed", event, reason=item.title)


def _open(event: Event, by: Any) -> Event:
    event = locked(event)
    permissions.require(by, "run_event", event)
    if event.state not in INVITING:
        raise Refused(_("对接会已经结束或取消，议程不能再改。"))
    return event


def _there(event: Event, item: ProgrammeItem) -> ProgrammeItem:
    found = event.programme.select_related("listing", "speaker").filter(pk=item.pk).first()
    if found is None:
        raise _gone()
    return found


def _gone() -> Refused:
    return Refused(_("这一项已经不在议程里，可能别人刚删了；请刷新页面。"))


def _swap(event: Event, one: ProgrammeItem, other: ProgrammeItem) -> None:
    """`other` comes first now. What overlaps only exchanges its beginnings, or its order where these are the same."""
    if one.starts_at == other.starts_at:
        one.order, other.order = max(one.order, other.order) + 1, min(one.order, other.order)
    elif one.starts_at + timedelta(minutes=one.minutes) > other.starts_at:
        one.starts_at, other.starts_at = other.starts_at, one.starts_at
    else:
        later = other.starts_at + timedelta(minutes=other.minutes - one.minutes)
        other.starts_at, one.starts_at = one.starts_at, later
    for row in (one, other):
        _check_time(event, row.starts_at, row.minutes)
        row.save(update_fields=["starts_at", "order"])


def _read(event: Event, item: ProgrammeItem | None, data: dict[str, Any]) -> dict[str, Any]:
    """All fields with what is given in them, or what there was; refused with the field that is wrong."""
    unknown = set(data) - set(_FIELDS)
    if unknown:
        raise TypeError(f"unknown fields: {unknown}")
    before = {name: getattr(item, name) for name in _FIELDS} if item else {}
    given = {"speaker": None, "listing": None, "minutes": 10, "title": "", **before, **data}
    listing = given["listing"]
    given["title"] = (given["title"].strip() or str(listing or ""))[:200]
    if not given["title"]:
        raise _wrong("title", _("请写这一项的内容，或选一条供需。"))
    if given["kind"] not in ProgrammeKind.values:
        raise _wrong("kind", _("请选一种环节。"))
    _check_time(event, given["starts_at"], given["minutes"])
    if listing is not None:
        _check_listing(given, known=item is not None and item.listing_id == listing.pk)
    return given


def _check_listing(given: dict[str, Any], *, known: bool) -> None:
    """A listing that was put on while it was released may stay on; an anonymous one never names its publisher."""
    listing = given["listing"]
    if listing.state != ListingState.RELEASED and not known:
        raise _wrong("listing", _("只能选已经发布的供需。"))
    side = _SIDES.get(given["kind"])
    if side is not None and listing.side != side:
        said = _("推介要选供给，需求发布要选需求；这一条是%(side)s。")
        raise _wrong("listing", said % {"side": listing.get_side_display()})
    if not listing.anonymous:
        return
    if given["speaker"] is not None and given["speaker"].pk == listing.party_id:
        raise _wrong("speaker", _("这条供需是匿名发布的，议程里不能写发布单位。"))
    if listing.party.name in given["title"]:
        raise _wrong("title", _("这条供需是匿名发布的，内容里不能出现发布单位的名称。"))


def _check_time(event: Event, starts_at: datetime, minutes: int) -> None:
    """Within one of the event's days, from its first minute to its last."""
    if not 1 <= minutes <= LONGEST:
        raise _wrong("minutes", _("时长要在 1 到 %(n)d 分钟之间。") % {"n": LONGEST})
    days = {timezone.localtime(slot.starts_at).date() for slot in event.slots.all()}
    if not days:
        raise _wrong("starts_at", _("先安排时段，才知道对接会在哪几天。"))
    starts = timezone.localtime(starts_at)
    ends = timezone.localtime(starts_at + timedelta(minutes=minutes))
    if starts.date() not in days or (ends - timedelta(microseconds=1)).date() != starts.date():
        named = "、".join(sorted(day.isoformat() for day in days))
        raise _wrong("starts_at", _("时间要在对接会的日期里：%(days)s。") % {"days": named})


def _wrong(field: str, sentence: str) -> Refused:
    return Refused(sentence, {field: sentence})
