"""What the accounts app tells the rest of the portal at start."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from duijie.portal.accounts import permissions
from duijie.portal.audit import acts
from duijie.portal.web import waiting
from duijie.portal.web.navigation import NavItem
from duijie.portal.web.navigation import register as register_items

ACTS = {
    "invitation.sent": gettext_lazy("发出邀请"),
    "invitation.revoked": gettext_lazy("撤回邀请"),
    "invitation.accepted": gettext_lazy("受邀开通账号"),
    "registration.submitted": gettext_lazy("提交企业注册"),
    "registration.approved": gettext_lazy("通过企业注册"),
    "registration.returned": gettext_lazy("退回企业注册"),
    "user.deactivated": gettext_lazy("停用账号"),
    "user.activated": gettext_lazy("恢复账号"),
    "user.password_link": gettext_lazy("生成重设密码链接"),
    "user.edited": gettext_lazy("修改账号资料"),
    "user.operator_created": gettext_lazy("建立系统管理员"),
}


def register() -> None:
    acts.register(ACTS)
    register_items(
        NavItem(
            "registrations",
            gettext_lazy("企业注册审核"),
            "accounts:registrations",
            "check",
            910,
            permissions.may_review,
        ),
        NavItem(
            "invitations", gettext_lazy("邀请"), "accounts:invitations", "mail", 920, permissions.may_invite
        ),
        NavItem("users", gettext_lazy("账号"), "accounts:users", "users", 930, permissions.may_manage_users),
    )
    waiting.register(waiting_items)


def waiting_items(user: Any) -> Iterable[waiting.WaitingItem]:
    from duijie.portal.accounts import queries  # noqa: PLC0415  needs the models

    if not permissions.may_review(user):
        return
    count = queries.registrations_visible_to(user).filter(state="submitted").count()
    if count:
        title = ngettext("%(n)d 家企业注册等待审核", "%(n)d 家企业注册等待审核", count) % {"n": count}
        url = reverse("accounts:registrations")
        yield waiting.WaitingItem(title, url, _("去审核"), kind=_("企业注册"), count=count)
