"""One item of the programme."""

import re
from typing import Any

from django import forms
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.events.choices import ParticipantState
from duijie.portal.events.models import Event, ProgrammeItem
from duijie.portal.exchange.models import Listing
from duijie.portal.exchange.queries import released
from duijie.portal.parties.models import Party

_NUMBER = re.compile(r"#(\d{1,15})\s*$")


def option(listing: Listing) -> str:
    """A listing as the search box offers it; an anonymous one without its publisher. The number makes it unmistakable."""
    who = _("匿名") if listing.anonymous else listing.party.name
    return f"{listing}（{listing.get_side_display()}，{who}）#{listing.pk}"


class ListingField(forms.CharField):
    """What `option` writes; its value is the listing, or None where nothing is written."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=500, required=False, **kwargs)
        self.kept: Listing | None = None  # one that was chosen before may stay, whatever became of it

    def clean(self, value: Any) -> Listing | None:
        text = super().clean(value).strip()
        if not text:
            return None
        number = _NUMBER.search(text)
        if number is None:
            raise forms.ValidationError(_("请从列出的供需里选一条。"))
        pk = int(number.group(1))
        if self.kept is not None and self.kept.pk == pk:
            return self.kept
        found = released().filter(pk=pk).first()
        if found is None:
            raise forms.ValidationError(_("没有这条已发布的供需，请从列出的里面选。"))
        return found

    def prepare_value(self, value: Any) -> Any:
        return option(value) if isinstance(value, Listing) else value


class ItemForm(forms.ModelForm):
    """The values for the domain to write; the instance is left as it is."""

    listing = ListingField(
        label=gettext_lazy("供需"),
        help_text=gettext_lazy("写几个字就会列出已发布的供需；匿名的不会显示发布单位"),
    )

    class Meta:
        model = ProgrammeItem
        fields = ["kind", "starts_at", "minutes", "listing", "title", "speaker"]
        widgets = {
            "starts_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }
        help_texts = {
            "title": gettext_lazy("选了供需可以不写，就用供需的标题"),
            "speaker": gettext_lazy("主办单位和参会方；不在里面的写在内容里"),
        }

    def __init__(self, event: Event, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False
        self.fields["minutes"].unit = _("分钟")
        there = event.participants.exclude(state=ParticipantState.DECLINED).order_by().values("party")
        known = Q(pk__in=there) | Q(pk=event.organiser_id) | Q(pk=self.instance.speaker_id)
        self.fields["speaker"].queryset = Party.objects.filter(known).order_by("name")
        field = self.fields["listing"]
        field.kept = self.instance.listing
        self.initial["listing"] = self.instance.listing
        field.widget.attrs |= {
            "autocomplete": "off", "list": "suggest-listing", "hx-get": reverse("events:suggest_listing", args=[event.pk]),
            "hx-trigger": "input changed delay:200ms", "hx-target": "#suggest-listing", "hx-params": "listing",
        }  # fmt: skip

    def _post_clean(self) -> None:
        """The domain checks and writes."""
