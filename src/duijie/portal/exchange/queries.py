"""What a person may see of listings, matches and interests. Nothing reaches a page or the API around these."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from duijie.portal.accounts.choices import Role
from duijie.portal.exchange import permissions
from duijie.portal.exchange.choices import InterestState, ListingState, RoundState, Verdict
from duijie.portal.exchange.models import Feedback, Interest, Learned, Listing, Match, Proposal, Round
from duijie.portal.parties.places import NOBODYS, within_region

OFFICERS_OF_ALL = frozenset({Role.COORDINATOR})


def visible_to(user: Any) -> QuerySet[Listing]:
    """Released listings for everyone who signs in, own ones in any state, and what an officer reviews."""
    listings = Listing.objects.select_related("party")
    if user is None:
        return listings
    if not user.is_authenticated:
        return listings.none()
    return listings.filter(Q(state=ListingState.RELEASED) | _own(user) | _met(user) | _reviewed(user))


def released() -> QuerySet[Listing]:
    return Listing.objects.select_related("party").filter(state=ListingState.RELEASED)


def own(user: Any) -> QuerySet[Listing]:
    return Listing.objects.select_related("party").filter(_own(user))


def all_for(user: Any) -> QuerySet[Listing]:
    """What an officer looks after, in every state but other people's drafts."""
    return Listing.objects.select_related("party").filter(_reviewed(user) | _own(user))


def to_review(user: Any) -> QuerySet[Listing]:
    """Submitted listings that this person reviews, the longest waiting first."""
    if not permissions.may(user, "review_any"):
        return Listing.objects.none()
    waiting = Listing.objects.select_related("party").filter(state=ListingState.SUBMITTED)
    if user.role == Role.COUNTY:
        waiting = waiting.filter(within_region("party__region", user.region)).exclude(party_id=user.party_id)
    return waiting.order_by("submitted_at", "pk")


def of_party(user: Any, party: Any) -> QuerySet[Listing]:
    """A party's listings as this person may know them to be the party's: anonymous ones only if they know."""
    seen = visible_to(user).filter(party=party)
    if user is None or user.role in OFFICERS_OF_ALL or (user.party_id and user.party_id == party.pk):
        return seen
    if user.role == Role.COUNTY and permissions.in_region(party.region, user.region):
        return seen
    return seen.filter(Q(anonymous=False) | Q(pk__in=opened_for(user)))


def opened_for(user: Any) -> QuerySet[Interest, int]:
    """Ids of the other side's listings whose contacts are open to this person's party."""
    accepted = Interest.objects.filter(state=InterestState.ACCEPTED).order_by()
    needs = accepted.filter(offer__party_id=user.party_id).values("need_id")
    offers = accepted.filter(need__party_id=user.party_id).values("offer_id")
    return needs.union(offers)


def opened_among(user: Any, ids: list[int]) -> set[int]:
    """Which of these listings have their contacts open to this person's party (one query)."""
    if not getattr(user, "party_id", None) or not ids:
        return set()
    accepted = Interest.objects.filter(state=InterestState.ACCEPTED).filter(
        Q(by_party=user.party_id) | Q(to_party=user.party_id)
    )
    pairs = accepted.filter(Q(need__in=ids) | Q(offer__in=ids)).values_list("need_id", "offer_id")
    return {pk for pair in pairs for pk in pair} & set(ids)


def matches_for(user: Any) -> QuerySet[Match]:
    """Matches of own listings with released ones; the coordinator's are all between released listings."""
    matches = Match.objects.select_related("need__party", "offer__party")
    if user is None:
        return matches
    if not user.is_authenticated:
        return matches.none()
    both = Q(need__state=ListingState.RELEASED, offer__state=ListingState.RELEASED)
    if user.role in OFFICERS_OF_ALL:
        return matches.filter(both)
    if user.role == Role.COUNTY and user.region:  # the own party lies in the county
        return matches.filter(both).filter(_county_matches(user.region))
    return matches.filter(both).filter(_own_matches(user))


def interests_for(user: Any) -> QuerySet[Interest]:
    """Interests that the person's party expressed or received; the coordinator's are all."""
    interests = Interest.objects.select_related("need__party", "offer__party", "by_user", "answered_by")
    if user is None or (user.is_authenticated and user.role in OFFICERS_OF_ALL):
        return interests
    if not user.is_authenticated or not user.party_id or not permissions.may(user, "create_listing"):
        return interests.none()
    return interests.filter(Q(by_party=user.party_id) | Q(to_party=user.party_id))


