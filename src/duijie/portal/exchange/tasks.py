"""Background work: matching a whole channel, and one listing as soon as it is released."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.engine import AllocationError, allocate, match
from duijie.engine.channels import Side, available
from duijie.portal.exchange import domain, frames, rounds
from duijie.portal.exchange.choices import ListingState
from duijie.portal.exchange.domain import learning, matching
from duijie.portal.exchange.models import Listing, Match, Round
from duijie.portal.jobs import domain as jobs
from duijie.portal.jobs.registry import job
from duijie.portal.refused import Refused

RESULT = "exchange/_matching_result.html"


@job("match_channel", label=gettext_lazy("匹配一个渠道"), result_template=RESULT)
def match_channel(work: Any, *, channel: str) -> dict[str, Any]:
    """Match all released needs of a channel with all its released offers."""
    definition = learning.definition(channel)
    jobs.report(work, 0, 0, _("读取供需"))
    needs, offers = (frames.frame(definition, frames.current(definition, side)) for side in Side)
    found = match(
        needs,
        offers,
        definition,
        k=matching.KEPT_PER_NEED,
        progress=lambda done, total, what: jobs.report(work, done, total, what),
    )
    counts = domain.store_matches(
        channel, found.pairs, report=lambda done, total: jobs.report(work, done, total, _("保存匹配结果"))
    )
    matched = Match.objects.filter(channel=channel, need_rank__isnull=False).values("need").distinct().count()
    return {"channel": channel, "needs": len(needs), "offers": len(offers), "matched": matched, **counts}


def match_everything(*, progress: Callable[[int, int, str], None]) -> int:
    """Match every channel now, without a job: for the command line. Returns the number of pairs kept."""
    stored = 0
    for code in available():
        definition = learning.definition(code)
        needs, offers = (frames.frame(definition, frames.current(definition, side)) for side in Side)
        pairs = match(needs, offers, definition, k=matching.KEPT_PER_NEED).pairs
        what = _("匹配：%(channel)s") % {"channel": definition.label}
        done = partial(_named, progress, what)
        stored += domain.store_matches(code, pairs, report=done)["stored"]
    return stored


def _named(progress: Callable[[int, int, str], None], what: str, done: int, total: int) -> None:
    progress(done, total, what)


@job("match_listing", label=gettext_lazy("为一条供需找匹配"), result_template=RESULT)
def match_listing(work: Any, *, listing: int) -> dict[str, Any]:
    """Match one listing with the other side's; nothing happens to one that is not public any more."""
    one = Listing.objects.filter(pk=listing, state=ListingState.RELEASED).first()
    if one is None or one.expired:
        return {"listing": listing, "stored": 0}
    definition = learning.definition(one.channel)
    mine = frames.frame(definition, Listing.objects.filter(pk=one.pk))
    others = frames.frame(definition, frames.current(definition, Side(one.side).other))
    needs, offers = (mine, others) if one.side == Side.NEED else (others, mine)
    jobs.report(work, 0, 1, _("匹配"))
    pairs = match(needs, offers, definition, k=matching.KEPT_PER_NEED).pairs
    pairs = pairs.sort("score", descending=True).head(matching.KEPT_PER_LISTING)
    counts = domain.store_listing_matches(one, pairs)
    jobs.report(work, 1, 1, _("完成"))
    return {"listing": listing, "channel": one.channel, **counts}


@job("learn_channel", label=gettext_lazy("学习评分权重"), result_template="exchange/_learning_result.html")
def learn_channel(work: Any, *, channel: str) -> dict[str, Any]:
    """Learn a channel's weights from what people concluded; better ones are used at once, and matches made anew."""
    jobs.report(work, 0, 1, _("学习"))
    learned = learning.learn(channel, by=work.created_by)
    if learned.in_use:
        jobs.start("match_channel", by=work.created_by, channel=channel)
    told = ("ndcg_before", "ndcg_after", "log_loss_before", "log_loss_after", "better")
    return {"channel": channel, "conclusions": learned.conclusions} | {n: learned.report[n] for n in told}


@job("allocate_round", label=gettext_lazy("计算对接轮次"), result_template="exchange/_round_result.html")
def allocate_round(work: Any, *, round: int) -> dict[str, Any]:  # noqa: A002  the job's argument
    """Allocate a round's channel from the stored matches."""
    one = Round.objects.get(pk=round)
    jobs.report(work, 0, 2, _("读取供需和匹配"))
    pairs, needs, offers = rounds.market(one.definition)
    jobs.report(work, 1, 2, _("求整体最优"))
    try:
        found = allocate(
            pairs,
            needs,
            offers,
            one.definition,
            need_capacity=one.need_capacity,
            offer_capacity=one.offer_capacity,
            by_quantity=one.by_quantity,
            small_floor=one.small_floor / 100,
        )
    except AllocationError as error:
        raise Refused(str(error)) from error
    jobs.report(work, 2, 2, _("保存结果"))
    stored = domain.store_allocation(one, found, by=work.created_by)
    return {"round": one.pk, "pairs": stored, "needs": len(needs), "served": found.fairness.needs_served}


@job("import_listings", label=gettext_lazy("导入供需表格"), result_template="web/import_result.html")
def import_listings(work: Any, *, path: str, channel: str, side: str, submit: bool) -> dict[str, Any]:
    """Read an uploaded spreadsheet; the upload is removed whatever becomes of it."""
    file = Path(path)
    jobs.report(work, 0, 0, _("读取表格"))
    try:
        result = domain.import_listings(file, channel, side, by=work.created_by, submit=submit)
    finally:
        file.unlink(missing_ok=True)
    wanted = urlencode({"scope": "mine", "channel": channel, "side": side})
    return {"next": f"{reverse('exchange:listings')}?{wanted}", "submit": submit, **result.as_dict()}
