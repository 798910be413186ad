"""Where an agreement can come from, as one person may use it; and the way back from it to the need."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from duijie.portal.accounts.choices import Role
from duijie.portal.agreements.choices import KIND_OF, AgreementKind, SignatoryRole
from duijie.portal.agreements.domain import Sources
from duijie.portal.agreements.models import Agreement
from duijie.portal.events import queries as events
from duijie.portal.events.choices import MeetingState, OutcomeKind
from duijie.portal.events.models import Meeting, MeetingOutcome
from duijie.portal.exchange import permissions as exchange_permissions
from duijie.portal.exchange import queries as exchange
from duijie.portal.exchange.cards import card
from duijie.portal.exchange.choices import InterestState
from duijie.portal.exchange.models import Listing
from duijie.portal.parties.places import region_words

WILLING = (OutcomeKind.INTENT, OutcomeKind.SIGNED)


def read(user: Any, given: Mapping[str, Any]) -> Sources | None:
    """The sources that an address names; None where one of them is not for this person."""
    meeting = _meeting(user, given.get("meeting"))
    event = _one(events.visible_to(user), given.get("event"))
    need, offer = (_one(exchange.visible_to(user), given.get(side)) for side in ("need", "offer"))
    asked = [given.get(name) for name in ("meeting", "event", "need", "offer")]
    found = [meeting, event, need, offer]
    if any(key and one is None for key, one in zip(asked, found, strict=True)):
        return None
    if meeting is not None:
        return Sources(meeting=meeting, event=meeting.event, need=meeting.need, offer=meeting.offer)
    if (need or offer) and not may_agree(user, need, offer):
        return None
    return Sources(event=event, need=need, offer=offer)


def may_agree(user: Any, need: Listing | None, offer: Listing | None) -> bool:
    """A pair whose two sides agreed to talk, for their own people; any pair of both for who looks after it."""
    if need is None or offer is None or need.party_id == offer.party_id:
        return False
    if user.role == Role.COORDINATOR:
        return True
    if user.role == Role.COUNTY and user.region:
        return any(exchange_permissions.in_region(x.party.region, user.region) for x in (need, offer))
    talks = exchange.interests_for(user).filter(need=need, offer=offer)
    return talks.filter(state=InterestState.ACCEPTED).exists()


def create_url(meeting: Meeting) -> str:
    return f"{reverse('agreements:create')}?{urlencode({'meeting': meeting.pk})}"


def unwritten(user: Any) -> QuerySet[Meeting]:
    """The person's own meetings that came to something and have no agreement yet."""
    rows = events.meetings_for(user).filter(
        participants__party=user.party_id, state=MeetingState.HELD, agreements__isnull=True
    )
    said = MeetingOutcome.objects.filter(meeting=OuterRef("pk"), kind__in=WILLING)
    return rows.filter(Exists(said)).prefetch_related("participants__party")


def initial(user: Any, sources: Sources) -> dict[str, Any]:
    """What the form is filled with: the parties, the kind, the amount that the person's own side named."""
    named = (
        ("meeting",) if sources.meeting is not None else ("event", "need", "offer")
    )  # a meeting names the rest
    found = {name: getattr(getattr(sources, name), "pk", None) for name in named}
    listing = sources.need or sources.offer
    if listing is not None:
        found["kind"] = KIND_OF.get(listing.channel, AgreementKind.SUPPLY)
        found["region"] = region_words(listing.party.region)
    if listing is not None and not listing.anonymous:
        found |= {"title": _("%(title)s协议") % {"title": str(listing)[:190]}}
    found |= _parties(sources)
    if sources.meeting is not None:
        said = events.outcomes_for(user).filter(meeting=sources.meeting, amount__isnull=False)
        amount = said.order_by("-amount").values_list("amount", flat=True).first()
        found["amount"] = "" if amount is None else f"{amount.normalize():f}"
    return {name: value for name, value in found.items() if value not in (None, "")}


