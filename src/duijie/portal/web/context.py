"""What every page's frame shows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from duijie.portal.web import navigation, waiting


def frame(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    context = {"site_name": settings.SITE_NAME, "email_works": settings.EMAIL_WORKS}
    if user is None or not user.is_authenticated:
        return context
    items = navigation.items_for(user)
    return context | {
        "nav_items": items,
        "nav_current": navigation.current_key(request, items),
        "phone_items": [item for item in items if item.on_phone][:4],
        "waiting_items": waiting_items(request),
    }


def waiting_items(request: HttpRequest) -> Any:
    """Asked for at most once in a request, and only by pages with a frame."""
    if not hasattr(request, "waiting_items"):
        request.waiting_items = SimpleLazyObject(lambda: waiting.items_for(request.user))
    return request.waiting_items
