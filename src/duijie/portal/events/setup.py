"""What the events app tells the rest of the portal at start."""

from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.audit import acts
from duijie.portal.web import search, waiting
from duijie.portal.web.navigation import NavItem
from duijie.portal.web.navigation import register as register_items

ACTS = {
    "event.created": gettext_lazy("建立对接会"),
    "event.saved": gettext_lazy("修改对接会"),
    "event.laid_out": gettext_lazy("安排时段和桌位"),
    "event.opened": gettext_lazy("开始邀请报名"),
    "event.matching": gettext_lazy("开始配对排期"),
    "event.reopened": gettext_lazy("重新开放报名"),
    "event.started": gettext_lazy("对接会开始"),
    "event.closed": gettext_lazy("对接会结束"),
    "event.cancelled": gettext_lazy("取消对接会"),
    "event.invited": gettext_lazy("邀请参会"),
    "event.reminded": gettext_lazy("催办答复"),
    "event.proposed": gettext_lazy("提出备选洽谈"),
    "event.computed": gettext_lazy("算出日程"),
    "event.published": gettext_lazy("发布日程"),
    "programme.added": gettext_lazy("加一项议程"),
    "programme.saved": gettext_lazy("修改议程"),
    "programme.moved": gettext_lazy("调整议程次序"),
    "programme.removed": gettext_lazy("去掉一项议程"),
    "participant.saved": gettext_lazy("修改参会方"),
    "participant.confirm": gettext_lazy("确认参加"),
    "participant.decline": gettext_lazy("答复不参加"),
    "participant.withdraw": gettext_lazy("退出"),
    "participant.invite": gettext_lazy("重新邀请"),
    "participant.applied": gettext_lazy("报名参加"),
    "participant.checked_in": gettext_lazy("签到"),
    "participant.check_in_undone": gettext_lazy("撤销签到"),
    "participant.no_show": gettext_lazy("记为未到"),
    "participant.no_show_undone": gettext_lazy("撤销未到"),
    "participant.walked_in": gettext_lazy("现场到会"),
    "meeting.missed": gettext_lazy("记为未谈成"),
    "meeting.missed_undone": gettext_lazy("撤销未谈成"),
    "repair.asked": gettext_lazy("请求现场调整"),
    "repair.applied": gettext_lazy("采用现场调整"),
    "repair.discarded": gettext_lazy("放弃现场调整"),
    "participant.wished": gettext_lazy("提出意愿"),
    "participant.subscribed": gettext_lazy("生成日历订阅地址"),
    "meeting.reported": gettext_lazy("记录洽谈结果"),
    "meeting.added": gettext_lazy("添加洽谈"),
    "meeting.changed": gettext_lazy("修改洽谈"),
    "meeting.moved": gettext_lazy("移动洽谈"),
    "meeting.locked": gettext_lazy("锁定洽谈"),
    "meeting.unlocked": gettext_lazy("解除锁定"),
    "meeting.cancelled": gettext_lazy("取消洽谈"),
}


def register() -> None:
    from duijie.portal.events import tasks, waits  # noqa: F401, PLC0415  jobs register themselves

    acts.register(ACTS)
    register_items(
        NavItem(
            "events", gettext_lazy("对接会"), "events:list", "calendar", 20,
            invitation=gettext_lazy("看看近期的对接会，报名参加或安排日程"), on_phone=True,
        ),
    )  # fmt: skip
    search.register(find)
    waiting.register(waits.for_organiser)
    waiting.register(waits.for_participant)


def find(user: Any, words: str, limit: int) -> search.HitGroup | None:
    """The site's search box over the events that this person may see."""
    from duijie.portal.events import queries  # noqa: PLC0415  needs the models

    found = queries.visible_to(user)
    for word in words.split()[:5]:
        found = found.filter(title__icontains=word)
    rows = list(found.order_by("-starts_at", "-pk")[: limit + 1])
    hits = [search.Hit(e.title, e.get_absolute_url(), e.get_state_display()) for e in rows[:limit]]
    url = f"{reverse('events:list')}?{urlencode({'q': words})}"
    return search.HitGroup(_("对接会"), hits, url, len(rows) > limit)
