"""What a person may see of agreements and their amounts. Nothing reaches a page or the API around these."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from duijie.portal.accounts.choices import Role
from duijie.portal.agreements import permissions
from duijie.portal.agreements.choices import BEFORE_SIGNING, RUNNING, LandingStage, MilestoneState
from duijie.portal.agreements.models import (
    Agreement,
    Escalation,
    Evidence,
    LandedAmount,
    LandingRules,
    Milestone,
    Objection,
    Signatory,
)
from duijie.portal.parties.places import NOBODYS, within_region

_FIRST = date(2026, 1, 1)  # before anything that the platform follows


def rules_on(day: date | None = None) -> LandingRules:
    """The rules in force on a day; the platform's first values, so named, as long as the city has set none."""
    day = day or timezone.localdate()
    found = LandingRules.objects.filter(valid_from__lte=day).first()
    return found or LandingRules(name=_("平台初始值"), source=_("本市尚未设定"), valid_from=_FIRST)


def visible_to(user: Any) -> QuerySet[Agreement]:
    """Each row says by `amount_open` whether its amounts are for this person, by `listings_open` whether its listings are.

    What a list shows beside is in `told`.
    """
    rows = Agreement.objects.select_related("department", "officer", "event", "created_by")
    rows = rows.annotate(amount_open=_flag(_amount_open(user)), listings_open=_flag(_listings_open(user)))
    if user is None:
        return rows
    if not user.is_authenticated or not user.is_active:
        return rows.none()
    if user.role == Role.COORDINATOR:
        return rows
    if user.role == Role.LEADER:
        return rows.filter(_sent())
    return rows.filter(_looked_after(user) | _own(user))


def told(rows: QuerySet[Agreement], today: date | None = None) -> QuerySet[Agreement]:
    """With what a list shows of each: money landed, the next due day, how many milestones are late."""
    today = today or timezone.localdate()
    planned = Milestone.objects.filter(agreement=OuterRef("pk"), state=MilestoneState.PLANNED)
    late = planned.filter(due_on__lt=today).order_by().values("agreement").annotate(n=Count("pk"))
    return (
        with_landed(rows)
        .annotate(
            next_due=Subquery(planned.order_by("due_on").values("due_on")[:1]),
            late_n=Coalesce(Subquery(late.values("n"), output_field=IntegerField()), 0),
        )
        .prefetch_related("signatories__party")
    )


def sums(rows: QuerySet[Agreement]) -> dict[str, Any]:
    """What a list adds up to, in one query: money of rows that the person may see, and apart from it of the others."""
    shown, hidden = Q(amount_open=True), Q(amount_open=False, amount__isnull=False)
    return with_landed(rows.order_by()).aggregate(
        agreed=Sum("amount", filter=shown),
        landed=Sum("landed_sum", filter=shown),
        counted=Count("pk", filter=shown & Q(amount__isnull=False)),
        unknown=Count("pk", filter=shown & Q(amount__isnull=True)),
        hidden=Count("pk", filter=hidden),
        hidden_agreed=Sum("amount", filter=hidden),
        hidden_landed=Sum("landed_sum", filter=hidden),
    )


