"""One listing: its facts, matches, interests, record, and the acts on it."""

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from duijie.portal.audit import queries as audit
from duijie.portal.exchange import domain, explanations, links, permissions, queries
from duijie.portal.exchange.cards import Card, card
from duijie.portal.exchange.choices import InterestState, ListingState
from duijie.portal.exchange.models import Interest, Listing
from duijie.portal.web.answers import attempt, back, hiding

_MATCHES_SHOWN = 20
_INTERESTS_SHOWN = 50


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    listing = get_object_or_404(queries.visible_to(request.user), pk=pk)
    mine = card(request.user, listing)
    tabs = _tabs(request.user, mine)
    tab = request.GET.get("tab") if request.GET.get("tab") in dict(tabs) else (tabs[0][0] if tabs else "")
    context = {
        "card": mine,
        "listing": listing,
        "tabs": tabs,
        "tab": tab,
        "next": _next_step(request.user, mine),
        "panels": links.listing_panels(request.user, listing),
    }
    return render(request, "exchange/detail.html", context | _TABS.get(tab, _nothing)(request.user, mine))


@require_POST
@hiding
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    listing = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if act not in _ACTS:
        raise Http404
    do, done = _ACTS[act]
    went = attempt(request, lambda: do(listing, request), str(done))
    if act == "submit" and not went:
        return redirect("exchange:edit", pk)
    return back(request, listing)


_ACTS: dict[str, Any] = {
    "submit": (
        lambda row, r: domain.submit(row, by=r.user),
        gettext_lazy("已提交审核，结果会出现在工作台。"),
    ),
    "release": (lambda row, r: domain.release(row, by=r.user), gettext_lazy("已发布，正在后台寻找匹配。")),
    "return": (
        lambda row, r: domain.return_with_reason(row, by=r.user, reason=r.POST.get("reason", "")),
        gettext_lazy("已退回，发布单位会看到原因。"),
    ),
    "close": (
        lambda row, r: domain.close(row, by=r.user, reason=r.POST.get("reason", "")),
        gettext_lazy("已关闭，不再公开，也不再参与匹配。"),
    ),
    "reopen": (
        lambda row, r: domain.reopen(row, by=r.user),
        gettext_lazy("已重新打开为草稿，改好后再提交审核。"),
    ),
}


def _tabs(user: Any, mine: Card) -> list[tuple[str, str]]:
    """Matches, interests and the record belong to the publisher and those who review."""
    if mine.own or mine.reviewer:
        return [("matches", _("匹配")), ("interests", _("意向")), ("record", _("记录"))]
    if queries.partners(user, mine.listing).exists():
        return [("pair", _("与本单位的匹配"))]
    return []


def _nothing(user: Any, mine: Card) -> dict[str, Any]:
    return {}


def _matches(user: Any, mine: Card) -> dict[str, Any]:
    found = queries.ranked_matches(mine.listing)[:_MATCHES_SHOWN]
    return {"matches": explanations.explained(user, found, seen_from=mine.listing.side)}


def _pair(user: Any, mine: Card) -> dict[str, Any]:
    side = mine.listing.side
    found = queries.matches_for(user).filter(**{side: mine.listing}).order_by("-score", "pk")[:_MATCHES_SHOWN]
    return {"matches": explanations.explained(user, found, seen_from="offer" if side == "need" else "need")}


def _interests(user: Any, mine: Card) -> dict[str, Any]:
    listing = mine.listing
    found = Interest.objects.filter(Q(need=listing) | Q(offer=listing)).select_related(
        "need__party", "offer__party"
    )
    return {"interests": explanations.told(user, found[:_INTERESTS_SHOWN])}


def _record(user: Any, mine: Card) -> dict[str, Any]:
    return {"entries": list(audit.timeline(mine.listing))}


_TABS = {"matches": _matches, "pair": _pair, "interests": _interests, "record": _record}


def _next_step(user: Any, mine: Card) -> str:
    """The one thing to do now: the name of a button of the page."""
    listing = mine.listing
    if listing.state in (ListingState.DRAFT, ListingState.RETURNED):
        return "edit" if permissions.may(user, "change_listing", listing) else ""
    if listing.state == ListingState.SUBMITTED:
        return "review" if mine.reviewer else ""
    if listing.state == ListingState.CLOSED:
        return "reopen" if mine.own else ""
    if mine.own or not permissions.may(user, "create_listing") or listing.expired:
        return ""
    return "express" if _free_partners(user, listing) else "answer_with_own"


def _free_partners(user: Any, listing: Listing) -> bool:
    """Whether there is an own listing that no interest stands between yet."""
    other = "offer" if listing.side == "need" else "need"
    open_ones = Interest.objects.filter(
        **{listing.side: listing}, state__in=[InterestState.EXPRESSED, InterestState.ACCEPTED]
    )
    return queries.partners(user, listing).exclude(pk__in=open_ones.values(f"{other}_id")).exists()
