"""The root of the API: session sign-in, CSRF tokens on writes, one router per app."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.security import SessionAuth

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
api.add_router("/", exchange)


@api.exception_handler(Refused)
def refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    answer = {"sentence": refusal.sentence, "problems": refusal.problems}
    return api.create_response(request, answer, status=422)


@api.exception_handler(NotAllowed)
def not_allowed(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    return api.create_response(request, {"sentence": "没有这项内容，或不对您的账号开放。"}, status=404)
