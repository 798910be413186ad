"""How values are written for people; loaded in every template."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect, Select
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from duijie.portal.parties.places import industry_words, region_short, region_words

register = template.Library()
WAN_IN_YI = 10_000


@register.filter
def unfilled(value: Any) -> Any:
    """Unknown is “未填”, never an empty place or a zero."""
    if value in (None, "", []):
        return format_html('<span class="dj-unfilled">{}</span>', _("未填"))
    return value


@register.filter
def number(value: Any) -> str:
    """Thousands separators and no useless zeros."""
    if value is None or value == "":
        return unfilled(value)
    amount = Decimal(str(value))
    return f"{amount:,.4f}".rstrip("0").rstrip(".") if amount % 1 else f"{amount:,.0f}"


@register.filter
def wan(value: Any) -> str:
    """An amount in 万元, in 亿元 from one 亿 on; exact on hover."""
    if value is None or value == "":
        return unfilled(value)
    amount = Decimal(str(value))
    exact = f"{number(amount)} " + _("万元")
    if abs(amount) < WAN_IN_YI:
        return exact
    yi = f"{amount / WAN_IN_YI:,.2f}".rstrip("0").rstrip(".")
    return format_html('<span title="{}">{} {}</span>', exact, yi, _("亿元"))


def wan_words(value: Any) -> str:
    """Yuan in 元, 万元 or 亿元 by size, as plain words; empty where unknown."""
    if value is None or value == "":
        return ""
    amount = Decimal(str(value))
    for size, unit in ((WAN_IN_YI * WAN_IN_YI, _("亿元")), (WAN_IN_YI, _("万元"))):
        if abs(amount) >= size:
            return f"{amount / size:,.2f}".rstrip("0").rstrip(".") + f" {unit}"
    return f"{number(amount)} " + _("元")


@register.filter
def yuan(value: Any) -> Any:
    """An amount of yuan by its size; exact on hover."""
    if value is None or value == "":
        return unfilled(value)
    return format_html('<span title="{} {}">{}</span>', number(value), _("元"), wan_words(value))


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """A date as tables show it."""
    if value is None:
        return unfilled(value)
    if isinstance(value, dt.datetime):
        value = timezone.localtime(value).date()
    return value.isoformat()


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Date and minute as tables show them."""
    return unfilled(value) if value is None else timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


@register.filter
def time_left(value: dt.datetime | None) -> str:
    """How long until a deadline, in whole days or hours."""
    if value is None:
        return ""
    left = value - timezone.now()
    if left.total_seconds() < 0:
        return _("已超期")
    hours = int(left.total_seconds() // 3600)
    if left.days:
        return ngettext("还剩 %(n)d 天", "还剩 %(n)d 天", left.days) % {"n": left.days}
    return ngettext("还剩 %(n)d 小时", "还剩 %(n)d 小时", hours) % {"n": hours}


@register.simple_tag
def share(part: int, whole: int) -> str:
    """A percentage with its counts: “37 / 52，71%”."""
    if not whole:
        return f"{part:,} / {whole:,}"
    return f"{part:,} / {whole:,}，{part * 100 / whole:.0f}%"


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    return format_html(
        '<svg class="dj-icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        extra,
        static("web/icons.svg"),
        name,
    )


@register.simple_tag
def chip(word: str, colour: str) -> SafeString:
    """A state: a word and one of the colours draft, waiting, mine, done, late."""
    return format_html('<span class="dj-chip dj-chip-{}">{}</span>', colour, word)


@register.filter
def control(field: BoundField) -> SafeString:
    """The field's widget with the style sheet's class for its kind."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput | CheckboxSelectMultiple | RadioSelect):
        name = "form-check-input" if isinstance(widget, CheckboxInput) else "dj-options"
    else:
        name = "form-select" if isinstance(widget, Select) else "form-control"
    own = widget.attrs.get("class", "")
    invalid = " is-invalid" if field.errors else ""
    return field.as_widget(attrs={"class": f"{name} {own}{invalid}".strip()})


@register.filter
def is_checkbox(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_options(field: BoundField) -> bool:
    return isinstance(field.field.widget, CheckboxSelectMultiple | RadioSelect)


@register.filter
def obligation(field: BoundField) -> SafeString:
    """必填 or 选填: forms in which most fields are optional mark what must be filled, the others what need not."""
    must = getattr(field.field, "must", None)
    if must:
        return format_html('<span class="dj-must">{}</span>', _("必填"))
    if must is None and not field.field.required:
        return format_html('<span class="dj-optional">{}</span>', _("选填"))
    return SafeString("")


@register.filter
def region(code: str | None) -> str:
    return region_words(code) or unfilled(None)


@register.filter
def region_name(code: str | None) -> str:
    return region_short(code) or unfilled(None)


@register.filter
def industry(code: str | None) -> str:
    return industry_words(code) or unfilled(None)


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The page's query string with some parts changed; None takes a part away."""
    request: HttpRequest = context["request"]
    parts = request.GET.copy()
    for name, value in changes.items():
        if value is None or value == "":
            parts.pop(name, None)
        else:
            parts[name] = value
    encoded = parts.urlencode()
    return f"?{encoded}" if encoded else "?"


@register.filter
def pages_around(page: Any) -> Iterable[Any]:
    """Page numbers to show in a pager, with gaps."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
