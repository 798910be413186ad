"""Participants, their wishes, and their meetings."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.events.choices import MeetingSession, OutcomeKind, ParticipantState
from duijie.portal.events.forms.event import GivenForm
from duijie.portal.events.models import Event, Meeting, MeetingOutcome, Participant, Slot


class ParticipantForm(GivenForm):
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


class OutcomeForm(GivenForm):
    """Two taps: what came of it, and where it is money how much."""

    class Meta:
        model = MeetingOutcome
        fields = ["kind", "amount", "note"]
        widgets = {"kind": forms.RadioSelect}
        help_texts = {"amount": gettext_lazy("达成意向或签约时填，估计数也可以；只有本单位和主办单位看得到")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = OutcomeKind.choices
