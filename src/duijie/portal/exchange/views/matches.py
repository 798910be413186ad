"""Matches: the list, one pair side by side, judging, and running a channel anew."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from duijie.engine.channels import available
from duijie.portal.exchange import domain, explanations, exporting, links, permissions, queries
from duijie.portal.exchange.choices import JUDGEMENTS, OPEN_INTERESTS, Verdict
from duijie.portal.exchange.filters import channel_label
from duijie.portal.exchange.models import Feedback, Interest, Match
from duijie.portal.exchange.paging import COUNTED_PAIRS, page_of
from duijie.portal.jobs import domain as jobs
from duijie.portal.web.answers import attempt, back, hiding
from duijie.portal.web.exporting import as_download, wants_export

EVERY = "all"


class MatchFilter(forms.Form):
    channel = forms.ChoiceField(label=gettext_lazy("渠道"), required=False)
    verdict = forms.ChoiceField(
        label=gettext_lazy("结论"),
        required=False,
        choices=[*Verdict.choices, (EVERY, gettext_lazy("全部"))],
    )

    def __init__(self, data: Any) -> None:
        """Recommended ones unless others are asked for: one verdict at a time is what the index can order."""
        super().__init__({"verdict": Verdict.RECOMMENDED} | data.dict(), auto_id="filter_%s")
        self.fields["channel"].choices = [("", _("全部")), *((c, channel_label(c)) for c in available())]

    def found(self, matches: QuerySet[Match]) -> QuerySet[Match]:
        if not self.is_valid():
            return matches.none()
        channel, verdict = self.cleaned_data["channel"], self.cleaned_data["verdict"]
        if channel:
            matches = matches.filter(channel=channel)
        if verdict != EVERY:
            matches = matches.filter(verdict=verdict or Verdict.RECOMMENDED)
        return matches.order_by("-score", "pk")


@require_safe
def match_list(request: HttpRequest) -> HttpResponse:
    """Own matches, or all of them for the coordinator; only pairs that are still among the best."""
    chosen = MatchFilter(request.GET)
    found = chosen.found(queries.matches_for(request.user).filter(need_rank__isnull=False))
    if wants_export(request):
        return as_download(request, _("匹配清单"), *exporting.match_table(request.user, found))
    page = page_of(request, found, COUNTED_PAIRS)
    page.object_list = explanations.explained(request.user, page.object_list)
    context = {
        "filter": chosen,
        "page": page,
        "may_run": permissions.may(request.user, "run_matching"),
        "channels": [(c, channel_label(c)) for c in available()],
    }
    return render(request, "exchange/matches.html", context)


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    match = get_object_or_404(queries.matches_for(request.user), pk=pk)
    side = "offer" if permissions.owns(request.user, match.offer) else "need"
    shown = explanations.explained(request.user, [match], seen_from=side)[0]
    pair = Interest.objects.filter(need=match.need, offer=match.offer)
    interests = pair.select_related("need__party", "offer__party", "by_user", "answered_by")
    context = {
        "one": shown,
        "match": match,
        "interests": explanations.told(request.user, interests),
        "may_express": _may_express(request.user, match, interests),
        "judged": Feedback.objects.filter(
            need=match.need, offer=match.offer, by=request.user, outcome__in=JUDGEMENTS
        ).first(),
        "judgements": [(o.value, o.label) for o in JUDGEMENTS],
        "links": links.pair_links(request.user, match.need, match.offer),
    }
    return render(request, "exchange/match.html", context)


@require_POST
@hiding
def feedback(request: HttpRequest, pk: int) -> HttpResponse:
    match = get_object_or_404(queries.matches_for(request.user), pk=pk)
    outcome, note = request.POST.get("outcome", ""), request.POST.get("note", "")
    attempt(
        request,
        lambda: domain.record_feedback(match, by=request.user, outcome=outcome, note=note),
        _("已记下，今后的匹配会参考。"),
    )
    return back(request, match)


@require_POST
@hiding
def run(request: HttpRequest) -> HttpResponse:
    permissions.require(request.user, "run_matching")
    channel = request.POST.get("channel", "")
    if channel not in available():
        return redirect("exchange:matches")
    return redirect(jobs.start("match_channel", by=request.user, channel=channel))


def _may_express(user: Any, match: Match, interests: QuerySet[Interest]) -> bool:
    """Own one side, and nothing is under way between the two."""
    if match.need.party_id == match.offer.party_id or match.need.expired or match.offer.expired:
        return False
    mine = permissions.owns(user, match.need) or permissions.owns(user, match.offer)
    return mine and not any(i.state in OPEN_INTERESTS for i in interests)
