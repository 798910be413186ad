"""What the frame tells itself at start."""

from django.utils.translation import gettext_lazy as _

from duijie.portal.web import checks  # noqa: F401  registers itself
from duijie.portal.web.navigation import NavItem
from duijie.portal.web.navigation import register as register_items


def register() -> None:
    register_items(NavItem("workbench", _("工作台"), "web:workbench", "home", 0, on_phone=True))
