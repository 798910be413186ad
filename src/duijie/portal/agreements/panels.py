"""What other nouns' pages show of agreements: an event's, a listing's, a pair's. They ask through their own hooks."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from duijie.portal.agreements import permissions, queries, sources
from duijie.portal.agreements.cards import cards, total_of

_SHOWN = 10
TEMPLATE = "agreements/_panel.html"


def of_event(user: Any, event: Any) -> dict[str, Any] | None:
    """The agreements that came of an event, and a way to draft one that no meeting stands for."""
    rows = queries.visible_to(user).filter(event=event)
    found = _panel(user, rows, {"event": event.pk})
    if permissions.may(user, "draft") and user.is_officer:
        found |= {"new_url": f"{reverse('agreements:create')}?{urlencode({'event': event.pk})}"}
    if found["cards"] and permissions.may(user, "steer"):
        found["report_url"] = f"{reverse('agreements:funnel')}?{urlencode({'event': event.pk})}"
    return found if found["cards"] or "new_url" in found else None


def of_listing(user: Any, listing: Any) -> dict[str, Any] | None:
    """The agreements that a need or an offer led to."""
    rows = queries.of_pair(user, **{listing.side: listing})
    found = _panel(user, rows, {listing.side: listing.pk})
    return found if found["cards"] else None


def of_pair(user: Any, need: Any, offer: Any) -> tuple[str, str] | None:
    """On a match or an accepted interest: the agreement that is there, or the way to draft one."""
    there = queries.of_pair(user, need=need, offer=offer).first()
    if there is not None:
        return _("看协议 %(number)s") % {"number": there.number}, there.get_absolute_url()
    if not permissions.may(user, "draft") or not sources.may_agree(user, need, offer):
        return None
    given = urlencode({"need": need.pk, "offer": offer.pk})
    return _("起草协议"), f"{reverse('agreements:create')}?{given}"


def _panel(user: Any, rows: Any, asked: dict[str, int]) -> dict[str, Any]:
    shown = cards(queries.told(rows.order_by("-updated_at", "-pk"))[:_SHOWN])
    summed = total_of(rows, queries.rules_on().fewest_summed) if shown else None
    return {
        "template": TEMPLATE,
        "cards": shown,
        "count": rows.count() if len(shown) == _SHOWN else len(shown),
        "total": summed,
        "all_url": f"{reverse('agreements:list')}?{urlencode(asked)}",
    }
