"""Channels, listings, matches and interests in the API: the same queries, cards and acts as the pages."""

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema, Status
from ninja.pagination import paginate

from duijie.engine.channels import Side, available, load
from duijie.portal.exchange import domain, explanations, permissions, queries, search
from duijie.portal.exchange.cards import Card, card, cards
from duijie.portal.exchange.choices import ListingState
from duijie.portal.exchange.filters import narrowed
from duijie.portal.exchange.models import Match
from duijie.portal.exchange.paging import COUNTED
from duijie.portal.web.api import NOT_ANSWERED, Key, Pages, Problem

router = Router()
SideName = Literal["need", "offer"]


class FieldOut(Schema):
    name: str
    label: str
    label_en: str
    kind: str
    unit: str
    required: bool
    choices: list[dict[str, str]]


class ChannelOut(Schema):
    code: str
    label: str
    label_en: str
    need: list[FieldOut]
    offer: list[FieldOut]


class ListingOut(Schema):
    """`publisher` is a name only for those who may know it; `contact` is null where it is closed."""

    id: int
    channel: str
    side: SideName
    title: str
    description: str
    publisher: str
    region: str | None
    industry: str | None
    valid_from: date | None
    valid_to: date | None
    contact: str | None
    state: ListingState
    fields: dict[str, Any]
    updated_at: datetime

    @staticmethod
    def of(one: Card) -> dict[str, Any]:
        listing = one.listing
        names = (
            "channel",
            "side",
            "description",
            "region",
            "industry",
            "valid_from",
            "valid_to",
            "state",
            "fields",
        )
        given = {name: getattr(listing, name) for name in names}
        shown = {"id": listing.pk, "title": one.title, "publisher": one.publisher, "contact": one.contact}
        return given | shown | {"updated_at": listing.updated_at}


class CardPages(Pages):
    """A page of listings costs a page; what is left over is counted up to a bound, as on the site."""

    def paginate_queryset(self, queryset: Any, pagination: Any, request: HttpRequest, **params: Any) -> Any:
        rows = queryset[pagination.offset : pagination.offset + pagination.limit]
        items = [ListingOut.of(one) for one in cards(request.user, rows)]
        return {"items": items, "count": queryset.order_by().values("pk")[:COUNTED].count()}


class ListingIn(Schema):
    """`fields` holds title, description, region, dates, contact and the channel's own values, as in a spreadsheet."""

    channel: str
    side: SideName
    fields: dict[str, Any]
    anonymous: bool = False
    source_id: str | None = None
    submit: bool = False


class MatchOut(Schema):
    id: int
    need: ListingOut
    offer: ListingOut
    score: float
    verdict: Literal["recommended", "possible", "unknown", "blocked"]
    rank: int | None
    reasons: list[dict[str, Any]]


@router.get("channels", response={200: list[ChannelOut], NOT_ANSWERED: Problem}, summary="渠道的定义")
def list_channels(request: HttpRequest) -> list[dict[str, Any]]:
    return [_channel(code) for code in available()]


@router.get("listings", response={200: list[ListingOut], NOT_ANSWERED: Problem}, summary="查询供需")
@paginate(CardPages)
def list_listings(
    request: HttpRequest,
    q: str = Query("", max_length=100),
    channel: str = Query("", max_length=40),
    side: SideName | None = None,
    region: str = Query("", max_length=6),
    industry: str = Query("", max_length=5),
    mine: bool = False,
) -> Any:
    found = queries.own(request.user) if mine else queries.released()
    asked = {"channel": channel, "side": side, "region": region, "industry": industry}
    found = narrowed(found, asked)
    if q:
        found = search.narrow(found, words) if (words := search.read(q)) else found.none()
    return found.order_by("-updated_at", "-pk")


@router.get("listings/{listing_id}", response={200: ListingOut, NOT_ANSWERED: Problem}, summary="一条供需")
def get_listing(request: HttpRequest, listing_id: Key) -> dict[str, Any]:
    listing = get_object_or_404(queries.visible_to(request.user), pk=listing_id)
    return ListingOut.of(card(request.user, listing))


@router.post("listings", response={201: ListingOut, NOT_ANSWERED: Problem}, summary="起草或提交供需")
def create_listing(request: HttpRequest, given: ListingIn) -> Status:
    permissions.require(request.user, "create_listing")
    listing = domain.draft(
        channel=given.channel,
        side=given.side,
        by=request.user,
        data=given.fields,
        anonymous=given.anonymous,
        source_id=given.source_id,
    )
    if given.submit:
        listing = domain.submit(listing, by=request.user)
    return Status(201, ListingOut.of(card(request.user, listing)))


@router.get(
    "listings/{listing_id}/matches",
    response={200: list[MatchOut], NOT_ANSWERED: Problem},
    summary="一条供需的匹配",
)
def list_matches(request: HttpRequest, listing_id: Key) -> list[dict[str, Any]]:
    """For the listing's own people and for reviewers; others see only matches with their own listings."""
    listing = get_object_or_404(queries.visible_to(request.user), pk=listing_id)
    found = queries.ranked_matches(listing).filter(pk__in=queries.matches_for(request.user).values("pk"))
    side = Side(listing.side)
    shown = explanations.explained(request.user, found, seen_from=side)
    return [_match(one.match, one.need, one.offer, one.rank) for one in shown]


def _channel(code: str) -> dict[str, Any]:
    channel = load(code)
    sides = {
        side: [_field(f, side) for f in channel.fields_for(side, portal=True)] for side in ("need", "offer")
    }
    return channel.describe() | sides


def _field(field: Any, side: str) -> dict[str, Any]:
    choices = [{"value": c.value, "label": c.label, "label_en": c.label_en} for c in field.choices]
    plain = {"name": field.name, "kind": field.kind, "unit": field.unit, "required": field.required}
    return plain | {"label": field.label(side), "label_en": field.label_en(side), "choices": choices}


def _match(match: Match, need: Card, offer: Card, rank: int | None) -> dict[str, Any]:
    plain = {
        "id": match.pk,
        "score": match.score,
        "verdict": match.verdict,
        "rank": rank,
        "reasons": match.reasons,
    }
    return plain | {"need": ListingOut.of(need), "offer": ListingOut.of(offer)}
