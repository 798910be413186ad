"""The registry in the API."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.pagination import paginate

from duijie.portal.parties import queries
from duijie.portal.parties.choices import PartyKind
from duijie.portal.parties.models import Party
from duijie.portal.parties.places import within_region
from duijie.portal.web.api import NOT_ANSWERED, Key, Pages, Problem

router = Router()


class PartyOut(Schema):
    """What every member may know of a party; contacts and finances are not in the API."""

    id: int
    kind: PartyKind
    name: str
    credit_code: str | None
    region: str | None
    industry: str | None
    address: str
    business_scope: str
    state: str


@router.get("", response={200: list[PartyOut], NOT_ANSWERED: Problem}, summary="查询主体")
@paginate(Pages)
def list_parties(
    request: HttpRequest,
    q: str = Query("", max_length=100),
    kind: PartyKind | None = None,
    region: str = Query("", max_length=6),
) -> Any:
    parties = queries.search(queries.visible_to(request.user), q)
    if kind:
        parties = parties.filter(kind=kind)
    if region:
        parties = parties.filter(within_region("region", region))
    return parties.order_by("name", "pk")


@router.get("/{party_id}", response={200: PartyOut, NOT_ANSWERED: Problem}, summary="一个主体")
def get_party(request: HttpRequest, party_id: Key) -> Party:
    return get_object_or_404(queries.visible_to(request.user), pk=party_id)
