"""Own settings, the operator's list of users, invitations."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.portal.accounts import domain, permissions, queries
from duijie.portal.accounts.forms import InvitationForm, OwnForm, UserFilter
from duijie.portal.accounts.models import User
from duijie.portal.refused import Refused
from duijie.portal.web.answers import attempt
from duijie.portal.web.exporting import as_download, wants_export
from duijie.portal.web.paging import page_of

_LINK = "password_link"


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    user = request.user
    known = {"name": user.name, "phone": user.phone, "email": user.email}
    form = OwnForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        domain.edit_self(user, **form.cleaned_data)
        messages.success(request, _("已保存。"))
        return redirect("accounts:settings")
    return render(request, "accounts/settings.html", {"form": form})


@require_safe
def users(request: HttpRequest) -> HttpResponse:
    if not permissions.may_manage_users(request.user):
        raise Http404
    chosen = UserFilter(request.GET, auto_id="filter_%s")
    found = _found(chosen, queries.visible_to(request.user).select_related("party"))
    if wants_export(request):
        return as_download(request, _("账号清单"), _columns(), (_row(user) for user in found.iterator(1_000)))
    context: dict[str, Any] = {"filter": chosen, "page": page_of(request, found)}
    context |= request.session.pop(_LINK, {})
    return render(request, "accounts/users.html", context)


@require_POST
def user_act(request: HttpRequest, pk: int) -> HttpResponse:
    if not permissions.may_manage_users(request.user):
        raise Http404
    user = get_object_or_404(queries.visible_to(request.user), pk=pk)
    act = request.POST.get("act", "")
    if act == "password_link":
        _password_link(request, user)
    elif act in _ACTS:
        do, done = _ACTS[act]
        attempt(request, lambda: do(user, by=request.user), str(done) % {"name": user})
    else:
        raise Http404
    return redirect("accounts:users")


_ACTS = {
    "deactivate": (domain.deactivate, gettext_lazy("%(name)s 的账号已停用。")),
    "activate": (domain.activate, gettext_lazy("%(name)s 的账号已恢复。")),
}


@require_http_methods(["GET", "HEAD", "POST"])
def invitations(request: HttpRequest) -> HttpResponse:
    if not permissions.may_invite(request.user):
        raise Http404
    form = InvitationForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.invite(request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, _("邀请链接已生成，请从下面的列表复制给对方。"))
            return redirect("accounts:invitations")
    found = queries.invitations_visible_to(request.user).select_related("party", "created_by")
    origin = f"{request.scheme}://{request.get_host()}"
    context = {"form": form, "page": page_of(request, found), "origin": origin}
    return render(request, "accounts/invitations.html", context)


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(queries.invitations_visible_to(request.user), pk=pk)
    if domain.revoke(invitation, by=request.user):
        messages.success(request, _("邀请已撤回，链接不能再用。"))
    else:
        messages.info(request, _("这个邀请已经用过或撤回，没有改变。"))
    return redirect("accounts:invitations")


def _found(chosen: UserFilter, users: Any) -> Any:
    if not chosen.is_valid():
        return users.none()
    asked = chosen.cleaned_data
    users = queries.search(users, asked["q"])
    if asked["role"]:
        users = users.filter(role=asked["role"])
    if asked["active"]:
        users = users.filter(is_active=asked["active"] == "1")
    return users.order_by("role", "username")


def _password_link(request: HttpRequest, user: User) -> None:
    """Shown once on the next page: for places without e-mail."""
    try:
        path = domain.password_link(user, by=request.user)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return
    request.session[_LINK] = {"link": request.build_absolute_uri(path), "link_for": str(user)}


def _columns() -> list[str]:
    return [_("姓名"), _("用户名"), _("角色"), _("所属主体"), _("能否登录"), _("最近登录")]


def _row(user: User) -> list[Any]:
    last = timezone.localtime(user.last_login).strftime("%Y-%m-%d %H:%M") if user.last_login else ""
    return [user.name, user.username, user.get_role_display(), str(user.party or ""), user.is_active, last]
