"""Learning from feedback: what people concluded, new weights beside the old, and back again with one click."""

from typing import Any

import polars as pl
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from duijie.engine import learning
from duijie.engine.channels import Channel, Side, available, load
from duijie.portal.audit import record
from duijie.portal.exchange import frames, permissions
from duijie.portal.exchange.choices import Outcome
from duijie.portal.exchange.models import Feedback, Learned, Listing
from duijie.portal.jobs import domain as jobs
from duijie.portal.refused import Refused

LEARN_AFTER = 50  # new conclusions since the weights were last learned
_ACCEPTED, _DECLINED = 2, 1  # as levels: related, not related
_CONCLUSIONS = {
    Outcome.SUITABLE: _ACCEPTED,
    Outcome.EXPRESSED: _ACCEPTED,
    Outcome.ACCEPTED: _ACCEPTED,
    Outcome.UNSUITABLE: _DECLINED,
    Outcome.DECLINED: _DECLINED,
}


def definition(code: str) -> Channel:
    """The channel with the weights in use. Raises Refused where these do not fit it any more."""
    channel, learned = load(code), Learned.objects.filter(channel=code, in_use=True).first()
    if learned is None:
        return channel
    try:
        return learning.parse(learned.content, _("学到的权重")).apply(channel)
    except learning.ModelError as error:
        raise Refused(
            _("“%(channel)s”学到的权重不能用了：%(why)s可在“评分权重”里改回默认权重。")
            % {"channel": channel.label, "why": error}
        ) from error


def conclusions(code: str) -> pl.DataFrame:
    """The last conclusion of each pair: need_id, offer_id, level, group (the needing firm), rank it was shown at."""
    said = Feedback.objects.filter(channel=code, outcome__in=_CONCLUSIONS).order_by("at", "pk")
    rows = said.values_list("need_id", "offer_id", "outcome", "need__party_id", "shown_rank")
    last = {
        (need, offer): (outcome, party, rank) for need, offer, outcome, party, rank in rows.iterator(5_000)
    }
    found = [
        (str(need), str(offer), _CONCLUSIONS[Outcome(outcome)], str(party), rank or 1)
        for (need, offer), (outcome, party, rank) in last.items()
    ]
    schema = {
        "need_id": pl.String,
        "offer_id": pl.String,
        "level": pl.Int64,
        "group": pl.String,
        "rank": pl.Int64,
    }
    return pl.DataFrame(found, schema=schema, orient="row")


def learn(code: str, *, by: Any) -> Learned:
    """Learn the channel's weights anew and keep them; they come into use if they did better on firms not seen."""
    channel, pairs = definition(code), conclusions(code)
    needs, offers = (_market(channel, side) for side in Side)
    try:
        model = learning.train(needs, offers, pairs, channel)
    except learning.LearningError as error:
        raise Refused(str(error)) from error
    with transaction.atomic():
        stored = Learned.objects.create(
            channel=code,
            content=model.text(),
            report=model.evaluation,
            conclusions=len(pairs),
            learned_by=by,
        )
        record(by, "weights.learned", stored, channel=code, better=model.evaluation["better"])
        if model.evaluation["better"]:
            _put_in_use(code, stored, by)
    return stored


def _market(channel: Channel, side: Side) -> pl.DataFrame:
    """What is public now, and all that anybody concluded about."""
    judged = Feedback.objects.filter(channel=channel.code).values(f"{side}_id")
    now = frames.current(channel, side).values("pk")
    return frames.frame(channel, Listing.objects.filter(Q(pk__in=judged) | Q(pk__in=now)))


@transaction.atomic
def use_weights(code: str, learned: Learned | None, *, by: Any) -> None:
    """Put these weights in use, or the default ones (None): matches are computed anew in the background."""
    permissions.require(by, "run_matching")
    if code not in available() or (learned is not None and learned.channel != code):
        raise Refused(_("没有这种对接。"))
    if learned is not None:
        try:
            learning.parse(learned.content, _("学到的权重")).apply(load(code))
        except learning.ModelError as error:
            raise Refused(str(error)) from error
    if _put_in_use(code, learned, by):
        jobs.start("match_channel", by=by, channel=code)


def _put_in_use(code: str, learned: Learned | None, by: Any) -> bool:
    """Whether anything changed; the channel's rows are locked, so that two people cannot both win."""
    rows = list(Learned.objects.select_for_update().filter(channel=code).order_by("pk"))
    current = next((row for row in rows if row.in_use), None)
    if current == learned:
        return False
    Learned.objects.filter(channel=code, in_use=True).update(in_use=False)
    if learned is not None:
        Learned.objects.filter(pk=learned.pk).update(in_use=True)
        learned.in_use = True
    target = learned or current
    record(by, "weights.used" if learned else "weights.default", target, channel=code)
    return True


def learn_when_due(code: str) -> None:
    """Start learning in the background once enough was said since the last time."""
    last = Learned.objects.filter(channel=code).order_by("-learned_at").first()
    said = Feedback.objects.filter(channel=code, outcome__in=_CONCLUSIONS)
    count = said.filter(at__gt=last.learned_at).count() if last else said.count()
    if count and count % LEARN_AFTER == 0:
        jobs.start("learn_channel", by=None, channel=code)
