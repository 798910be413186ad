"""How acts are answered: a sentence on the page, and 404 where a person may not know."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from duijie.portal.refused import NotAllowed, Refused

View = Callable[..., HttpResponse]


def hiding(view: View) -> View:
    """What a person may not do looks to them like what does not exist."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotAllowed as error:
            raise Http404 from error

    return answer


def attempt(request: HttpRequest, act: Callable[[], Any], done: str) -> bool:
    """Do it and say so, or say why not; nothing is half done either way."""
    try:
        act()
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        for sentence in refusal.problems.values():
            if sentence != refusal.sentence:
                messages.warning(request, sentence)
        return False
    messages.success(request, done)
    return True


def back(request: HttpRequest, default: Any) -> HttpResponseRedirect:
    """To the page the form was on, if it is one of ours."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return redirect(target)
    return redirect(default)
