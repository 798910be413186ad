"""How people get in: a firm registers itself, an invited person opens the link."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from duijie.portal.accounts import domain
from duijie.portal.accounts.forms import NewAccountForm, RegistrationForm
from duijie.portal.refused import Refused
from duijie.portal.web.throttle import allowed

_PER_HOUR = 10


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    form = RegistrationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not allowed(request, "register", per_hour=_PER_HOUR):
            form.add_error(None, _("这个网络地址一小时内提交的注册太多，请过一会儿再试。"))
        elif _registered(form):
            return redirect("accounts:registered")
    return render(request, "accounts/register.html", {"form": form})


@login_not_required
@require_safe
def registered(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/registered.html")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    try:
        invitation = domain.find_open(token)
    except Refused as refusal:
        return render(request, "accounts/accept.html", {"refusal": refusal.sentence}, status=410)
    form = NewAccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            domain.accept(token, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("username", refusal.sentence)
        else:
            messages.success(request, _("账号已开通，请登录。"))
            return redirect("account_login")
    return render(request, "accounts/accept.html", {"form": form, "invitation": invitation})


def _registered(form: RegistrationForm) -> bool:
    given = form.cleaned_data
    person = {name: given[name] for name in ("username", "name", "phone", "email", "password")}
    try:
        domain.register_firm(
            code=given["code"],
            firm=given["firm"],
            region=given["region"],
            applicant=domain.Applicant(**person),
        )
    except Refused as refusal:
        form.add_error(None, refusal.sentence)
        return False
    return True
