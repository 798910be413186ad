"""Pages of 25, 50 or 100 rows."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

SIZES = (25, 50, 100)


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    """The page that the address asks for; nonsense in the address gives the nearest page there is."""
    size = request.GET.get("size", "")
    per_page = int(size) if size in {str(n) for n in SIZES} else SIZES[0]
    page = Paginator(rows, per_page).get_page(request.GET.get("page"))
    page.sizes = SIZES
    return page
