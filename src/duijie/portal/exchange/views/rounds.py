"""Matchmaking rounds: the list, a new one, one round with its report, and what can be done with it."""

import tempfile
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duijie.portal.exchange import domain, permissions, queries, rounds
from duijie.portal.exchange.choices import RoundState
from duijie.portal.exchange.domain import transitions
from duijie.portal.exchange.forms import RoundForm
from duijie.portal.exchange.models import Round
from duijie.portal.exchange.paging import page_of
from duijie.portal.jobs import domain as jobs
from duijie.portal.web.answers import attempt, hiding
from duijie.portal.web.exporting import TYPES


@require_safe
def round_list(request: HttpRequest) -> HttpResponse:
    found = queries.rounds_for(request.user)
    may_run = permissions.may(request.user, "run_rounds")
    return render(request, "exchange/rounds.html", {"page": page_of(request, found), "may_run": may_run})


@require_http_methods(["GET", "HEAD", "POST"])
@hiding
def create(request: HttpRequest) -> HttpResponse:
    """Open a round and allocate it in the background."""
    permissions.require(request.user, "run_rounds")
    form = RoundForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        opened = domain.open_round(by=request.user, **form.cleaned_data)
        return redirect(jobs.start("allocate_round", by=request.user, round=opened.pk))
    return render(request, "exchange/round_new.html", {"form": form})


@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(queries.rounds_for(request.user), pk=pk)
    pairs = queries.proposals_for(request.user).filter(round=one)
    if request.GET.get("export") == "xlsx":
        return _download(request.user, one, pairs)
    page = page_of(request, pairs)
    page.object_list = rounds.told(request.user, page.object_list)
    may_run = permissions.may(request.user, "run_rounds")
    context = {
        "round": one,
        "page": page,
        "may_run": may_run,
        "facts": rounds.facts(one) if may_run else [],
        "acts": [(name, label) for name, label in _LABELS if may_run and _offered(name, one)],
    }
    return render(request, "exchange/round.html", context)


@require_POST
@hiding
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    one = get_object_or_404(queries.rounds_for(request.user), pk=pk)
    permissions.require(request.user, "run_rounds", one)
    if act == "compute":
        return _compute(request, one)
    if act not in _ACTS:
        raise Http404
    do, done = _ACTS[act]
    attempt(request, lambda: do(one, by=request.user), str(done))
    return redirect(one)


def _compute(request: HttpRequest, one: Round) -> HttpResponse:
    """Only a round that is neither published nor discarded is allocated anew."""
    allowed = attempt(request, lambda: transitions.round_move("compute", one.state), _("已在后台开始计算。"))
    return redirect(jobs.start("allocate_round", by=request.user, round=one.pk) if allowed else one)


_ACTS: dict[str, Any] = {
    "publish": (domain.publish_round, gettext_lazy("已发布，双方现在都看得到自己的拟对接对象。")),
    "withdraw": (domain.withdraw_round, gettext_lazy("已撤回发布，企业不再看得到；结果保留。")),
    "discard": (domain.discard_round, gettext_lazy("已作废，结果保留，可以恢复。")),
    "restore": (domain.restore_round, gettext_lazy("已恢复。")),
}
_LABELS = (
    ("publish", gettext_lazy("发布给双方")),
    ("compute", gettext_lazy("重新计算")),
    ("withdraw", gettext_lazy("撤回发布")),
    ("discard", gettext_lazy("作废")),
    ("restore", gettext_lazy("恢复")),
)


def _offered(name: str, one: Round) -> bool:
    move = transitions.ROUND_MOVES[name]
    return one.state in move.sources or (name == "compute" and one.state == RoundState.PROPOSED)


def _download(user: Any, one: Round, pairs: Any) -> FileResponse:
    content = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    rounds.write(content, user, one, pairs)
    content.seek(0)
    name = f"{_('对接轮次')}{timezone.localdate():%Y%m%d}.xlsx"
    return FileResponse(content, as_attachment=True, filename=name, content_type=TYPES["xlsx"])
