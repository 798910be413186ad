"""What an event is."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.engine.channels import available, load
from duijie.portal.events.models import Event
from duijie.portal.exchange import values
from duijie.portal.web.fields import RegionField


def channel_choices() -> list[tuple[str, str]]:
    return [(code, values.channel_words(load(code))) for code in available()]


class GivenForm(forms.ModelForm):
    """The values for the domain to write: each held to its field's bounds, the instance left as it is."""

    def _post_clean(self) -> None:
        for name, value in list(self.cleaned_data.items()):
            if name in self._meta.fields and value not in (None, "", []):
                try:
                    self._meta.model._meta.get_field(name).run_validators(value)
                except forms.ValidationError as problem:
                    self.add_error(name, problem)


class EventForm(GivenForm):
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
