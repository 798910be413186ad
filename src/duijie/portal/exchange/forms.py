"""Forms made from a channel's definition: one builder for all channels."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.engine.channels import Channel, Field, Kind, available, load
from duijie.portal.exchange import values
from duijie.portal.exchange.models import Listing, Round
from duijie.portal.web.fields import suggesting
from duijie.portal.web.uploads import UploadForm

_PLACE = ("region", "industry", "valid_from", "valid_to")
_REACH = ("contact", "anonymous")


class ChannelField(forms.Field):
    """A form field that reads and words its values as the channel's definition says."""

    def __init__(self, definition: Field, side: str) -> None:
        self.definition = definition
        self.unit = definition.unit
        self.wide = definition.kind in (Kind.LONGTEXT, Kind.LIST, Kind.CHOICES) or definition.name == "title"
        self.must = definition.required
        super().__init__(
            required=False,
            label=values.label(definition, side),
            help_text=_help(definition, side),
            widget=_widget(definition, side),
        )

    def clean(self, value: Any) -> Any:
        try:
            return values.read(self.definition, value)
        except values.BadValue as problem:
            raise forms.ValidationError(str(problem)) from problem


@dataclass(frozen=True)
class Group:
    title: str
    fields: list[forms.BoundField]


class ListingForm(forms.Form):
    """Everything may be left empty in a draft; what is there must be readable."""

    def __init__(
        self, channel: Channel, side: str, *args: Any, listing: Listing | None = None, **kwargs: Any
    ) -> None:
        self.channel, self.side = channel, side
        if listing is not None:
            kwargs["initial"] = _initial(channel, side, listing) | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        for definition in channel.fields_for(side, portal=True):
            self.fields[definition.name] = ChannelField(definition, side)
        self.fields["anonymous"] = forms.BooleanField(
            required=False,
            label=_("匿名发布"),
            help_text=_(
                "双方都同意对接之前，不公开单位名称；审核人员看得到。标题和说明里请不要写出单位名称。"
            ),
        )

    def keep_only(self, names: set[str]) -> None:
        for name in set(self.fields) - names:
            del self.fields[name]

    def groups(self) -> Iterator[Group]:
        """The parts of the form, in the order people think: what, more of it, where and until when, how to reach."""
        own = [n for n in self.fields if n not in (*_PLACE, *_REACH, "description")]
        for title, names in (
            (_("要点"), own),
            (_("说明"), ["description"]),
            (_("地区、行业和有效期"), _PLACE),
            (_("联系"), _REACH),
        ):
            fields = [self[n] for n in names if n in self.fields]
            if fields:
                yield Group(title, fields)

    def data_for_domain(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.fields if name != "anonymous"}

    def take_problems(self, problems: dict[str, str]) -> None:
        for name, sentence in problems.items():
            self.add_error(name if name in self.fields else None, sentence)


class ReasonForm(forms.Form):
    """Why something is returned, closed or declined."""

    reason = forms.CharField(
        label=gettext_lazy("原因"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ImportForm(UploadForm):
    submit = forms.BooleanField(
        label=gettext_lazy("导入后直接提交审核"),
        required=False,
        help_text=gettext_lazy("不勾选则存为草稿，可逐条修改后再提交"),
    )


class RoundForm(forms.ModelForm):
    """What the coordinator decides before a round is allocated."""

    channel = forms.ChoiceField(label=gettext_lazy("哪一种对接"))
    by_quantity = forms.TypedChoiceField(
        label=gettext_lazy("怎么分配"),
        choices=[
            (1, gettext_lazy("双方都填了数量且单位相同的按数量，其余按家数")),
            (0, gettext_lazy("都按家数")),
        ],
        coerce=lambda value: value == "1",
        initial=1,
    )

    class Meta:
        model = Round
        fields = ["title", "channel", "by_quantity", "need_capacity", "offer_capacity", "small_floor"]
        help_texts = {
            "need_capacity": gettext_lazy("按家数时用"),
            "offer_capacity": gettext_lazy("按家数时用；数量不明的也按这个家数"),
            "small_floor": gettext_lazy("分出去的至少有百分之几归小微企业；0 为不设。企业规模取自主体库"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = [(c, values.channel_words(load(c))) for c in available()]
        self.fields["small_floor"].unit = "%"


def _initial(channel: Channel, side: str, listing: Listing) -> dict[str, Any]:
    shown = {
        f.name: values.as_written(f, listing.value(f.name)) for f in channel.fields_for(side, portal=True)
    }
    return shown | {"anonymous": listing.anonymous}


def _help(definition: Field, side: str) -> str:
    hint, example = values.hint(definition, side), definition.example(side)
    shown = (
        _("例：%(example)s") % {"example": example} if example and definition.kind is not Kind.CHOICES else ""
    )
    return "　".join(part for part in (hint, shown) if part)


def _widget(definition: Field, side: str) -> forms.Widget:
    kind = definition.kind
    if kind is Kind.LONGTEXT:
        return forms.Textarea(attrs={"rows": 5})
    if kind is Kind.CHOICE:
        return forms.Select(choices=[("", _("未填")), *values.choices(definition)])
    if kind is Kind.CHOICES:
        return forms.CheckboxSelectMultiple(choices=values.choices(definition))
    if kind is Kind.DATE:
        return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    if kind in (Kind.REGION, Kind.INDUSTRY):
        return forms.TextInput(attrs=suggesting(definition.kind.value, definition.name))
    if kind.is_number:
        return forms.TextInput(attrs={"inputmode": "numeric" if kind is Kind.INTEGER else "decimal"})
    return forms.TextInput(attrs={"maxlength": int(definition.maximum)} if definition.maximum else {})
