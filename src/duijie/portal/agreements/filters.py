"""The filters of the list of agreements, read from the address and kept in it."""

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.agreements import queries
from duijie.portal.agreements.choices import HAS_STARTED, AgreementKind, LandingStage, Origin
from duijie.portal.agreements.forms import OfficeField
from duijie.portal.agreements.models import Agreement
from duijie.portal.parties.places import within_region
from duijie.portal.web.fields import RegionField

ALL = ("", _("全部"))
_FIRST_YEAR = 2000
# How far the funnel has come: each step is among those before it.
STEPS = {
    "signed": Q(signed_on__isnull=False),
    "started": Q(signed_on__isnull=False) & (Q(started_on__isnull=False) | Q(stage__in=HAS_STARTED)),
    "completed": Q(signed_on__isnull=False, stage=LandingStage.COMPLETED),
}


def in_year(year: int) -> Q:
    """Of the year it was signed in, or drafted in as long as it is not signed."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    drafted = Q(signed_on__isnull=True, number__startswith=f"{year}-")
    return Q(signed_on__gte=first, signed_on__lte=last) | drafted


class AgreementFilter(forms.Form):
    """Nonsense in a filter is an error beside it, and finds nothing rather than everything."""

    q = forms.CharField(label=_("编号、名称或签约方"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("类别"), required=False, choices=[ALL, *AgreementKind.choices])
    stage = forms.ChoiceField(label=_("阶段"), required=False, choices=[ALL, *LandingStage.choices])
    region = RegionField(label=_("地区"), required=False)
    department = OfficeField(label=_("责任部门"), required=False, empty_label=_("全部"))
    year = forms.TypedChoiceField(label=_("年份"), required=False, coerce=int, empty_value=None)
    late = forms.BooleanField(label=_("只看有逾期的"), required=False)
    step = forms.ChoiceField(required=False, choices=[(s, s) for s in STEPS], widget=forms.HiddenInput)
    origin = forms.ChoiceField(required=False, choices=Origin.choices, widget=forms.HiddenInput)
    event = forms.IntegerField(required=False, widget=forms.HiddenInput)
    need = forms.IntegerField(required=False, widget=forms.HiddenInput)
    offer = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")
        years = range(timezone.localdate().year, _FIRST_YEAR, -1)
        self.fields["year"].choices = [ALL, *((y, str(y)) for y in list(years)[:8])]

    def found(self, rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
        """What the filters leave, the latest change first."""
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        rows = queries.search(rows, asked["q"])
        for name in ("kind", "stage", "department", "origin", "event", "need", "offer"):
            if asked[name]:
                rows = rows.filter(**{name: asked[name]})
        if asked["need"] or asked["offer"]:
            rows = rows.filter(listings_open=True)
        if asked["region"]:
            rows = rows.filter(within_region("region", asked["region"]))
        if asked["year"]:
            rows = rows.filter(in_year(asked["year"]))
        if asked["step"]:
            rows = rows.filter(STEPS[asked["step"]])
        if asked["late"]:
            rows = queries.overdue(rows)
        return rows.order_by("-updated_at", "-pk")

    @property
    def given(self) -> bool:
        return any(self.cleaned_data.values()) if self.is_valid() else True
