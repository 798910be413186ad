"""All addresses."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.decorators.cache import never_cache
from django.views.i18n import set_language

from duijie.portal.api import api

urlpatterns = [
    path("", include("duijie.portal.web.urls")),
    path("accounts/", include("duijie.portal.accounts.urls")),
    path("accounts/mfa/", include("allauth.mfa.urls")),
    path("parties/", include("duijie.portal.parties.urls")),
    path("agreements/", include("duijie.portal.agreements.urls")),
    path("audit/", include("duijie.portal.audit.urls")),
    path("jobs/", include("duijie.portal.jobs.urls")),
    path("events/", include("duijie.portal.events.urls")),
    path("", include("duijie.portal.exchange.urls")),
    path("language/", never_cache(login_not_required(set_language)), name="set_language"),
    path("api/v1/", api.urls),
]

handler400 = "duijie.portal.web.errors.bad_request"
handler403 = "duijie.portal.web.errors.forbidden"
handler404 = "duijie.portal.web.errors.not_found"
handler500 = "duijie.portal.web.errors.server_error"
