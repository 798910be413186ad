"""The exchange app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "duijie.portal.exchange"
    verbose_name = _("供需对接")

    def ready(self) -> None:
        from duijie.portal.exchange import setup  # noqa: PLC0415  needs the models to be loaded

        setup.register()
