"""Forms of agreements; each gives plain data to one act of the domain."""

import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.accounts.choices import OFFICER_ROLES
from duijie.portal.accounts.models import User
from duijie.portal.agreements import permissions
from duijie.portal.agreements.choices import AgreementKind, ObjectionAbout, SignatoryRole, TechnologyForm
from duijie.portal.agreements.domain import Signs
from duijie.portal.agreements.domain.drafting import DETAILS
from duijie.portal.agreements.fields import PartyField, YuanField, day
from duijie.portal.agreements.models import Agreement, LandingRules, Milestone
from duijie.portal.parties.choices import PartyKind
from duijie.portal.parties.models import Party
from duijie.portal.parties.places import region_words
from duijie.portal.web.fields import RegionField

_SIDES = ("a", "b", "c")


class OfficeField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        rows = Party.objects.filter(kind__in=[PartyKind.DEPARTMENT, PartyKind.COUNTY]).order_by(
            "kind", "name"
        )
        super().__init__(rows, **{"empty_label": _("未定")} | kwargs)


class OfficerField(forms.ModelChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        rows = User.objects.filter(is_active=True, role__in=OFFICER_ROLES).select_related("party")
        super().__init__(rows.order_by("party__name", "name"), **{"empty_label": _("未定")} | kwargs)

    def label_from_instance(self, obj: User) -> str:
        return f"{obj.party or ''} {obj}".strip()


class AgreementForm(forms.Form):
    """What is agreed, who signs, who looks after it. Hidden: where it comes from, and what makes a sending one."""

    title = forms.CharField(label=_("协议名称"), max_length=200, help_text=_("如：轴承钢年度采购协议"))
    kind = forms.ChoiceField(label=_("类别"), choices=AgreementKind.choices)
    technology_form = forms.ChoiceField(
        label=_("技术合同类型"),
        required=False,
        choices=[("", _("不是技术协议")), *TechnologyForm.choices],
        help_text=_("按民法典的五类技术合同；以技术作价入股的选“作价入股”"),
    )
    party_a = PartyField("party_a", label=_("甲方"), help_text=_("单位全称或统一社会信用代码"))
    role_a = forms.ChoiceField(label=_("甲方是"), choices=SignatoryRole.choices)
    party_b = PartyField("party_b", label=_("乙方"))
    role_b = forms.ChoiceField(label=_("乙方是"), choices=SignatoryRole.choices)
    party_c = PartyField("party_c", label=_("丙方"), required=False)
    amount = YuanField(
        label=_("协议金额"), required=False, help_text=_("可以写 120万元；还不知道的空着，不要填 0")
    )
    confidential = forms.BooleanField(
        label=_("金额保密"),
        required=False,
        help_text=_("只有签约方、责任部门、责任人和市级统筹看得到金额和佐证材料"),
    )
    starts_on = day(_("履行期起"))
    ends_on = day(_("履行期止"))
    region = RegionField(label=_("落地地区"), required=False, help_text=_("按它归口到县（市、区）"))
    department = OfficeField(label=_("责任部门"), required=False)
    officer = OfficerField(label=_("责任人"), required=False)
    notes = forms.CharField(
        label=_("备注"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    meeting = forms.IntegerField(required=False, widget=forms.HiddenInput)
    event = forms.IntegerField(required=False, widget=forms.HiddenInput)
    need = forms.IntegerField(required=False, widget=forms.HiddenInput)
    offer = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, user: Any, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        fresh = {"key": f"form-{uuid.uuid4().hex}", "role_a": "need", "role_b": "offer"}
        super().__init__(data, initial=fresh | (initial or {}))
        if not permissions.may(user, "steer"):
            del self.fields["officer"]

    def data_for_domain(self) -> dict[str, Any]:
        kept = {name: self.cleaned_data[name] for name in DETAILS if name in self.fields}
        return kept | {"region": kept["region"] or None}

    def signs(self) -> list[Signs]:
        given = self.cleaned_data
        return [
            Signs(given[f"party_{side}"], given.get(f"role_{side}") or SignatoryRole.OTHER)
            for side in _SIDES
            if given[f"party_{side}"]
        ]


def initial_of(agreement: Agreement) -> dict[str, Any]:
    shown = {name: getattr(agreement, name) for name in DETAILS}
    shown |= {"region": region_words(agreement.region), "seen": agreement.updated_at.isoformat()}
    if agreement.amount is not None:
        shown["amount"] = f"{agreement.amount.normalize():f}"
    for one in agreement.signatories.all():
        shown |= {f"party_{one.side}": one.party.credit_code or one.party.name, f"role_{one.side}": one.role}
    return shown


class AssignForm(forms.Form):
    department = OfficeField(label=_("责任部门"), required=False)
    officer = OfficerField(label=_("责任人"), required=False)


class MilestoneForm(forms.Form):
    title = forms.CharField(label=_("节点"), max_length=100)
    due_on = day(_("应完成日期"), required=True)
    planned_amount = YuanField(label=_("计划到账金额"), required=False)


class PaperForm(forms.Form):
    basis = forms.CharField(label=_("依据"), max_length=200, help_text=_("如：纸质协议第 3 页签章，存综合科"))
    signed_on = day(_("签署日期"), required=True)


class LandedForm(forms.Form):
    """`key` makes a sending one: sent twice, the money counts once."""

    amount = YuanField(label=_("到账金额"))
    on = day(_("到账日期"), required=True)
    milestone = forms.ModelChoiceField(
        Milestone.objects.none(), label=_("对应节点"), required=False, empty_label=_("不对应节点")
    )
    file = forms.FileField(label=_("凭证"), required=False)
    note = forms.CharField(label=_("说明"), max_length=300, required=False)
    beyond = forms.BooleanField(label=_("确实超出协议金额"), required=False)
    key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, agreement: Agreement, data: Any = None, files: Any = None) -> None:
        fresh = {"key": uuid.uuid4().hex, "on": timezone.localdate()}
        super().__init__(data, files, initial=fresh, auto_id="landed_%s")
        self.fields["milestone"].queryset = agreement.milestones.all()


class ObjectionForm(forms.Form):
    about = forms.ChoiceField(label=_("关于"), choices=ObjectionAbout.choices)
    what = forms.CharField(label=_("实际情况"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


_WORKING_DAYS = (
    "confirm_days", "remind_before_days", "department_days", "coordinator_days", "objection_days",
)  # fmt: skip


class RulesForm(forms.Form):
    """Everything that the city sets; the numbers' names and bounds are the model's."""

    HINTS = {
        "source": _("如：洛企服〔2026〕5 号"),
        "confirm_days": _("送出后几个工作日内确认"),
        "remind_before_days": _("到期前几个工作日出现在工作台"),
        "department_days": _("超期几个工作日后上报；0 为逾期当日"),
        "coordinator_days": _("超期几个工作日后上报，不早于上报部门"),
        "objection_days": _("提出后几个工作日内答复"),
        "held_reference": _("只作对照，不影响统计"),
        "intent_reference": _("只作对照，不影响统计"),
        "fewest_summed": _("合计里的保密协议不足这个数时，金额不计入"),
    }

    def __init__(self, data: Any = None, *, current: LandingRules) -> None:
        made = forms.fields_for_model(LandingRules, exclude=["created_by", "created_at"])
        initial = {name: getattr(current, name) for name in made if name not in ("name", "source")}
        super().__init__(data, initial=initial | {"valid_from": timezone.localdate()})
        self.fields |= made
        self.fields["valid_from"] = day(
            _("生效日期"), required=True, help_text=_("同一天再设一次，以后一次为准")
        )
        for name, field in self.fields.items():
            field.help_text = self.HINTS.get(name, field.help_text)
            if name in _WORKING_DAYS:
                field.unit = _("工作日")
        for name in ("held_reference", "intent_reference"):
            self.fields[name].unit = "%"