def interests_to_answer(user: Any) -> QuerySet[Interest]:
    return interests_for(user).filter(to_party=user.party_id or 0, state=InterestState.EXPRESSED)


def feedback_for(user: Any) -> QuerySet[Feedback]:
    """Own judgements; all of them for the coordinator."""
    said = Feedback.objects.select_related("need", "offer", "by")
    if user is None or (user.is_authenticated and user.role in OFFICERS_OF_ALL):
        return said
    return said.filter(by=user) if user.is_authenticated else said.none()


def rounds_for(user: Any) -> QuerySet[Round]:
    """All rounds for the coordinator; for a firm the published ones that propose it a partner."""
    rounds = Round.objects.select_related("created_by")
    if user is None:
        return rounds
    if not user.is_authenticated:
        return rounds.none()
    if permissions.may(user, "run_rounds"):
        return rounds
    return rounds.filter(Exists(proposals_for(user).filter(round=OuterRef("pk"))))


def proposals_for(user: Any) -> QuerySet[Proposal]:
    """All pairs for the coordinator; for a firm its own in published rounds, as long as both sides are public."""
    pairs = Proposal.objects.select_related("need__party", "offer__party", "substitute")
    if user is None or (user.is_authenticated and permissions.may(user, "run_rounds")):
        return pairs
    if not user.is_authenticated or not user.party_id or not permissions.may(user, "create_listing"):
        return pairs.none()
    open_ = pairs.filter(
        round__state=RoundState.PUBLISHED,
        need__state=ListingState.RELEASED,
        offer__state=ListingState.RELEASED,
    )
    return open_.filter(Q(need__party_id=user.party_id) | Q(offer__party_id=user.party_id))


def partners(user: Any, listing: Listing) -> QuerySet[Listing]:
    """Own released listings of the other side that an interest in `listing` can be expressed with."""
    other = "offer" if listing.side == "need" else "need"
    if not user.party_id or not permissions.may(user, "create_listing"):
        return Listing.objects.none()
    return own(user).filter(state=ListingState.RELEASED, channel=listing.channel, side=other)


def ranked_matches(listing: Listing) -> QuerySet[Match]:
    """The listing's matches with released listings of the other side, best first, blocked ones last."""
    other = "offer" if listing.side == "need" else "need"
    found = Match.objects.select_related("need__party", "offer__party").filter(
        **{listing.side: listing, f"{other}__state": ListingState.RELEASED}
    )
    rank = f"{listing.side}_rank"
    return found.exclude(**{f"{rank}__isnull": True}).order_by(rank, "pk")


def supplied() -> Exists:
    """Of a need: whether an offer is recommended or possible."""
    usable = [Verdict.RECOMMENDED, Verdict.POSSIBLE]
    return Exists(Match.objects.filter(need=OuterRef("pk"), verdict__in=usable))


def _own(user: Any) -> Q:
    if not user.party_id or not permissions.may(user, "create_listing"):
        return NOBODYS
    return Q(party_id=user.party_id)


def _met(user: Any) -> Q:
    """Listings that the person's party already talks about stay readable when they close."""
    if not user.party_id or not permissions.may(user, "create_listing"):
        return NOBODYS
    mine = Interest.objects.filter(Q(by_party=user.party_id) | Q(to_party=user.party_id))
    return Q(pk__in=mine.values("need_id")) | Q(pk__in=mine.values("offer_id"))


def _reviewed(user: Any) -> Q:
    if user.role in OFFICERS_OF_ALL:
        return ~Q(state=ListingState.DRAFT) | Q(created_by=user)
    if user.role == Role.COUNTY and user.region:
        return ~Q(state=ListingState.DRAFT) & within_region("party__region", user.region)
    return NOBODYS


def _own_matches(user: Any) -> Q:
    """By ids, which an index on each side serves; a subquery under OR would read every match."""
    if not user.party_id or not permissions.may(user, "create_listing"):
        return NOBODYS
    mine = list(own(user).filter(state=ListingState.RELEASED).order_by().values_list("pk", flat=True))
    return Q(need_id__in=mine) | Q(offer_id__in=mine)


def _county_matches(region: str) -> Q:
    return within_region("need__party__region", region) | within_region("offer__party__region", region)


def learned_for(user: Any) -> QuerySet[Learned]:
    """All learned weights for who runs matching, none for others; without the models themselves, which are large."""
    if not (user.is_authenticated and permissions.may(user, "run_matching")):
        return Learned.objects.none()
    return Learned.objects.defer("content")
