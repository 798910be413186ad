"""What the parties app tells the rest of the portal at start."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.audit import acts
from duijie.portal.web import search
from duijie.portal.web.navigation import NavItem
from duijie.portal.web.navigation import register as register_items

ACTS = {
    "party.entered": gettext_lazy("登记主体"),
    "party.saved": gettext_lazy("修改主体资料"),
    "party.suspended": gettext_lazy("停用主体"),
    "party.restored": gettext_lazy("恢复主体"),
    "party.imported": gettext_lazy("从表格导入主体"),
    "party.qualification_added": gettext_lazy("添加资质"),
    "party.qualification_removed": gettext_lazy("删除资质"),
}


def register() -> None:
    from duijie.portal.parties import tasks  # noqa: F401, PLC0415  jobs register themselves

    acts.register(ACTS)
    register_items(
        NavItem(
            "parties",
            gettext_lazy("主体库"),
            "parties:list",
            "building",
            900,
            invitation=gettext_lazy("查找企业、部门、银行和院所"),
        )
    )
    search.register(find)


def find(user: Any, words: str, limit: int) -> search.HitGroup | None:
    from duijie.portal.parties import queries  # noqa: PLC0415  needs the models
    from duijie.portal.parties.places import region_short  # noqa: PLC0415  ditto

    rows = list(queries.search(queries.visible_to(user), words).order_by("name", "pk")[: limit + 1])
    hits = [
        search.Hit(p.name, p.get_absolute_url(), f"{p.get_kind_display()} · {region_short(p.region)}")
        for p in rows[:limit]
    ]
    url = f"{reverse('parties:list')}?{urlencode({'q': words})}"
    return search.HitGroup(_("主体"), hits, url, len(rows) > limit)
