"""Agreements in the API: the same queries and the same silence about confidential amounts as the pages."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.pagination import paginate

from duijie.portal.agreements import queries
from duijie.portal.agreements.cards import Card
from duijie.portal.agreements.choices import AgreementKind, LandingStage, MilestoneState
from duijie.portal.agreements.filters import in_year
from duijie.portal.parties.places import within_region
from duijie.portal.web.api import NOT_ANSWERED, Key, Pages, Problem

router = Router()


class SignatoryOut(Schema):
    side: str
    role: str
    party: int
    name: str
    confirmed: bool


class MilestoneOut(Schema):
    id: int
    title: str
    due_on: date
    done_on: date | None
    planned_amount: Decimal | None
    state: MilestoneState


class AgreementOut(Schema):
    """Amounts in yuan; both are null where `amounts_open` is false, and where they are not known.

    `need` and `offer` are null too where naming an anonymous listing would tell whose it is.
    """

    id: int
    number: str
    title: str
    kind: AgreementKind
    technology_form: str
    stage: LandingStage
    amounts_open: bool
    amount: Decimal | None
    landed: Decimal | None
    signed_on: date | None
    starts_on: date | None
    ends_on: date | None
    region: str | None
    department: int | None
    event: int | None
    need: int | None
    offer: int | None
    next_due: date | None
    overdue_milestones: int
    signatories: list[SignatoryOut]
    updated_at: datetime

    @staticmethod
    def of(card: Card) -> dict[str, Any]:
        one = card.agreement
        names = ("number", "title", "kind", "technology_form", "stage", "signed_on", "starts_on", "ends_on", "region",
                 "next_due", "updated_at")  # fmt: skip
        keys = {name: getattr(one, f"{name}_id") for name in ("department", "event")}
        for name in ("need", "offer"):
            keys[name] = getattr(one, f"{name}_id") if one.listings_open else None
        plain = {name: getattr(one, name) for name in names}
        amounts = {"amounts_open": card.open, "amount": card.amount, "landed": card.landed}
        signatories = [_signatory(s) for s in one.signatories.all()]
        return (
            plain
            | keys
            | amounts
            | {"id": one.pk, "overdue_milestones": card.late, "signatories": signatories}
        )


class AgreementWhole(AgreementOut):
    milestones: list[MilestoneOut]


class CardPages(Pages):
    def paginate_queryset(self, queryset: Any, pagination: Any, request: HttpRequest, **params: Any) -> Any:
        rows = queries.told(queryset)[pagination.offset : pagination.offset + pagination.limit]
        return {"items": [AgreementOut.of(Card(one)) for one in rows], "count": queryset.count()}


@router.get("", response={200: list[AgreementOut], NOT_ANSWERED: Problem}, summary="查询协议")
@paginate(CardPages)
def list_agreements(
    request: HttpRequest,
    q: str = Query("", max_length=100),
    kind: AgreementKind | None = None,
    stage: LandingStage | None = None,
    region: str = Query("", max_length=6),
    year: int | None = Query(None, ge=2000, le=9998),
    overdue: bool = False,
) -> Any:
    rows = queries.search(queries.visible_to(request.user), q)
    for name, value in (("kind", kind), ("stage", stage)):
        if value:
            rows = rows.filter(**{name: value})
    if region:
        rows = rows.filter(within_region("region", region))
    if year:
        rows = rows.filter(in_year(year))
    rows = queries.overdue(rows) if overdue else rows
    return rows.order_by("-updated_at", "-pk")


@router.get("/{agreement_id}", response={200: AgreementWhole, NOT_ANSWERED: Problem}, summary="一份协议")
def get_agreement(request: HttpRequest, agreement_id: Key) -> dict[str, Any]:
    found = get_object_or_404(queries.told(queries.visible_to(request.user)), pk=agreement_id)
    card = Card(found)
    return AgreementOut.of(card) | {"milestones": [_milestone(card, one) for one in found.milestones.all()]}


def _signatory(one: Any) -> dict[str, Any]:
    said = {"side": one.side, "role": one.role, "party": one.party_id, "name": one.party.name}
    return said | {"confirmed": one.confirmed_at is not None}


def _milestone(card: Card, one: Any) -> dict[str, Any]:
    plain = {name: getattr(one, name) for name in ("title", "due_on", "done_on", "state")}
    return plain | {"id": one.pk, "planned_amount": one.planned_amount if card.open else None}
