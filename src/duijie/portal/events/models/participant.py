"""Who takes part in an event, and whom they wish to meet."""

import secrets

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from duijie.portal.events.choices import PARTICIPANT_COLOURS, ParticipantSource, ParticipantState
from duijie.portal.events.models.event import MOST_MEETINGS, Event

MOST_REPRESENTATIVES = 20


def new_code() -> str:
    """What a participant shows at the desk: nobody guesses it."""
    return secrets.token_urlsafe(12)


class Participant(models.Model):
    """A party at an event. `away` are numbers of slots in which it is absent; `floor` and `cap` go before the event's.

    `news` is the number of the last version in which something of theirs changed, `seen` the last that they opened.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="participants", db_index=False)
    party = models.ForeignKey(
        "parties.Party", models.PROTECT, related_name="participations", verbose_name=_("单位")
    )
    state = models.CharField(
        _("状态"), max_length=10, choices=ParticipantState.choices, default=ParticipantState.INVITED
    )
    source = models.CharField(_("怎么来的"), max_length=8, choices=ParticipantSource.choices)
    representatives = models.PositiveSmallIntegerField(
        _("代表人数"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_REPRESENTATIVES)],
        help_text=_("几位代表就能同时谈几场"),
    )
    contact_name = models.CharField(_("联系人"), max_length=50, blank=True)
    contact_phone = models.CharField(_("联系电话"), max_length=50, blank=True)
    away = models.JSONField(_("不在场的时段"), default=list, blank=True)
    floor = models.PositiveSmallIntegerField(
        _("至少几场"), null=True, blank=True, validators=[MaxValueValidator(MOST_MEETINGS)]
    )
    cap = models.PositiveSmallIntegerField(
        _("最多几场"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MEETINGS)],
    )
    code = models.CharField(_("签到码"), max_length=24, unique=True, default=new_code, editable=False)
    invited_at = models.DateTimeField(_("邀请时间"), default=timezone.now, editable=False)
    reminded_at = models.DateTimeField(_("催办时间"), null=True, blank=True, editable=False)
    answered_at = models.DateTimeField(_("答复时间"), null=True, blank=True, editable=False)
    answer = models.CharField(_("答复说明"), max_length=300, blank=True)
    checked_in_at = models.DateTimeField(_("签到时间"), null=True, blank=True, editable=False)
    no_show_at = models.DateTimeField(_("记为未到"), null=True, blank=True, editable=False)
    news = models.PositiveSmallIntegerField(default=0, editable=False)
    seen = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("参会方")
        verbose_name_plural = _("参会方")
        ordering = ["party__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "party"], name="participant_once"),
            models.CheckConstraint(condition=models.Q(representatives__gte=1), name="participant_somebody"),
        ]
        indexes = [models.Index(fields=["event", "state"], name="participant_state")]

    def __str__(self) -> str:
        return str(self.party)

    def get_absolute_url(self) -> str:
        return reverse("events:participant", args=[self.event_id, self.pk])

    @property
    def state_colour(self) -> str:
        return PARTICIPANT_COLOURS[ParticipantState(self.state)]

    @property
    def has_news(self) -> bool:
        return self.news > self.seen


class Wish(models.Model):
    """Whom a participant wants to meet, by rank from 1, or does not want to meet at all."""

    participant = models.ForeignKey(Participant, models.CASCADE, related_name="wishes", db_index=False)
    other = models.ForeignKey(
        Participant, models.CASCADE, related_name="wished_by", verbose_name=_("想见的单位")
    )
    rank = models.PositiveSmallIntegerField(_("第几想见"), null=True, blank=True)
    veto = models.BooleanField(_("不想见"), default=False)
    note = models.CharField(_("说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("意愿")
        verbose_name_plural = _("意愿")
        ordering = ["veto", "rank", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["participant", "other"], name="wish_once"),
            models.CheckConstraint(
                condition=~models.Q(participant=models.F("other")), name="wish_of_another"
            ),
            models.CheckConstraint(
                condition=models.Q(veto=True, rank__isnull=True) | models.Q(veto=False, rank__gte=1),
                name="wish_rank_or_veto",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.participant} → {self.other}"
