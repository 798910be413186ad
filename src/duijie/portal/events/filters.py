"""The filters of the lists of events, participants and meetings, read from the address and kept in it."""

from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from duijie.portal.events import permissions, queries
from duijie.portal.events.choices import (
    EventKind,
    EventState,
    MeetingSource,
    MeetingState,
    ParticipantSource,
    ParticipantState,
)
from duijie.portal.events.forms import channel_choices
from duijie.portal.events.models import Event, Meeting, Participant
from duijie.portal.parties.choices import PartyKind
from duijie.portal.parties.places import within_region
from duijie.portal.web.fields import RegionField

ALL = ("", gettext_lazy("全部"))
_WORDS = 5


class _Filter(forms.Form):
    """Nonsense in a filter is an error beside it, and finds nothing rather than everything."""

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter_%s")

    @property
    def given(self) -> bool:
        return any(self.cleaned_data.values()) if self.is_valid() else True


class EventFilter(_Filter):
    q = forms.CharField(label=gettext_lazy("名称或会场"), required=False, max_length=100)
    kind = forms.ChoiceField(label=gettext_lazy("类型"), required=False, choices=[ALL, *EventKind.choices])
    channel = forms.ChoiceField(label=gettext_lazy("渠道"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False, choices=[ALL, *EventState.choices])
    region = RegionField(label=gettext_lazy("地区"), required=False)
    when = forms.ChoiceField(
        label=gettext_lazy("时间"),
        required=False,
        choices=[ALL, ("coming", gettext_lazy("还没结束")), ("past", gettext_lazy("已经结束"))],
    )
    scope = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, user: Any, data: Any) -> None:
        super().__init__(data)
        self.user = user
        self.fields["channel"].choices = [ALL, *channel_choices()]

    @property
    def scopes(self) -> list[tuple[str, str]]:
        """The tabs that this person has."""
        tabs = [("all", _("全部"))]
        if permissions.may(self.user, "apply"):
            tabs.append(("mine", _("本单位参加的")))
        if permissions.may(self.user, "create_event"):
            tabs.append(("run", _("本单位主办的")))
        return tabs

    @property
    def current_scope(self) -> str:
        wanted = self.data.get("scope", "")
        return wanted if wanted in dict(self.scopes) else "all"

    def found(self) -> QuerySet[Event]:
        """What the filters leave, the latest first, those without a date on top."""
        rows = queries.visible_to(self.user)
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        rows = self._scoped(rows)
        for word in asked["q"].split()[:_WORDS]:
            rows = rows.filter(Q(title__icontains=word) | Q(venue__icontains=word))
        for name in ("kind", "state"):
            if asked[name]:
                rows = rows.filter(**{name: asked[name]})
        if asked["channel"]:
            rows = rows.filter(channels__icontains=f'"{asked["channel"]}"')
        if asked["region"]:
            rows = rows.filter(within_region("region", asked["region"]))
        return _at(rows, asked["when"]).order_by("-starts_at", "-pk")

    def _scoped(self, rows: QuerySet[Event]) -> QuerySet[Event]:
        if self.current_scope == "mine":
            mine = Participant.objects.filter(party_id=self.user.party_id).order_by().values("event")
            return rows.filter(pk__in=mine)
        return rows.filter(organiser_id=self.user.party_id) if self.current_scope == "run" else rows


def _at(rows: QuerySet[Event], when: str) -> QuerySet[Event]:
    now = timezone.now()
    if when == "coming":
        return rows.filter(Q(ends_at__gte=now) | Q(ends_at__isnull=True))
    return rows.filter(ends_at__lt=now) if when == "past" else rows


class ParticipantFilter(_Filter):
    q = forms.CharField(label=gettext_lazy("单位名称"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[ALL, *ParticipantState.choices]
    )
    source = forms.ChoiceField(
        label=gettext_lazy("怎么来的"), required=False, choices=[ALL, *ParticipantSource.choices]
    )
    kind = forms.ChoiceField(label=gettext_lazy("类别"), required=False, choices=[ALL, *PartyKind.choices])
    region = RegionField(label=gettext_lazy("地区"), required=False)

    def found(self, rows: QuerySet[Participant]) -> QuerySet[Participant]:
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        for word in asked["q"].split()[:_WORDS]:
            rows = rows.filter(party__name__icontains=word)
        for name, column in (("state", "state"), ("source", "source"), ("kind", "party__kind")):
            if asked[name]:
                rows = rows.filter(**{column: asked[name]})
        if asked["region"]:
            rows = rows.filter(within_region("party__region", asked["region"]))
        return rows.order_by("party__name", "pk")


class MeetingFilter(_Filter):
    q = forms.CharField(label=gettext_lazy("单位名称"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[ALL, *MeetingState.choices]
    )
    source = forms.ChoiceField(
        label=gettext_lazy("来由"), required=False, choices=[ALL, *MeetingSource.choices]
    )
    placed = forms.ChoiceField(
        label=gettext_lazy("排期"),
        required=False,
        choices=[
            ALL, ("yes", gettext_lazy("已排")), ("no", gettext_lazy("没有排上")), ("must", gettext_lazy("必须安排")),
            ("locked", gettext_lazy("已锁定")), ("unwanted", gettext_lazy("一方不想见")),
        ],
    )  # fmt: skip

    def found(self, rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
        if not self.is_valid():
            return rows.none()
        asked = self.cleaned_data
        for word in asked["q"].split()[:_WORDS]:
            rows = rows.filter(participants__party__name__icontains=word).distinct()
        for name in ("state", "source"):
            if asked[name]:
                rows = rows.filter(**{name: asked[name]})
        placed: dict[str, Any] = {
            "yes": Q(slot__isnull=False),
            "no": Q(slot__isnull=True) & ~Q(state=MeetingState.CANCELLED),
            "must": Q(must=True),
            "locked": Q(locked=True),
            "unwanted": Q(unwanted=True),
        }
        if asked["placed"]:
            rows = rows.filter(placed[asked["placed"]])
        return rows.order_by(F("slot__number").asc(nulls_last=True), "table__number", "-value", "pk")
