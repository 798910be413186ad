"""An event's participants as its organiser sees them: with what they wish and what is planned for them, and as a table."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from duijie.portal.events.choices import STANDING
from duijie.portal.events.models import Event, Participant, Seat, Wish
from duijie.portal.parties.places import region_short
from duijie.portal.web.templatetags.duijie import moment

_CHUNK = 500


def told(event: Event, rows: Any) -> list[Participant]:
    """The participants with `.wished`, `.vetoed`, `.candidates`, `.placed`, `.here` (three queries for all)."""
    found = list(rows)
    keys = [one.pk for one in found]
    slots = set(event.slots.values_list("number", flat=True))
    wishes = _wishes(keys)
    seats = _seats(keys)
    for one in found:
        one.wished, one.vetoed = wishes.get(one.pk, (0, 0))
        one.candidates, one.placed = seats.get(one.pk, (0, 0))
        one.here, one.slots = len(slots - set(one.away)), len(slots)
    return found


def _wishes(keys: list[int]) -> dict[int, tuple[int, int]]:
    rows = Wish.objects.filter(participant__in=keys).order_by().values_list("participant")
    counts = rows.annotate(wished=Count("pk", filter=Q(veto=False)), vetoed=Count("pk", filter=Q(veto=True)))
    return {key: (wished, vetoed) for key, wished, vetoed in counts}


def _seats(keys: list[int]) -> dict[int, tuple[int, int]]:
    rows = Seat.objects.filter(participant__in=keys, meeting__state__in=STANDING).order_by()
    placed = Q(meeting__slot__isnull=False, meeting__table__isnull=False)
    counts = rows.values_list("participant").annotate(every=Count("pk"), some=Count("pk", filter=placed))
    return {key: (every, some) for key, every, some in counts}


def columns() -> list[str]:
    return [
        _("单位"), _("类别"), _("地区"), _("状态"), _("怎么来的"), _("代表人数"), _("联系人"), _("联系电话"), _("在场时段"),
        _("全部时段"), _("至少几场"), _("最多几场"), _("想见"), _("不想见"), _("备选洽谈"), _("已排洽谈"), _("邀请时间"),
        _("催办时间"), _("答复时间"), _("答复说明"),
    ]  # fmt: skip


def table(event: Event, rows: QuerySet[Participant]) -> Iterator[list[Any]]:
    for start in range(0, rows.count(), _CHUNK):
        for one in told(event, rows[start : start + _CHUNK]):
            party = one.party
            yield [
                party.name, party.get_kind_display(), region_short(party.region), one.get_state_display(),
                one.get_source_display(), one.representatives, one.contact_name, one.contact_phone, one.here, one.slots,
                one.floor, one.cap, one.wished, one.vetoed, one.candidates, one.placed, moment(one.invited_at),
                one.reminded_at and moment(one.reminded_at), one.answered_at and moment(one.answered_at), one.answer,
            ]  # fmt: skip
