"""What people said and did about pairs: kept for ever, as the material that scoring learns from."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.exchange import queries
from duijie.portal.exchange.choices import JUDGEMENTS, Outcome
from duijie.portal.exchange.domain import learning
from duijie.portal.exchange.models import Feedback, Listing, Match
from duijie.portal.refused import NotAllowed, Refused

_NOTE_LENGTH = 500


@transaction.atomic
def record_feedback(match: Match, *, by: Any, outcome: str, note: str = "") -> Feedback:
    """Somebody who sees the match says whether it suits; saying the same again changes nothing."""
    if by is None or not queries.matches_for(by).filter(pk=match.pk).exists():
        raise NotAllowed("record_feedback")
    if outcome not in JUDGEMENTS:
        raise Refused(_("请选“合适”或“不合适”。"))
    if len(note.strip()) > _NOTE_LENGTH:
        raise Refused(_("说明最多 %(max)d 个字，请删短。") % {"max": _NOTE_LENGTH})
    Match.objects.select_for_update(of=("self",)).get(pk=match.pk)
    last = Feedback.objects.filter(
        need_id=match.need_id, offer_id=match.offer_id, by=by, outcome__in=JUDGEMENTS
    ).first()
    if last is not None and (last.outcome, last.note) == (outcome, note.strip()):
        return last
    said = _create(match.need, match.offer, match, by, outcome, note)
    record(by, "match.judged", match, outcome=str(outcome))
    return said


def note_outcome(need: Listing, offer: Listing, *, by: Any, outcome: Outcome, note: str = "") -> Feedback:
    """Keep what happened to the pair with the score and rank it was shown with; inside the act's transaction."""
    match = Match.objects.filter(need=need, offer=offer).first()
    return _create(need, offer, match, by, outcome, note)


def _create(need: Listing, offer: Listing, match: Match | None, by: Any, outcome: str, note: str) -> Feedback:
    mine = match and (match.offer_rank if by.party_id == offer.party_id else match.need_rank)
    said = Feedback.objects.create(
        need=need,
        offer=offer,
        channel=need.channel,
        outcome=outcome,
        note=note.strip(),
        by=by,
        shown_rank=mine or None,
        shown_score=match.score if match else None,
    )
    learning.learn_when_due(need.channel)
    return said
