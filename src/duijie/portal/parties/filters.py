"""The filters of the registry, read from the address and kept in it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from duijie.portal.parties import queries
from duijie.portal.parties.choices import PartyKind, PartyState, SizeClass
from duijie.portal.parties.models import Party
from duijie.portal.parties.places import within_industry, within_region
from duijie.portal.web.fields import IndustryField, RegionField

ALL = ("", _("全部"))


class PartyFilter(forms.Form):
    q = forms.CharField(label=_("名称或信用代码"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[ALL, *PartyKind.choices])
    region = RegionField(label=_("地区"), required=False)
    industry = IndustryField(label=_("行业"), required=False)
    size_class = forms.ChoiceField(label=_("规模"), required=False, choices=[ALL, *SizeClass.choices])
    state = forms.ChoiceField(label=_("状态"), required=False, choices=[ALL, *PartyState.choices])

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")

    def found(self, parties: QuerySet[Party]) -> QuerySet[Party]:
        """What the filters leave, by name; nothing if one of them cannot be read."""
        if not self.is_valid():
            return parties.none()
        asked = self.cleaned_data
        parties = queries.search(parties, asked["q"])
        for name, column in (("kind", "kind"), ("state", "state"), ("size_class", "profile__size_class")):
            if asked[name]:
                parties = parties.filter(**{column: asked[name]})
        if asked["region"]:
            parties = parties.filter(within_region("region", asked["region"]))
        if asked["industry"]:
            parties = parties.filter(within_industry("industry", asked["industry"]))
        return parties.order_by("name", "pk")

    @property
    def given(self) -> bool:
        return any(self.cleaned_data.values()) if self.is_valid() else True
