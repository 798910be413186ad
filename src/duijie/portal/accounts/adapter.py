"""How allauth and axes meet our accounts."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

NAME_LENGTH = 150


class Adapter(DefaultAccountAdapter):
    """People come by invitation or by registering a firm, never by allauth's open sign-up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("用户名或密码不对。忘了密码可以点“忘记密码”。"),
        "email_password_mismatch": _("电子邮箱或密码不对。忘了密码可以点“忘记密码”。"),
        "too_many_login_attempts": _("试的次数太多，请 5 分钟后再试。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False


def attempted_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str | None:
    """The name that somebody tried to sign in with, whichever way it was asked for."""
    given = credentials or {}
    name = given.get("username") or given.get("email")
    if not name and request is not None:
        name = request.POST.get("login")
    return name.strip().lower()[:NAME_LENGTH] if name else None
