"""Pages of long lists: counted up to a bound, and leafed through no further."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

from duijie.portal.exchange.search import Found
from duijie.portal.web.paging import SIZES

COUNTED = 10_000  # counting on, and leafing on, would take long and tell nobody anything
COUNTED_PAIRS = 2_000  # of matches, whose both sides' parties are looked at


class BoundedPaginator(Paginator):
    """Counts at most `bound` rows; `more` tells that there are others."""

    def __init__(self, rows: QuerySet[Any], per_page: int, bound: int) -> None:
        super().__init__(rows, per_page)
        self.bound = bound

    @cached_property
    def _counted(self) -> int:
        return self.object_list.order_by().values("pk")[: self.bound + 1].count()

    @cached_property
    def count(self) -> int:
        return min(self._counted, self.bound)

    @property
    def more(self) -> bool:
        return self._counted > self.bound


class FoundPaginator(Paginator):
    """Pages of search results whose keys, in order of relevance, are known."""

    more = False

    def __init__(self, found: Found, per_page: int) -> None:
        super().__init__(found.ids, per_page)
        self._rows = found.rows

    def page(self, number: Any) -> Page[Any]:
        page = super().page(number)
        rows = self._rows.in_bulk(list(page.object_list))
        page.object_list = [rows[pk] for pk in page.object_list if pk in rows]
        return page


def page_of(request: HttpRequest, rows: QuerySet[Any] | Found, bound: int = COUNTED) -> Page[Any]:
    """The page that the address asks for, with `.sizes` and `.paginator.more`."""
    size = request.GET.get("size", "")
    per_page = int(size) if size in {str(n) for n in SIZES} else SIZES[0]
    if isinstance(rows, Found):
        paginator = (
            FoundPaginator(rows, per_page)
            if rows.ids is not None
            else BoundedPaginator(rows.rows, per_page, bound)
        )
    else:
        paginator = BoundedPaginator(rows, per_page, bound)
    page = paginator.get_page(request.GET.get("page"))
    page.sizes = SIZES
    return page
