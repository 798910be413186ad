"""Forms of the registry."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from duijie.portal.parties import permissions
from duijie.portal.parties.choices import PartyKind
from duijie.portal.parties.domain.profiles import DETAILS, FACTS, IDENTITY
from duijie.portal.parties.models import Party
from duijie.portal.parties.places import industry_words, region_words
from duijie.portal.web.fields import IndustryField, RegionField
from duijie.standards import credit_code


def money(label: str) -> forms.DecimalField:
    field = forms.DecimalField(label=label, required=False, min_value=0, max_digits=16, decimal_places=4)
    field.widget = forms.TextInput(attrs={"inputmode": "decimal"})
    field.unit = _("万元")
    return field


def day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class PartyForm(forms.Form):
    """The identity is for those who keep the registry; the size class is computed, never asked."""

    kind = forms.ChoiceField(label=_("类别"), choices=PartyKind.choices)
    name = forms.CharField(label=_("名称"), max_length=200)
    credit_code = forms.CharField(label=_("统一社会信用代码"), required=False, max_length=40)
    region = RegionField(label=_("所在地区"), required=False)
    industry = IndustryField(label=_("行业"), required=False)
    address = forms.CharField(label=_("地址"), required=False, max_length=300)
    business_scope = forms.CharField(
        label=_("经营范围"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )
    registered_on = day(_("注册日期"))
    capital = money(_("注册资金"))
    contact_name = forms.CharField(label=_("联系人"), required=False, max_length=50)
    contact_phone = forms.CharField(
        label=_("联系电话"), required=False, max_length=50, help_text=_("双方都同意对接后，对方才看得到")
    )
    employees = forms.IntegerField(label=_("从业人员"), required=False, min_value=0, max_value=10_000_000)
    revenue = money(_("营业收入"))
    assets = money(_("资产总额"))
    as_of = day(_("以上三项数据截至"))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, user: Any, party: Party | None, data: Any = None) -> None:
        super().__init__(data, initial=_initial(party) if party else {})
        self.fields["employees"].unit = _("人")
        self.fields["employees"].help_text = _(
            "从业人员、营业收入和资产总额用来划分企业规模，只有审核人员看得到"
        )
        if not permissions.may_register(user):
            for name in IDENTITY:
                del self.fields[name]
        if party is not None and not party.is_enterprise:
            for name in (*FACTS, "as_of"):
                del self.fields[name]

    def clean_credit_code(self) -> str | None:
        code = credit_code.normalise(self.cleaned_data["credit_code"])
        problem = credit_code.check(code) if code else None
        if problem is not None:
            raise forms.ValidationError(problem.sentence)
        return code or None

    def data_for_domain(self) -> dict[str, Any]:
        kept = {name: value for name, value in self.cleaned_data.items() if name != "seen"}
        for name in ("region", "industry"):
            kept[name] = kept[name] or None
        return kept


class QualificationForm(forms.Form):
    name = forms.CharField(label=_("资质名称"), max_length=100)
    number = forms.CharField(label=_("证书编号"), max_length=60, required=False)
    valid_to = day(_("有效期至"))


def _initial(party: Party) -> dict[str, Any]:
    shown = {name: getattr(party, name) for name in (*IDENTITY, *DETAILS)}
    shown |= {"region": region_words(party.region), "industry": industry_words(party.industry)}
    profile = getattr(party, "profile", None)
    if profile is not None:
        shown |= {name: getattr(profile, name) for name in (*FACTS, "as_of")}
    for name in ("capital", *FACTS):
        if shown.get(name) is not None and name != "employees":
            shown[name] = f"{shown[name].normalize():f}"
    return shown | {"seen": party.updated_at.isoformat()}
