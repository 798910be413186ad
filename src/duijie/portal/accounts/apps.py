"""The accounts app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "duijie.portal.accounts"
    verbose_name = _("账号")

    def ready(self) -> None:
        from duijie.portal.accounts import setup  # noqa: PLC0415  needs the models to be loaded

        setup.register()