def _parties(sources: Sources) -> dict[str, str]:
    if sources.need is not None and sources.offer is not None:
        pairs = [(sources.need.party, SignatoryRole.NEED), (sources.offer.party, SignatoryRole.OFFER)]
    elif sources.meeting is not None:
        pairs = [
            (one.party, _role(one, sources)) for one in sources.meeting.participants.select_related("party")
        ]
    else:
        pairs = []
    found = {}
    for side, (party, role) in zip("abc", pairs, strict=False):
        found |= {f"party_{side}": party.credit_code or party.name, f"role_{side}": role}
    return found


def _role(participant: Any, sources: Sources) -> str:
    if sources.need is not None and sources.need.party_id == participant.party_id:
        return SignatoryRole.NEED
    if sources.offer is not None and sources.offer.party_id == participant.party_id:
        return SignatoryRole.OFFER
    return SignatoryRole.OTHER


def meeting_link(user: Any, meeting: Meeting) -> tuple[str, str] | None:
    """On a meeting that came to something: draft the agreement, or open the one that is there."""
    from duijie.portal.agreements import permissions, queries  # noqa: PLC0415  registered before models load

    there = queries.visible_to(user).filter(meeting=meeting).first()
    if there is not None:
        return _("看协议 %(number)s") % {"number": there.number}, there.get_absolute_url()
    if not permissions.may(user, "draft") or not meeting.outcomes.filter(kind__in=WILLING).exists():
        return None
    if _meeting(user, meeting.pk) is None:
        return None
    return _("起草协议"), create_url(meeting)


@dataclass(frozen=True)
class Step:
    """One link of the chain from the agreement back to the need; no address where the person may not open it."""

    label: str
    title: str
    url: str = ""


def chain(user: Any, agreement: Agreement) -> list[Step]:
    """Agreement → meeting → event → match → need and offer, each as far as the person may see it."""
    steps = [_meeting_step(user, agreement), _event_step(user, agreement), _match_step(user, agreement)]
    steps += [
        _listing_step(user, _("需求"), agreement.need_id),
        _listing_step(user, _("供给"), agreement.offer_id),
    ]
    return [one for one in steps if one is not None]


def _meeting_step(user: Any, agreement: Agreement) -> Step | None:
    if agreement.meeting_id is None:
        return None
    seen = events.meetings_for(user).filter(pk=agreement.meeting_id).first()
    if seen is None:
        return Step(_("洽谈"), _("不对您公开"))
    return Step(_("洽谈"), str(seen), seen.get_absolute_url())


def _event_step(user: Any, agreement: Agreement) -> Step | None:
    if agreement.event_id is None:
        return None
    seen = events.visible_to(user).filter(pk=agreement.event_id).first()
    return Step(_("对接会"), str(seen or _("不对您公开")), seen.get_absolute_url() if seen else "")


def _match_step(user: Any, agreement: Agreement) -> Step | None:
    if not agreement.listings_open or agreement.need_id is None or agreement.offer_id is None:
        return None
    match = exchange.matches_for(user).filter(need=agreement.need_id, offer=agreement.offer_id).first()
    if match is None:
        return None
    return Step(_("匹配"), _("匹配度 %(n)d") % {"n": round(match.score * 100)}, match.get_absolute_url())


def _listing_step(user: Any, label: str, pk: int | None) -> Step | None:
    """An anonymous listing beside the names of the signatories would be anonymous no more."""
    if pk is None:
        return None
    seen = exchange.visible_to(user).filter(pk=pk).first()
    shown = card(user, seen) if seen is not None else None
    if shown is None or not shown.publisher_known:
        return Step(label, _("不对您公开"))
    return Step(label, shown.title, seen.get_absolute_url())


def _meeting(user: Any, pk: Any) -> Meeting | None:
    return _one(events.meetings_for(user).select_related("event", "need__party", "offer__party"), pk)


def _one(rows: Any, pk: Any) -> Any:
    text = str(pk or "")
    return rows.filter(pk=int(text)).first() if text.isdigit() and len(text) < 18 else None  # noqa: PLR2004
