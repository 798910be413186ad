"""The audit app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "duijie.portal.audit"
    verbose_name = _("操作记录")

    def ready(self) -> None:
        from duijie.portal.audit import setup  # noqa: PLC0415  needs the models to be loaded

        setup.register()
