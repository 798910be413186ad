"""The parties app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartiesConfig(AppConfig):
    name = "duijie.portal.parties"
    verbose_name = _("主体库")

    def ready(self) -> None:
        from duijie.portal.parties import setup  # noqa: PLC0415  needs the models to be loaded

        setup.register()
