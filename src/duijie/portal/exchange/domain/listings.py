"""A listing's life: drafted, saved, submitted, released or returned, closed, reopened."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.engine.channels import ChannelError, Field, Kind, common_names, load
from duijie.portal.audit import record
from duijie.portal.exchange import permissions, search, values
from duijie.portal.exchange.choices import Decision, InterestState, ListingSide, ListingState
from duijie.portal.exchange.domain import transitions
from duijie.portal.exchange.models import Interest, Listing, Review
from duijie.portal.parties.choices import PartyState
from duijie.portal.refused import Refused

_TEXTS = ("title", "description", "contact")  # kept as empty text, never as null
_DATES = ("valid_from", "valid_to")
_REASON_LENGTH = 500


@transaction.atomic
def draft(
    *,
    channel: str,
    side: str,
    by: Any,
    data: Mapping[str, Any],
    party: Any = None,
    anonymous: bool = False,
    source_id: str | None = None,
) -> Listing:
    """A new draft for the person's own party (the system names the party).

    The same `source_id` a second time (a double click) gives the listing of the first.
    """
    permissions.require(by, "create_listing")
    if side not in ListingSide.values:
        raise Refused(_("请选择发布需求还是供给。"))
    owner = by.party if by is not None else party
    same = {"channel": _channel_code(channel), "side": side, "party": owner, "source_id": source_id}
    listing = Listing(**same, created_by=by, anonymous=anonymous)
    assign(listing, data)
    try:
        with transaction.atomic():
            listing.save()
    except IntegrityError:
        return Listing.objects.select_related("party").get(**same)
    search.index([listing])
    record(by, "listing.drafted", listing)
    return listing


@transaction.atomic
def save(listing: Listing, *, by: Any, data: Mapping[str, Any], anonymous: bool | None = None) -> Listing:
    """Change a draft or a returned listing; fields that `data` does not name stay as they are."""
    listing = _locked(listing)
    permissions.require(by, "change_listing", listing)
    transitions.check_editable(listing.state)
    before = _content(listing)
    assign(listing, data)
    listing.anonymous = listing.anonymous if anonymous is None else anonymous
    changed = sorted(name for name, value in _content(listing).items() if value != before.get(name))
    if changed:
        listing.updated_at = timezone.now()
        listing.save()
        search.index([listing])
        record(by, "listing.saved", listing, changed=changed)
    return listing


@transaction.atomic
def submit(listing: Listing, *, by: Any) -> Listing:
    """Hand a complete listing to the reviewers."""
    listing = _locked(listing)
    permissions.require(by, "submit_listing", listing)
    target = transitions.listing_move("submit", listing.state)
    if target:
        _check_complete(listing)
        _move(listing, target, returned_reason="", submitted_at=timezone.now())
        record(by, "listing.submitted", listing)
    return listing


@transaction.atomic
def release(listing: Listing, *, by: Any) -> Listing:
    """Publish a submitted listing and look for its matches."""
    listing = _locked(listing)
    permissions.require(by, "review_listing", listing)
    target = transitions.listing_move("release", listing.state)
    if target:
        _check_active(listing)
        _move(listing, target, released_at=timezone.now())
        if by is not None:
            Review.objects.create(listing=listing, decision=Decision.RELEASED, by=by)
        record(by, "listing.released", listing)
        _match_later(listing, by)
    return listing


@transaction.atomic
def return_with_reason(listing: Listing, *, by: Any, reason: str) -> Listing:
    """Give a submitted listing back to its publisher, who reads the reason."""
    listing = _locked(listing)
    permissions.require(by, "review_listing", listing)
    target = transitions.listing_move("return", listing.state)
    if target:
        reason = required_reason(reason, _("请写明退回原因，企业才知道怎么改。"))
        _move(listing, target, returned_reason=reason)
        if by is not None:
            Review.objects.create(listing=listing, decision=Decision.RETURNED, reason=reason, by=by)
        record(by, "listing.returned", listing, reason=reason)
    return listing


@transaction.atomic
def close(listing: Listing, *, by: Any, reason: str = "") -> Listing:
    """Take a listing out of circulation; interests that wait for an answer end with it."""
    listing = _locked(listing)
    permissions.require(by, "close_listing", listing)
    target = transitions.listing_move("close", listing.state)
    if target:
        if not permissions.may(by, "change_listing", listing):
            reason = required_reason(reason, _("请写明关闭原因，发布单位才知道为什么。"))
        now = timezone.now()
        _move(listing, target, closed_reason=reason.strip()[:_REASON_LENGTH], closed_at=now)
        _end_interests(listing, now)
        record(by, "listing.closed", listing, reason=listing.closed_reason)
    return listing


@transaction.atomic
def reopen(listing: Listing, *, by: Any) -> Listing:
    """Make a closed listing a draft again, to be changed and submitted anew."""
    listing = _locked(listing)
    permissions.require(by, "reopen_listing", listing)
    target = transitions.listing_move("reopen", listing.state)
    if target:
        _move(listing, target, closed_reason="", closed_at=None, released_at=None)
        record(by, "listing.reopened", listing)
    return listing


@transaction.atomic
def supplement(listing: Listing, *, by: Any, data: Mapping[str, Any]) -> Listing:
    """Fill in facts that a released listing left open; what was reviewed and released stays as it is."""
    listing = _locked(listing)
    permissions.require(by, "change_listing", listing)
    if listing.state != ListingState.RELEASED:
        raise Refused(_("只有公开的供需才用“补充信息”；草稿和退回的请直接修改。"))
    open_names = {f.name for f in open_facts(listing)}
    added = {
        name: value for name, value in data.items() if name in open_names and value not in (None, "", [])
    }
    if added:
        assign(listing, added)
        listing.updated_at = timezone.now()
        listing.save()
        search.index([listing])
        record(by, "listing.supplemented", listing, changed=sorted(added))
        _match_later(listing, by)
    return listing


def open_facts(listing: Listing) -> list[Field]:
    """The fields that are still unknown, but for the texts that a reviewer has to read first."""
    closed = ("title", "description", "contact", "valid_from", "valid_to")
    return [
        f
        for f in load(listing.channel).fields_for(listing.side, portal=True)
        if f.name not in closed and f.kind is not Kind.LONGTEXT and listing.value(f.name) is None
    ]


def assign(listing: Listing, data: Mapping[str, Any]) -> None:
    """Read `data` by the channel's definition into the listing; Refused names every bad field."""
    channel = load(listing.channel)
    kept, problems = values.read_all(channel, listing.side, data)
    _check_order_of_dates(listing, kept, problems)
    if problems:
        raise Refused(_("有 %(n)d 处要改，其余内容都保留着。") % {"n": len(problems)}, problems)
    own = dict(listing.fields)
    for name, value in kept.items():
        if name in common_names():
            setattr(listing, name, _common(name, value))
        elif value is None:
            own.pop(name, None)
        else:
            own[name] = value
    listing.fields = own
    if not listing.title and own.get("products"):
        listing.title = "、".join(own["products"])[:200]


