"""Firms that registered themselves wait here for an officer."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duijie.portal.accounts import domain, permissions, queries
from duijie.portal.accounts.choices import RegistrationState
from duijie.portal.web.answers import attempt
from duijie.portal.web.paging import page_of


@require_safe
def registrations(request: HttpRequest) -> HttpResponse:
    if not permissions.may_review(request.user):
        raise Http404
    state = request.GET.get("state", "")
    if state not in RegistrationState.values:
        state = RegistrationState.SUBMITTED
    found = queries.registrations_visible_to(request.user).filter(state=state).select_related("party", "user")
    context = {"page": page_of(request, found), "state": state, "states": RegistrationState.choices}
    return render(request, "accounts/registrations.html", context)


@require_POST
def review(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(
        queries.registrations_visible_to(request.user).select_related("user", "party"), pk=pk
    )
    act = request.POST.get("act", "")
    if act == "approve":
        attempt(request, lambda: domain.approve(one, by=request.user), _("已通过，企业可以登录了。"))
    elif act == "give_back":
        reason = request.POST.get("reason", "")
        attempt(
            request,
            lambda: domain.give_back(one, by=request.user, reason=reason),
            _("已退回，企业改好后可以用同样的用户名和密码再提交。"),
        )
    else:
        raise Http404
    return redirect("accounts:registrations")
