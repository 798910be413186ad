"""The list of agreements with its sums, its export, and suggestions of parties for text boxes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from duijie.portal.agreements import exporting, permissions, queries
from duijie.portal.agreements.cards import cards, total_of
from duijie.portal.agreements.filters import AgreementFilter
from duijie.portal.parties import queries as parties
from duijie.portal.web.exporting import as_download, wants_export
from duijie.portal.web.paging import page_of

_SUGGESTED = 12


@require_safe
def agreement_list(request: HttpRequest) -> HttpResponse:
    chosen = AgreementFilter(request.GET)
    found = chosen.found(queries.visible_to(request.user))
    if wants_export(request):
        return as_download(request, _("协议台账"), *exporting.table(queries.told(found)))
    page = page_of(request, queries.told(found))
    page.object_list = cards(page.object_list)
    context = {
        "filter": chosen,
        "page": page,
        "total": total_of(found, queries.rules_on().fewest_summed),
        "may_draft": permissions.may(request.user, "draft"),
        "may_import": permissions.may(request.user, "import"),
        "may_set_rules": permissions.may(request.user, "set_rules"),
        "may_steer": permissions.may(request.user, "steer"),
    }
    return render(request, "agreements/list.html", context)


@require_safe
def suggest_party(request: HttpRequest) -> HttpResponse:
    """Names of parties that the person may see, as one types."""
    written = request.GET.get(request.GET.get("name", ""), "").strip()[:40]
    found = parties.search(parties.visible_to(request.user), written) if written else []
    names = [one.name for one in found[:_SUGGESTED]] if written else []
    return render(request, "web/options.html", {"options": names})
