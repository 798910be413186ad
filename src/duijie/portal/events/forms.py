"""The organiser's forms."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.engine.channels import available, load
from duijie.portal.events.advice import Layout, Span
from duijie.portal.events.choices import MeetingSession, OutcomeKind, ParticipantState
from duijie.portal.events.models import Event, Meeting, MeetingOutcome, Participant, Slot, Table
from duijie.portal.exchange import values
from duijie.portal.web.fields import RegionField

_TIME = {"type": "time"}
_ROOMS = 6
_DAYS = 5


def channel_choices() -> list[tuple[str, str]]:
    return [(code, values.channel_words(load(code))) for code in available()]


class _Given(forms.ModelForm):
    """The values for the domain to write: each held to its field's bounds, the instance left as it is."""

    def _post_clean(self) -> None:
        for name, value in list(self.cleaned_data.items()):
            if name in self._meta.fields and value not in (None, "", []):
                try:
                    self._meta.model._meta.get_field(name).run_validators(value)
                except forms.ValidationError as problem:
                    self.add_error(name, problem)


class EventForm(_Given):
    """What an event is; slots and tables are the next step."""

    channels = forms.MultipleChoiceField(
        label=gettext_lazy("对接渠道"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("按这些渠道的匹配推荐参会方和洽谈；都不选则用全部渠道"),
    )
    region = RegionField(label=gettext_lazy("所在地区"), required=False)
    online_url = forms.URLField(
        label=gettext_lazy("线上会议链接"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("只在线上开或有线上分会场时填"),
    )

    class Meta:
        model = Event
        fields = [
            "title", "kind", "channels", "description", "venue", "address", "region", "online_url",
            "registration_until", "floor", "cap", "fairness",
        ]  # fmt: skip
        widgets = {
            "description": forms.Textarea(attrs={"rows": 4}),
            "registration_until": forms.DateTimeInput(
                attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
            ),
        }
        help_texts = {
            "title": gettext_lazy("例：2026 年装备制造产销对接会"),
            "venue": gettext_lazy("例：会展中心一楼；只在线上开的可以不填"),
            "floor": gettext_lazy("尽量让每家都有这么多场；备选不够的会如实列出"),
            "cap": gettext_lazy("不填则不限"),
            "fairness": gettext_lazy("空档是两场洽谈之间的空闲；不填则不限制各家的差别"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channels"].choices = channel_choices()
        for name, unit in (("floor", _("场")), ("cap", _("场")), ("fairness", _("次"))):
            self.fields[name].unit = unit
        if self.instance.region:
            self.initial["region"] = values.region_words(self.instance.region)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        floor, cap = found.get("floor"), found.get("cap")
        if floor is not None and cap is not None and floor > cap:
            self.add_error("floor", _("比最多的场数还多。"))
        return found


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


_CLOCKS = ("start", "end", "lunch_start", "lunch_end")


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


class ParticipantForm(_Given):
    """What the organiser changes on a participant's behalf."""

    present = forms.TypedMultipleChoiceField(
        label=gettext_lazy("在场的时段"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("去掉不在场的时段；日程不会把洽谈排在那里"),
    )

    class Meta:
        model = Participant
        fields = ["representatives", "contact_name", "contact_phone", "floor", "cap"]
        help_texts = {
            "floor": gettext_lazy("不填则按对接会的规定"),
            "cap": gettext_lazy("不填则按对接会的规定"),
        }

    def __init__(self, slots: Sequence[Slot], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._slots = slots
        several = len({timezone.localtime(slot.starts_at).date() for slot in slots}) > 1
        day = "%m-%d " if several else ""
        self.fields["present"].choices = [
            (slot.number, f"{timezone.localtime(slot.starts_at):{day}%H:%M}" if day else str(slot))
            for slot in slots
        ]
        away = set(self.instance.away)
        self.initial["present"] = [slot.number for slot in slots if slot.number not in away]
        if not slots:
            del self.fields["present"]

    def changes(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        if "present" in given:
            here = set(given.pop("present"))
            given["away"] = [slot.number for slot in self._slots if slot.number not in here]
        return given


class MeetingForm(forms.Form):
    """When and where a meeting may be."""

    must = forms.BooleanField(label=gettext_lazy("必须安排"), required=False)
    session = forms.ChoiceField(label=gettext_lazy("上午或下午"), choices=MeetingSession.choices)
    fixed_slot = forms.ModelChoiceField(
        Slot.objects.none(),
        label=gettext_lazy("固定时段"),
        required=False,
        empty_label=gettext_lazy("不固定"),
    )
    room = forms.ChoiceField(label=gettext_lazy("要求的厅室"), required=False)
    online_url = forms.URLField(label=gettext_lazy("线上会议链接"), required=False, assume_scheme="https")

    def __init__(self, meeting: Meeting, data: Any = None) -> None:
        names = ("must", "session", "fixed_slot", "room", "online_url")
        super().__init__(data, initial={name: getattr(meeting, name) for name in names})
        self.fields["fixed_slot"].queryset = meeting.event.slots.order_by("number")
        rooms = (
            meeting.event.tables.exclude(room="").order_by("room").values_list("room", flat=True).distinct()
        )
        self.fields["room"].choices = [("", _("不限")), *((room, room) for room in rooms)]


class AddMeetingForm(forms.Form):
    """Two or three participants who confirmed."""

    def __init__(self, event: Event, data: Any = None) -> None:
        super().__init__(data)
        people = event.participants.filter(state=ParticipantState.CONFIRMED).select_related("party")
        for name, label in (("one", _("一方")), ("other", _("另一方")), ("third", _("第三方"))):
            self.fields[name] = forms.ModelChoiceField(
                people, label=label, required=name != "third", empty_label=_("请选")
            )

    def people(self) -> list[Participant]:
        return [one for one in self.cleaned_data.values() if one is not None]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        given = [one for one in found.values() if one is not None]
        if len(set(given)) < len(given):
            raise forms.ValidationError(_("同一家不能选两次。"))
        return found


class WishForm(forms.Form):
    """A few choices in order, and a few vetoes; `partners` are keys of those with a match, the best first."""

    RANKED, VETOED = 5, 3

    def __init__(self, participant: Participant, partners: Sequence[int], data: Any = None) -> None:
        rows = participant.event.participants.filter(state=ParticipantState.CONFIRMED).select_related("party")
        self._people = {one.pk: one for one in rows.exclude(pk=participant.pk).order_by("party__name")}
        first = [pk for pk in partners if pk in self._people]
        rest = [pk for pk in self._people if pk not in set(first)]
        choices: list[Any] = [("", _("不选"))]
        for label, keys in ((_("有匹配的"), first), (_("其他"), rest)):
            if keys:
                choices.append((label, [(str(pk), str(self._people[pk])) for pk in keys]))
        super().__init__(data, initial=self._known(participant))
        for number in range(1, self.RANKED + 1):
            label = _("第 %(n)d 想见") % {"n": number}
            self.fields[f"rank_{number}"] = forms.ChoiceField(label=label, required=False, choices=choices)
        for number in range(1, self.VETOED + 1):
            label = _("不想见") if number == 1 else _("不想见（%(n)d）") % {"n": number}
            self.fields[f"veto_{number}"] = forms.ChoiceField(label=label, required=False, choices=choices)
        self.fields["veto_1"].help_text = _("对方看不到；日程不会安排你们见面")

    def _known(self, participant: Participant) -> dict[str, Any]:
        found, vetoes = {}, 0
        for wish in participant.wishes.all():
            if wish.veto:
                vetoes += 1
            found[f"veto_{vetoes}" if wish.veto else f"rank_{wish.rank}"] = str(wish.other_id)
        return found

    def ranked(self) -> list[Participant]:
        return self._chosen("rank", self.RANKED)

    def vetoed(self) -> list[Participant]:
        return self._chosen("veto", self.VETOED)

    def _chosen(self, kind: str, count: int) -> list[Participant]:
        keys = [self.cleaned_data[f"{kind}_{number}"] for number in range(1, count + 1)]
        return [self._people[int(key)] for key in keys if key]


class OutcomeForm(_Given):
    """Two taps: what came of it, and where it is money how much."""

    class Meta:
        model = MeetingOutcome
        fields = ["kind", "amount", "note"]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {"amount": gettext_lazy("达成意向或签约时填，估计数也可以；只有本单位和主办单位看得到")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = OutcomeKind.choices
