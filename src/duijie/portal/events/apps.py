"""The events app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "duijie.portal.events"
    verbose_name = _("对接会")

    def ready(self) -> None:
        from duijie.portal.events import setup  # noqa: PLC0415  needs the models to be loaded

        setup.register()
