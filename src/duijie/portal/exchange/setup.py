"""What the exchange app tells the rest of the portal at start."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from duijie.portal.audit import acts
from duijie.portal.web import dashboard, waiting
from duijie.portal.web import search as site_search
from duijie.portal.web.navigation import NavItem
from duijie.portal.web.navigation import register as register_items

ACTS = {
    "listing.drafted": gettext_lazy("起草供需"),
    "listing.saved": gettext_lazy("修改供需"),
    "listing.submitted": gettext_lazy("提交审核"),
    "listing.released": gettext_lazy("审核通过并发布"),
    "listing.returned": gettext_lazy("退回供需"),
    "listing.closed": gettext_lazy("关闭供需"),
    "listing.reopened": gettext_lazy("重新打开供需"),
    "listing.supplemented": gettext_lazy("补充信息"),
    "listing.imported": gettext_lazy("从表格导入"),
    "interest.expressed": gettext_lazy("表达意向"),
    "interest.accepted": gettext_lazy("接受意向"),
    "interest.declined": gettext_lazy("婉拒意向"),
    "interest.withdrawn": gettext_lazy("撤回意向"),
    "round.opened": gettext_lazy("开对接轮次"),
    "round.computed": gettext_lazy("算出对接轮次"),
    "round.published": gettext_lazy("发布对接轮次"),
    "round.withdrawn": gettext_lazy("撤回对接轮次"),
    "round.discarded": gettext_lazy("作废对接轮次"),
    "round.restored": gettext_lazy("恢复对接轮次"),
    "weights.learned": gettext_lazy("学习评分权重"),
    "weights.used": gettext_lazy("换用学到的权重"),
    "weights.default": gettext_lazy("改回默认权重"),
    "match.judged": gettext_lazy("评价匹配"),
}
_SHOWN = 5


def register() -> None:
    from duijie.portal.exchange import board, permissions, tasks  # noqa: F401, PLC0415  rules and jobs register themselves

    acts.register(ACTS)
    register_items(
        NavItem(
            "listings", gettext_lazy("供需对接"), "exchange:listings", "exchange", 10,
            invitation=gettext_lazy("看看公开的需求和供给，或发布本单位的"), on_phone=True,
        ),
        NavItem("matches", gettext_lazy("匹配"), "exchange:matches", "link", 11, _has_matches, on_phone=True),
        NavItem("rounds", gettext_lazy("对接轮次"), "exchange:rounds", "layers", 13, _has_matches),
        NavItem("interests", gettext_lazy("意向"), "exchange:interests", "handshake", 12, _has_matches, on_phone=True),
    )  # fmt: skip
    waiting.register(waiting_items)
    site_search.register(find)
    dashboard.register(board.board)


def _has_matches(user: Any) -> bool:
    from duijie.portal.exchange import permissions  # noqa: PLC0415  needs the rules

    return permissions.may(user, "create_listing") or permissions.may(user, "run_matching")


def waiting_items(user: Any) -> Iterable[waiting.WaitingItem]:
    """Listings to review, returned ones to change, interests to answer."""
    from duijie.portal.exchange import queries  # noqa: PLC0415  needs the models

    yield from _reviews(queries.to_review(user).count())
    for interest in queries.interests_to_answer(user).order_by("created_at")[:_SHOWN]:
        yield waiting.WaitingItem(str(interest), interest.get_absolute_url(), _("答复"), kind=_("对接意向"))
    for listing in queries.own(user).filter(state="returned").order_by("updated_at")[:_SHOWN]:
        url = reverse("exchange:edit", args=[listing.pk])
        yield waiting.WaitingItem(str(listing), url, _("修改"), kind=_("供需被退回"))


def _reviews(count: int) -> Iterable[waiting.WaitingItem]:
    if count:
        title = ngettext("%(n)d 条供需等待审核", "%(n)d 条供需等待审核", count) % {"n": count}
        yield waiting.WaitingItem(
            title, reverse("exchange:review"), _("去审核"), kind=_("供需审核"), count=count
        )


def find(user: Any, words: str, limit: int) -> site_search.HitGroup | None:
    """The site's search box over what this person may see."""
    from duijie.portal.exchange import queries, search  # noqa: PLC0415  needs the models
    from duijie.portal.exchange.cards import cards  # noqa: PLC0415  ditto

    found = search.find(queries.released(), words)
    if found.ids is None:
        rows = list(found.rows[: limit + 1])
    else:
        kept = found.rows.in_bulk(found.ids[: limit + 1])
        rows = [kept[pk] for pk in found.ids[: limit + 1] if pk in kept]
    hits = [
        site_search.Hit(
            c.title, c.listing.get_absolute_url(), f"{c.listing.get_side_display()} · {c.publisher}"
        )
        for c in cards(user, rows[:limit])
    ]
    url = f"{reverse('exchange:listings')}?{urlencode({'q': words})}"
    return site_search.HitGroup(_("供需"), hits, url, len(rows) > limit)
