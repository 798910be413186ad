"""What people did with the demo city's matches: interests and judgements, written once matches are there."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from duijie.demo.city import City
from duijie.demo.past import Said
from duijie.portal.accounts.models import User
from duijie.portal.exchange.choices import InterestState, ListingState, Outcome, Verdict
from duijie.portal.exchange.models import Feedback, Interest, Listing, Match

Report = Callable[[int, int, str], None]
Pair = tuple[int, int]
_SHOWN = 3  # the people of the demo look at so many of a listing's matches
_PER_ACCOUNT = 16
# Whether the account is asked (or asks), and what became of it: an account sees every state in turn.
_TURNS = (
    (True, InterestState.EXPRESSED), (False, InterestState.ACCEPTED), (False, InterestState.DECLINED), (True, InterestState.EXPRESSED), (True, InterestState.ACCEPTED), (False, InterestState.EXPRESSED),
    (True, InterestState.DECLINED), (False, InterestState.WITHDRAWN),
)  # fmt: skip
_STATES = {
    Outcome.EXPRESSED: InterestState.EXPRESSED,
    Outcome.ACCEPTED: InterestState.ACCEPTED,
    Outcome.DECLINED: InterestState.DECLINED,
}
_ANSWERS = {InterestState.ACCEPTED: Outcome.ACCEPTED, InterestState.DECLINED: Outcome.DECLINED}
# What the side that needs writes, and what the side that offers writes, by channel.
_MESSAGES = {
    "sales": (("想了解规格、价格和交货期。", "能否先寄样？", "打算先订一批试用，请报价。"), ("我们有现货，可以先寄样。", "产能有余量，方便时约个时间谈。", "我们可以上门看图纸。")),
    "finance": (("想了解需要哪些材料、多久能批。", "请安排客户经理上门。"), ("可以先做预审，请准备近两年报表。", "我们的客户经理可以上门。")),
    "research": (("想看看中试数据和检测报告。", "能否派人来现场看看工况？"), ("我们做过同类项目，可以先交流。", "可以带样品到现场试。")),
    "talent": (("想了解到岗时间。", "能否安排一次面试？"), ("可以安排实习或试岗。", "想了解岗位和住宿条件。")),
    "investment": (("我们的地块和配套符合，欢迎来考察。", "可以专人对接，一事一议。"), ("想了解用地和配套条件。", "请安排一次考察。")),
    "assets": (("想到现场看看。", "能否分割出租？"), ("随时可以看房看地。", "价格可以面谈。")),
}  # fmt: skip
_YES = ("欢迎面谈。", "请直接联系。", "")
_NO = {
    "sales": ("规格不合适。", "已有固定合作单位。", "数量太小，安排不过来。", "价格差距较大。", "近期产能已满。"),
    "finance": ("担保条件不够。", "期限谈不拢。", "已由别家银行办理。"),
    "research": ("技术路线不合适。", "还没有中试数据。", "经费差距较大。"),
    "talent": ("已经招满。", "到岗时间对不上。", "待遇差距较大。"),
    "investment": ("用地指标暂时没有。", "项目暂缓。", "已与别处签约。"),
    "assets": ("面积不合适。", "价格差距较大。", "已经租出。"),
}  # fmt: skip
_WITHDRAWN = "已从别处解决，谢谢。"


@transaction.atomic
def load_history(city: City, *, progress: Report | None = None) -> int:
    """Interests of the accounts with their matches, then what the city's history tells; how many were written.

    Only pairs of released listings are written, and nothing where there are interests or feedback already.
    """
    if Interest.objects.exists() or Feedback.objects.exists():
        return 0
    rng = Random(f"{city.seed}-interests")  # noqa: S311  a demo, not a secret
    judge = User.objects.get(username="coordinator")
    interests = {(i.need_id, i.offer_id): i for i in _of_accounts(rng, judge)}
    listings = _released(city.history)
    judgements: list[Feedback] = []
    for said in city.history:
        pair = listings.get(said.need_id), listings.get(said.offer_id)
        if pair[0] is None or pair[1] is None or (pair[0].pk, pair[1].pk) in interests:
            continue
        if said.outcome in _STATES:
            interests[pair[0].pk, pair[1].pk] = _told(said, pair[0], pair[1], rng, judge)
        else:
            judgements.append(_feedback(said, pair[0], pair[1], judge))
    Interest.objects.bulk_create(interests.values())
    feedback = [*judgements, *_material(interests.values())]
    Feedback.objects.bulk_create(_with_ranks(feedback))
    written = len(interests) + len(judgements)
    if progress:
        progress(written, written, "写入往来")
    return written


def _of_accounts(rng: Random, judge: User) -> Iterator[Interest]:
    """Some of the best matches of those who can sign in, each of them through all states in turn."""
    turns: dict[int, Iterator[tuple[bool, InterestState]]] = {}
    told: Counter[int] = Counter()
    for match in _shown():
        own = match.need if match.need.created_by_id else match.offer
        account = own.created_by_id
        if told[account] == _PER_ACCOUNT or (told[account] >= len(_TURNS) and rng.random() < 0.5):
            continue
        told[account] += 1
        asked_of_them, state = next(turns.setdefault(account, cycle(_TURNS)))
        other = match.offer if own is match.need else match.need
        asker, asked = (other, own) if asked_of_them else (own, other)
        reason = {
            InterestState.ACCEPTED: rng.choice(_YES),
            InterestState.DECLINED: rng.choice(_NO[match.channel]),
        }
        sent = _after(match.need, match.offer, rng.uniform(0.3, 25))
        yield _interest(match.need, match.offer, asker, asked, state, sent, reason.get(state, ""), rng, judge)


def _shown() -> Iterator[Match]:
    """What the accounts find at the top of their lists, in an order that does not depend on keys made at random."""
    both = Q(need__state=ListingState.RELEASED, offer__state=ListingState.RELEASED)
    top = Q(need__created_by__isnull=False, need_rank__lte=_SHOWN)
    top |= Q(offer__created_by__isnull=False, offer_rank__lte=_SHOWN)
    found = Match.objects.filter(both, top).exclude(verdict=Verdict.BLOCKED)
    found = found.select_related("need__party", "offer__party", "need__created_by", "offer__created_by")
    for match in found.order_by("need__source_id", "offer__source_id"):
        if match.need.party_id != match.offer.party_id:
            yield match


def _released(history: Iterable[Said]) -> dict[str, Listing]:
    wanted = {i for said in history for i in (said.need_id, said.offer_id)}
    found = Listing.objects.filter(source_id__in=wanted, state=ListingState.RELEASED)
    return {str(one.source_id): one for one in found.select_related("party", "created_by")}


def _told(said: Said, need: Listing, offer: Listing, rng: Random, judge: User) -> Interest:
    asker, asked = (need, offer) if rng.random() < 0.6 else (offer, need)
    sent = _after(need, offer, said.days_ago)
    return _interest(need, offer, asker, asked, _STATES[Outcome(said.outcome)], sent, said.note, rng, judge)


def _interest(
    need: Listing,
    offer: Listing,
    asker: Listing,
    asked: Listing,
    state: InterestState,
    sent: datetime,
    reason: str,
    rng: Random,
    judge: User,
) -> Interest:
    """Where nobody of a firm has an account, the coordinator has written for it."""
    answered = state != InterestState.EXPRESSED
    by_themselves = state == InterestState.WITHDRAWN
    return Interest(
        need=need,
        offer=offer,
        by_party=asker.party,
        to_party=asked.party,
        by_user=asker.created_by or judge,
        answered_by=(asked.created_by or judge) if answered and not by_themselves else None,
        state=state,
        message=rng.choice((*_MESSAGES[need.channel][asker is offer], "")),
        reason=_WITHDRAWN if by_themselves else reason,
        created_at=sent,
        answered_at=min(timezone.now(), sent + timedelta(hours=rng.uniform(2, 90))) if answered else None,
    )


def _after(need: Listing, offer: Listing, days_ago: float) -> datetime:
    """So many days ago, or as soon as both listings were to be seen."""
    now = timezone.now()
    seen = max(one.released_at or one.created_at for one in (need, offer)) + timedelta(hours=1)
    return min(now, max(seen, now - timedelta(days=days_ago)))


def _feedback(said: Said, need: Listing, offer: Listing, judge: User) -> Feedback:
    at = _after(need, offer, said.days_ago)
    return _said(need, offer, Outcome(said.outcome), said.note, judge, at)


def _material(interests: Iterable[Interest]) -> Iterator[Feedback]:
    """Every interest and every answer is also something to learn from."""
    for one in interests:
        yield _said(one.need, one.offer, Outcome.EXPRESSED, "", one.by_user, one.created_at)
        answer = _ANSWERS.get(InterestState(one.state))
        if answer and one.answered_by and one.answered_at:
            yield _said(one.need, one.offer, answer, one.reason, one.answered_by, one.answered_at)


def _said(need: Listing, offer: Listing, outcome: Outcome, note: str, by: User, at: datetime) -> Feedback:
    return Feedback(
        need=need, offer=offer, channel=need.channel, outcome=outcome, note=note[:500], by=by, at=at
    )


def _with_ranks(feedback: list[Feedback]) -> list[Feedback]:
    """The rank and score that each pair was shown with; none where it was found by searching."""
    shown = {(m.need_id, m.offer_id): m for m in Match.objects.filter(need__in={f.need_id for f in feedback})}
    for one in feedback:
        match = shown.get((one.need_id, one.offer_id))
        if match is not None:
            offerer = one.by.party_id == one.offer.party_id
            one.shown_rank = match.offer_rank if offerer else match.need_rank
            one.shown_score = match.score
    return feedback
