"""The root of the API: session sign-in, CSRF tokens on writes, one router per app, one shape of problem."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import SessionAuth

from duijie.portal.agreements.api import router as agreements
from duijie.portal.events.api import router as events
from duijie.portal.exchange.api import router as exchange
from duijie.portal.parties.api import router as parties
from duijie.portal.refused import NotAllowed, Refused

api = NinjaAPI(
    title="对接 Duijie",
    version="1.0",
    description="供需对接平台的接口。需要登录；写操作需要 CSRF 令牌。",
    auth=SessionAuth(csrf=True),
    docs_decorator=login_required,
    urls_namespace="api",
)
api.add_router("/parties", parties, tags=["parties"])
api.add_router("/agreements", agreements, tags=["agreements"])
api.add_router("/events", events, tags=["events"])
api.add_router("/", exchange, tags=["exchange"])


def _answer(
    request: HttpRequest, status: int, sentence: str, problems: dict[str, str] | None = None
) -> HttpResponse:
    return api.create_response(request, {"sentence": sentence, "problems": problems or {}}, status=status)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return _answer(request, 422, refusal.sentence, refusal.problems)


@api.exception_handler(ValidationError)
def unreadable(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = {".".join(map(str, one["loc"][1:])): str(one["msg"]) for one in error.errors}
    return _answer(request, 422, _("请求的参数读不懂。"), problems)


@api.exception_handler(AuthenticationError)
def stranger(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _answer(request, 401, _("请先登录。"))


@api.exception_handler(NotAllowed)
@api.exception_handler(Http404)
def not_there(request: HttpRequest, error: Any) -> HttpResponse:
    return _answer(request, 404, _("没有这项内容，或不对您的账号开放。"))
