"""The jobs app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "duijie.portal.jobs"
    verbose_name = _("后台任务")

    def ready(self) -> None:
        from duijie.portal.jobs import setup  # noqa: PLC0415  needs the models to be loaded

        setup.register()
