"""What the frame tells itself at start."""

from django.utils.translation import gettext_lazy as _

from duijie.portal.web import checks, dashboard  # noqa: F401  checks register themselves
from duijie.portal.web.navigation import NavItem
from duijie.portal.web.navigation import register as register_items


def register() -> None:
    register_items(
        NavItem("workbench", _("工作台"), "web:workbench", "home", 0, on_phone=True),
        NavItem(
            "dashboard",
            _("运行监测"),
            "web:dashboard",
            "chart",
            800,
            dashboard.may_read,
            _("看供需对接的总体进展"),
            on_phone=True,
        ),
    )
