"""The interest inbox: asked of me, asked by me; answering and taking back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.portal.exchange import domain, explanations, links, permissions, queries
from duijie.portal.exchange.cards import card, cards
from duijie.portal.exchange.choices import InterestState
from duijie.portal.exchange.models import Match
from duijie.portal.exchange.paging import page_of
from duijie.portal.web.answers import attempt, back, hiding

_PARTNERS_SHOWN = 50


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    mine = queries.interests_for(request.user)
    tabs = [("received", _("对方找我的")), ("sent", _("我发起的"))]
    if permissions.may(request.user, "run_matching"):
        tabs.append(("all", _("全部")))
    tab = request.GET.get("tab") if request.GET.get("tab") in dict(tabs) else "received"
    party = request.user.party_id or 0
    narrowed = {"received": {"to_party": party}, "sent": {"by_party": party}, "all": {}}[tab]
    state = request.GET.get("state", "")
    if state in InterestState.values:
        narrowed["state"] = state
    page = page_of(request, mine.filter(**narrowed))
    page.object_list = explanations.told(request.user, page.object_list)
    context = {"page": page, "tabs": tabs, "tab": tab, "state": state, "states": InterestState.choices}
    return render(request, "exchange/interests.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    interest = get_object_or_404(queries.interests_for(request.user), pk=pk)
    match = queries.matches_for(request.user).filter(need=interest.need, offer=interest.offer).first()
    context = {
        "one": explanations.told(request.user, [interest])[0],
        "interest": interest,
        "match": match,
        "links": links.pair_links(request.user, interest.need, interest.offer),
    }
    return render(request, "exchange/interest.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def express(request: HttpRequest) -> HttpResponse:
    """Choose which own listing to answer with, write a line, and send it."""
    asked = request.POST if request.method == "POST" else request.GET
    listing = get_object_or_404(queries.visible_to(request.user), pk=_key(asked.get("listing")))
    partners = queries.partners(request.user, listing)
    permissions.require(request.user, "create_listing")
    if request.method == "POST":
        own = get_object_or_404(partners, pk=_key(asked.get("with")))
        pair = (listing, own) if listing.side == "need" else (own, listing)
        message = asked.get("message", "")
        kept: list[Any] = []
        went = attempt(
            request,
            lambda: kept.append(domain.express_interest(*pair, by=request.user, message=message)),
            _("意向已送出；对方接受后，双方的联系方式会互相公开。"),
        )
        return redirect(kept[0]) if went else back(request, listing)
    scored = dict(_scores(listing, partners))
    chosen = sorted(cards(request.user, partners[:_PARTNERS_SHOWN]), key=lambda c: -scored.get(c.pk, 0))
    context = {"card": card(request.user, listing), "partners": chosen, "wanted": _key(asked.get("with"))}
    return render(request, "exchange/express.html", context)


@require_POST
@hiding
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    interest = get_object_or_404(queries.interests_for(request.user), pk=pk)
    if act not in _ACTS:
        raise Http404
    do, done = _ACTS[act]
    attempt(request, lambda: do(interest, request), _(done))
    return back(request, interest)


_ACTS: dict[str, Any] = {
    "accept": (
        lambda one, r: domain.accept_interest(one, by=r.user),
        "已接受。双方现在都能看到对方的名称和联系方式。",
    ),
    "decline": (
        lambda one, r: domain.decline_interest(one, by=r.user, reason=r.POST.get("reason", "")),
        "已婉拒，原因已告诉对方；联系方式没有公开。",
    ),
    "withdraw": (
        lambda one, r: domain.withdraw_interest(one, by=r.user, reason=r.POST.get("reason", "")),
        "意向已撤回。",
    ),
}


def _scores(listing: Any, partners: Any) -> list[tuple[int, float]]:
    other = "offer" if listing.side == "need" else "need"
    found = Match.objects.filter(**{listing.side: listing, f"{other}__in": partners.order_by()})
    return list(found.values_list(f"{other}_id", "score"))


def _key(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 18 else 0  # noqa: PLR2004  fits a key
