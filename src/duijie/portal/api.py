"""The root of the API: session sign-in, CSRF tokens on writes, one router per app."""

from importlib import import_module
from importlib.util import find_spec

from django.contrib.auth.decorators import login_required
from ninja import NinjaAPI
from ninja.security import SessionAuth

from duijie.portal.parties.api import router as parties

api = NinjaAPI(
    title="对接 Duijie",
    version="1.0",
    description="供需对接平台的接口。需要登录；写操作需要 CSRF 令牌。",
    auth=SessionAuth(csrf=True),
    docs_decorator=login_required,
    urls_namespace="api",
)
api.add_router("/parties/", parties, tags=["parties"])
if find_spec("duijie.portal.exchange.api"):
    api.add_router("/", import_module("duijie.portal.exchange.api").router)
