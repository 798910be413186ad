"""What people did with the demo city's matches: interests answered, pairs judged, by what the listings are really about."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle
from random import Random

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from duijie.demo.city import City
from duijie.portal.accounts.models import User
from duijie.portal.exchange.choices import InterestState, ListingState, Outcome, Verdict
from duijie.portal.exchange.models import Feedback, Interest, Listing, Match

_ASKED = 0.09  # of the matches that are shown first, so many lead to an interest
_JUDGED = 0.06
_OF_ACCOUNTS = 0.35
_TURNS = (
    (True, InterestState.EXPRESSED), (False, InterestState.ACCEPTED), (False, InterestState.EXPRESSED), (True, InterestState.ACCEPTED),
    (False, InterestState.DECLINED),
)  # fmt: skip
_MESSAGES = (
    "看到贵方发布的信息，想进一步了解规格和价格。", "我们有同类产品在供，方便时约个时间谈。", "能否先寄样？", "想了解最近的交付安排。", "我们可以上门拜访，请告知方便的时间。", "",
)  # fmt: skip
_YES = ("欢迎面谈。", "请直接联系。", "")
_NO = ("规格不合适。", "已有固定合作单位。", "数量太小，安排不过来。", "价格差距较大。", "近期产能已满。")
_FITS = ("规格对得上，可以谈。", "距离近，送货方便。", "指标满足要求。", "")
_FITS_NOT = ("用途不同。", "不是同一类产品。", "指标差得远。", "地区太远。", "")


@transaction.atomic
def load_history(city: City) -> int:
    """Interests and judgements on the best matches; the same for the same city. Returns how many were written."""
    if Interest.objects.exists() or Feedback.objects.exists():
        return 0
    rng = Random(f"{city.seed}-history")  # noqa: S311  a demo, not a secret
    topics = city.topics()
    judge = User.objects.get(username="coordinator")
    interests: list[Interest] = []
    judgements: list[Feedback] = []
    turns = cycle(_TURNS)
    for match in _shown():
        same = topics.get(match.need.source_id or "") == topics.get(match.offer.source_id or "")
        fits = rng.random() < (0.82 if same else 0.12)
        known = match.need.created_by_id or match.offer.created_by_id
        if known and rng.random() < _OF_ACCOUNTS:
            interests.append(_of_account(match, next(turns), rng=rng, fallback=judge))
        elif rng.random() < _ASKED:
            interests.append(_interest(match, fits=fits, rng=rng, fallback=judge))
        elif rng.random() < _JUDGED:
            judgements.append(_judgement(match, fits=fits, rng=rng, by=judge))
    Interest.objects.bulk_create(interests)
    Feedback.objects.bulk_create([*judgements, *_feedback(interests)])
    return len(interests) + len(judgements)


def _shown() -> Iterator[Match]:
    """The three best of every need, in an order that does not depend on keys made at random."""
    released = Q(need__state=ListingState.RELEASED, offer__state=ListingState.RELEASED)
    found = Match.objects.filter(released, need_rank__lte=3).exclude(verdict=Verdict.BLOCKED)
    found = found.select_related("need__party", "offer__party")
    return iter(
        m
        for m in found.order_by("need__source_id", "offer__source_id")
        if m.need.party_id != m.offer.party_id
    )


def _of_account(match: Match, turn: tuple[bool, InterestState], *, rng: Random, fallback: User) -> Interest:
    """The people of the demo see every state in turn, asked and asking."""
    asked_of_them, state = turn
    theirs, other = (match.need, match.offer) if match.need.created_by_id else (match.offer, match.need)
    asker, asked = (other, theirs) if asked_of_them else (theirs, other)
    return _made(match, asker, asked, state, rng=rng, fallback=fallback)


def _interest(match: Match, *, fits: bool, rng: Random, fallback: User) -> Interest:
    asker, asked = (match.need, match.offer) if rng.random() < 0.6 else (match.offer, match.need)
    drawn = rng.random()
    state = InterestState.EXPRESSED
    if drawn < 0.68:
        state = InterestState.ACCEPTED if fits else InterestState.DECLINED
    elif drawn < 0.73:
        state = InterestState.WITHDRAWN
    return _made(match, asker, asked, state, rng=rng, fallback=fallback)


def _made(
    match: Match, asker: Listing, asked: Listing, state: InterestState, *, rng: Random, fallback: User
) -> Interest:
    sent = timezone.now() - timedelta(days=rng.uniform(0.3, 40))
    answered = state != InterestState.EXPRESSED
    reasons = _YES if state == InterestState.ACCEPTED else _NO
    return Interest(
        need=match.need,
        offer=match.offer,
        by_party=asker.party,
        to_party=asked.party,
        by_user=asker.created_by or fallback,
        answered_by=(asked.created_by or fallback) if answered else None,
        state=state,
        message=rng.choice(_MESSAGES),
        reason=rng.choice(reasons) if answered and state != InterestState.WITHDRAWN else "",
        created_at=sent,
        answered_at=min(timezone.now(), sent + timedelta(hours=rng.uniform(2, 90))) if answered else None,
    )


def _judgement(match: Match, *, fits: bool, rng: Random, by: User) -> Feedback:
    outcome = Outcome.SUITABLE if fits else Outcome.UNSUITABLE
    return _said(match, outcome, rng.choice(_FITS if fits else _FITS_NOT), by)


def _feedback(interests: list[Interest]) -> Iterator[Feedback]:
    """Every answer is also material to learn from."""
    answers = {InterestState.ACCEPTED: Outcome.ACCEPTED, InterestState.DECLINED: Outcome.DECLINED}
    matches = {
        (m.need_id, m.offer_id): m for m in Match.objects.filter(need__in=[i.need_id for i in interests])
    }
    for one in interests:
        match = matches[one.need_id, one.offer_id]
        yield _said(match, Outcome.EXPRESSED, "", one.by_user)
        if one.state in answers:
            yield _said(match, answers[InterestState(one.state)], one.reason, one.answered_by or one.by_user)


def _said(match: Match, outcome: Outcome, note: str, by: User) -> Feedback:
    return Feedback(
        need_id=match.need_id,
        offer_id=match.offer_id,
        channel=match.channel,
        outcome=outcome,
        note=note,
        by=by,
        shown_rank=match.need_rank,
        shown_score=match.score,
    )
