"""What the agreements app tells the rest of the portal at start."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.audit import acts
from duijie.portal.events import links as event_links
from duijie.portal.exchange import links as exchange_links
from duijie.portal.web import dashboard, search, waiting
from duijie.portal.web.navigation import NavItem
from duijie.portal.web.navigation import register as register_items

ACTS = {
    "agreement.drafted": gettext_lazy("起草协议"),
    "agreement.saved": gettext_lazy("修改协议"),
    "agreement.assigned": gettext_lazy("明确责任部门和责任人"),
    "agreement.imported": gettext_lazy("从表格导入协议"),
    "agreement.sent": gettext_lazy("送签约方确认"),
    "agreement.taken_back": gettext_lazy("撤回修改"),
    "agreement.declined": gettext_lazy("退回修改"),
    "agreement.confirmed": gettext_lazy("确认协议"),
    "agreement.signed": gettext_lazy("签约"),
    "agreement.started": gettext_lazy("启动"),
    "agreement.delivering": gettext_lazy("开始履约"),
    "agreement.completed": gettext_lazy("完成协议"),
    "agreement.stalled": gettext_lazy("报告停滞"),
    "agreement.resumed": gettext_lazy("恢复推进"),
    "agreement.terminated": gettext_lazy("终止协议"),
    "milestone.added": gettext_lazy("添加节点"),
    "milestone.changed": gettext_lazy("调整节点日期"),
    "milestone.done": gettext_lazy("完成节点"),
    "milestone.dropped": gettext_lazy("取消节点"),
    "milestone.reminded": gettext_lazy("提醒签约方节点逾期"),
    "milestone.department": gettext_lazy("节点逾期上报责任部门"),
    "milestone.coordinator": gettext_lazy("节点逾期上报市级统筹"),
    "evidence.attached": gettext_lazy("上传佐证材料"),
    "landed.recorded": gettext_lazy("登记到账"),
    "landed.withdrawn": gettext_lazy("撤回到账"),
    "objection.raised": gettext_lazy("提出异议"),
    "objection.answered": gettext_lazy("答复异议"),
    "objection.withdrawn": gettext_lazy("撤回异议"),
    "landing_rules.set": gettext_lazy("设定落地规则"),
}


def register() -> None:
    from duijie.portal.agreements import panels, permissions, sources, tasks  # noqa: F401, PLC0415  rules and jobs register themselves

    acts.register(ACTS)
    register_items(
        NavItem(
            "agreements", gettext_lazy("协议落地"), "agreements:list", "flag", 30, _concerned,
            gettext_lazy("看看签了哪些协议、落地到哪一步"), on_phone=True,
        ),
        NavItem("funnel", gettext_lazy("落地漏斗"), "agreements:funnel", "filter", 31, _steers),
    )  # fmt: skip
    waiting.register(waiting_items)
    dashboard.register(board)
    search.register(find)
    event_links.register_meeting_link(sources.meeting_link)
    event_links.register_event_panel(panels.of_event)
    exchange_links.register_listing_panel(panels.of_listing)
    exchange_links.register_pair_link(panels.of_pair)


def _concerned(user: Any) -> bool:
    from duijie.portal.agreements import permissions  # noqa: PLC0415  needs the rules

    return permissions.may(user, "draft") or permissions.may(user, "steer")


def _steers(user: Any) -> bool:
    from duijie.portal.agreements import permissions  # noqa: PLC0415  needs the rules

    return permissions.may(user, "steer")


def board(user: Any) -> dashboard.Board:
    """The funnel on everybody's dashboard who steers; its figures have a page of their own."""
    from duijie.portal.agreements import funnel, report  # noqa: PLC0415  needs the models

    if not _steers(user):
        return dashboard.Board([], [])
    return dashboard.Board([], [report.chart(funnel.counts(user, {}), {})])


def waiting_items(user: Any) -> Iterable[waiting.WaitingItem]:
    from duijie.portal.agreements import pending  # noqa: PLC0415  needs the models

    return pending.items(user)


def find(user: Any, words: str, limit: int) -> search.HitGroup | None:
    """The site's search box over the agreements that this person may see."""
    from duijie.portal.agreements import queries  # noqa: PLC0415  needs the models

    rows = list(queries.search(queries.visible_to(user), words)[: limit + 1])
    hits = [search.Hit(str(a), a.get_absolute_url(), a.get_stage_display()) for a in rows[:limit]]
    url = f"{reverse('agreements:list')}?{urlencode({'q': words})}"
    return search.HitGroup(_("协议"), hits, url, len(rows) > limit)
