"""The left navigation: each app adds its noun; people see only what they may use."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise


def everyone(user: Any) -> bool:
    return bool(user.is_authenticated)


@dataclass(frozen=True)
class NavItem:
    """``order`` follows the order of the work; ``invitation`` says what one can do there."""

    key: str
    label: str | Promise
    url_name: str
    icon: str
    order: int
    allowed: Callable[[Any], bool] = everyone
    invitation: str | Promise = ""
    on_phone: bool = False
    parent: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_items: dict[str, NavItem] = {}


def register(*items: NavItem) -> None:
    _items.update({item.key: item for item in items})


def items_for(user: Any) -> list[NavItem]:
    return [item for item in sorted(_items.values(), key=lambda item: item.order) if item.allowed(user)]


def current_key(request: HttpRequest, items: list[NavItem]) -> str:
    """The item whose address is the longest beginning of the page's address."""
    matching = [(len(item.url), item.key) for item in items if _covers(item.url, request.path)]
    return max(matching)[1] if matching else ""


def _covers(url: str, path: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
