"""The web app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebConfig(AppConfig):
    name = "duijie.portal.web"
    verbose_name = _("网站")

    def ready(self) -> None:
        from duijie.portal.web import setup  # noqa: PLC0415  needs the models to be loaded

        setup.register()
