"""Form fields of agreements: parties by name, money as people write it."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from duijie.portal.parties.choices import PartyState
from duijie.portal.parties.models import Party
from duijie.tables.values import BadCell, number

_YUAN = Decimal("0.01")
_MOST = Decimal(10) ** 13


class PartyField(forms.CharField):
    """A party by its whole name or its credit code; its value is the party, or None."""

    def __init__(self, name: str, **kwargs: Any) -> None:
        widget = forms.TextInput(
            attrs={
                "autocomplete": "off",
                "list": f"suggest-{name}",
                "hx-get": reverse_lazy("agreements:suggest_party"),
                "hx-trigger": "input changed delay:200ms",
                "hx-target": f"#suggest-{name}",
                "hx-params": name,
                "hx-vals": f'{{"name": "{name}"}}',
            }
        )
        super().__init__(max_length=200, **{"widget": widget} | kwargs)

    def clean(self, value: Any) -> Party | None:
        text = super().clean(value).strip()
        if not text:
            return None
        rows = Party.objects.filter(Q(name=text) | Q(credit_code=text.upper()))
        found = list(rows.filter(state=PartyState.ACTIVE).order_by("pk")[:2])
        if not found:
            raise ValidationError(_("主体库里没有在用的这个单位，请写全称或统一社会信用代码。"))
        if len(found) > 1:
            raise ValidationError(_("有几家同名单位，请改填统一社会信用代码。"))
        return found[0]


class YuanField(forms.CharField):
    """Yuan with two places, also written as “120万元”; its value is a Decimal, or None where nothing is written."""

    unit = _("元")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=30, **{"widget": forms.TextInput(attrs={"inputmode": "decimal"})} | kwargs
        )

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value).replace(",", "").replace("，", "").strip()
        if not text:
            return None
        amount = _read(text)
        if amount <= 0 or amount >= _MOST:
            raise ValidationError(_("金额要大于 0，小于十万亿元。"))
        if amount != amount.quantize(_YUAN):
            raise ValidationError(_("金额最多两位小数。"))
        return amount.quantize(_YUAN)


def _read(text: str) -> Decimal:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        try:
            amount = Decimal(str(round(number(text, "元", "元"), 2)))
        except (BadCell, InvalidOperation) as bad:
            raise ValidationError(_("认不出这个金额，请写数字，如 1200000 或 120万元。")) from bad
    if not amount.is_finite():
        raise ValidationError(_("认不出这个金额，请写数字，如 1200000 或 120万元。"))
    return amount


def day(label: Any, *, required: bool = False, **kwargs: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **kwargs)