def with_landed(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    return rows.annotate(landed_sum=Subquery(_landed_sum()))


def overdue(rows: QuerySet[Agreement], today: date | None = None) -> QuerySet[Agreement]:
    """Those under way that have a milestone which should be done already; by keys, which are looked up once."""
    late = Milestone.objects.filter(state=MilestoneState.PLANNED, due_on__lt=today or timezone.localdate())
    return rows.filter(pk__in=late.order_by().values("agreement"), stage__in=RUNNING)


def signed(rows: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """What was ever signed, whatever became of it: the denominator of landing."""
    return rows.filter(signed_on__isnull=False)


def valid_landed() -> QuerySet[LandedAmount]:
    return LandedAmount.objects.filter(withdrawn_at__isnull=True)


def evidence_for(user: Any) -> QuerySet[Evidence]:
    """Files tell amounts, so they are for whom the amounts are."""
    return Evidence.objects.filter(agreement__in=visible_to(user).filter(amount_open=True).values("pk"))


def milestones_for(user: Any) -> QuerySet[Milestone]:
    return Milestone.objects.filter(agreement__in=visible_to(user).values("pk"))


def landed_for(user: Any) -> QuerySet[LandedAmount]:
    return LandedAmount.objects.filter(agreement__in=visible_to(user).filter(amount_open=True).values("pk"))


def objections_for(user: Any) -> QuerySet[Objection]:
    return Objection.objects.filter(agreement__in=visible_to(user).values("pk"))


def escalations_for(user: Any) -> QuerySet[Escalation]:
    return Escalation.objects.filter(agreement__in=visible_to(user).values("pk"))


def landed_of(agreement: Agreement) -> Decimal:
    return valid_landed().filter(agreement=agreement).aggregate(all=Sum("amount"))["all"] or Decimal(0)


def of_pair(user: Any, *, need: Any = None, offer: Any = None) -> QuerySet[Agreement]:
    """Agreements that came of a need, of an offer, or of both together."""
    rows = visible_to(user).filter(listings_open=True)
    if need is not None:
        rows = rows.filter(need=need)
    return rows.filter(offer=offer) if offer is not None else rows


def search(rows: QuerySet[Agreement], words: str) -> QuerySet[Agreement]:
    """Every word is in the number, the title or the name of a signatory."""
    for word in words.split()[:5]:
        named = Signatory.objects.filter(agreement=OuterRef("pk"), party__name__icontains=word)
        rows = rows.filter(Q(number__startswith=word) | Q(title__icontains=word) | Exists(named))
    return rows


def _landed_sum() -> Any:
    rows = valid_landed().filter(agreement=OuterRef("pk")).order_by().values("agreement")
    return rows.annotate(all=Sum("amount")).values("all")


def _sent() -> Q:
    return Q(sent_at__isnull=False) | Q(signed_on__isnull=False)


def _signs(user: Any) -> Q:
    mine = Signatory.objects.filter(agreement=OuterRef("pk"), party=user.party_id)
    return Q(Exists(mine))


def _own(user: Any) -> Q:
    """What the person's own party signs, once it was sent, and what it is still drafting."""
    if not permissions.may(user, "draft"):
        return NOBODYS
    drafting = Q(created_by=user) | Q(created_by__party=user.party_id)
    return (_signs(user) & _sent()) | (drafting & Q(stage__in=[*BEFORE_SIGNING, LandingStage.TERMINATED]))


def _looked_after(user: Any) -> Q:
    found = Q(officer=user) if permissions.may(user, "steer") else NOBODYS
    if user.role == Role.DEPARTMENT and user.party_id:
        found |= Q(department=user.party_id)
    if user.role == Role.COUNTY and user.region:
        there = Signatory.objects.filter(agreement=OuterRef("pk")).filter(
            within_region("party__region", user.region)
        )
        found |= (within_region("region", user.region) | Q(Exists(there))) & _sent()
    return found


def _amount_open(user: Any) -> Q:
    """Confidential amounts: signatories, who is responsible, the coordinator; the leader if the city says so."""
    every = Q(pk__isnull=False)
    if user is None or (user.is_authenticated and user.role == Role.COORDINATOR):
        return every
    if not user.is_authenticated:
        return NOBODYS
    if user.role == Role.LEADER:
        return every if rules_on().leader_sees_amounts else Q(confidential=False)
    found = Q(confidential=False) | Q(officer=user) | Q(created_by=user, stage__in=BEFORE_SIGNING)
    if permissions.may(user, "draft"):
        found |= _signs(user)
    if user.role == Role.DEPARTMENT and user.party_id:
        found |= Q(department=user.party_id)
    return found


def _listings_open(user: Any) -> Q:
    """Beside the names of the signatories an anonymous listing has a publisher: only its own people see it there."""
    if user is None or (user.is_authenticated and user.role == Role.COORDINATOR):
        return Q(pk__isnull=False)
    found = Q(pk__isnull=False)
    for side in ("need", "offer"):
        named = Q(**{f"{side}__isnull": True}) | Q(**{f"{side}__anonymous": False})
        if getattr(user, "party_id", None) and permissions.may(user, "draft"):
            named |= Q(**{f"{side}__party": user.party_id})
        found &= named
    return found


def _flag(condition: Q) -> Case:
    """True or false and never null, whatever column the condition compares is empty."""
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())  # noqa: FBT003  what SQL writes
