"""Slots and tables: made from hours and rooms, edited one by one."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.events.advice import Layout, Span
from duijie.portal.events.models import Event, Slot, Table

_TIME = {"type": "time"}
_ROOMS = 6
_DAYS = 5
_CLOCKS = ("start", "end", "lunch_start", "lunch_end")


class LayoutForm(forms.Form):
    """The hours that slots are made from."""

    day = forms.DateField(
        label=gettext_lazy("日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    days = forms.IntegerField(label=gettext_lazy("开几天"), min_value=1, max_value=_DAYS, initial=1)
    start = forms.TimeField(
        label=gettext_lazy("每天开始"), widget=forms.TimeInput(attrs=_TIME, format="%H:%M")
    )
    end = forms.TimeField(label=gettext_lazy("每天结束"), widget=forms.TimeInput(attrs=_TIME, format="%H:%M"))
    length = forms.IntegerField(label=gettext_lazy("每场多长"), min_value=5, max_value=240, initial=25)
    pause = forms.IntegerField(
        label=gettext_lazy("两场之间"),
        min_value=0,
        max_value=120,
        initial=5,
        help_text=gettext_lazy("换桌的时间"),
    )
    lunch_start = forms.TimeField(
        label=gettext_lazy("午餐开始"), required=False, widget=forms.TimeInput(attrs=_TIME, format="%H:%M")
    )
    lunch_end = forms.TimeField(
        label=gettext_lazy("午餐结束"), required=False, widget=forms.TimeInput(attrs=_TIME, format="%H:%M")
    )
    lunch_open = forms.BooleanField(
        label=gettext_lazy("午餐时间也可以谈，但保证每家至少空出一个时段吃饭"), required=False
    )

    def __init__(self, event: Event, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, initial=_hours(event), **kwargs)
        for name in ("length", "pause"):
            self.fields[name].unit = _("分钟")
        self.fields["days"].unit = _("天")

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("start") and found.get("end") and found["end"] <= found["start"]:
            self.add_error("end", _("要在开始之后。"))
        first, last = found.get("lunch_start"), found.get("lunch_end")
        if (first is None) != (last is None):
            self.add_error("lunch_end" if last is None else "lunch_start", _("午餐的开始和结束要一起填。"))
        elif first and last and last <= first:
            self.add_error("lunch_end", _("要在午餐开始之后。"))
        return found

    def layout(self) -> Layout:
        given = dict(self.cleaned_data)
        day, count = given.pop("day"), given.pop("days")
        return Layout(tuple(day + dt.timedelta(days=n) for n in range(count)), **given)


def _hours(event: Event) -> dict[str, Any]:
    """The numbers the slots were last made from, as the form writes them."""
    kept = dict(event.layout)
    if not kept:
        return {
            "start": dt.time(9),
            "end": dt.time(17),
            "lunch_start": dt.time(12),
            "lunch_end": dt.time(13, 30),
        }
    days = [dt.date.fromisoformat(str(day)) for day in kept.pop("days")]
    return {"day": min(days), "days": len(days)} | {
        name: dt.time.fromisoformat(str(value)) if value and name in _CLOCKS else value for name, value in kept.items()
    }  # fmt: skip


class RoomsForm(forms.Form):
    """So many tables in each of a few rooms."""

    def __init__(self, tables: Sequence[Table], data: Any = None) -> None:
        super().__init__(data)
        counts: dict[str, int] = {}
        for table in tables:
            counts[table.room] = counts.get(table.room, 0) + 1
        known = list(counts.items())
        self.lines = max(len(known) + 1, 2) if len(known) < _ROOMS else len(known) + 1
        for number in range(self.lines):
            room, count = known[number] if number < len(known) else ("", None)
            self.fields[f"room_{number}"] = forms.CharField(
                label=_("厅室"), required=False, max_length=40, initial=room
            )
            self.fields[f"count_{number}"] = forms.IntegerField(
                label=_("桌数"), required=False, min_value=0, max_value=300, initial=count
            )

    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"room_{n}"], self[f"count_{n}"]) for n in range(self.lines)]

    def rooms(self) -> list[tuple[str, int]]:
        found = [(self.cleaned_data[f"room_{n}"], self.cleaned_data[f"count_{n}"]) for n in range(self.lines)]
        return [(room, count) for room, count in found if count]


class NumbersField(forms.CharField):
    """Numbers of slots, written “1、3-5”."""

    def clean(self, value: Any) -> list[int]:
        text = super().clean(value)
        found: set[int] = set()
        for part in (
            text.replace("，", ",").replace("、", ",").replace("－", "-").replace("—", "-").split(",")
        ):
            first, dash, last = part.strip().partition("-")
            if not first and not dash:
                continue
            if not first.strip().isdigit() or (dash and not last.strip().isdigit()):
                raise forms.ValidationError(_("看不懂“%(part)s”，请写成 1、3-5。") % {"part": part.strip()})
            found |= set(range(int(first), min(int(last or first), 1_000) + 1))
        return sorted(found)

    def prepare_value(self, value: Any) -> Any:
        return "、".join(map(str, value)) if isinstance(value, list) else value


class TableForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("名称"), required=False, max_length=40)
    room = forms.CharField(label=gettext_lazy("厅室"), required=False, max_length=40)
    away = NumbersField(
        label=gettext_lazy("不能用的时段"), required=False, help_text=gettext_lazy("如 1、3-5")
    )


class SlotForm(forms.Form):
    """One slot of the list that is edited whole."""

    starts_at = forms.DateTimeField(
        label=gettext_lazy("开始"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    ends_at = forms.DateTimeField(
        label=gettext_lazy("结束"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    session = forms.ChoiceField(
        label=gettext_lazy("上午或下午"), choices=Slot._meta.get_field("session").choices
    )
    lunch = forms.BooleanField(label=gettext_lazy("午餐"), required=False)

    def span(self) -> Span:
        return Span(**{n: self.cleaned_data[n] for n in ("starts_at", "ends_at", "session", "lunch")})


SlotForms = forms.formset_factory(SlotForm, extra=1, can_delete=True, max_num=130, absolute_max=140)


def slot_initial(slots: Sequence[Slot]) -> list[dict[str, Any]]:
    return [
        {
            "starts_at": timezone.localtime(slot.starts_at).replace(tzinfo=None),
            "ends_at": timezone.localtime(slot.ends_at).replace(tzinfo=None),
            "session": slot.session,
            "lunch": slot.lunch,
        }
        for slot in slots
    ]
