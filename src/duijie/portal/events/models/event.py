"""An event and its frame: slots, tables, the programme on the stage."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.events.choices import EVENT_COLOURS, EventKind, EventState, ProgrammeKind, SlotSession

MOST_MEETINGS = 60  # of one participant: more than any day has slots
MOST_BREAKS = 20
MOST_DAYS = 365


class Event(models.Model):
    """`layout` holds the numbers that slots were made from, `report` what the last computation said.

    `revision` grows with every change of the draft agenda: who moves a card says which revision was on the screen.
    """

    title = models.CharField(_("名称"), max_length=100)
    kind = models.CharField(
        _("类型"), max_length=12, choices=EventKind.choices, default=EventKind.MATCHMAKING
    )
    channels = models.JSONField(_("对接渠道"), default=list)
    state = models.CharField(_("状态"), max_length=10, choices=EventState.choices, default=EventState.DRAFT)
    venue = models.CharField(_("会场"), max_length=100, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    online_url = models.URLField(_("线上会议链接"), blank=True)
    organiser = models.ForeignKey(
        "parties.Party", models.PROTECT, related_name="events_organised", verbose_name=_("主办单位")
    )
    region = models.CharField(_("所在地区"), max_length=6, null=True, blank=True)
    description = models.TextField(_("说明"), blank=True)
    starts_at = models.DateTimeField(_("开始"), null=True, blank=True, editable=False)
    ends_at = models.DateTimeField(_("结束"), null=True, blank=True, editable=False)
    registration_until = models.DateTimeField(_("报名和答复截止"), null=True, blank=True)
    fairness = models.PositiveSmallIntegerField(
        _("各方空档次数最多相差"),
        default=2,
        null=True,
        blank=True,
        validators=[MaxValueValidator(MOST_BREAKS)],
    )
    floor = models.PositiveSmallIntegerField(
        _("每方至少几场"), default=1, validators=[MaxValueValidator(MOST_MEETINGS)]
    )
    cap = models.PositiveSmallIntegerField(
        _("每方最多几场"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MEETINGS)],
    )
    outcome_days = models.PositiveSmallIntegerField(
        _("结束后几天内可以改洽谈结果"), default=30, validators=[MaxValueValidator(MOST_DAYS)]
    )
    layout = models.JSONField(default=dict, editable=False, encoder=DjangoJSONEncoder)
    report = models.JSONField(_("排期结论"), default=dict, editable=False, encoder=DjangoJSONEncoder)
    computed_at = models.DateTimeField(_("排期时间"), null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=0, editable=False)
    current = models.ForeignKey(
        "events.Version", models.SET_NULL, null=True, blank=True, related_name="+", editable=False,
        verbose_name=_("现行日程"),
    )  # fmt: skip
    cancelled_reason = models.CharField(_("取消原因"), max_length=500, blank=True, editable=False)
    form_key = models.UUIDField(null=True, unique=True, editable=False)  # a form sent twice makes one event
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("建立人"), editable=False
    )
    created_at = models.DateTimeField(_("建立时间"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("对接会")
        verbose_name_plural = _("对接会")
        ordering = ["-starts_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "-starts_at", "-id"], name="event_state"),
            models.Index(fields=["organiser", "-starts_at"], name="event_organiser"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:event", args=[self.pk])

    @property
    def party_id(self) -> int:
        """Whose event it is, for the record of acts."""
        return self.organiser_id

    @property
    def state_colour(self) -> str:
        return EVENT_COLOURS[EventState(self.state)]


class Slot(models.Model):
    """One round of meetings, numbered from 1 in the order of time."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="slots")
    number = models.PositiveSmallIntegerField(_("时段"))
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    session = models.CharField(_("上午或下午"), max_length=9, choices=SlotSession.choices)
    lunch = models.BooleanField(_("午餐时段"), default=False)

    class Meta:
        verbose_name = _("时段")
        verbose_name_plural = _("时段")
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="slot_number_once"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="slot_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.starts_at):%H:%M}–{timezone.localtime(self.ends_at):%H:%M}"


class Table(models.Model):
    """A place for one meeting at a time; `away` are numbers of slots in which it cannot be used."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="tables")
    number = models.PositiveSmallIntegerField(_("桌号"))
    name = models.CharField(_("名称"), max_length=40, blank=True)
    room = models.CharField(_("厅室"), max_length=40, blank=True)
    away = models.JSONField(_("不能用的时段"), default=list, blank=True)

    class Meta:
        verbose_name = _("桌")
        verbose_name_plural = _("桌")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["event", "number"], name="table_number_once")]

    def __str__(self) -> str:
        words = self.name or str(_("%(number)s 号桌") % {"number": self.number})
        return f"{self.room} {words}".strip()


class ProgrammeItem(models.Model):
    """What happens on the stage: speeches, pitches, needs announced, signings."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="programme")
    kind = models.CharField(_("环节"), max_length=8, choices=ProgrammeKind.choices)
    title = models.CharField(_("内容"), max_length=200)
    speaker = models.ForeignKey(
        "parties.Party", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("单位")
    )
    listing = models.ForeignKey(
        "exchange.Listing", models.SET_NULL, null=True, blank=True, related_name="programme_items",
        verbose_name=_("供需"),
    )  # fmt: skip
    starts_at = models.DateTimeField(_("开始"))
    minutes = models.PositiveSmallIntegerField(_("分钟"), default=10)
    order = models.PositiveSmallIntegerField(_("次序"), default=0)

    class Meta:
        verbose_name = _("会议议程")
        verbose_name_plural = _("会议议程")
        ordering = ["starts_at", "order", "pk"]

    def __str__(self) -> str:
        return self.title