def required_reason(reason: str, sentence: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(sentence, {"reason": sentence})
    if len(reason) > _REASON_LENGTH:
        told = _("原因最多 %(max)d 个字，请删短。") % {"max": _REASON_LENGTH}
        raise Refused(told, {"reason": told})
    return reason


def _channel_code(channel: str) -> str:
    try:
        return load(channel).code
    except ChannelError as error:
        raise Refused(str(error)) from error


def _common(name: str, value: Any) -> Any:
    if name in _DATES:
        return date.fromisoformat(value) if value else None
    return (value or "") if name in _TEXTS else value


def _check_order_of_dates(listing: Listing, kept: Mapping[str, Any], problems: dict[str, str]) -> None:
    start, end = (
        kept.get(n) if n in kept else (getattr(listing, n) and getattr(listing, n).isoformat())
        for n in _DATES
    )
    if start and end and end < start:
        problems["valid_to"] = _("有效期止（%(end)s）早于有效期起（%(start)s），请改其中一个。") % {
            "end": end,
            "start": start,
        }


def _content(listing: Listing) -> dict[str, Any]:
    names = (*_TEXTS, *_DATES, "region", "industry", "anonymous")
    return {name: getattr(listing, name) for name in names} | dict(listing.fields)


def _check_complete(listing: Listing) -> None:
    channel = load(listing.channel)
    names = [f.name for f in channel.fields_for(listing.side, portal=True)]
    problems = values.absent(channel, listing.side, {n: listing.value(n) for n in names})
    if listing.expired:
        problems["valid_to"] = _("有效期止（%(day)s）已经过了，请改晚。") % {"day": listing.valid_to}
    if problems:
        raise Refused(_("还不能提交：有 %(n)d 处要补。草稿已保留。") % {"n": len(problems)}, problems)
    _check_active(listing)


def _check_active(listing: Listing) -> None:
    if listing.party.state != PartyState.ACTIVE:
        raise Refused(_("发布单位还没有通过审核或已停用，供需不能发布。"))


def _locked(listing: Listing) -> Listing:
    return Listing.objects.select_for_update(of=("self",)).select_related("party").get(pk=listing.pk)


def _move(listing: Listing, target: str, **changes: Any) -> None:
    listing.state, listing.updated_at = ListingState(target), timezone.now()
    for name, value in changes.items():
        setattr(listing, name, value)
    listing.save(update_fields=["state", "updated_at", *changes])


def _end_interests(listing: Listing, now: datetime) -> None:
    """The closing side takes back what it asked, and turns down what it was asked."""
    waiting = Interest.objects.filter(state=InterestState.EXPRESSED, **{listing.side: listing})
    said = _("供需已关闭")
    waiting.filter(by_party=listing.party).update(state=InterestState.WITHDRAWN, reason=said, answered_at=now)
    waiting.filter(to_party=listing.party).update(state=InterestState.DECLINED, reason=said, answered_at=now)


def _match_later(listing: Listing, by: Any) -> None:
    from duijie.portal.jobs import domain as jobs  # noqa: PLC0415  jobs' models must be loaded

    jobs.start("match_listing", by=by, listing=listing.pk)
