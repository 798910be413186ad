"""What the audit app tells the rest of the portal at start."""

from django.utils.translation import gettext_lazy as _

from duijie.portal.audit import permissions
from duijie.portal.web.navigation import NavItem
from duijie.portal.web.navigation import register as register_items


def register() -> None:
    register_items(
        NavItem(
            "audit",
            _("操作记录"),
            "audit:list",
            "history",
            960,
            permissions.may_read,
            _("查看谁在什么时候做了什么"),
        )
    )
