"""The list of listings, the review queue, and acts on many at once."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from duijie.portal.exchange import domain, exporting, permissions, queries
from duijie.portal.exchange.cards import cards
from duijie.portal.exchange.filters import ListingFilter
from duijie.portal.exchange.models import Listing
from duijie.portal.exchange.paging import page_of
from duijie.portal.exchange.search import Found
from duijie.portal.refused import NotAllowed, Refused
from duijie.portal.web.answers import back, hiding
from duijie.portal.web.exporting import as_download, wants_export

COLUMNS = {
    "channel": gettext_lazy("渠道"),
    "publisher": gettext_lazy("发布单位"),
    "facts": gettext_lazy("要点"),
    "region": gettext_lazy("地区"),
    "industry": gettext_lazy("行业"),
    "valid_to": gettext_lazy("有效期至"),
    "updated": gettext_lazy("更新时间"),
}
DEFAULT_COLUMNS = ("channel", "publisher", "facts", "region", "updated")
_MOST_AT_ONCE = 100


@require_safe
def listing_list(request: HttpRequest) -> HttpResponse:
    chosen = ListingFilter(request.user, request.GET)
    found = chosen.found()
    if wants_export(request):
        rows = exporting.in_order(found)
        return as_download(request, _("供需清单"), *exporting.listing_table(request.user, rows, chosen))
    page = page_of(request, found)
    page.object_list = cards(request.user, page.object_list)
    wanted = [c for c in request.GET.getlist("col") if c in COLUMNS] or list(DEFAULT_COLUMNS)
    context = {
        "filter": chosen,
        "page": page,
        "columns": [(name, label, name in wanted) for name, label in COLUMNS.items()],
        "shown": wanted,
        "ranked": isinstance(found, Found) and not found.more,
        "by_date": isinstance(found, Found) and found.more,
        "may_create": permissions.may(request.user, "create_listing"),
        "waiting": queries.to_review(request.user).count()
        if permissions.may(request.user, "review_any")
        else None,
    }
    return render(request, "exchange/list.html", context)


@require_safe
def review_queue(request: HttpRequest) -> HttpResponse:
    """What waits for this officer, the longest waiting first."""
    if not permissions.may(request.user, "review_any"):
        raise Http404
    page = page_of(request, queries.to_review(request.user))
    page.object_list = cards(request.user, page.object_list)
    return render(request, "exchange/review.html", {"page": page})


@require_POST
@hiding
def bulk(request: HttpRequest) -> HttpResponse:
    """Release or return the ticked ones; each stands for itself, and the answer names those that did not go."""
    act = request.POST.get("act", "")
    if not permissions.may(request.user, "review_any") or act not in ("release", "return"):
        raise NotAllowed(act)
    ids = [int(i) for i in request.POST.getlist("id") if i.isdigit()][:_MOST_AT_ONCE]
    rows = list(queries.visible_to(request.user).filter(pk__in=ids).order_by("pk"))
    done = sum(_one(request, act, row) for row in rows)
    if not rows:
        messages.warning(request, _("请先勾选要处理的供需。"))
    elif done:
        told = ngettext("已处理 %(n)d 条。", "已处理 %(n)d 条。", done) % {"n": done}
        messages.success(request, told)
    return back(request, "exchange:review")


def _one(request: HttpRequest, act: str, listing: Listing) -> bool:
    try:
        if act == "release":
            domain.release(listing, by=request.user)
        else:
            domain.return_with_reason(listing, by=request.user, reason=request.POST.get("reason", ""))
    except Refused as refusal:
        messages.error(
            request, _("“%(title)s”没有处理：%(why)s") % {"title": listing, "why": refusal.sentence}
        )
        return False
    return True
