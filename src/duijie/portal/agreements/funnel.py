"""From meeting to completion: counted rows, each rate with its denominator, by event, channel, county, department, year."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.accounts.choices import Role
from duijie.portal.agreements import queries
from duijie.portal.agreements.cards import Total, total
from duijie.portal.agreements.choices import CHANNEL_OF, HAS_STARTED, AgreementKind, LandingStage
from duijie.portal.agreements.filters import ALL, in_year
from duijie.portal.agreements.forms import OfficeField
from duijie.portal.agreements.models import Agreement
from duijie.portal.agreements.sources import WILLING
from duijie.portal.events import queries as events
from duijie.portal.events.choices import PUBLISHED, MeetingState
from duijie.portal.events.models import Event, Meeting, MeetingOutcome, Participant
from duijie.portal.exchange.models import Listing
from duijie.portal.parties.places import within_region
from duijie.portal.web.fields import RegionField

DECIDED = (MeetingState.HELD, MeetingState.MISSED)
DIMENSIONS = {
    "event": _("对接会"),
    "kind": _("渠道"),
    "region": _("县（市、区）"),
    "department": _("部门"),
    "year": _("年份"),
}
MEETING_STEPS = {
    "planned": _("约定的洽谈"),
    "held": _("已举行的洽谈"),
    "intent": _("达成意向的洽谈"),
    "signed": _("已签协议的洽谈"),
}
_YEARS = 8


class FunnelFilter(forms.Form):
    event = forms.ModelChoiceField(
        Event.objects.none(), label=_("对接会"), required=False, empty_label=_("全部")
    )
    kind = forms.ChoiceField(label=_("渠道"), required=False, choices=[ALL, *AgreementKind.choices])
    region = RegionField(label=_("地区"), required=False)
    department = OfficeField(label=_("部门"), required=False, empty_label=_("全部"))
    year = forms.TypedChoiceField(label=_("年份"), required=False, coerce=int, empty_value=None)

    def __init__(self, user: Any, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")
        self.fields["event"].queryset = events.visible_to(user).filter(state__in=PUBLISHED)
        this = timezone.localdate().year
        self.fields["year"].choices = [ALL, *((y, str(y)) for y in range(this, this - _YEARS, -1))]

    @property
    def asked(self) -> dict[str, Any]:
        """The filters as values of an address; a filter that cannot be read finds nothing."""
        if not self.is_valid():
            return {"event": -1}
        found = {name: getattr(value, "pk", value) for name, value in self.cleaned_data.items()}
        return {name: value for name, value in found.items() if value}


class Met(NamedTuple):
    """One accepted meeting."""

    pk: int
    event: int
    kind: str
    region: str
    department: int
    year: int
    held: bool
    intent: bool
    signed: bool


class Agreed(NamedTuple):
    """One signed agreement."""

    pk: int
    event: int | None
    kind: str
    region: str
    department: int | None
    year: int
    meeting: int | None
    offer: int | None
    started: bool
    completed: bool
    amount: Any
    landed_sum: Any
    amount_open: bool


@dataclass
class Counts:
    """What is counted of a group of meetings and agreements."""

    met: list[Met] = field(default_factory=list)
    agreed: list[Agreed] = field(default_factory=list)
    fewest: int = 3

    @property
    def planned(self) -> int:
        return len(self.met)

    @property
    def held(self) -> int:
        return sum(one.held for one in self.met)

    @property
    def intents(self) -> int:
        return sum(one.intent for one in self.met)

    @property
    def signed_meetings(self) -> int:
        return sum(one.signed for one in self.met)

    @property
    def signed(self) -> int:
        return len(self.agreed)

    @property
    def started(self) -> int:
        return sum(one.started for one in self.agreed)

    @property
    def completed(self) -> int:
        return sum(one.completed for one in self.agreed)

    def money(self, chosen: Callable[[Agreed], bool] = lambda one: True) -> Total:
        return total((one for one in self.agreed if chosen(one)), self.fewest)


def counts(user: Any, asked: Mapping[str, Any]) -> Counts:
    """All that the filters leave of what the person steers."""
    return Counts(
        [_met(row) for row in meeting_rows(user, asked).select_related("event", "need", "offer")],
        [_agreed(row) for row in _agreement_rows(user, asked)],
        queries.rules_on().fewest_summed,
    )


def grouped(whole: Counts, name: str) -> dict[Any, Counts]:
    """The same, cut by one dimension, the most signed agreements and meetings first."""
    found: dict[Any, Counts] = defaultdict(lambda: Counts(fewest=whole.fewest))
    for one in whole.met:
        found[getattr(one, name)].met.append(one)
    for other in whole.agreed:
        found[getattr(other, name)].agreed.append(other)
    if name == "year":
        return dict(sorted(found.items(), reverse=True))
    return dict(sorted(found.items(), key=lambda item: (-item[1].signed, -item[1].planned, str(item[0]))))


def meeting_rows(user: Any, asked: Mapping[str, Any], step: str = "planned") -> QuerySet[Meeting]:
    """Accepted meetings as far as a step of the funnel, with what became of them."""
    rows = (
        _steered(user)
        .filter(_accepted())
        .annotate(
            intent=Exists(MeetingOutcome.objects.filter(meeting=OuterRef("pk"), kind__in=WILLING)),
            agreed=Exists(Agreement.objects.filter(meeting=OuterRef("pk"), signed_on__isnull=False)),
            first_region=Subquery(
                Meeting.participants.through.objects.filter(meeting=OuterRef("pk"))
                .order_by("pk")
                .values("participant__party__region")[:1]
            ),
        )
    )
    rows = rows.filter(_asked_of_meetings(asked))
    if step == "planned":
        return rows
    rows = rows.filter(state=MeetingState.HELD)
    if step == "held":
        return rows
    rows = rows.filter(intent=True)
    return rows.filter(agreed=True) if step == "signed" else rows


def achievements(asked: Mapping[str, Any], signed: Iterable[Agreed]) -> tuple[int, int, int]:
    """Published achievements that a signed technology agreement names, all published ones, agreements naming none."""
    offers = Listing.objects.filter(channel="research", side="offer", released_at__isnull=False)
    if asked.get("region"):
        offers = offers.filter(within_region("party__region", asked["region"]))
    there = set(offers.values_list("pk", flat=True))
    technology = [one for one in signed if one.kind == AgreementKind.TECHNOLOGY]
    named = {one.offer for one in technology if one.offer}
    return len(named & there), len(there), sum(one.offer is None for one in technology)


def _steered(user: Any) -> QuerySet[Meeting]:
    """Meetings of published events: all for coordinator and leader, the county's, the department's own events."""
    rows = Meeting.objects.filter(event__state__in=PUBLISHED)
    if user.role in (Role.COORDINATOR, Role.LEADER):
        return rows
    if user.role == Role.COUNTY and user.region:
        there = Participant.objects.filter(within_region("party__region", user.region))
        return rows.filter(Exists(there.filter(meetings=OuterRef("pk"))))
    if user.role == Role.DEPARTMENT:
        return rows.filter(pk__in=events.meetings_for(user).values("pk"))
    return rows.none()


def _accepted() -> Q:
    """Meetings whose time has come: held or missed, or left as planned when the event was over."""
    return Q(state__in=DECIDED) | Q(state=MeetingState.PLANNED, event__ends_at__lt=timezone.now())


def _asked_of_meetings(asked: Mapping[str, Any]) -> Q:
    found = Q()
    if asked.get("event"):
        found &= Q(event=asked["event"])
    if asked.get("kind"):
        channel = CHANNEL_OF[AgreementKind(asked["kind"])]
        found &= Q(need__channel=channel) | Q(need__isnull=True, offer__channel=channel)
    if asked.get("region"):
        found &= within_region("first_region", asked["region"])
    if asked.get("department"):
        found &= Q(event__organiser=asked["department"])
    if asked.get("year"):
        found &= Q(event__starts_at__year=asked["year"])
    return found


def _met(row: Any) -> Met:
    listing = row.need or row.offer
    held = row.state == MeetingState.HELD
    return Met(
        pk=row.pk,
        event=row.event_id,
        kind=_KIND_OF.get(listing.channel, "") if listing else "",
        region=row.first_region or "",
        department=row.event.organiser_id,
        year=timezone.localtime(row.event.starts_at).year if row.event.starts_at else 0,
        held=held,
        intent=held and row.intent,
        signed=held and row.intent and row.agreed,
    )


def _agreement_rows(user: Any, asked: Mapping[str, Any]) -> QuerySet[Agreement]:
    rows = queries.signed(queries.visible_to(user)).order_by()
    for name in ("event", "kind", "department"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("region"):
        rows = rows.filter(within_region("region", asked["region"]))
    if asked.get("year"):
        rows = rows.filter(in_year(asked["year"]))
    return queries.with_landed(rows).values_list(
        "pk", "event_id", "kind", "region", "department_id", "signed_on", "meeting_id", "offer_id", "started_on", "stage",
        "amount", "landed_sum", "amount_open", named=True,
    )  # fmt: skip


def _agreed(row: Any) -> Agreed:
    return Agreed(
        pk=row.pk,
        event=row.event_id,
        kind=row.kind,
        region=row.region or "",
        department=row.department_id,
        year=row.signed_on.year,
        meeting=row.meeting_id,
        offer=row.offer_id,
        started=row.started_on is not None or row.stage in HAS_STARTED,
        completed=row.stage == LandingStage.COMPLETED,
        amount=row.amount,
        landed_sum=row.landed_sum,
        amount_open=row.amount_open,
    )


_KIND_OF = {channel: str(kind) for kind, channel in CHANNEL_OF.items()}
