"""The filters of the list of listings, read from the address and kept in it."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.engine.channels import available, load
from duijie.portal.exchange import permissions, queries, search, values
from duijie.portal.exchange.choices import ListingSide, ListingState
from duijie.portal.exchange.models import Listing
from duijie.portal.exchange.search import Found
from duijie.portal.parties.models import Party
from duijie.portal.parties.places import within_industry, within_region
from duijie.portal.web.fields import IndustryField, RegionField

SORTS = {"": ("-updated_at", "-pk"), "valid_to": ("valid_to", "-pk")}


def channel_label(code: str) -> str:
    return values.channel_words(load(code))


class ListingFilter(forms.Form):
    """Nonsense in a filter is an error beside it, and finds nothing rather than everything."""

    q = forms.CharField(label=gettext_lazy("关键词"), required=False, max_length=100)
    channel = forms.ChoiceField(label=gettext_lazy("渠道"), required=False)
    side = forms.ChoiceField(
        label=gettext_lazy("供需"), required=False, choices=[("", gettext_lazy("全部")), *ListingSide.choices]
    )
    region = RegionField(label=gettext_lazy("地区"), required=False)
    industry = IndustryField(label=gettext_lazy("行业"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    scope = forms.CharField(required=False, widget=forms.HiddenInput)
    party = forms.IntegerField(required=False, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        label=gettext_lazy("排序"),
        required=False,
        choices=[("", gettext_lazy("最近更新")), ("valid_to", gettext_lazy("最快到期（只列写了有效期的）"))],
    )

    def __init__(self, user: Any, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.user = user
        every = [("", _("全部"))]
        self.fields["channel"].choices = every + [(c, channel_label(c)) for c in available()]
        self.fields["state"].choices = every + list(ListingState.choices)
        if self.current_scope == "open":
            del self.fields["state"]

    @property
    def scopes(self) -> list[tuple[str, str]]:
        """The tabs that this person has."""
        tabs = [("open", _("公开供需"))]
        if permissions.may(self.user, "create_listing"):
            tabs.append(("mine", _("本单位的")))
        if permissions.may(self.user, "review_any"):
            tabs.append(("all", _("经办的全部")))
        return tabs

    @property
    def current_scope(self) -> str:
        wanted = self.data.get("scope", "")
        return wanted if wanted in dict(self.scopes) else "open"

    @property
    def given(self) -> dict[str, Any]:
        """The filters that are set and readable."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value and name not in ("scope", "sort")
        }

    def found(self) -> QuerySet[Listing] | Found:
        """What the filters leave, in order; nothing if one of them cannot be read."""
        if not self.is_valid():
            return Listing.objects.none()
        rows = narrowed(self._scoped(), self.cleaned_data)
        if self.cleaned_data["q"].strip():
            return search.find(rows, self.cleaned_data["q"])
        if self.cleaned_data["sort"] == "valid_to":
            rows = rows.filter(valid_to__gte=timezone.localdate())
        return rows.order_by(*SORTS[self.cleaned_data["sort"]])

    def chosen_party(self) -> Party | None:
        pk = self.cleaned_data.get("party") if self.is_valid() else None
        return Party.objects.filter(pk=pk).first() if pk else None

    def _scoped(self) -> QuerySet[Listing]:
        party = self.chosen_party()
        if self.cleaned_data.get("party"):
            return queries.of_party(self.user, party) if party else Listing.objects.none()
        every = {
            "open": queries.released,
            "mine": lambda: queries.own(self.user),
            "all": lambda: queries.all_for(self.user),
        }
        return every[self.current_scope]()


def narrowed(rows: QuerySet[Listing], asked: Mapping[str, Any]) -> QuerySet[Listing]:
    """Those with the asked channel, side and state, of a place and of an industry by their codes."""
    for name in ("channel", "side", "state"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("region"):
        rows = rows.filter(within_region("region", asked["region"]))
    if asked.get("industry"):
        rows = rows.filter(within_industry("industry", asked["industry"]))
    return rows
