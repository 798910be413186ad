"""What happened on the day, so that the agenda can be mended."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.events import repairing
from duijie.portal.events.choices import MeetingState, ParticipantState
from duijie.portal.events.models import Event, Meeting, Participant, Slot, Table

KINDS = {
    "no_show": gettext_lazy("有单位没来"),
    "late": gettext_lazy("有单位迟到"),
    "early": gettext_lazy("有单位提前离开"),
    "table": gettext_lazy("有桌不能用"),
    "meeting": gettext_lazy("取消一场洽谈"),
    "fill": gettext_lazy("补空档"),
}


class RepairForm(forms.Form):
    """`kind` says which fields there are; `asked()` and `cause()` are what the domain is told."""

    over = forms.TypedChoiceField(label=gettext_lazy("从哪个时段起调整"), coerce=int)

    def __init__(self, event: Event, kind: str, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self._event, self._kind = event, kind
        self._slots = list(event.slots.order_by("number"))
        _FIELDS[kind](self)
        least = repairing.begun(event) if repairing.by_the_clock(event) else 0
        self.fields["over"].choices = [(n, str(s)) for n, s in enumerate(self._slots) if n >= least]
        self.fields["over"].initial = repairing.first_open(event)
        self.fields["over"].help_text = _("更早的时段原样不动")
        self.order_fields(["participant", "table", "meeting", "slot", "over"])

    def choose_participant(self) -> None:
        people = self._event.participants.filter(state=ParticipantState.CONFIRMED).select_related("party")
        if self._kind == "no_show":
            people = people.filter(checked_in_at__isnull=True)
        self.fields["participant"] = forms.ModelChoiceField(people, label=_("单位"), empty_label=_("请选"))

    def choose_slot(self) -> None:
        label = _("什么时候到") if self._kind == "late" else _("什么时候走")
        slots = self._event.slots.order_by("number")
        self.fields["slot"] = forms.ModelChoiceField(slots, label=label, empty_label=_("请选"))
        said = _("从这个时段起在场") if self._kind == "late" else _("从这个时段起不在场")
        self.fields["slot"].help_text = said

    def choose_presence(self) -> None:
        self.choose_participant()
        self.choose_slot()

    def choose_table(self) -> None:
        self.fields["table"] = forms.ModelChoiceField(
            self._event.tables.order_by("number"), label=_("桌"), empty_label=_("请选")
        )

    def choose_meeting(self) -> None:
        rows = Meeting.objects.filter(state=MeetingState.PLANNED, placements__version=self._event.current_id)
        rows = rows.prefetch_related("participants__party").order_by("slot__number", "table__number")
        self.fields["meeting"] = forms.ModelChoiceField(rows, label=_("洽谈"), empty_label=_("请选"))

    def choose_fill(self) -> None:
        self.choose_participant()
        self.fields["participant"].required = False
        self.fields["participant"].empty_label = _("全部有空的单位")
        self.fields["participant"].help_text = _("只用备选洽谈补空档，不动任何人的时间")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        over, slot = given.get("over"), given.get("slot")
        if over is not None and slot is not None and slot.number < self._slots[over].number:
            self.add_error("slot", _("要在开始调整的时段或更晚。"))
        if self._kind == "late" and over is not None and slot == self._slots[over]:
            self.add_error("slot", _("从开始调整的时段起就在场，不用调整。"))
        return given

    def asked(self) -> dict[str, Any]:
        given, rest = self.cleaned_data, self._numbers()
        one: Participant | None = given.get("participant")
        slot: Slot | None = given.get("slot")
        if self._kind == "late" and one and slot:
            return {"away": {str(one.pk): [n for n in rest if n < slot.number]}}
        if self._kind == "early" and one and slot:
            return {"away": {str(one.pk): [n for n in rest if n >= slot.number]}}
        if self._kind == "table":
            table: Table = given["table"]
            return {"tables": {str(table.pk): rest}}
        if self._kind == "meeting":
            return {"cancelled": [given["meeting"].pk]}
        if self._kind == "fill":
            return {"fill": one.pk if one else "all"}
        return {}

    def _numbers(self) -> list[int]:
        """The slots that are left."""
        return [slot.number for slot in self._slots[self.cleaned_data["over"] :]]

    def cause(self) -> str:
        given = self.cleaned_data
        told = {name: str(value) for name, value in given.items()}
        if self._kind == "fill":
            one = given.get("participant")
            return _("补空档：%(name)s") % {"name": one or _("全部有空的单位")}
        return str(_CAUSES[self._kind]) % told


_FIELDS: dict[str, Callable[[RepairForm], None]] = {
    "no_show": RepairForm.choose_participant,
    "late": RepairForm.choose_presence,
    "early": RepairForm.choose_presence,
    "table": RepairForm.choose_table,
    "meeting": RepairForm.choose_meeting,
    "fill": RepairForm.choose_fill,
}
_CAUSES = {
    "no_show": gettext_lazy("%(participant)s未到"),
    "late": gettext_lazy("%(participant)s迟到，%(slot)s 起在场"),
    "early": gettext_lazy("%(participant)s提前离开，%(slot)s 起不在场"),
    "table": gettext_lazy("%(table)s不能用"),
    "meeting": gettext_lazy("取消洽谈：%(meeting)s"),
}
