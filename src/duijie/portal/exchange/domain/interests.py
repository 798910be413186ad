"""Two sides agreeing to talk: expressed, accepted, declined, withdrawn. Contacts open on acceptance."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.audit import record
from duijie.portal.exchange import permissions
from duijie.portal.exchange.choices import (
    OPEN_INTERESTS,
    InterestState,
    ListingSide,
    ListingState,
    Outcome,
)
from duijie.portal.exchange.domain import transitions
from duijie.portal.exchange.domain.feedback import note_outcome
from duijie.portal.exchange.domain.listings import required_reason
from duijie.portal.exchange.models import Interest, Listing
from duijie.portal.refused import NotAllowed, Refused

_MESSAGE_LENGTH = 500


@transaction.atomic
def express_interest(need: Listing, offer: Listing, *, by: Any, message: str = "") -> Interest:
    """Ask the other side to talk; where it has asked already, this is the acceptance."""
    need, offer = _locked_pair(need, offer)
    mine, theirs = _sides(need, offer, by)
    _check_pair(need, offer)
    open_one = Interest.objects.filter(need=need, offer=offer, state__in=OPEN_INTERESTS).first()
    if open_one is not None and open_one.by_party_id != mine.party_id:
        return accept_interest(open_one, by=by)
    if open_one is not None:
        return open_one
    interest = Interest.objects.create(
        need=need,
        offer=offer,
        by_party_id=mine.party_id,
        to_party_id=theirs.party_id,
        by_user=by,
        message=_checked_message(message),
    )
    note_outcome(need, offer, by=by, outcome=Outcome.EXPRESSED)
    record(by, "interest.expressed", interest)
    return interest


@transaction.atomic
def accept_interest(interest: Interest, *, by: Any) -> Interest:
    """Agree to talk: both sides now see each other's name and contact."""
    interest = _locked(interest)
    permissions.require(by, "answer_interest", interest)
    target = transitions.interest_move("accept", interest.state)
    if target:
        _check_released(interest.need, interest.offer)
        _answer(interest, target, by)
        note_outcome(interest.need, interest.offer, by=by, outcome=Outcome.ACCEPTED)
        record(by, "interest.accepted", interest)
    return interest


@transaction.atomic
def decline_interest(interest: Interest, *, by: Any, reason: str) -> Interest:
    """Say no, and why; nothing is opened."""
    interest = _locked(interest)
    permissions.require(by, "answer_interest", interest)
    target = transitions.interest_move("decline", interest.state)
    if target:
        reason = required_reason(reason, _("请写明婉拒原因，对方和今后的匹配都用得上。"))
        _answer(interest, target, by, reason=reason)
        note_outcome(interest.need, interest.offer, by=by, outcome=Outcome.DECLINED, note=reason)
        record(by, "interest.declined", interest, reason=reason)
    return interest


@transaction.atomic
def withdraw_interest(interest: Interest, *, by: Any, reason: str = "") -> Interest:
    """Take back what was asked, as long as it is unanswered."""
    interest = _locked(interest)
    permissions.require(by, "withdraw_interest", interest)
    target = transitions.interest_move("withdraw", interest.state)
    if target:
        interest.state, interest.reason = InterestState(target), reason.strip()[:_MESSAGE_LENGTH]
        interest.answered_at = timezone.now()
        interest.save(update_fields=["state", "reason", "answered_at"])
        record(by, "interest.withdrawn", interest)
    return interest


def _locked_pair(need: Listing, offer: Listing) -> tuple[Listing, Listing]:
    """Both listings, locked in the order of their keys so that two askers cannot wait for each other."""
    pair = Listing.objects.select_for_update(of=("self",)).filter(pk__in=[need.pk, offer.pk]).order_by("pk")
    found = {listing.pk: listing for listing in pair}
    return found[need.pk], found[offer.pk]


def _locked(interest: Interest) -> Interest:
    """The listings first, in the same order as everywhere; then the interest."""
    _locked_pair(interest.need, interest.offer)
    found = Interest.objects.select_for_update(of=("self",)).select_related("need", "offer")
    return found.get(pk=interest.pk)


def _sides(need: Listing, offer: Listing, by: Any) -> tuple[Listing, Listing]:
    if need.party_id == offer.party_id:
        raise Refused(_("不能对本单位自己的供需表达意向。"))
    if permissions.owns(by, need):
        return need, offer
    if permissions.owns(by, offer):
        return offer, need
    raise NotAllowed("express_interest")


def _check_pair(need: Listing, offer: Listing) -> None:
    if (need.side, offer.side) != (ListingSide.NEED, ListingSide.OFFER) or need.channel != offer.channel:
        raise Refused(_("要一条需求和一条供给，并且属于同一种对接。"))
    _check_released(need, offer)


def _check_released(need: Listing, offer: Listing) -> None:
    for listing in (need, offer):
        if listing.state != ListingState.RELEASED:
            raise Refused(_("“%(title)s”现在没有公开，不能对接。") % {"title": listing})
        if listing.expired:
            raise Refused(_("“%(title)s”的有效期已经过了，不能对接。") % {"title": listing})


def _checked_message(message: str) -> str:
    message = message.strip()
    if len(message) > _MESSAGE_LENGTH:
        told = _("留言最多 %(max)d 个字，请删短。") % {"max": _MESSAGE_LENGTH}
        raise Refused(told, {"message": told})
    return message


def _answer(interest: Interest, target: str, by: Any, reason: str = "") -> None:
    interest.state, interest.reason = InterestState(target), reason
    interest.answered_by, interest.answered_at = by, timezone.now()
    interest.save(update_fields=["state", "reason", "answered_by", "answered_at"])
