"""The agreements app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgreementsConfig(AppConfig):
    name = "duijie.portal.agreements"
    verbose_name = _("协议落地")

    def ready(self) -> None:
        from duijie.portal.agreements import setup  # noqa: PLC0415  needs the models to be loaded

        setup.register()
