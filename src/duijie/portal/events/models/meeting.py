"""Meetings, the draft agenda, its published versions, and what came of the meetings."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.events.choices import (
    MEETING_COLOURS,
    OUTCOME_COLOURS,
    MeetingSession,
    MeetingSource,
    MeetingState,
    OutcomeKind,
)
from duijie.portal.events.models.event import Event, Slot, Table
from duijie.portal.events.models.participant import Participant


class Meeting(models.Model):
    """Two participants (or more) who are to meet. `slot`, `table`, `locked` are the draft; people see `Placement`s."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="meetings", db_index=False)
    participants = models.ManyToManyField(Participant, through="events.Seat", related_name="meetings")
    need = models.ForeignKey(
        "exchange.Listing", models.SET_NULL, null=True, blank=True, related_name="need_meetings",
        verbose_name=_("需求"),
    )  # fmt: skip
    offer = models.ForeignKey(
        "exchange.Listing", models.SET_NULL, null=True, blank=True, related_name="offer_meetings",
        verbose_name=_("供给"),
    )  # fmt: skip
    match_score = models.FloatField(_("匹配度"), null=True, blank=True)
    source = models.CharField(_("来由"), max_length=8, choices=MeetingSource.choices)
    state = models.CharField(
        _("状态"), max_length=10, choices=MeetingState.choices, default=MeetingState.PROPOSED
    )
    must = models.BooleanField(_("必须安排"), default=False)
    value = models.FloatField(_("价值"), default=1.0)
    session = models.CharField(
        _("上午或下午"), max_length=9, choices=MeetingSession.choices, default=MeetingSession.ANY
    )
    fixed_slot = models.ForeignKey(
        Slot, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("固定时段")
    )
    after = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="before")
    room = models.CharField(_("要求的厅室"), max_length=40, blank=True)
    online_url = models.URLField(_("线上会议链接"), blank=True)
    slot = models.ForeignKey(
        Slot, models.SET_NULL, null=True, blank=True, related_name="meetings", verbose_name=_("时段")
    )
    table = models.ForeignKey(
        Table, models.SET_NULL, null=True, blank=True, related_name="meetings", verbose_name=_("桌")
    )
    locked = models.BooleanField(_("锁定"), default=False)
    cancelled_reason = models.CharField(_("取消原因"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("建立时间"), default=timezone.now)

    class Meta:
        verbose_name = _("洽谈")
        verbose_name_plural = _("洽谈")
        ordering = ["slot__number", "table__number", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "slot", "table"],
                condition=models.Q(slot__isnull=False, table__isnull=False),
                name="meeting_table_once",
            ),
            models.CheckConstraint(
                condition=models.Q(table__isnull=True) | models.Q(slot__isnull=False),
                name="meeting_table_in_slot",
            ),
        ]
        indexes = [models.Index(fields=["event", "state"], name="meeting_state")]

    def __str__(self) -> str:
        return " — ".join(str(one.party) for one in self.participants.all())

    def get_absolute_url(self) -> str:
        return reverse("events:meeting", args=[self.event_id, self.pk])

    @property
    def state_colour(self) -> str:
        return MEETING_COLOURS[MeetingState(self.state)]


class Seat(models.Model):
    """A participant's place in a meeting; it never changes once the meeting exists."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats", db_index=False)
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="seats")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "participant"], name="seat_once")]

    def __str__(self) -> str:
        return str(self.participant)


class Move(models.Model):
    """One change of the draft by hand, so that the last can be undone."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="moves", db_index=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    from_slot = models.ForeignKey(Slot, models.CASCADE, null=True, related_name="+")
    from_table = models.ForeignKey(Table, models.CASCADE, null=True, related_name="+")
    to_slot = models.ForeignKey(Slot, models.CASCADE, null=True, related_name="+")
    to_table = models.ForeignKey(Table, models.CASCADE, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["event", "-id"], name="move_last")]

    def __str__(self) -> str:
        return f"{self.from_slot} → {self.to_slot}"


class Version(models.Model):
    """An agenda as it was published; `quality` is what it was worth, as `quality.py` says."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("版次"))
    published_at = models.DateTimeField(_("发布时间"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("发布人")
    )
    note = models.CharField(_("说明"), max_length=300, blank=True)
    quality = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = _("日程版本")
        verbose_name_plural = _("日程版本")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return str(_("第 %(number)s 版") % {"number": self.number})


class Placement(models.Model):
    """Where a version puts a meeting. Times and place are written down, so that later changes leave it as it was."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="placements", db_index=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="placements")
    slot = models.ForeignKey(Slot, models.PROTECT, related_name="placements")
    table = models.ForeignKey(Table, models.PROTECT, related_name="placements")
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    place = models.CharField(_("地点"), max_length=90)

    class Meta:
        verbose_name = _("日程")
        verbose_name_plural = _("日程")
        ordering = ["starts_at", "table__number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "meeting"], name="placement_meeting_once"),
            models.UniqueConstraint(fields=["version", "slot", "table"], name="placement_table_once"),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.place}"


class MeetingOutcome(models.Model):
    """What one side says of a meeting; `amount` in yuan."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="outcomes", db_index=False)
    participant = models.ForeignKey(
        Participant, models.CASCADE, related_name="outcomes", verbose_name=_("谁说的")
    )
    kind = models.CharField(_("结果"), max_length=10, choices=OutcomeKind.choices)
    amount = models.DecimalField(
        _("金额（元）"), max_digits=16, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(0)],
    )  # fmt: skip
    note = models.CharField(_("说明"), max_length=300, blank=True)
    at = models.DateTimeField(_("时间"), default=timezone.now)

    class Meta:
        verbose_name = _("洽谈结果")
        verbose_name_plural = _("洽谈结果")
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "participant"], name="outcome_once")]

    def __str__(self) -> str:
        return self.get_kind_display()

    @property
    def kind_colour(self) -> str:
        return OUTCOME_COLOURS[OutcomeKind(self.kind)]
