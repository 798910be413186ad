"""Acts of the operator on users, and of users on themselves."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from duijie.portal.accounts import permissions
from duijie.portal.accounts.choices import Role
from duijie.portal.accounts.models import User
from duijie.portal.audit import record
from duijie.portal.refused import Refused


@transaction.atomic
def deactivate(user: User, *, by: User) -> bool:
    """Take away sign-in; what the person did stays. False when it was so already."""
    _check_operator(by)
    if user.pk == by.pk:
        raise Refused(_("不能停用自己的账号。"))
    changed = User.objects.filter(pk=user.pk, is_active=True).update(is_active=False)
    if changed:
        record(by, "user.deactivated", user)
    return bool(changed)


@transaction.atomic
def activate(user: User, *, by: User) -> bool:
    _check_operator(by)
    if hasattr(user, "registration") and user.registration.state != "approved":
        raise Refused(_("这个账号的企业注册申请还没有通过，请先审核。"))
    changed = User.objects.filter(pk=user.pk, is_active=False).update(is_active=True)
    if changed:
        record(by, "user.activated", user)
    return bool(changed)


@transaction.atomic
def password_link(user: User, *, by: User) -> str:
    """The address at which the person sets a new password: for places without e-mail."""
    _check_operator(by)
    if not user.is_active:
        raise Refused(_("账号已停用，请先恢复。"))
    record(by, "user.password_link", user)
    return reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )


@transaction.atomic
def edit_self(user: User, *, name: str, phone: str, email: str) -> None:
    changed = {
        field: value
        for field, value in {"name": name, "phone": phone, "email": email}.items()
        if getattr(user, field) != value
    }
    if changed:
        User.objects.filter(pk=user.pk).update(**changed)
        record(user, "user.edited", user, fields=sorted(changed))


@transaction.atomic
def create_operator(*, username: str, password: str, name: str = "") -> User:
    """The first account, made on the command line."""
    if User.objects.filter(username__iexact=username).exists():
        raise Refused(_("用户名“%(name)s”已有人使用。") % {"name": username})
    user = User.objects.create_user(username, "", password, role=Role.OPERATOR, name=name)
    record(None, "user.operator_created", user)
    return user


def _check_operator(by: User) -> None:
    if not permissions.may_manage_users(by):
        raise Refused(_("只有系统管理员能管理账号。"))
