"""Writing a listing: choosing what to publish, the form, and its suggestions."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from duijie.engine.channels import Channel, available, load
from duijie.portal.exchange import domain, permissions, queries, values
from duijie.portal.exchange.choices import ListingSide
from duijie.portal.exchange.domain import transitions
from duijie.portal.exchange.forms import ListingForm
from duijie.portal.exchange.models import Listing
from duijie.portal.refused import Refused
from duijie.portal.web.answers import hiding


@require_safe
@hiding
def choose(request: HttpRequest) -> HttpResponse:
    permissions.require(request.user, "create_listing")
    kinds = [
        (
            load(c),
            [(s, values.side_words(load(c), s), values.summary_words(load(c), s)) for s in ("need", "offer")],
        )
        for c in available()
    ]
    shown = [{"code": c.code, "label": values.channel_words(c), "sides": sides} for c, sides in kinds]
    return render(request, "exchange/choose.html", {"channels": shown})


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def create(request: HttpRequest, channel: str, side: str) -> HttpResponse:
    definition = known(channel, side)
    permissions.require(request.user, "create_listing")
    party = request.user.party
    known_already = {
        "region": values.region_words(party.region),
        "industry": values.industry_words(party.industry),
        "contact": f"{party.contact_name} {party.contact_phone}".strip(),
    }
    form = ListingForm(definition, side, request.POST or None, initial=known_already)
    if request.method == "POST" and form.is_valid():
        key = f"form-{_uuid(request.POST.get('form_key', ''))}"
        listing = _try(form, lambda: domain.draft(
            channel=channel,
            side=side,
            by=request.user,
            data=form.data_for_domain(),
            anonymous=form.cleaned_data["anonymous"],
            source_id=key,
        ))  # fmt: skip
        if listing is not None:
            return _after_save(request, listing)
    return _form_page(request, form, definition, side, None)


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def change(request: HttpRequest, pk: int) -> HttpResponse:
    listing = get_object_or_404(queries.visible_to(request.user), pk=pk)
    permissions.require(request.user, "change_listing", listing)
    try:
        transitions.check_editable(listing.state)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect(listing)
    form = ListingForm(listing.definition, listing.side, request.POST or None, listing=listing)
    if request.method == "POST" and form.is_valid():
        data, anonymous = form.data_for_domain(), form.cleaned_data["anonymous"]
        saved = _try(form, lambda: domain.save(listing, by=request.user, data=data, anonymous=anonymous))
        if saved is not None:
            return _after_save(request, saved)
    return _form_page(request, form, listing.definition, listing.side, listing)


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def supplement(request: HttpRequest, pk: int) -> HttpResponse:
    """Fill in what a released listing left open, without a new review."""
    listing = get_object_or_404(queries.visible_to(request.user), pk=pk)
    permissions.require(request.user, "change_listing", listing)
    form = ListingForm(listing.definition, listing.side, request.POST or None, listing=listing)
    form.keep_only({f.name for f in domain.open_facts(listing)})
    if request.method == "POST" and form.is_valid():
        data = form.data_for_domain()
        if _try(form, lambda: domain.supplement(listing, by=request.user, data=data)) is not None:
            messages.success(request, _("已补充，正在后台重新匹配。"))
            return redirect(listing)
    return render(request, "exchange/supplement.html", {"form": form, "listing": listing})


def known(channel: str, side: str) -> Channel:
    if channel not in available() or side not in ListingSide.values:
        raise Http404
    return load(channel)


def _form_page(
    request: HttpRequest, form: ListingForm, channel: Channel, side: str, listing: Listing | None
) -> HttpResponse:
    context = {
        "form": form,
        "listing": listing,
        "channel_label": values.channel_words(channel),
        "side_label": values.side_words(channel, side),
        "summary": values.summary_words(channel, side),
        "form_key": _uuid(request.POST.get("form_key", "")),
    }
    return render(request, "exchange/form.html", context)


def _try(form: ListingForm, act: Any) -> Listing | None:
    try:
        return act()
    except Refused as refusal:
        form.take_problems(refusal.problems or {"": refusal.sentence})
        return None


def _after_save(request: HttpRequest, listing: Listing) -> HttpResponse:
    """A draft is kept whatever becomes of the submission."""
    if request.POST.get("act") != "submit":
        messages.success(request, _("草稿已保存，随时可以继续填写。"))
        return redirect(listing)
    try:
        domain.submit(listing, by=request.user)
    except Refused as refusal:
        messages.warning(request, refusal.sentence)
        bound = ListingForm(listing.definition, listing.side, request.POST, listing=listing)
        bound.is_valid()
        bound.take_problems(refusal.problems)
        return _form_page(request, bound, listing.definition, listing.side, listing)
    messages.success(request, _("已提交审核，结果会出现在工作台。"))
    return redirect(listing)


def _uuid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return str(uuid.uuid4())
