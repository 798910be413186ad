"""Scoring weights: what is in use in each channel, what was learned, and one click to another."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from duijie.engine.channels import available
from duijie.portal.exchange import domain, permissions, queries
from duijie.portal.exchange.filters import channel_label
from duijie.portal.exchange.paging import page_of
from duijie.portal.jobs import domain as jobs
from duijie.portal.web.answers import attempt, hiding
from duijie.portal.web.exporting import as_download, wants_export


@require_safe
@hiding
def overview(request: HttpRequest) -> HttpResponse:
    permissions.require(request.user, "run_matching")
    found = queries.learned_for(request.user)
    if wants_export(request):
        return as_download(request, _("评分权重"), *_table(found))
    current = {one.channel: one for one in found.filter(in_use=True)}
    channels = [(code, channel_label(code), current.get(code)) for code in available()]
    return render(request, "exchange/learning.html", {"page": page_of(request, found), "channels": channels})


@require_POST
@hiding
def learn(request: HttpRequest, channel: str) -> HttpResponse:
    permissions.require(request.user, "run_matching")
    if channel not in available():
        return redirect("exchange:learning")
    return redirect(jobs.start("learn_channel", by=request.user, channel=channel))


@require_POST
@hiding
def use(request: HttpRequest, channel: str) -> HttpResponse:
    """The weights with the posted key, or the default ones without one."""
    permissions.require(request.user, "run_matching")
    wanted = request.POST.get("learned", "")
    found = queries.learned_for(request.user).filter(channel=channel)
    one = get_object_or_404(found, pk=wanted if wanted.isdecimal() else 0) if wanted else None
    done = _("已换用，正在后台重新匹配。")
    attempt(request, lambda: domain.use_weights(channel, one, by=request.user), done)
    return redirect("exchange:learning")


def _table(found: Any) -> tuple[list[str], list[list[Any]]]:
    columns = [
        _("渠道"), _("学习时间"), _("反馈"), _("企业"), _("NDCG@10 原来"), _("NDCG@10 学到的"),
        _("对数损失 原来"), _("对数损失 学到的"), _("更好"), _("在用"),
    ]  # fmt: skip
    rows = [
        [
            one.channel_label,
            one.learned_at.date(),
            one.conclusions,
            one.report["groups"],
            *(
                one.report[name]
                for name in ("ndcg_before", "ndcg_after", "log_loss_before", "log_loss_after")
            ),
            _("是") if one.report["better"] else _("否"),
            _("是") if one.in_use else _("否"),
        ]
        for one in found
    ]
    return columns, rows
