"""Form fields for regions and industries: people write words, the portal keeps codes."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from duijie.standards import divisions, industries

SUGGESTED = 12


def suggesting(kind: str, name: str) -> dict[str, Any]:
    """A text box whose suggestions htmx fetches as one types; without JavaScript it is a plain text box."""
    return {
        "autocomplete": "off",
        "list": f"suggest-{name}",
        "hx-get": reverse_lazy("web:suggest", args=[kind]),
        "hx-trigger": "input changed delay:200ms",
        "hx-target": f"#suggest-{name}",
        "hx-params": "not csrfmiddlewaretoken",
        "hx-vals": f'{{"name": "{name}"}}',
    }


class RegionField(forms.CharField):
    """A division by code or by name, such as “涧西区”; its value is the six-digit code, or empty."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"placeholder": _("如：涧西区"), **suggesting("region", "region")})
        super().__init__(max_length=40, **{"widget": widget} | kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value).strip()
        if not text or divisions.get(text):
            return text
        code = divisions.parse(text, default_city=settings.CITY)
        if code is None:
            raise ValidationError(_("认不出这个地区，请写县（区）或市的名称。"))
        return code


class IndustryField(forms.CharField):
    """An industry by code, by name, or by the words that find it; its value is the code, or empty."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"placeholder": _("如：通用设备"), **suggesting("industry", "industry")}
        super().__init__(max_length=60, **{"widget": forms.TextInput(attrs=attrs)} | kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value).strip()
        if not text:
            return ""
        found = industries.parse(text) or next((i.code for i in industries.search(text, limit=1)), None)
        if found is None:
            raise ValidationError(_("认不出这个行业，请写行业的名称或代码。"))
        return found


def regions_like(words: str) -> list[str]:
    """The division that the words name and what lies in it; the city's own before anything is written."""
    code = divisions.parse(words, default_city=settings.CITY) if words else settings.CITY
    return [code, *divisions.children(code)][:SUGGESTED] if code else []


def industries_like(words: str) -> list[str]:
    return [i.code for i in industries.search(words, limit=SUGGESTED)] if words else []
